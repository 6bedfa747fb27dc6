import hashlib

from odoo import models

from ...tools import opt_out, phone

_ANSWERED = ("sending", "sent", "delivered", "in_doubt")
_CONTACTS = 50  # of one number that are told of a STOP


class AppointmentReply(models.AbstractModel):
    """What clients answer to an SMS (G2): STOP and START, and everything else, which is for staff."""

    _name = "appointment.reply"
    _description = "Replies to appointment notifications"

    def _receive(self, company, number, text, channel, provider_id=""):
        """Take in one reply. A repeated one changes nothing.

        :param number: as it came, with or without a plus
        :param channel: what the log calls the way it came, as "SMS (Brevo)"
        :return: whether it came from a phone number
        """
        number = self._number(company, number)
        if not number:
            return False
        this = self.sudo().with_company(company)
        message_id = this._message_id(company, number, text, provider_id)
        if this._is_known(message_id):
            return True
        command = opt_out.command(text, company.sms_provider or "")
        if command == "stop":
            this._stop(company, number, text, channel)
        elif command == "start":
            this._start(company, number, text, channel)
        this._tell_staff(company, number, text, channel, message_id, command)
        return True

    def _number(self, company, number):
        country = company.country_id.code or ""
        for written in (number, f"+{number.lstrip('+0')}"):
            found, _reason = phone.check(written, country)
            if found:
                return found
        return None

    def _message_id(self, company, number, text, provider_id):
        """A name for this reply, by which a repetition is known; a same text an hour later is none."""
        what = provider_id or f"{text}:{self.env.cr.now():%Y-%m-%d %H}"
        digest = hashlib.sha256(f"{company.id}:{number}:{what}".encode()).hexdigest()[:32]
        return f"<appointment-reply-{digest}@appointment-notify>"

    def _is_known(self, message_id):
        return bool(self.env["mail.message"].search_count([("message_id", "=", message_id)], limit=1))

    # ------------------------------------------------------------
    # STOP and START
    # ------------------------------------------------------------

    def _stop(self, company, number, text, channel):
        blacklist = self.env["phone.blacklist"]
        known = blacklist.with_context(active_test=False).search([("number", "=", number)])
        was_stopped = known.active and not known.appointment_stop
        entry = blacklist._add([number], message=self._wording(text, channel))
        if not was_stopped:
            entry.appointment_stop = True
        self._note_on_contacts(company, number, self.env._("No more SMS: %(reply)s", reply=self._wording(text, channel)))

    def _start(self, company, number, text, channel):
        entry = self.env["phone.blacklist"].search([("number", "=", number), ("appointment_stop", "=", True)])
        if entry:
            entry._remove([number], message=self._wording(text, channel))
            entry.appointment_stop = False
            note = self.env._("SMS again: %(reply)s", reply=self._wording(text, channel))
            self._note_on_contacts(company, number, note)

    def _wording(self, text, channel):
        return self.env._("the reply “%(text)s” by %(channel)s", text=text[:100], channel=channel)

    def _note_on_contacts(self, company, number, note):
        for contact in self._contacts(company, number):
            contact.message_post(body=note, subtype_xmlid="mail.mt_note")

    def _contacts(self, company, number):
        domain = [("phone_sanitized", "=", number), ("company_id", "in", (False, company.id))]
        return self.env["res.partner"].search(domain, limit=_CONTACTS)

    # ------------------------------------------------------------
    # Everything else
    # ------------------------------------------------------------

    def _tell_staff(self, company, number, text, channel, message_id, command):
        """A message on the appointment that it most likely answers; without one, on the contact.

        A note, addressed to the practitioner: followers of an appointment are clients, too.
        """
        answered = self.env["appointment.notification"].search(
            [("company_id", "=", company.id), ("channel", "=", "sms"), ("address", "=", number),
             ("state", "in", _ANSWERED), ("event_id", "!=", False), ("audience", "=", "client")],
            order="sent_at desc NULLS FIRST, id desc",
            limit=1,
        )  # fmt: skip
        client = answered.partner_id or self._contacts(company, number)[:1]
        record = answered.event_id or client
        if not record:
            return
        practitioner = answered.agenda_id.user_id or answered.event_id.user_id
        record.with_context(mail_post_autofollow=False, mail_post_autofollow_author_skip=True).message_post(
            body=self.env._("Reply by %(channel)s: %(text)s", channel=channel, text=text),
            author_id=client.id or self.env.ref("base.partner_root").id,
            subtype_xmlid="mail.mt_note",
            partner_ids=[] if command else practitioner.partner_id.ids,
            message_id=message_id,
        )

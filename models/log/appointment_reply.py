import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.replies import CANCELLED, CONFIRMED, act
from ...engine.words import audiences, states
from ...tools import opt_out, phone

_KEPT = timedelta(days=30)
_CONTACTS = 50  # of one number that are told of a STOP


class AppointmentReply(models.Model):
    """What clients answer to an SMS (G2): STOP and START, a clear yes or no (N19), and everything else, for staff.

    A row for each that was taken in, without what it said: the database decides which of several at once is the first.
    """

    _name = "appointment.reply"
    _description = "Replies to appointment notifications"
    _rec_name = "name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    name = fields.Char(required=True, readonly=True, help="A digest by which a repetition is known.")

    _once = models.UniqueIndex("(company_id, name)")

    def _is_first(self, company, what):
        """Whether this was not taken in before; of several at the same time, one is (S10)."""
        digest = hashlib.sha256(what.encode("utf-8", "replace")).hexdigest()[:40]
        now = self.env.cr.now()
        return bool(self.env.execute_query(SQL(
            """
            INSERT INTO appointment_reply (company_id, name, create_uid, write_uid, create_date, write_date)
            VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
            """,
            company.id, digest, self.env.uid, self.env.uid, now, now,
        )))  # fmt: skip

    @api.autovacuum
    def _gc_replies(self):
        """Nobody repeats a message after a month."""
        self.search([("create_date", "<", self.env.cr.now() - _KEPT)], limit=10_000).unlink()

    def _receive(self, company, number, text, channel, provider_id=""):
        """Take in one reply. A repeated one changes nothing.

        :param number: as it came, with or without a plus
        :param channel: what the log calls the way it came, as "SMS (Brevo)"
        :return: whether it came from a phone number
        """
        numbers = self._numbers(company, number)
        if not numbers:
            return False
        this = self.sudo().with_company(company)
        message_id = this._message_id(company, numbers[0], text, provider_id)
        if not this._is_first(company, message_id):
            return True
        number = this._whose(company, numbers)
        if not number:
            return True  # it may be one of two people's: better nobody than the wrong one
        command = opt_out.command(text, company.sms_provider or "")
        done = ""
        if command == "stop":
            this._stop(company, number, text, channel)
        elif command == "start":
            this._start(company, number, text, channel)
        else:
            done = act(company.sudo(), number, text)
        this._tell_staff(company, number, text, channel, message_id, command or done)
        return True

    def _numbers(self, company, number):
        """What a number as it came may be: international without its plus, or one of the company's country."""
        ways = [(f"+{number.lstrip('+0')}", ""), (number, company.country_id.code or "")]
        if number.startswith("+"):
            ways = [(number, "")]
        found = [phone.check(written, country)[0] for written, country in ways]
        return list(dict.fromkeys(filter(None, found)))

    def _whose(self, company, numbers):
        """The one of these numbers that we have written to, or that a contact has; None where that leaves a doubt."""
        written = self.env["appointment.notification"]._read_group(
            [("company_id", "=", company.id), ("channel", "=", "sms"), ("address", "in", numbers),
             ("state", "in", states.HANDED_OVER)],
            ["address"],
        )  # fmt: skip
        for known in ([address for (address,) in written], [n for n in numbers if self._contacts(company, n)], numbers):
            if known:
                return known[0] if len(known) == 1 else None
        return None

    def _message_id(self, company, number, text, provider_id):
        """A name for this reply, by which a repetition is known; a same text an hour later is none."""
        what = provider_id or f"{text}:{self.env.cr.now():%Y-%m-%d %H}"
        digest = hashlib.sha256(f"{company.id}:{number}:{what}".encode("utf-8", "replace")).hexdigest()[:32]
        return f"<appointment-reply-{digest}@appointment-notify>"

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

    def _tell_staff(self, company, number, text, channel, message_id, done):
        """A message on the appointment that it most likely answers; without one, on the contact.

        A note, addressed to the practitioner: followers of an appointment are clients, too.

        :param done: what the reply did; then nobody needs to read it
        """
        answered = self.env["appointment.notification"].search(
            [("company_id", "=", company.id), ("channel", "=", "sms"), ("address", "=", number),
             ("state", "in", states.WENT), ("event_id", "!=", False), ("audience", "=", audiences.CLIENT)],
            order="sent_at desc NULLS FIRST, id desc",
            limit=1,
        )  # fmt: skip
        client = answered.partner_id or self._contacts(company, number)[:1]
        record = answered.event_id or client
        if not record:
            return
        practitioner = answered.agenda_id.user_id or answered.event_id.user_id
        body = self.env._("Reply by %(channel)s: %(text)s", channel=channel, text=text)
        if done == CONFIRMED:
            body = self.env._("Presence confirmed. Reply by %(channel)s: %(text)s", channel=channel, text=text)
        elif done == CANCELLED:
            body = self.env._("Cancelled by the client. Reply by %(channel)s: %(text)s", channel=channel, text=text)
        record.with_context(mail_post_autofollow=False, mail_post_autofollow_author_skip=True).message_post(
            body=body,
            author_id=client.id or self.env.ref("base.partner_root").id,
            subtype_xmlid="mail.mt_note",
            partner_ids=[] if done else practitioner.partner_id.ids,
            message_id=message_id,
        )

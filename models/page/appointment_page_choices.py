from odoo import models

from ...engine.people import Account, People
from ...tools import masking

# field of the client -> (an occasion of that kind, channel)
_FIELDS = {
    "appointment_sms_reminder": ("reminder", "sms"),
    "appointment_email_reminder": ("reminder", "email"),
    "appointment_sms_other": ("booked", "sms"),
    "appointment_email_other": ("booked", "email"),
}
_BY_SMS = {field for field, (_occasion, channel) in _FIELDS.items() if channel == "sms"}
_MASKS = {"sms": masking.number, "email": masking.email}


class AppointmentPage(models.AbstractModel):
    """How a client wants to be told (P5, P9). About these messages only: marketing opt-outs are not touched, nor what
    others put on the phone blacklist. What an answer STOP put there, the client may take off here as by START."""

    _inherit = "appointment.page"

    def _wanted(self, attendee):
        """{field: whether such messages are wanted}: the client's own choice, else the account's (A9)."""
        client, account = attendee.partner_id.id, Account.of(attendee.event_id.agenda_id.company_id)
        people = People(self.env, [client])
        return {
            field: people.wants(client, occasion, channel, account)
            for field, (occasion, channel) in _FIELDS.items()
        }

    def _reached(self, attendee):
        """{channel: (masked numbers or addresses that messages go to, why none can)}: one of the two is empty (P9)."""
        client, account = attendee.partner_id.id, Account.of(attendee.event_id.agenda_id.company_id)
        people = People(self.env, [client])
        reached = {}
        for channel, mask in _MASKS.items():
            told = people.told(client, "booked", channel, account)
            addresses = [part for each in told if each.address for part in each.address.split(", ")]
            reason = people.address(told[0].partner_id, channel, account)[1] if told and not addresses else None
            why = self.env["calendar.event"]._words_of_unreachable({channel: reason}) if reason else ""
            reached[channel] = ", ".join(map(mask, addresses)), why
        return reached

    def _stop_of(self, attendee):
        """What a STOP put on the phone blacklist for the client's number (phone.blacklist, sudo), or none."""
        return self._blacklisted(attendee).filtered("appointment_stop")

    def _blacklisted(self, attendee):
        client, account = attendee.partner_id.id, Account.of(attendee.event_id.agenda_id.company_id)
        number, _reason = People(self.env, [client]).address(client, "sms", account)
        blacklist = self.env["phone.blacklist"].sudo()
        return blacklist.search([("number", "=", number)]) if number else blacklist

    def _choose(self, attendee, ticked):
        """Keep what the client chose: what differs from how things stood becomes the client's own choice.

        :param ticked: the names of the boxes that were ticked; others are ignored, and those that were greyed stay
        """
        before, stop = self._wanted(attendee), self._stop_of(attendee)
        greyed = self._greyed(attendee)
        before = {field: wanted for field, wanted in before.items() if field not in greyed}
        if stop and not _BY_SMS & ticked:
            before = {field: wanted for field, wanted in before.items() if field not in _BY_SMS}
            stop = stop.browse()  # it stays
        changed = {field: "on" if field in ticked else "off" for field in before if (field in ticked) != before[field]}
        if not changed and not stop:
            return
        for entry in stop:
            entry._remove([entry.number], message=self.env._("Chosen by the client online"))
            entry.appointment_stop = False
        client = attendee.partner_id.sudo().with_context(appointment_origin="online")
        client.write(changed)
        self._note_choice(client, changed, stop)

    def _leaves_nothing(self, attendee, ticked):
        """Whether after that choice no message of any kind could reach anybody (P9)."""
        return not (set(_FIELDS) - self._greyed(attendee).keys()) & ticked

    def _greyed(self, attendee):
        """{field: why it cannot be chosen}: nothing can go there, or others have blocked the number (P9)."""
        reached = self._reached(attendee)
        blocked = self._blacklisted(attendee).filtered(lambda entry: not entry.appointment_stop)
        why = {channel: words for channel, (_addresses, words) in reached.items() if words}
        if blocked:
            why["sms"] = self.env._("SMS to this number are blocked. Please call us.")
        return {field: why[channel] for field, (_occasion, channel) in _FIELDS.items() if channel in why}

    def _note_choice(self, client, changed, stop):
        """Changes of consent are kept (S7)."""
        _ = self.env._
        words, answers = self._words_of_choices(), {"on": _("yes"), "off": _("no")}
        said = [f"{words[field]}: {answers[value]}" for field, value in changed.items()]
        said += [_("SMS again to %(number)s", number=entry.number) for entry in stop]
        client.message_post(
            body=_("Chosen by the client online: %(choices)s", choices=", ".join(said)),
            author_id=client.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )

    def _words_of_choices(self):
        _ = self.env._
        return {
            "appointment_sms_reminder": _("Reminders by SMS"),
            "appointment_email_reminder": _("Reminders by e-mail"),
            "appointment_sms_other": _("Other messages by SMS"),
            "appointment_email_other": _("Other messages by e-mail"),
        }

    def _describe_choices(self, attendee, ticked=None):
        """[{field, words, is_ticked, to: masked addresses, why: it cannot be chosen}] (P9)

        :param ticked: what is about to be chosen; None: as things stand
        """
        words, stop = self._words_of_choices(), self._stop_of(attendee)
        reached, greyed = self._reached(attendee), self._greyed(attendee)
        now = {field: wanted and not (stop and field in _BY_SMS) for field, wanted in self._wanted(attendee).items()}
        return [
            {
                "field": field,
                "words": words[field],
                "is_ticked": field not in greyed and (now[field] if ticked is None else field in ticked),
                "to": reached[channel][0],
                "why": greyed.get(field, ""),
            }
            for field, (_occasion, channel) in _FIELDS.items()
        ]

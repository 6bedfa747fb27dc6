from odoo import models

from ...engine.people import Account, People

# field of the client -> (an occasion of that kind, channel)
_FIELDS = {
    "appointment_sms_reminder": ("reminder", "sms"),
    "appointment_email_reminder": ("reminder", "email"),
    "appointment_sms_other": ("booked", "sms"),
    "appointment_email_other": ("booked", "email"),
}
_BY_SMS = {field for field, (_occasion, channel) in _FIELDS.items() if channel == "sms"}


class AppointmentPage(models.AbstractModel):
    """How a client wants to be told (P5). About these messages only: marketing opt-outs are not touched, nor what
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

    def _stop_of(self, attendee):
        """What a STOP put on the phone blacklist for the client's number (phone.blacklist, sudo), or none."""
        client, account = attendee.partner_id.id, Account.of(attendee.event_id.agenda_id.company_id)
        number, _reason = People(self.env, [client]).address(client, "sms", account)
        stops = self.env["phone.blacklist"].sudo()
        return stops.search([("number", "=", number), ("appointment_stop", "=", True)]) if number else stops

    def _choose(self, attendee, ticked):
        """Keep what the client chose: what differs from how things stood becomes the client's own choice.

        :param ticked: the names of the boxes that were ticked; others are ignored
        """
        before, stop = self._wanted(attendee), self._stop_of(attendee)
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

    def _describe_choices(self, attendee):
        """[(field, its words, whether ticked)]"""
        words, stop = self._words_of_choices(), self._stop_of(attendee)
        return [
            (field, words[field], wanted and not (stop and field in _BY_SMS))
            for field, wanted in self._wanted(attendee).items()
        ]

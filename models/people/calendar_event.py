from odoo import api, fields, models

from ...engine.people import Account, People

_OURS = "base.group_user"


class CalendarEvent(models.Model):
    """Staff see while booking that nobody would be told, and why (N17, A11)."""

    _inherit = "calendar.event"

    booking_unreachable = fields.Char(
        compute="_compute_booking_unreachable", groups=_OURS, help="Clients whom no message reaches."
    )
    booking_unreachable_why = fields.Char(
        compute="_compute_booking_unreachable", groups=_OURS, help="Clients whom no message reaches, and why not."
    )

    @api.depends(
        "service_id", "agenda_id", "partner_ids.phone", "partner_ids.email", "partner_ids.active",
        "partner_ids.country_id", "partner_ids.parent_id",
    )  # fmt: skip
    def _compute_booking_unreachable(self):
        events = self.filtered("service_id").with_context(active_test=False).sudo()
        clients = {event.id: event.partner_ids._origin.ids for event in events}
        partner_ids = {partner_id for of_event in clients.values() for partner_id in of_event}
        people = People(self.env, partner_ids - self.env["calendar.attendee"]._internal_partner_ids(partner_ids))
        for event in self:
            account = Account.of(event.agenda_id.sudo().company_id or self.env.company)
            persons = [people.get(partner_id) for partner_id in clients.get(event.id, ())]
            why = {
                person.name: person and people.unreachable(person.id, account) for person in persons if person
            }
            why = {name: self._words_of_unreachable(reasons) for name, reasons in why.items() if reasons}
            event.booking_unreachable = ", ".join(why) or False
            event.booking_unreachable_why = "; ".join(f"{name}: {words}" for name, words in why.items()) or False

    def _words_of_unreachable(self, reasons):
        """{channel: reason} in words; what is the same on every channel is said once."""
        words = {
            "archived": self.env._("archived contact"),
            "opted_out": self.env._("does not want these messages"),
            "no_number": self.env._("no mobile number"),
            "invalid_number": self.env._("the phone number cannot be read"),
            "landline": self.env._("the phone number is a fixed line"),
            "extension": self.env._("the phone number has an extension"),
            "no_email": self.env._("no e-mail address"),
            "invalid_email": self.env._("the e-mail address cannot be read"),
            "duplicate": self.env._("same address as another recipient"),
            "contact_deleted": self.env._("deleted contact"),
        }
        return ", ".join(dict.fromkeys(words.get(reason, reason) for reason in reasons.values()))

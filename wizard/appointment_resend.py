import uuid

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.many import rows, ways
from ..engine.many.mailing import Mailing
from ..engine.sending.channels import channels
from ..engine.words import audiences, booking, occasions


class AppointmentResend(models.TransientModel):
    """The confirmation of an upcoming appointment once more, from the client's form (N13)."""

    _name = "appointment.resend"
    _inherit = "appointment.many"
    _description = "Send the confirmation again"

    _trigger = occasions.BOOKED

    partner_id = fields.Many2one("res.partner", "Client", required=True)
    event_ids = fields.Many2many(
        "calendar.event",
        string="Appointments",
        domain="[('service_id', '!=', False), ('start', '>', 'now'), ('partner_ids', 'in', partner_id)]",
    )
    channel = fields.Selection(lambda self: channels.selection(self.env), "By", required=True, default="sms")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner" and not values.get("partner_id"):
            values["partner_id"] = self.env.context.get("active_id")
        if values.get("partner_id") and not values.get("event_ids"):
            values["event_ids"] = [(6, 0, self._upcoming(values["partner_id"]).ids)]
        return values

    def _upcoming(self, partner_id):
        """The client's appointments to come that the user keeps."""
        found = self.env["calendar.event"].search(
            [("service_id", "!=", False), ("start", ">", self.env.cr.now()), ("partner_ids", "in", partner_id)], order="start"
        )
        return found._kept_bookings()

    def _told_depends(self):
        return ("partner_id", "event_ids", "channel")

    def _attendees(self):
        events = self.event_ids._origin.filtered(lambda event: event.start > self.env.cr.now() and event.sudo().service_id)
        events._check_keeps_bookings()
        if len(events.sudo().agenda_id.company_id) > 1:
            raise UserError(self.env._("Choose appointments of one company."))
        return events._booking_clients().sudo().filtered(
            lambda client: client.partner_id == self.partner_id._origin and client.booking_state in booking.LIVE
        )

    def _mailings(self):
        """[Mailing]: a request is told as one."""
        attendees = self._attendees()
        company = attendees.event_id.agenda_id.company_id or self.company_id.sudo()
        found = []
        for state, some in attendees.grouped("booking_state").items():
            trigger = occasions.PENDING if state == booking.PENDING else occasions.BOOKED
            of_trigger = ways.of_resend(company, trigger, self.channel)
            # One by one: sent again, each is told for itself.
            found += [Mailing(company, trigger, [(each.partner_id, each)], of_trigger) for each in some.sorted("id")]
        return found or [Mailing(company, self._trigger, [], lambda _attendee: [])]

    def _mailing(self):
        first, *others = self._mailings()
        for mailing in others:
            first.letters += mailing.letters
            first.unreachable |= mailing.unreachable
        return first, {}

    def action_resend(self):
        if not self._begin():
            return self._show()
        mailing, _how = self._mailing()
        if not mailing.letters:
            why = self._why(mailing.unreachable)
            raise UserError(why or self.env._("Choose an appointment to come, and a channel that has a text for confirmations."))
        now = self.env.cr.now()
        rows.plan(mailing.letters, f"again-{self.id}-{uuid.uuid4().hex[:8]}", now)
        domain = [("event_id", "in", self.event_ids.ids), ("planned_at", ">=", str(now)), ("channel", "=", self.channel),
                  ("client_id", "=", self.partner_id.id), ("audience", "=", audiences.CLIENT)]  # fmt: skip
        return self._finish(self._words_of_sent(mailing), domain)

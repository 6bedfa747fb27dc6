from odoo import api, fields, models

from ..engine.words import booking


class CalendarPopoverDeleteWizard(models.TransientModel):
    """The bin's question, of an appointment (A2): what will happen, and who is told."""

    _inherit = "calendar.popover.delete.wizard"

    appointment_is_series = fields.Boolean(compute="_compute_appointment")
    appointment_clients = fields.Char(compute="_compute_appointment")

    @api.depends("calendar_event_id")
    def _compute_appointment(self):
        for wizard in self:
            event = wizard.calendar_event_id
            kept = event._kept_bookings()
            clients = kept._booking_clients().filtered(lambda client: client.booking_state in booking.LIVE)
            wizard.appointment_is_series = event.recurrency
            wizard.appointment_clients = ", ".join(filter(None, clients.mapped("common_name")))

    def action_cancel_appointment(self):
        self.ensure_one()
        self.calendar_event_id._throw_away(self.delete or "one")
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # Odoo's own buttons of this dialog, should somebody come to them

    def _is_appointment(self):
        return bool(self.calendar_event_id.sudo().service_id)

    def close(self):
        return self.action_cancel_appointment() if self._is_appointment() else super().close()

    def action_delete(self):
        if not self._is_appointment():
            return super().action_delete()
        self.delete = {"next": "next", "all": "all"}.get(self.env.context.get("default_recurrence"), "one")
        return self.action_cancel_appointment()

    def action_send_mail_and_delete(self):
        """Ours is sent, so Odoo's own mail stays away."""
        return self.action_delete() if self._is_appointment() else super().action_send_mail_and_delete()

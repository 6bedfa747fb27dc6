from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def action_open_notifications(self):
        """An appointment's timeline, past and planned; a class's by client (L2, L3)."""
        action = super().action_open_notifications()
        context = {"group_by": ["client_id"]} if len(self._booking_clients()) > 1 else {}
        return {**action, "context": {"appointment_from_today": True, **context}}

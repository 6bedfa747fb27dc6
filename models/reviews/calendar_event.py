from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _rating_get_parent_field_name(self):
        """Ratings of appointments add up on their agenda (N8)."""
        return "agenda_id"

    def _rating_get_operator(self):
        """Whom clients rate: the practitioner."""
        return self.sudo().agenda_id.user_id.partner_id or super()._rating_get_operator()

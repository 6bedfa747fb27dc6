from odoo import api, models

from .outside import FROM_SYNC


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        """Guests added outside were invited there: they are not our clients."""
        if self.env.context.get(FROM_SYNC):
            vals_list = [{"is_client": False, **vals} for vals in vals_list]
        return super().create(vals_list)

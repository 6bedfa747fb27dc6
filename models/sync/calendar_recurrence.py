from odoo import api, models

from ...engine.planning.collector import collecting
from .outside import FROM_SYNC


class CalendarRecurrence(models.Model):
    _inherit = "calendar.recurrence"

    def _is_event_over(self):
        return bool(self.calendar_event_ids._appointments()) or super()._is_event_over()

    @api.model
    def _sync_google2odoo(self, *args, **kwargs):
        with collecting(self.env):
            recurrences = self.with_context(**{FROM_SYNC: True})
            return super(CalendarRecurrence, recurrences)._sync_google2odoo(*args, **kwargs)

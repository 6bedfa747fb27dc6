from datetime import UTC, datetime, time, timedelta

from odoo import api, models
from odoo.fields import Domain

from ...tools import schedule


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model
    def _of_day(self, company, first, last, agenda=None):
        """The appointments that start on the days from first to last (dates, both included), of an agenda by its clock,
        else of all of the company's that the user keeps, by the company's."""
        tz = schedule.zone((agenda or company).sudo()["tz" if agenda else "appointment_tz"] or "UTC")
        since, until = (
            datetime.combine(day, time.min, tz).astimezone(UTC).replace(tzinfo=None)
            for day in (first, last + timedelta(days=1))
        )
        domain = Domain("service_id", "!=", False) & Domain("start", ">=", since) & Domain("start", "<", until)
        domain &= Domain("agenda_id", "=", agenda.id) if agenda else Domain("agenda_id.company_id", "=", company.id)
        return self.search(domain & self._kept_bookings_domain(), order="start, id")

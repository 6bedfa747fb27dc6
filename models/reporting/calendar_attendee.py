from odoo import fields, models


class CalendarAttendee(models.Model):
    """By whom and when a booking was cancelled: kept whatever rules are on (U5)."""

    _inherit = "calendar.attendee"

    cancelled_by = fields.Selection([("client", "Client"), ("staff", "Staff")], "Cancelled by", copy=False)
    cancelled_at = fields.Datetime(copy=False)

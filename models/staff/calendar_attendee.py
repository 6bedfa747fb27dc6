from odoo import fields, models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    called_off_words = fields.Char(
        "Said when called off", copy=False, readonly=True, help="Staff's own words to the client (N18)."
    )

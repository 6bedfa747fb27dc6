from odoo import fields, models

from ...engine.words import booking


class CalendarAttendee(models.Model):
    """What the client did on the page and may take back, or did already (P8, N21)."""

    _inherit = "calendar.attendee"

    undo_state = fields.Selection(
        lambda self: booking.selection(self.env),
        copy=False,
        help="What the booking was when the client cancelled it online: what an undo brings back.",
    )
    late_told_for = fields.Datetime(copy=False, help="The start for which the client said to be running late.")

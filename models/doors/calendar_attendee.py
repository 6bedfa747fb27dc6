from odoo import models
from odoo.exceptions import UserError


class CalendarAttendee(models.Model):
    """The practitioner of an appointment does not "decline" it while its client believes in it (A2, A6)."""

    _inherit = "calendar.attendee"

    def do_decline(self):
        staff = self.sudo().filtered(
            lambda attendee: attendee.event_id.service_id
            and not attendee.is_client
            and attendee.partner_id in attendee.event_id._booking_staff()
        )
        if staff:
            raise UserError(
                self.env._("This is your appointment with a client: cancel it, or give it to another agenda. The client is told.")
            )
        return super().do_decline()

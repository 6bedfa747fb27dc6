from odoo import api, fields, models

from ...engine.words import booking

_BOOKING = "appointment_notify.group_practitioner"  # of the bookings that they keep: models/access


class CalendarEvent(models.Model):
    """Which signature the messages of an appointment have (T8)."""

    _inherit = "calendar.event"

    booking_signature_id = fields.Many2one(
        "appointment.signature", "Signature", compute="_compute_booking_signature", groups=_BOOKING
    )
    booking_signature_level = fields.Selection(
        [
            ("status", "Waiting or cancelled"),
            ("resource", "Resource"),
            ("service", "Service"),
            ("agenda", "Agenda"),
            ("account", "Account"),
        ],
        "Signature from",
        compute="_compute_booking_signature",
        groups=_BOOKING,
    )

    @api.depends("service_id.signature_id", "agenda_id.signature_id", "booked_resource_ids.signature_id", "booking_state")
    @api.depends_context("uid")
    def _compute_booking_signature(self):
        kept = set(self._kept_bookings()._ids)
        for event in self:
            status = event.booking_state if event.booking_state in (booking.PENDING, booking.CANCELLED) else "live"
            event.booking_signature_id, event.booking_signature_level = self.env["appointment.signature"]._resolve(
                event.agenda_id.company_id, event.agenda_id, event.service_id, event.booked_resource_ids, status
            ) if event.service_id and event._ids[0] in kept else (False, False)

from odoo import models

from ...engine.words import states

_ERASED = {
    "client_id": False, "partner_id": False, "attendee_id": False, "event_id": False, "address": False, "subject": False,
    "body": False, "body_html": False, "facts": False, "reason_detail": False, "reference": False, "provider_ref": False,
    "token_hash": False, "token_hash_before": False, "told_rest": False,
}  # fmt: skip


class AppointmentNotification(models.Model):
    _inherit = "appointment.notification"

    def unlink(self):
        """Erasing a person (Odoo's privacy look-up deletes what it finds) takes the person out of a message, and not
        the credits out of a bill (L4)."""
        counted = self.filtered(
            lambda row: row.channel == "sms" and row.sent_at and not row.is_test and row.state in states.BILLED
        )
        counted.write(_ERASED)
        return super(AppointmentNotification, self - counted).unlink()

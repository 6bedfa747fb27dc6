from datetime import timedelta

from odoo import api, models

_STATES = {"sent": "delivered", "pending": "sent", "error": "failed"}  # Odoo's "sent" means that it arrived
_KEPT = timedelta(days=30)


class SmsTracker(models.Model):
    """Reports of IAP and Twilio arrive here: those about our messages go to the log (G2)."""

    _inherit = "sms.tracker"

    def _action_update_from_sms_state(self, sms_state, failure_type=False, failure_reason=False):
        result = super()._action_update_from_sms_state(
            sms_state, failure_type=failure_type, failure_reason=failure_reason
        )
        if sms_state in _STATES:
            self._appointment_notifications()._apply_report(_STATES[sms_state], failure_reason or failure_type or "")
        return result

    def _action_update_from_provider_error(self, provider_error):
        result = super()._action_update_from_provider_error(provider_error)
        detail = self.env.context.get("sms_known_failure_reason") or provider_error or ""
        self._appointment_notifications()._apply_report("failed", str(detail)[:200])
        return result

    def _appointment_notifications(self):
        rows = self.env["appointment.notification"].sudo()
        return rows.search([("reference", "in", self.mapped("sms_uuid")), ("channel", "=", "sms")])

    @api.autovacuum
    def _gc_appointment_trackers(self):
        """Nobody else removes them; a report that comes after a month has nothing to tell any more."""
        old = self.search(
            [("mail_notification_id", "=", False), ("create_date", "<", self.env.cr.now() - _KEPT)], limit=10_000
        )
        ours = self.env["appointment.notification"].sudo().search([("reference", "in", old.mapped("sms_uuid"))])
        references = set(ours.mapped("reference"))
        old.filtered(lambda tracker: tracker.sms_uuid in references).unlink()

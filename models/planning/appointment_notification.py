from odoo import api, fields, models

from ...engine.planning.collector import plan_pending


class AppointmentNotification(models.Model):
    """What waits to be planned is planned before anybody reads the plan (F3)."""

    _inherit = "appointment.notification"

    told_rest = fields.Json(
        readonly=True,
        help="End, place, practitioner and service as they were known before this message, as far as the account counts "
        "a change of them as a move.",
    )

    @api.private
    def flush_model(self, fnames=None):
        plan_pending(self.env)
        return super().flush_model(fnames)

    @api.model
    def _dispatch(self, limit=None):
        plan_pending(self.env)
        return super()._dispatch(limit=limit)

from odoo import fields, models


class ResUsers(models.Model):
    """Whether the morning begins with a digest (L5)."""

    _inherit = "res.users"

    appointment_digest = fields.Boolean(
        "Every morning: appointments of today and tomorrow", help="With who has not confirmed, and whom to call."
    )
    appointment_digest_on = fields.Date(readonly=True, help="The day of the last digest.")

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "appointment_digest"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "appointment_digest"]

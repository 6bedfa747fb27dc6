from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import ValidationError

_MONTHS = ("appointment_retention_months", "appointment_retention_words_months", "appointment_retention_reviews_months")


class ResCompany(models.Model):
    """How long what people wrote, and were written, is kept (S7, L4)."""

    _inherit = "res.company"

    appointment_retention_months = fields.Integer(
        "Texts and addresses of messages, months",
        default=12,
        groups="base.group_user",
        help="Then texts, numbers and addresses are deleted; figures stay.",
    )
    appointment_retention_words_months = fields.Integer(
        "Replies and reasons of cancellations, months", default=12, groups="base.group_user"
    )
    appointment_retention_reviews_months = fields.Integer(
        "Words of reviews, months", default=12, groups="base.group_user", help="The stars stay."
    )

    @api.constrains(*_MONTHS)
    def _check_appointment_retention(self):
        for company in self:
            if not all(1 <= company[name] <= 1200 for name in _MONTHS):
                raise ValidationError(company.env._("Texts are kept for at least one month, and at most 100 years."))

    def _appointment_kept_since(self, field):
        """What is older than this is purged (naive UTC)."""
        return self.env.cr.now() - relativedelta(months=self[field] or 12)

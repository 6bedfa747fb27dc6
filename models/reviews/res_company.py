from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    appointment_review_days = fields.Integer(
        "Days between review requests", default=90, help="No client is asked again before. 0: after each appointment."
    )

    _appointment_review_days_not_negative = models.Constraint(
        "CHECK (appointment_review_days >= 0)", "Days between review requests cannot be negative."
    )

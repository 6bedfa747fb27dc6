from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    appointment_retention_months = fields.Integer(related="company_id.appointment_retention_months", readonly=False)
    appointment_retention_words_months = fields.Integer(
        related="company_id.appointment_retention_words_months", readonly=False
    )
    appointment_retention_reviews_months = fields.Integer(
        related="company_id.appointment_retention_reviews_months", readonly=False
    )

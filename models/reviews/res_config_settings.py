from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    appointment_review_days = fields.Integer(related="company_id.appointment_review_days", readonly=False)

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    appointment_sms_allowance = fields.Integer(related="company_id.appointment_sms_allowance", readonly=False)
    appointment_price_standard = fields.Float(related="company_id.appointment_price_standard", readonly=False)
    appointment_price_custom = fields.Float(related="company_id.appointment_price_custom", readonly=False)
    appointment_credit_cap = fields.Integer(related="company_id.appointment_credit_cap", readonly=False)
    appointment_alert_user_ids = fields.Many2many(related="company_id.appointment_alert_user_ids", readonly=False)
    appointment_tz = fields.Selection(related="company_id.appointment_tz", readonly=False)

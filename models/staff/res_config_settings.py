from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    appointment_custom_sms = fields.Boolean(related="company_id.appointment_custom_sms", readonly=False)
    appointment_birthday_hour = fields.Float(related="company_id.appointment_birthday_hour", readonly=False)
    appointment_fallback_user_id = fields.Many2one(related="company_id.appointment_fallback_user_id", readonly=False)

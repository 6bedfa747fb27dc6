from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What messages look like (T4, T6, T8)."""

    _inherit = "res.config.settings"

    appointment_replace_characters = fields.Boolean(related="company_id.appointment_replace_characters", readonly=False)
    appointment_sms_name = fields.Char(related="company_id.appointment_sms_name", readonly=False)
    appointment_alarm_minutes = fields.Integer(related="company_id.appointment_alarm_minutes", readonly=False)
    appointment_show_when = fields.Boolean(related="company_id.appointment_show_when", readonly=False)
    appointment_show_duration = fields.Boolean(related="company_id.appointment_show_duration", readonly=False)
    appointment_show_service = fields.Boolean(related="company_id.appointment_show_service", readonly=False)
    appointment_show_practitioner = fields.Boolean(related="company_id.appointment_show_practitioner", readonly=False)
    appointment_show_address = fields.Boolean(related="company_id.appointment_show_address", readonly=False)
    appointment_show_access = fields.Boolean(related="company_id.appointment_show_access", readonly=False)
    appointment_show_preparation = fields.Boolean(related="company_id.appointment_show_preparation", readonly=False)
    appointment_show_price = fields.Boolean(related="company_id.appointment_show_price", readonly=False)
    appointment_show_link = fields.Boolean(related="company_id.appointment_show_link", readonly=False)
    appointment_show_calendar = fields.Boolean(related="company_id.appointment_show_calendar", readonly=False)
    appointment_invoice_signature_id = fields.Many2one(
        related="company_id.appointment_invoice_signature_id", readonly=False
    )
    appointment_review_signature_id = fields.Many2one(
        related="company_id.appointment_review_signature_id", readonly=False
    )
    appointment_voucher_signature_id = fields.Many2one(
        related="company_id.appointment_voucher_signature_id", readonly=False
    )

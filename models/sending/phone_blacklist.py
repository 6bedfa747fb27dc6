from odoo import fields, models


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

    appointment_stop = fields.Boolean(
        "Put on by STOP", readonly=True, help="The number's owner answered STOP: START takes it off again."
    )

from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    appointment_channel_state_id = fields.Many2one(
        "appointment.channel.state", index="btree_not_null", ondelete="set null", readonly=True
    )

from odoo import fields, models


class AppointmentNotification(models.Model):
    _inherit = "appointment.notification"

    reason = fields.Selection(selection_add=[("asked_lately", "Asked for a review not long ago")])

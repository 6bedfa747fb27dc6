from odoo import fields, models


class AppointmentRegisterLine(models.TransientModel):
    _name = "appointment.register.line"
    _description = "One of Odoo's own messages to a client"
    _order = "date desc, id desc"
    _rec_name = "subject"

    register_id = fields.Many2one("appointment.register", required=True, ondelete="cascade")
    message_id = fields.Many2one("mail.message", readonly=True, ondelete="cascade")
    date = fields.Datetime(readonly=True)
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], "By", readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(readonly=True)
    state = fields.Selection(
        lambda self: self.env["mail.notification"]._fields["notification_status"]._description_selection(self.env),
        readonly=True,
    )
    failure = fields.Char(readonly=True)

from odoo import api, fields, models
from odoo.tools import html2plaintext

_SHOWN = 200  # of Odoo's own messages


class AppointmentRegister(models.TransientModel):
    """Everything that a client was sent, and will be (L2): ours first, Odoo's other e-mails and SMS beside them.

    Only what the user may read: the log's record rules for ours, and the right to the record that it is about for
    each of Odoo's.
    """

    _name = "appointment.register"
    _description = "Messages of a client"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", readonly=True, required=True, ondelete="cascade")
    notification_ids = fields.Many2many("appointment.notification", compute="_compute_notification_ids")
    line_ids = fields.One2many("appointment.register.line", "register_id", readonly=True)

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_notification_ids(self):
        for register in self:
            log = self.env["appointment.notification"].with_context(appointment_from_today=True)
            register.notification_ids = log.search_fetch(register.partner_id._appointment_register_domain(), ["send_at"])

    @api.model
    def _open(self, partner):
        """The action that shows a client's register."""
        register = self.create({"partner_id": partner.id})
        lines = [{"register_id": register.id, **values} for values in self._of_odoo(partner)]
        register.sudo().line_ids.create(lines)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Messages of %(client)s", client=partner.display_name),
            "res_model": self._name,
            "res_id": register.id,
            "view_mode": "form",
        }

    def _of_odoo(self, partner):
        """Values of lines for Odoo's own e-mails and SMS to a contact, newest first, as far as the user may read them."""
        notifications = self.env["mail.notification"].sudo().search(
            [("res_partner_id", "=", partner.id), ("notification_type", "in", ("email", "sms"))],
            order="id desc", limit=_SHOWN,
        )  # fmt: skip
        sent = self.env["mail.message"].sudo().search(
            [("partner_ids", "=", partner.id), ("message_type", "in", ("email", "email_outgoing", "auto_comment"))],
            order="id desc", limit=_SHOWN,
        )  # fmt: skip
        messages = (notifications.mail_message_id | sent).sudo(False).with_user(self.env.user)._filtered_access("read")
        of_message = {each.mail_message_id.id: each for each in notifications}
        return [
            self._line(message, of_message.get(message.id))
            for message in messages.sudo().sorted(lambda each: (each.date, each.id), reverse=True)
        ]

    @staticmethod
    def _line(message, notification):
        text = html2plaintext(message.body or "")
        return {
            "message_id": message.id,
            "date": message.date,
            "channel": notification.notification_type if notification else "email",
            "subject": message.subject or message.record_name or text[:80],
            "text": text,
            "state": notification.notification_status if notification else False,
            "failure": notification.failure_reason if notification else False,
        }

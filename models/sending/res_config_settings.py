from odoo import api, fields, models

_SYSTEM = "base.group_system"


class ResConfigSettings(models.TransientModel):
    """Trying the provider, where its reports go, and how it is doing (G1, G2, S4)."""

    _inherit = "res.config.settings"

    appointment_gateway_id = fields.Many2one(related="company_id.appointment_gateway_id", readonly=False)
    appointment_gateway_second_id = fields.Many2one(
        related="company_id.appointment_gateway_second_id", readonly=False
    )
    appointment_gateway_problem = fields.Char(related="company_id.appointment_gateway_id.problem")
    appointment_test_number = fields.Char("Number for a test message", default=lambda self: self.env.user.phone)
    appointment_report_url = fields.Char("Address for delivery reports", compute="_compute_appointment_urls")
    appointment_reply_url = fields.Char("Address for replies", compute="_compute_appointment_urls")
    appointment_replies = fields.Selection(related="company_id.appointment_replies", readonly=False)
    appointment_webhook_key = fields.Char(
        related="company_id.appointment_webhook_key", readonly=False, groups=_SYSTEM
    )
    appointment_last_run = fields.Datetime("Last run", compute="_compute_appointment_health")
    appointment_oldest_overdue = fields.Datetime("Oldest message overdue", compute="_compute_appointment_health")
    appointment_in_doubt = fields.Integer("Messages in doubt", compute="_compute_appointment_health")
    appointment_balance = fields.Float("Credit left", compute="_compute_appointment_health")
    appointment_balance_at = fields.Datetime("Credit known at", compute="_compute_appointment_health")
    appointment_problems = fields.Text("Problems", compute="_compute_appointment_health")

    @api.depends("company_id")
    def _compute_appointment_urls(self):
        for settings in self:
            company = settings.company_id
            shown = company.sudo().appointment_webhook_secret and self.env.user._is_system()
            settings.appointment_report_url = shown and company._appointment_webhook_url("report")
            settings.appointment_reply_url = shown and company._appointment_webhook_url("reply")

    @api.depends("company_id")
    def _compute_appointment_health(self):
        health = self.env["appointment.health"]
        for settings in self:
            state = health._read_state(settings.company_id)
            provider = self.env["appointment.channel.state"]._of(settings.company_id, "sms")
            settings.appointment_last_run = state["last_run"]
            settings.appointment_oldest_overdue = state["oldest_overdue"]
            settings.appointment_in_doubt = state["in_doubt"]
            settings.appointment_balance = provider.balance
            settings.appointment_balance_at = provider.balance_at
            settings.appointment_problems = "\n".join(health.get_problems())

    def action_appointment_test_sms(self):
        """With the settings as they are saved: the button saves them first."""
        return self.company_id.action_appointment_test_sms(self.appointment_test_number)

    def action_new_appointment_webhook(self):
        self.company_id.action_new_appointment_webhook()
        return {"type": "ir.actions.client", "tag": "reload"}

import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.sending import sms
from ...engine.sending.store import reason_of
from ...engine.words import reasons
from ...tools import phone
from ...tools.gateways import Message

_SECONDS = 15


class ResCompany(models.Model):
    """Trying the SMS provider, and knowing a copied database (G1, S8)."""

    _inherit = "res.company"

    appointment_live_in = fields.Char(
        "Sends for real in", compute="_compute_appointment_live_in", store=True, groups="base.group_system",
        help="The database in which this was switched on: in a copy of it, nothing leaves (S8).",
    )  # fmt: skip

    @api.depends("appointment_live")
    def _compute_appointment_live_in(self):
        here = self._appointment_here()
        for company in self:
            company.appointment_live_in = here if company.appointment_live else False

    def _appointment_here(self):
        return f"{self.env.cr.dbname}/{self.env['ir.config_parameter'].sudo().get_param('database.uuid')}"

    def _appointment_copied(self):
        """Those that were live in the database of which this one is a copy."""
        here = self._appointment_here()
        return self.filtered(lambda company: company.appointment_live and company.appointment_live_in != here)

    def _appointment_send_test_sms(self, number):
        """Send one SMS, at once, through the company's provider, whether live or not.

        :return: (whether the provider took it, what it answered, in words)
        """
        self.ensure_one()
        address, reason = phone.check(number or "", self.country_id.code or "")
        if reason:
            raise UserError(self.env._(reasons.get(reason).label))
        company = self.sudo().with_company(self)
        text = self.env._("Test message of %(company)s: SMS for appointments work.", company=self.name)
        (outcome,) = sms.hand_over(company.env, company, [Message(uuid.uuid4().hex, address, text)], _SECONDS)
        if outcome.state == "accepted":
            self.env["appointment.channel.state"]._of(self, "sms").filtered("failures")._go_on()
            words = self.env._("The provider took the message for %(number)s.", number=address)
            if outcome.balance is not None:
                words += " " + self.env._("Credit left: %(balance)s.", balance=outcome.balance)
            return True, words
        return False, " ".join(filter(None, (self._in_words(outcome), outcome.detail)))

    def _in_words(self, outcome):
        if outcome.state == "unknown":
            return self.env._("The provider gave no answer that can be read: the message may have been sent.")
        labels = dict(self.env["appointment.notification"]._fields["reason"]._description_selection(self.env))
        return labels[reason_of(outcome.reason)] + "."

    def action_appointment_test_sms(self, number):
        if not self.env.user._is_system():
            raise AccessError(self.env._("Only administrators can send test messages."))
        taken, words = self._appointment_send_test_sms(number)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success" if taken else "danger", "message": words, "sticky": not taken},
        }

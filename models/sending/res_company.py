import re
import secrets
import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.ledger import rebind
from ...engine.sending.claim import HERE
from ...engine.sending.sms_api_http import SmsApiHttp, hand_over
from ...engine.sending.wire import wire
from ...engine.words import reasons
from ...tools import phone

_SYSTEM = "base.group_system"
_SECONDS = 15
_SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")
_OF_SENDING = ("appointment_gateway_", "appointment_live", "sms_provider", "sms_twilio_", "email", "name",
               "appointment_link_base")  # fmt: skip


class ResCompany(models.Model):
    """Through whom a company sends, where reports come in, and in which database it is live (G1, G2, S8)."""

    _inherit = "res.company"

    sms_provider = fields.Selection(
        selection_add=[("http", "Send via an SMS gateway")], ondelete={"http": "set default"}
    )
    appointment_gateway_id = fields.Many2one("appointment.gateway", "SMS gateway", copy=False, check_company=True)
    appointment_gateway_second_id = fields.Many2one(
        "appointment.gateway", "Second gateway", copy=False, check_company=True,
        help="Takes over what surely was not sent while the first is stopped; never what is in doubt.",
    )  # fmt: skip
    appointment_live_in = fields.Char(
        "Sends for real in", compute="_compute_appointment_live_in", store=True, groups=_SYSTEM,
        help="The database in which this was switched on: in a copy of it, nothing leaves (S8).",
    )  # fmt: skip
    appointment_webhook_secret = fields.Char("Secret in the address for reports", groups=_SYSTEM, copy=False)
    appointment_webhook_key = fields.Char(
        "Key of the signature", groups=_SYSTEM, copy=False,
        help="If set, each call must be signed: see the manual.",
    )  # fmt: skip

    @api.depends("appointment_live")
    def _compute_appointment_live_in(self):
        here = self._appointment_here()
        for company in self:
            company.appointment_live_in = here if company.appointment_live else False

    def write(self, vals):
        goes_live = vals.get("appointment_live") and self.filtered(lambda company: not company.appointment_live)
        result = super().write(vals)
        if goes_live:
            goes_live._appointment_close_test_links()
        if any(name.startswith(_OF_SENDING) for name in vals):
            self._appointment_sending_changed()
        return result

    def _appointment_sending_changed(self):
        """Somebody has seen to it: what waits for a stopped provider goes at the next run (S1)."""
        states = self.env["appointment.channel.state"].sudo()
        states.search([("company_id", "in", self.ids), ("failures", ">", 0)])._go_on()
        for company in self.sudo().filtered(lambda company: company.sms_provider != "iap"):
            company._appointment_webhook_url("report")

    def _get_sms_api_class(self):
        self.ensure_one()
        if self.sms_provider == "http":
            return SmsApiHttp
        return super()._get_sms_api_class()

    # ------------------------------------------------------------
    # Live, and where (S8)
    # ------------------------------------------------------------

    def _appointment_here(self):
        ((here,),) = self.env.execute_query(SQL("SELECT %s", HERE))
        return here

    def _appointment_copied(self):
        """Those that were live in the database of which this one is a copy."""
        here = self._appointment_here()
        return self.filtered(lambda company: company.appointment_live and company.sudo().appointment_live_in != here)

    def _appointment_close_test_links(self):
        """The links of the test outbox were for trying: none of them opens once messages are real (S6)."""
        tests = self.env["appointment.notification"].sudo().search(
            [("company_id", "in", self.ids), ("is_test", "=", True), ("token_hash", "!=", False)]
        )
        rebind.close_links(tests)

    # ------------------------------------------------------------
    # Trying the provider
    # ------------------------------------------------------------

    def _appointment_send_test_sms(self, number):
        """Send one SMS, at once, through the company's provider, whether live or not.

        :return: (whether the provider took it, what it answered, in words)
        """
        self.ensure_one()
        address, reason = phone.check(number or "", self.country_id.code or "")
        if reason:
            raise UserError(self._appointment_reason_words(reason))
        company = self.sudo().with_company(self)
        text = self.env._("Test message of %(company)s: SMS for appointments work.", company=self.name)
        (outcome,) = hand_over(company, [(uuid.uuid4().hex, address, text)], _SECONDS, lambda: wire(self.env.registry))
        if outcome.state == "accepted":
            self.env["appointment.channel.state"]._of(self, "sms").filtered("failures")._go_on()
            words = self.env._("The provider took the message for %(number)s.", number=address)
            if outcome.balance is not None:
                words += " " + self.env._("Credit left: %(balance)s.", balance=outcome.balance)
            return True, words
        if outcome.state == "unknown":
            words = self.env._("The provider gave no answer that can be read: the message may have been sent.")
        else:
            words = self._appointment_reason_words(reasons.of_code(outcome.reason)) + "."
        return False, " ".join(filter(None, (words, outcome.detail)))

    def _appointment_reason_words(self, reason):
        return self.env._(reasons.get(reason).label)  # pylint: disable=translation-required

    def action_appointment_test_sms(self, number):
        if not self.env.user._is_system():
            raise AccessError(self.env._("Only administrators can send test messages."))
        taken, words = self._appointment_send_test_sms(number)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success" if taken else "danger", "message": words, "sticky": not taken},
        }

    # ------------------------------------------------------------
    # Where providers send delivery reports and replies (G2)
    # ------------------------------------------------------------

    @api.model
    def _appointment_of_webhook(self, secret):
        """The company of a webhook's path, sudo; empty for any other path."""
        companies = self.sudo()
        if not isinstance(secret, str) or not _SHAPE.fullmatch(secret):
            return companies.browse()
        return companies.search([("appointment_webhook_secret", "=", secret)], limit=1)

    def _appointment_webhook_url(self, what):
        """The address to enter at the provider: ``what`` is 'report' or 'reply'. Makes the secret, once."""
        self.ensure_one()
        company = self.sudo()
        if not company.appointment_webhook_secret:
            company.appointment_webhook_secret = secrets.token_urlsafe(24)
        return f"{company.get_base_url()}/appointment_notify/sms/{company.appointment_webhook_secret}/{what}"

    def action_new_appointment_webhook(self):
        """Whoever knew the old address can no longer use it."""
        self.check_access("write")
        for company in self:
            company.appointment_webhook_secret = secrets.token_urlsafe(24)

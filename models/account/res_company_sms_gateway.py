import logging

from odoo import fields, models

from ...engine.sending.sms_api_http import SmsApiHttp
from ...tools import gateways

_logger = logging.getLogger(__name__)
_SYSTEM = "base.group_system"
_OF_SENDING = ("appointment_gateway_", "appointment_live", "sms_provider", "sms_twilio_")


class ResCompany(models.Model):
    """The company's HTTP gateway for SMS (G1). How to reach it, and its secrets, are for administrators."""

    _inherit = "res.company"

    sms_provider = fields.Selection(
        selection_add=[("http", "Send via an HTTP gateway")], ondelete={"http": "set default"}
    )
    appointment_gateway_preset = fields.Selection(
        [("generic", "Generic"), ("ovhcloud", "OVHcloud"), ("brevo", "Brevo")],
        "Gateway",
        default="generic",
        groups=_SYSTEM,
    )
    appointment_gateway_sender = fields.Char("Sender name", groups=_SYSTEM)
    appointment_gateway_allow_private = fields.Boolean("Allow a gateway in the local network", groups=_SYSTEM)
    appointment_gateway_url = fields.Char("Gateway address", groups=_SYSTEM)
    # Generic
    appointment_gateway_body_format = fields.Selection(
        [("json", "JSON"), ("form", "Form")], "Body format", default="json", groups=_SYSTEM
    )
    appointment_gateway_body = fields.Text(
        "Body",
        default='{"to": "{number}", "text": "{text}", "from": "{sender}", "reference": "{reference}"}',
        groups=_SYSTEM,
        help="{number}, {text}, {sender} and {reference} stand for the message's values.",
    )
    appointment_gateway_auth = fields.Selection(
        [("none", "None"), ("bearer", "Bearer token"), ("basic", "User and password"), ("header", "Header")],
        "Authentication",
        default="bearer",
        groups=_SYSTEM,
    )
    appointment_gateway_user = fields.Char("User, or name of the header", groups=_SYSTEM)
    appointment_gateway_secret = fields.Char("Secret", groups=_SYSTEM)
    appointment_gateway_success_path = fields.Char("Success test: path in the answer", groups=_SYSTEM)
    appointment_gateway_success_value = fields.Char("Success test: value", groups=_SYSTEM)
    appointment_gateway_id_path = fields.Char("Path of the message's id", groups=_SYSTEM)
    appointment_gateway_removes_duplicates = fields.Boolean(
        "Removes duplicates by our reference", groups=_SYSTEM,
        help="Only where the provider documents it: a message in doubt is then sent again.",
    )
    # OVHcloud
    appointment_gateway_service = fields.Char("SMS service", groups=_SYSTEM)
    appointment_gateway_app_key = fields.Char("Application key", groups=_SYSTEM)
    appointment_gateway_consumer_key = fields.Char("Consumer key", groups=_SYSTEM)

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith(_OF_SENDING) for name in vals):
            # Somebody has seen to it: what waits for a stopped provider goes at the next run (S1).
            states = self.env["appointment.channel.state"].sudo()
            states.search([("company_id", "in", self.ids), ("failures", ">", 0)])._go_on()
            for company in self.filtered(lambda company: company.sms_provider != "iap"):
                company._appointment_webhook_url("report")
        return result

    def _get_sms_api_class(self):
        self.ensure_one()
        if self.sms_provider == "http":
            return SmsApiHttp
        return super()._get_sms_api_class()

    def _appointment_gateway(self):
        """The company's gateway, or None while its settings cannot work."""
        company = self.sudo()
        common = {
            "sender": company.appointment_gateway_sender or "",
            "allow_private": company.appointment_gateway_allow_private,
        }
        preset = company.appointment_gateway_preset or "generic"
        settings = getattr(company, f"_appointment_gateway_{preset}")()
        try:
            return gateways.gateway(preset, **common, **settings)
        except gateways.BadSetting as error:
            _logger.info("The SMS gateway of %s cannot be used: %s", company.name, error)
            return None

    def _appointment_gateway_generic(self):
        return {
            "url": self.appointment_gateway_url or "",
            "body_format": self.appointment_gateway_body_format,
            "body": self.appointment_gateway_body or "",
            "auth": self.appointment_gateway_auth,
            "auth_user": self.appointment_gateway_user or "",
            "auth_header": self.appointment_gateway_user or "",
            "auth_secret": self.appointment_gateway_secret or "",
            "success_path": self.appointment_gateway_success_path or "",
            "success_value": self.appointment_gateway_success_value or "",
            "id_path": self.appointment_gateway_id_path or "",
            "removes_duplicates": self.appointment_gateway_removes_duplicates,
        }

    def _appointment_gateway_ovhcloud(self):
        endpoint = {"endpoint": self.appointment_gateway_url} if self.appointment_gateway_url else {}
        return {
            **endpoint,
            "service": self.appointment_gateway_service or "",
            "application_key": self.appointment_gateway_app_key or "",
            "application_secret": self.appointment_gateway_secret or "",
            "consumer_key": self.appointment_gateway_consumer_key or "",
        }

    def _appointment_gateway_brevo(self):
        endpoint = {"endpoint": self.appointment_gateway_url} if self.appointment_gateway_url else {}
        reports = self.appointment_webhook_secret and self._appointment_webhook_url("report")
        return {**endpoint, "api_key": self.appointment_gateway_secret or "", "report_url": reports or ""}

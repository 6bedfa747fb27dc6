"""A provider of SMS of another addon, with a setting of its own, whole in this file (H1)."""

import json

from odoo import fields, models
from odoo.addons.appointment_notify.engine.sending.providers import register
from odoo.addons.appointment_notify.engine.sending.providers.base import Provider
from odoo.addons.appointment_notify.tools.gateways import Gateway, Request
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class AppointmentGateway(models.Model):
    _inherit = "appointment.gateway"

    acme_token = fields.Char("Token", groups="base.group_system")


class Acme(Gateway):
    error_key = "code"
    error_codes = {"poor": "credit"}

    def __init__(self, *, url, token, **common):
        super().__init__(**common)
        self._url, self._token = url, token

    def _request(self, message):
        told = {"to": message.number, "text": message.text, "reference": message.reference, "from": self.sender}
        headers = {"Content-Type": "application/json", "Authorization": f"Token {self._token}"}
        return Request("POST", self._url, headers, json.dumps(told).encode())

    def _read(self, message, answer):
        return self._outcome(message, provider_id=answer.json()["messages"][0]["id"])

    def _secrets(self):
        return (self._token,)


@register
class AcmeProvider(Provider):
    code, label, gateway = "acme", _lt("Acme"), Acme
    settings = {"url": "url", "acme_token": "token"}
    required = ("url", "acme_token")

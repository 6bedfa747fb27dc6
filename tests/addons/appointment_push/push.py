"""Messages to the app on a client's phone: a channel of another addon, whole in this file (H1)."""

import json

from odoo import fields, models
from odoo.addons.appointment_notify.engine.sending.channels import register
from odoo.addons.appointment_notify.engine.sending.channels.base import Channel
from odoo.addons.appointment_notify.engine.sending.lines import GatewayLine
from odoo.addons.appointment_notify.engine.sending.providers.base import NoProvider
from odoo.addons.appointment_notify.engine.words import reasons
from odoo.addons.appointment_notify.tools.gateways import Gateway, Request
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
reasons.add(reasons.Reason(name="no_app", label=_lt("The client has no app"), unreachable=True))


class ResPartner(models.Model):
    _inherit = "res.partner"

    push_token = fields.Char()
    appointment_push_other = fields.Selection([("on", "Yes"), ("off", "No")], "Push messages")


class ResCompany(models.Model):
    _inherit = "res.company"

    push_url = fields.Char("Push service", groups="base.group_system")


class PushGateway(Gateway):
    def __init__(self, url):
        super().__init__(allow_private=True)
        self._url = url

    def _request(self, message):
        told = {"to": message.number, "title": message.title, "text": message.text, "reference": message.reference}
        return Request("POST", self._url, {"Content-Type": "application/json"}, json.dumps(told).encode())

    def _read(self, message, answer):
        return self._outcome(message, provider_id=answer.json()["messages"][0]["id"])

    def _secrets(self):
        return ()


@register
class Push(Channel):
    code, label, plural, instead = "push", _lt("Push"), _lt("push messages"), "email"
    address_fields, has_reports = ("push_token",), True

    def address(self, person, account):
        return (person.more["push_token"], None) if person.more.get("push_token") else (None, "no_app")

    def open(self, company, second=False):
        if not company.push_url:
            raise NoProvider(company.env._("No push service is set up."))
        return GatewayLine(PushGateway(company.push_url), self.code)

from odoo.tools.translate import LazyTranslate

from ....tools.gateways import Brevo
from . import register
from .base import Provider

_lt = LazyTranslate(__name__)


@register
class BrevoProvider(Provider):
    code = "brevo"
    label = _lt("Brevo")
    gateway = Brevo
    settings = {"secret": "api_key", "url": "endpoint"}
    required = ("secret",)
    labels = {"secret": _lt("API key")}

    def more(self, record):
        company = record.company_id
        reports = company.appointment_webhook_secret and company._appointment_webhook_url("report")
        return {"report_url": reports or ""}

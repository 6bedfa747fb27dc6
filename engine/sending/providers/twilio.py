from odoo.addons.phone_validation.tools.phone_validation import phone_get_country_code_for_number
from odoo.addons.sms_twilio.tools.sms_twilio import get_twilio_status_callback_url
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ....tools.gateways import BadSetting, Twilio
from ..lines import GatewayLine
from . import register
from .base import NoProvider, Provider

_lt = LazyTranslate(__name__)
_NAME = "REFERENCE"


@register
class TwilioProvider(Provider):
    """Odoo's own Twilio settings: one request per SMS, in parallel, and each failure by its cause (S1)."""

    code = "twilio"
    label = _lt("Twilio")
    endpoint = "https://api.twilio.com"
    allow_private = False

    def open(self, env, company, record):
        try:
            company._assert_twilio_sid()
            gateway = Twilio(
                account_sid=company.sms_twilio_account_sid,
                auth_token=company.sms_twilio_auth_token or "",
                sender_of=self._senders(company),
                callback_of=self._callbacks(company),
                endpoint=self.endpoint,
                allow_private=self.allow_private,
                **({"workers": record.connections} if record else {}),
            )
        except (UserError, BadSetting) as error:
            raise NoProvider(str(error)) from error
        return GatewayLine(gateway, self.code, record.id)

    @staticmethod
    def _senders(company):
        """From a recipient's number to ours: one of the same country, else the first (as Odoo's own)."""
        numbers = [(number.country_code, number.number) for number in company.sms_twilio_number_ids]
        by_country = dict(reversed(numbers))
        first = numbers[0][1] if numbers else ""
        return lambda number: by_country.get(phone_get_country_code_for_number(number), first) or ""

    @staticmethod
    def _callbacks(company):
        template = get_twilio_status_callback_url(company, _NAME)
        return lambda reference: template.replace(_NAME, reference)

"""Odoo IAP and Twilio by the protocol of the gateways: what their own classes hide is told apart (S1).

No ``sms.sms`` is needed: reports arrive at ``sms.tracker``, by our reference.
"""

import time

import requests
from odoo.addons.iap.tools import iap_tools
from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio
from odoo.addons.sms_twilio.tools.sms_twilio import get_twilio_from_number, get_twilio_status_callback_url
from odoo.exceptions import AccessError, UserError
from urllib3.exceptions import NameResolutionError, NewConnectionError

from ...tools.gateways import STATES, BadSetting, Outcome, Twilio, reason_of_status

_IAP_BATCH = 50  # one call: if it hangs, that many are in doubt
_IAP_REASONS = {
    "success": "",
    "sent": "",
    "processing": "",
    "insufficient_credit": "credit",
    "unregistered": "auth",
    "registration_needed": "config",
    "wrong_number_format": "invalid_number",
    "sms_number_missing": "invalid_number",
    "country_not_supported": "rejected",
    "incompatible_content": "rejected",
    "duplicate_message": "rejected",
    "server_error": "server",
}


def send(env, company, messages, seconds):
    """[Outcome] of gateway Messages sent through Odoo's own provider of the company."""
    api_class = company._get_sms_api_class()
    if api_class is SmsApiTwilio:
        api = TwilioApi(env)
    elif api_class is SmsApi:
        api = IapApi(env)
    else:
        api = _wrapped(api_class)(env)
    api._set_company(company)
    return api.outcomes(messages, seconds)


def outcome(reference, reason, detail="", **more):
    return Outcome(reference, STATES[reason], reason, detail=str(detail)[:200], **more)


class TwilioApi(SmsApiTwilio):
    """One request per SMS, in parallel, and each failure by its cause."""

    endpoint = "https://api.twilio.com"
    allow_private = False

    def outcomes(self, messages, seconds):
        company = self.company.sudo()
        try:
            company._assert_twilio_sid()
            gateway = Twilio(
                account_sid=company.sms_twilio_account_sid,
                auth_token=company.sms_twilio_auth_token or "",
                senders={message.number: self._sender(company, message.number) for message in messages},
                callbacks={
                    message.reference: get_twilio_status_callback_url(company, message.reference)
                    for message in messages
                },
                endpoint=self.endpoint,
                allow_private=self.allow_private,
            )
        except (UserError, BadSetting) as error:
            return [outcome(message.reference, "config", error) for message in messages]
        try:
            return gateway.send(messages, seconds)
        finally:
            gateway.close()

    @staticmethod
    def _sender(company, number):
        return get_twilio_from_number(company, number).number or ""


class IapApi(SmsApi):
    """Many SMS per request: the first goes alone, so that a provider that hangs leaves one in doubt."""

    def outcomes(self, messages, seconds):
        until = time.monotonic() + seconds
        outcomes, end = [], None
        for batch in _batches(messages):
            if end is None and time.monotonic() > until:
                end = outcome("", "time_up")
            if end:
                outcomes += [Outcome(each.reference, "unsent", end.reason, tried=False) for each in batch]
                continue
            told = self._one_call(batch)
            outcomes += told
            if not any(each.state in ("accepted", "refused") for each in told):
                end = told[-1]
        return outcomes

    def _one_call(self, batch):
        messages = [
            {"content": message.text, "numbers": [{"number": message.number, "uuid": message.reference}]}
            for message in batch
        ]
        try:
            results = self._send_sms_batch(messages, delivery_reports_url=f"{self.company.get_base_url()}/sms/status")
            told = {result["uuid"]: result for result in results}
        except iap_tools.InsufficientCreditError as error:
            reason, detail = "credit", error
        except AccessError as error:
            reason, detail = reason_of_iap(error), error
        except Exception as error:  # an answer that cannot be read: it may have been taken
            reason, detail = "garbled", type(error).__name__
        else:
            return [self._outcome(message.reference, told.get(message.reference)) for message in batch]
        return [outcome(message.reference, reason, detail) for message in batch]

    @staticmethod
    def _outcome(reference, result):
        state = (result or {}).get("state")
        reason = _IAP_REASONS.get(state, "garbled")
        return outcome(reference, reason, (result.get("failure_reason") or state or "") if reason else "")


def _batches(messages):
    yield messages[:1]
    for start in range(1, len(messages), _IAP_BATCH):
        yield messages[start : start + _IAP_BATCH]


def reason_of_iap(error):
    """What is behind IAP's AccessError: its cause stands in ``__context__``."""
    cause = error.__context__
    if cause is None:
        return "unreachable"  # refused on our side, as while modules are being installed
    if isinstance(cause, requests.HTTPError) and cause.response is not None:
        return reason_of_status(cause.response.status_code)
    if isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError):
        return "unreachable"
    if isinstance(cause, requests.Timeout):
        return "timeout"
    if isinstance(cause, requests.ConnectionError):
        root = getattr(cause.args[0], "reason", None) if cause.args else None
        return "unreachable" if isinstance(root, NewConnectionError | NameResolutionError) else "cut"
    return "garbled" if isinstance(cause, requests.exceptions.JSONDecodeError) else "server"


def _wrapped(api_class):
    """Another module's provider, of which nothing is known: a failure may have been taken."""

    class Wrapped(api_class):
        outcomes = IapApi.outcomes
        _one_call = IapApi._one_call
        _outcome = staticmethod(IapApi._outcome)

    return Wrapped

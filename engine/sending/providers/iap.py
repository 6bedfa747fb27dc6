"""Odoo IAP, and providers of other modules, by the protocol of the gateways: what Odoo's classes hide is told apart
(S1). No ``sms.sms`` is needed: reports arrive at ``sms.tracker``, by our reference."""

import time

import requests
from odoo.addons.iap.tools import iap_tools
from odoo.addons.sms.tools.sms_api import SmsApi
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate
from urllib3.exceptions import NameResolutionError, NewConnectionError

from ....tools.gateways import Outcome, outcome_of, reason_of_status
from ..lines import Line
from . import register
from .base import Provider

_lt = LazyTranslate(__name__)
_BATCH = 50  # one call: if it hangs, that many are in doubt
_REASONS = {
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


@register
class IapProvider(Provider):
    code = "iap"
    label = _lt("Odoo")
    api_class = SmsApi

    def open(self, env, company, record):
        return IapLine(self.code, record.id, company.id, self.api_class)


class OtherProvider(IapProvider):
    """Another module's provider, of which nothing is known: whatever fails may have been taken."""

    code = "other"
    api_class = None


class IapLine(Line):
    """Many SMS per request: the first goes alone, so that a provider that hangs leaves one in doubt."""

    def __init__(self, provider, gateway_id, company_id, api_class):
        super().__init__(provider, gateway_id)
        self._company_id, self._api_class = company_id, api_class

    def send(self, mails, seconds, wire):
        until = time.monotonic() + seconds
        outcomes, end = [], None
        with wire() as env:
            company = env["res.company"].browse(self._company_id)
            company = company.with_company(company)
            api = (self._api_class or company._get_sms_api_class())(company.env)
            api._set_company(company)
            reports = f"{company.get_base_url()}/sms/status"
            for batch in _batches(mails):
                if end is None and time.monotonic() > until:
                    end = outcome_of("", "time_up")
                if end:
                    outcomes += [Outcome(mail.reference, "unsent", end.reason, tried=False) for mail in batch]
                    continue
                told = _one_call(api, reports, batch)
                outcomes += told
                if not any(each.state in ("accepted", "refused") for each in told):
                    end = told[-1]
        return outcomes


def _one_call(api, reports, batch):
    messages = [
        {"content": mail.message.body, "numbers": [{"number": mail.address, "uuid": mail.reference}]} for mail in batch
    ]
    try:
        results = api._send_sms_batch(messages, delivery_reports_url=reports)
        told = {result["uuid"]: result for result in results}
    except iap_tools.InsufficientCreditError as error:
        reason, detail = "credit", error
    except AccessError as error:
        reason, detail = reason_of_iap(error), error
    except Exception as error:  # an answer that cannot be read: it may have been taken
        reason, detail = "garbled", type(error).__name__
    else:
        return [_outcome(mail.reference, told.get(mail.reference)) for mail in batch]
    return [outcome_of(mail.reference, reason, detail) for mail in batch]


def _outcome(reference, result):
    try:
        state = result.get("state")
        reason = _REASONS.get(state, "garbled")
        return outcome_of(reference, reason, (result.get("failure_reason") or state or "") if reason else "")
    except (AttributeError, TypeError):  # no dictionary, or a state that is a list
        return outcome_of(reference, "garbled")


def _batches(mails):
    yield mails[:1]
    for start in range(1, len(mails), _BATCH):
        yield mails[start : start + _BATCH]


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

"""The channel "sms": the company's provider, whichever it is (G1)."""

import logging

from ..tools.gateways import Message, Outcome

_logger = logging.getLogger(__name__)

# What Odoo's own providers answer, in the gateways' terms: (state, reason)
_NATIVE_STATES = {
    "success": ("accepted", ""),
    "sent": ("accepted", ""),
    "processing": ("accepted", ""),
    "insufficient_credit": ("blocked", "credit"),
    "unregistered": ("blocked", "auth"),
    "twilio_authentication": ("blocked", "auth"),
    "twilio_acc_unverified": ("blocked", "auth"),
    "twilio_from_missing": ("blocked", "config"),
    "twilio_callback": ("blocked", "config"),
    "registration_needed": ("blocked", "config"),
    "wrong_number_format": ("refused", "invalid_number"),
    "sms_number_missing": ("refused", "invalid_number"),
    "country_not_supported": ("refused", "rejected"),
    "incompatible_content": ("refused", "rejected"),
    "twilio_from_to": ("refused", "rejected"),
    "duplicate_message": ("refused", "rejected"),
}


def send(env, company, mails):
    """Send SMS, and tell what became of each.

    :param mails: [(reference, E.164 number, appointment.message Message)]
    :return: [Outcome]. Never raises for a fault of the network or the provider.
    """
    if company.sms_provider == "http":
        gateway = company._appointment_gateway()
        if gateway is None:
            return [Outcome(reference, "blocked", "no_provider") for reference, _number, _message in mails]
        try:
            return gateway.send(
                [
                    Message(reference, number, message.body, unicode=message.encoding == "ucs2")
                    for reference, number, message in mails
                ]
            )
        finally:
            gateway.close()
    return _send_native(env, company, mails)


def _send_native(env, company, mails):
    """Odoo IAP or Twilio, called directly: no ``sms.sms`` is needed, and the outcome is ours to store."""
    api = company._get_sms_api_class()(env)
    api._set_company(company)
    messages = [
        {"content": message.body, "numbers": [{"number": number, "uuid": reference}]}
        for reference, number, message in mails
    ]
    try:
        results = api._send_sms_batch(messages, delivery_reports_url=_reports_url(company))
    except Exception as error:
        _logger.info("SMS provider: %s", error)
        # Perhaps taken: what cannot be known is shown in doubt, not sent again blindly (S1).
        return [Outcome(reference, "unknown", "cut", detail=str(error)[:200]) for reference, _n, _m in mails]
    by_reference = {result.get("uuid"): result for result in results or []}
    return [_outcome(reference, by_reference.get(reference)) for reference, _number, _message in mails]


def _outcome(reference, result):
    if not result:
        return Outcome(reference, "unknown", "garbled")
    state, reason = _NATIVE_STATES.get(result.get("state"), ("unknown", "server"))
    detail = result.get("failure_reason") or ("" if state == "accepted" else str(result.get("state")))
    return Outcome(reference, state, reason, detail=str(detail)[:200], provider_id=result.get("sms_twilio_sid") or "")


def _reports_url(company):
    return f"{company.get_base_url()}/sms/status"

from odoo.addons.sms.tools.sms_api import SmsApiBase

from ...tools.gateways import Message

_STATES = {"accepted": "success", "blocked": "server_error", "unsent": "server_error", "unknown": "server_error"}
_REASONS = {"invalid_number": "wrong_number_format", "credit": "insufficient_credit", "auth": "unregistered"}


class SmsApiHttp(SmsApiBase):
    """Lets other modules' SMS leave through the company's HTTP gateway (G1)."""

    PROVIDER_TO_SMS_FAILURE_TYPE = SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE | {
        "insufficient_credit": "sms_credit",
        "unregistered": "sms_acc",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """See ``SmsApi._send_sms_batch``: [{content, numbers: [{number, uuid}]}] → [{uuid, state, credit}]."""
        gateway = self.company._appointment_gateway()
        sms = [
            Message(number["uuid"], number["number"], message.get("content") or "")
            for message in messages
            for number in message.get("numbers") or []
        ]
        if gateway is None:
            return [{"uuid": each.reference, "state": "server_error"} for each in sms]
        try:
            return [self._result(outcome) for outcome in gateway.send(sms)]
        finally:
            gateway.close()

    @staticmethod
    def _result(outcome):
        state = _REASONS.get(outcome.reason) or _STATES.get(outcome.state, "server_error")
        return {"uuid": outcome.reference, "state": state, "failure_reason": outcome.detail or False}

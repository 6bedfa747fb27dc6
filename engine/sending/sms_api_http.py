from odoo.addons.sms.tools.sms_api import SmsApiBase

from ...tools.gateways import outcome_of
from .channels import channels
from .lines import Mail
from .providers.base import NoProvider

_STATES = {"accepted": "success", "blocked": "server_error", "unsent": "server_error", "unknown": "server_error"}
_REASONS = {"invalid_number": "wrong_number_format", "credit": "insufficient_credit", "auth": "unregistered"}
_SECONDS = 30


class _Text:
    """Other modules' SMS, as a line takes it."""

    subject, encoding = "", None

    def __init__(self, body):
        self.body = body


def hand_over(company, mails, seconds, wire):
    """[Outcome] of SMS that go at once, through whichever provider the company has.

    :param mails: [(reference, E.164 number, text)]
    """
    try:
        line = channels.get(company.env, "sms").open(company)
    except NoProvider as error:
        return [outcome_of(reference, "no_provider", error) for reference, _number, _text in mails]
    try:
        return line.send([Mail(reference, number, _Text(text)) for reference, number, text in mails], seconds, wire)
    finally:
        line.close()


class SmsApiHttp(SmsApiBase):
    """Lets other modules' SMS leave through the company's HTTP gateway (G1)."""

    PROVIDER_TO_SMS_FAILURE_TYPE = SmsApiBase.PROVIDER_TO_SMS_FAILURE_TYPE | {
        "insufficient_credit": "sms_credit",
        "unregistered": "sms_acc",
    }

    def _send_sms_batch(self, messages, delivery_reports_url=False):
        """See ``SmsApi._send_sms_batch``: [{content, numbers: [{number, uuid}]}] → [{uuid, state, credit}]."""
        mails = [
            (number["uuid"], number["number"], message.get("content") or "")
            for message in messages
            for number in message.get("numbers") or []
        ]
        company = self.company.sudo()
        return [self._result(outcome) for outcome in hand_over(company.with_company(company), mails, _SECONDS, None)]

    @staticmethod
    def _result(outcome):
        state = _REASONS.get(outcome.reason) or _STATES.get(outcome.state, "server_error")
        return {"uuid": outcome.reference, "state": state, "failure_reason": outcome.detail or False}

"""Brevo's transactional SMS (G1)."""
import json
from urllib.parse import urlencode

from .base import Gateway
from .outcome import BadSetting, figure, identifier
from .safe_http import Request, url_problem


class Brevo(Gateway):
    """
    :param api_key: a v3 key
    :param endpoint: the API's base address
    :param report_url: where reports and replies go
    :raises BadSetting: the key is missing or the endpoint cannot be used

    Brevo wants a sender, of at most 11 letters and digits: without one it refuses.
    """

    looks_up = True
    error_key = "code"
    error_codes = {"not_enough_credits": "credit", "unauthorized": "auth", "permission_denied": "auth"}
    wait_headers = ("x-sib-ratelimit-reset", "Retry-After")

    def __init__(self, *, api_key, endpoint="https://api.brevo.com/v3", report_url="", **common):
        super().__init__(**common)
        if problem := url_problem(endpoint, common.get("allow_private", False)):
            raise BadSetting("endpoint", problem)
        if not api_key:
            raise BadSetting("api_key", "missing")
        base = f"{endpoint.rstrip('/')}/transactionalSMS"
        self._url, self._events_url = f"{base}/send", f"{base}/statistics/events"
        self._report_url = report_url
        self._headers = {"api-key": api_key, "Content-Type": "application/json", "Accept": "application/json"}

    def _request(self, message):
        body = json.dumps({
            "sender": message.sender or self.sender,
            "recipient": message.number,
            "content": message.text,
            "type": "transactional",
            "tag": message.reference,
            "unicodeEnabled": message.unicode,
            **({"webUrl": self._report_url} if self._report_url else {}),
        })
        return Request("POST", self._url, self._headers, body.encode())

    def _read(self, message, answer):
        data = answer.json()
        return self._outcome(
            message, provider_id=identifier(data["messageId"]),
            credits=figure(data.get("usedCredits")), balance=figure(data.get("remainingCredits")))

    def _question(self, message):
        query = urlencode({"phoneNumber": message.number.lstrip("+"), "tags": json.dumps([message.reference])})
        return Request("GET", f"{self._events_url}?{query}", self._headers)

    def _found(self, message, answer):
        events = (event for event in answer.json()["events"] if event.get("tag") == message.reference)
        return next((event["messageId"] for event in events), "")

    def _secrets(self):
        return (self._headers["api-key"], self._report_url)

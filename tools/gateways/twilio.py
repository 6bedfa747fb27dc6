"""Twilio's messages, for Odoo's own Twilio settings (G1)."""
import base64
from collections.abc import Callable
from urllib.parse import quote, urlencode

from .base import Gateway
from .outcome import BadSetting, identifier
from .safe_http import Request, url_problem


class Twilio(Gateway):
    """
    :param account_sid, auth_token: the account
    :param sender_of: from a recipient's number to the one that its message comes from
    :param callback_of: from our reference to where reports go
    :raises BadSetting: a setting is missing

    Twilio removes no duplicates. 429 is never processed; its codes tell more than the status.
    """

    error_key = "code"
    error_codes = {
        "20003": "auth", "20005": "auth", "20404": "config", "20429": "rate", "30002": "auth",
        "21211": "invalid_number", "21214": "invalid_number", "21265": "invalid_number", "21604": "invalid_number",
        "21614": "invalid_number", "21610": "blacklisted",
        "21212": "config", "21603": "config", "21606": "config", "21609": "config", "21659": "config",
    }

    def __init__(self, *, account_sid, auth_token, sender_of: Callable[[str], str], callback_of: Callable[[str], str],
                 endpoint="https://api.twilio.com", **common):
        super().__init__(**common)
        if problem := url_problem(endpoint, common.get("allow_private", False)):
            raise BadSetting("endpoint", problem)
        for name, value in (("account_sid", account_sid), ("auth_token", auth_token)):
            if not value:
                raise BadSetting(name, "missing")
        self._url = f"{endpoint}/2010-04-01/Accounts/{quote(account_sid, safe='')}/Messages.json"
        self._sender_of, self._callback_of, self._token = sender_of, callback_of, auth_token
        basic = base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._headers = {"Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded"}

    def _request(self, message):
        body = {"To": message.number, "From": self._sender_of(message.number), "Body": message.text}
        if callback := self._callback_of(message.reference):
            body["StatusCallback"] = callback
        return Request("POST", self._url, self._headers, urlencode(body).encode())

    def _read(self, message, answer):
        return self._outcome(message, provider_id=identifier(answer.json()["sid"]))

    def _secrets(self):
        return (self._token, self._headers["Authorization"].rpartition(" ")[2])

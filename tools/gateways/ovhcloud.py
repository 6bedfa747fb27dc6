"""OVHcloud SMS: signed calls, one job per message (G1)."""
import hashlib
import json
import time
from urllib.parse import quote, urlencode

from .base import Gateway
from .outcome import BadSetting, figure, identifier
from .safe_http import InDoubt, NotSent, Request, url_problem


class Ovhcloud(Gateway):
    """
    :param service: name of the SMS account, ``sms-ab12345-1``
    :param application_key, application_secret, consumer_key: what the signature is made of
    :param endpoint: the API's base address
    :param validity_minutes: how long OVHcloud may try to deliver
    :raises BadSetting: a setting is missing or the endpoint cannot be used

    Without a sender, messages go out from a short number that can be answered. They are not marked as
    advertising: with its STOP mention, OVHcloud would hold them at night and at weekends.
    """

    looks_up = True
    error_key = "errorCode"
    error_codes = {
        "INVALID_KEY": "auth", "INVALID_CREDENTIAL": "auth", "NOT_CREDENTIAL": "auth",
        "INVALID_SIGNATURE": "auth", "NOT_GRANTED_CALL": "auth", "FORBIDDEN": "auth",
        "QUERY_TIME_OUT": "busy",  # our clock against theirs: asked anew at the next call
    }

    def __init__(self, *, service, application_key, application_secret, consumer_key,
                 endpoint="https://eu.api.ovh.com/1.0", validity_minutes=2880, **common):
        super().__init__(**common)
        if problem := url_problem(endpoint, common.get("allow_private", False)):
            raise BadSetting("endpoint", problem)
        for name, value in (("service", service), ("application_key", application_key),
                            ("application_secret", application_secret), ("consumer_key", consumer_key)):
            if not value:
                raise BadSetting(name, "missing")
        self._endpoint = endpoint.rstrip("/")
        account = f"{self._endpoint}/sms/{quote(service, safe='')}"
        self._url, self._sent_url = f"{account}/jobs", f"{account}/outgoing"
        self._keys = (application_key, application_secret, consumer_key)
        self._validity = validity_minutes
        self._clock_offset = None

    def _request(self, message):
        sender = message.sender or self.sender
        body = json.dumps({
            "message": message.text,
            "receivers": [message.number],
            **({"sender": sender} if sender else {"senderForResponse": True}),
            "noStopClause": True,
            "priority": "high",
            "charset": "UTF-8",
            "coding": "8bit" if message.unicode else "7bit",
            "validityPeriod": self._validity,
            "tag": _tag(message),
        })
        return Request("POST", self._url, self._signed("POST", self._url, body), body.encode())

    def _read(self, message, answer):
        data = answer.json()
        figures = {"balance": figure(data.get("creditsLeft"))}
        if data.get("invalidReceivers") and not data.get("ids"):
            return self._outcome(message, "invalid_number", **figures)
        return self._outcome(message, provider_id=identifier(data["ids"][0]),
                             credits=figure(data.get("totalCreditsRemoved")), **figures)

    def _question(self, message):
        url = f"{self._sent_url}?{urlencode({'tag': _tag(message), 'receiver': message.number})}"
        return Request("GET", url, self._signed("GET", url, ""))

    def _found(self, message, answer):
        return next(iter(answer.json()), "")

    def _secrets(self):
        return self._keys

    def _signed(self, method, url, body):
        application, secret, consumer = self._keys
        stamp = str(int(time.time() + self._offset()))
        signed = "+".join((secret, consumer, method, url, body, stamp))
        return {
            "Content-Type": "application/json",
            "X-Ovh-Application": application,
            "X-Ovh-Consumer": consumer,
            "X-Ovh-Timestamp": stamp,
            "X-Ovh-Signature": "$1$" + hashlib.sha1(signed.encode()).hexdigest(),  # noqa: S324  (their protocol)
        }

    def _offset(self):
        """How many seconds their clock is ahead of ours, asked once; 0 as long as they do not say."""
        if self._clock_offset is None:
            try:
                answer = self._client.call(Request("GET", f"{self._endpoint}/auth/time", {}))
                self._clock_offset = int(answer.body) - int(time.time())
            except (NotSent, InDoubt, ValueError, TypeError):
                return 0
        return self._clock_offset


def _tag(message):
    return message.reference[:20]

"""Messages, what became of them, and what can be concluded from a provider's answer. Pure."""
import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from .safe_http import Answer

DETAIL_LENGTH = 200

# What each reason says of the message (S1); 'unknown' wherever it may have been taken.
STATES = {
    "": "accepted",
    "rejected": "refused", "invalid_number": "refused", "blacklisted": "refused", "unsendable": "refused",
    "invalid_email": "refused", "later": "unsent", "in_progress": "unknown",
    "auth": "blocked", "credit": "blocked", "forbidden": "blocked", "config": "blocked",
    "redirect": "blocked", "private": "blocked", "sender": "blocked", "base_address": "blocked",
    "rate": "unsent", "busy": "unsent", "unreachable": "unsent", "time_up": "unsent",
    "timeout": "unknown", "cut": "unknown", "server": "unknown", "garbled": "unknown",
}

NOT_SET_UP = "no_provider"  # said on our side, before any gateway could say something: blocked

# Whose fault it is (G6), as closed lists; every other reason concerns one message, and counts against nobody.
OF_ACCOUNT = frozenset({
    "auth", "credit", "forbidden", "config", "redirect", "private", NOT_SET_UP, "sender", "base_address",
})
OF_CHANNEL = frozenset({"rate", "busy", "unreachable", "timeout", "cut", "server", "garbled"}) | OF_ACCOUNT

# 302 and 303 are not among the redirects: gateways made as web forms answer so *after* taking a message.
_BY_STATUS = {
    301: "redirect", 307: "redirect", 308: "redirect", 401: "auth", 402: "credit", 403: "forbidden",
    404: "config", 405: "config", 407: "auth", 408: "timeout", 410: "config", 425: "busy", 429: "rate",
    503: "busy",
}

# What providers write where the status leaves it open: both expressions must be found.
_BY_WORDS = tuple(
    (reason, re.compile(first, re.I), re.compile(second, re.I))
    for reason, first, second in (
        ("blacklisted", r"black.?list|opted.?out|unsubscribed", ""),
        ("sender", r"\b(sender|originator|exp[eé]diteur|absender|mittente)\b",
         r"invalid|not (valid|allowed|registered|authori[sz]ed)|unknown|unauthori[sz]ed|inconnu"),
        ("credit", r"insufficient|insuffisant|not enough|no more", r"\bcr[eé]dits?\b|\bbalance\b|\bsolde\b"),
        ("invalid_number", r"\b(invalid|not valid|incorrect|malformed)\b|\binvalide\b",
         r"\b(phone|number|recipient|receivers?|msisdn|destination)\b|\bnuméro\b|\bdestinataire\b"),
    )
)
_LINK = re.compile(r"(/|%2f).*[\w-]{12}", re.I)  # a path with something long in it


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS. `number` is E.164 with its plus, `reference` ours and unique, `unicode`: UCS-2 is needed."""

    reference: str
    number: str = field(repr=False)
    text: str = field(repr=False)  # it holds a working link
    sender: str = ""
    unicode: bool = False
    title: str = field(default="", repr=False)  # for protocols that have one


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message.

    :param state: 'accepted'; 'refused' for good; 'unsent': known not taken, try again; 'unknown': perhaps
        taken; 'blocked': known not taken, and the account or the settings need a person
    :param reason: machine code, a key of STATES
    :param detail: the provider's words, at most 200 characters, without secrets, number, text or links
    :param retry_after: seconds that the provider asks us to wait
    :param credits: what it took
    :param balance: what is left
    :param tried: False when the message was held back because of what became of an earlier one
    """

    reference: str
    state: str
    reason: str = ""
    provider_id: str = ""
    detail: str = ""
    retry_after: float | None = None
    credits: float | None = None
    balance: float | None = None
    tried: bool = True

    @property
    def is_about_channel(self) -> bool:
        """Whether it tells that the provider, or our account there, does not do (G6)."""
        return self.reason in OF_CHANNEL


def outcome_of(reference: str, reason: str, detail: object = "", **more) -> Outcome:
    """The outcome that a reason gives, with at most 200 characters of detail that any database can hold."""
    state = "blocked" if reason == NOT_SET_UP else STATES[reason]
    return Outcome(reference, state, reason, detail=storable(str(detail))[:DETAIL_LENGTH], **more)


def storable(text: str) -> str:
    """Without what PostgreSQL cannot hold: NUL, and halves of surrogate pairs, which JSON can spell."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


class BadSetting(ValueError):
    """A gateway cannot be made of these settings.

    :param setting: name of the setting
    :param problem: machine code: 'missing', 'unknown', 'invalid', 'userinfo', 'not_https', 'not_json',
        'placeholder', 'no_number', 'no_text'
    """

    def __init__(self, setting: str, problem: str):
        super().__init__(f"{setting}: {problem}")
        self.setting, self.problem = setting, problem


def reason_of_status(status: int) -> str:
    """The reason that an HTTP status other than 2xx gives."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 400 <= status < 500:
        return "rejected"
    return "server" if status >= 500 else "garbled"


def reason_of_words(words: str) -> str:
    """The reason that a provider's error text gives, or ''."""
    return next((reason for reason, *both in _BY_WORDS if all(one.search(words) for one in both)), "")


def error_data(answer: Answer) -> dict:
    """The JSON object of an error answer, the inner one of ``{"error": {…}}``; {} when there is none."""
    try:
        data = answer.json()
    except (ValueError, TypeError, RecursionError):
        return {}
    data = data if isinstance(data, dict) else {}
    return data["error"] if isinstance(data.get("error"), dict) else data


def error_words(answer: Answer) -> str:
    """What an error answer says, on one line: its message where JSON has one, else the start of the body."""
    data = error_data(answer)
    found = (data.get(key) for key in ("message", "error", "detail", "description", "title", "reason"))
    words = next((value for value in found if isinstance(value, str) and value), None)
    if words is None:
        words = (answer.body or b"")[:2000].decode(errors="replace")
    return " ".join("".join(char if char.isprintable() else " " for char in words[:2000]).split())


def redacted(words: str, secrets: Iterable[str]) -> str:
    """`words` without any of `secrets`, plain or percent-encoded, and without links (S6)."""
    forms = {*secrets, *(quote(secret, safe="", errors="replace") for secret in secrets)} - {""}
    for secret in sorted(forms, key=len, reverse=True):
        words = words.replace(secret, "***")
    return " ".join("***" if _LINK.search(word) else word for word in words.split())


def seconds_to_wait(headers: Mapping[str, str], names: Iterable[str]) -> float | None:
    """What the first of the headers that can be read asks for: seconds, or an HTTP date."""
    for name in names:
        value = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value, re.ASCII):
            return float(value)
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def figure(value: object) -> float | None:
    """A number that JSON gave, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def identifier(value: object) -> str:
    """A provider's message id as text. ValueError when it is none."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # some write whole numbers so
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("no message id")
    text = storable(str(value))[:128]
    if not text:
        raise ValueError("no message id")
    return text

"""What providers send us: delivery reports and replies (G2). Pure.

The fields' names are taken from the providers' documentation where it says them, and otherwise from a list of
usual ones: a gateway that is described by settings sends whatever it likes.
"""
from collections.abc import Mapping
from dataclasses import dataclass

_REFERENCE = ("reference", "tag", "client_reference", "clientref", "custom_id", "client_ref")
_PROVIDER_ID = ("messageid", "message_id", "id", "messagesid", "smssid", "sid")
_STATE = ("msg_status", "status", "state", "event", "smsstatus", "messagestatus", "dlr", "deliveryreceipt")
_DETAIL = ("description", "reason", "error", "error_message", "errormessage", "ptt")
_NUMBER = ("from", "sender", "senderid", "msisdn", "number", "mobile", "phone")
_TEXT = ("reply", "text", "message", "body", "content")

_DELIVERED = {"delivered", "delivrd", "received", "read", "1"}
_FAILED = {
    "failed", "undelivered", "undeliverable", "undeliv", "rejected", "rejectd", "expired", "error", "softbounce",
    "soft_bounce", "hardbounce", "hard_bounce", "blacklisted", "blocked", "deleted", "2", "16",
}  # fmt: skip  (1, 2 and 16: OVHcloud's receipts)
_REPLY_EVENTS = {"replied", "reply", "received_reply", "inbound"}
_STOP_EVENTS = {"unsubscribe", "unsubscribed"}
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a message: `state` is 'delivered', 'failed', or 'sent' (taken, and no more is known)."""

    state: str
    reference: str = ""
    provider_id: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message from a recipient: `number` as it came, `provider_id` the provider's name for it."""

    number: str
    text: str
    provider_id: str = ""


def read(fields: Mapping, is_reply: bool = False) -> Report | Reply:
    """What one call tells.

    :param fields: names and values as they came, from JSON, a form or a query
    :param is_reply: it came to the address for replies
    :raises ValueError: it is neither report nor reply
    """
    fields = {str(name).lower(): value for name, value in fields.items()}
    state = _text(fields, _STATE).lower().replace("-", "_").replace(" ", "_")
    provider_id = _text(fields, _PROVIDER_ID, 128)
    if is_reply or state in _REPLY_EVENTS or state in _STOP_EVENTS:
        text = "STOP" if state in _STOP_EVENTS else _text(fields, _TEXT, LONGEST_TEXT)
        # Brevo names the client who answered like the recipient of the message.
        number = _text(fields, ("to", *_NUMBER) if state and not is_reply else _NUMBER, 32)
        if not number or not text:
            raise ValueError("no reply")
        return Reply(number, text, provider_id)
    reference = _text(fields, _REFERENCE, 64)
    if not state or not (reference or provider_id):
        raise ValueError("no report")
    known = "delivered" if state in _DELIVERED else "failed" if state in _FAILED else "sent"
    return Report(known, reference, provider_id, _text(fields, _DETAIL, 200))


def _text(fields, names, longest=64):
    """The first of these fields that is a text or a number, without what a database cannot hold; '' if none."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            # Half a surrogate pair, which JSON can spell, cannot be stored either.
            text = str(value).replace("\0", "").encode("utf-8", "replace").decode()
            return text.strip()[:longest]
    return ""

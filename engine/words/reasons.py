"""Reasons: why a message was not sent, or late, in the reader's words (L1).

Another addon adds one by ``reasons.add(Reason(…))``.
"""

from dataclasses import dataclass
from typing import Any

from .table import Table, labels

_lt = labels(__name__)

TOO_LATE = "too_late"
TOO_CLOSE = "too_close"
OUTSIDE_HOURS = "outside_hours"
ALREADY_REMINDED = "already_reminded"
MERGED = "merged"
SUPERSEDED = "superseded"
CANCELLED = "cancelled"
MOVED = "moved"
OVER = "over"
NO_SHOW_WINDOW = "no_show_window"
OPTED_OUT = "opted_out"
ARCHIVED = "archived"
BLACKLISTED = "blacklisted"
NO_NUMBER = "no_number"
INVALID_NUMBER = "invalid_number"
LANDLINE = "landline"
EXTENSION = "extension"
NO_EMAIL = "no_email"
INVALID_EMAIL = "invalid_email"
DUPLICATE = "duplicate"
EMAIL_FIRST = "email_first"
RULE_OFF = "rule_off"
CONTACT_DELETED = "contact_deleted"
STOPPED = "stopped"
EXPIRED = "expired"
ASKED_LATELY = "asked_lately"
RENDER_ERROR = "render_error"
NO_PROVIDER = "no_provider"
UNREACHABLE = "unreachable"
RATE = "rate"
AUTH = "auth"
CREDIT = "credit"
SENDER = "sender"
BASE_ADDRESS = "base_address"
ERROR = "error"
REJECTED = "rejected"
UNDELIVERED = "undelivered"
UNKNOWN_OUTCOME = "unknown_outcome"
LATE = "late"
CAUGHT_UP = "caught_up"
CAP = "cap"
RESENT = "resent"
FALLBACK = "fallback"


@dataclass(frozen=True, eq=False, kw_only=True)
class Reason:
    name: str
    label: Any
    never_said: bool = False  # overtaken before anybody heard of it: what was known before is still what is known
    unreachable: bool = False  # no address, or not wanted: this way nobody is told
    is_final: bool = False  # decided once and for all for one start of an appointment: the clock does not ask again
    leaves_unsaid: bool = False  # what the message was to say of other appointments is to be said by another
    of_account: bool = False  # not the recipient's doing: messages wait until somebody has seen to it (G6)
    codes: tuple[str, ...] = ()  # what gateways call it


TABLE = Table(
    "reason",
    # Planning
    Reason(name=TOO_LATE, label=_lt("Booked too late for this reminder")),
    Reason(name=TOO_CLOSE, label=_lt("Too soon after the confirmation")),
    Reason(name=OUTSIDE_HOURS, label=_lt("No sending hours left before the appointment")),
    Reason(name=ALREADY_REMINDED, label=_lt("Already reminded before the move")),
    Reason(name=MERGED, label=_lt("Said in the message about another appointment"), is_final=True),
    Reason(name=SUPERSEDED, label=_lt("Overtaken by a later change"), never_said=True, leaves_unsaid=True),
    Reason(name=CANCELLED, label=_lt("The appointment was cancelled"), never_said=True, leaves_unsaid=True),
    Reason(name=MOVED, label=_lt("The appointment was moved"), never_said=True, leaves_unsaid=True),
    Reason(name=OVER, label=_lt("The appointment is over"), never_said=True, leaves_unsaid=True),
    Reason(
        name=NO_SHOW_WINDOW,
        label=_lt("Marked too early or too late (15 minutes before the start to 24 hours after it)"),
    ),
    # People and addresses
    Reason(name=OPTED_OUT, label=_lt("The client does not want these messages"), unreachable=True),
    Reason(name=ARCHIVED, label=_lt("The contact is archived"), unreachable=True),
    Reason(
        name=BLACKLISTED, label=_lt("The number is on the blacklist"), unreachable=True, codes=("blacklisted",)
    ),
    Reason(name=NO_NUMBER, label=_lt("No phone number"), unreachable=True),
    Reason(
        name=INVALID_NUMBER, label=_lt("Invalid phone number"), unreachable=True, codes=("invalid_number",)
    ),
    Reason(name=LANDLINE, label=_lt("A fixed line cannot receive SMS"), unreachable=True),
    Reason(name=EXTENSION, label=_lt("A number with an extension is a switchboard: no SMS"), unreachable=True),
    Reason(name=NO_EMAIL, label=_lt("No e-mail address"), unreachable=True),
    Reason(
        name=INVALID_EMAIL, label=_lt("Invalid e-mail address"), unreachable=True, codes=("invalid_email",)
    ),
    Reason(name=DUPLICATE, label=_lt("Same number or address as another recipient")),
    # A last look
    Reason(
        name=EMAIL_FIRST, label=_lt("Reached by e-mail, presence confirmed"), is_final=True, leaves_unsaid=True
    ),
    Reason(name=RULE_OFF, label=_lt("The rule was switched off")),
    Reason(name=CONTACT_DELETED, label=_lt("The contact was deleted"), is_final=True),
    Reason(name=STOPPED, label=_lt("Stopped by staff"), is_final=True),
    Reason(
        name=EXPIRED, label=_lt("Could not be sent in time"), never_said=True, is_final=True, leaves_unsaid=True
    ),
    Reason(name=ASKED_LATELY, label=_lt("Asked for a review not long ago")),
    Reason(name=RENDER_ERROR, label=_lt("The text could not be made"), is_final=True, leaves_unsaid=True),
    # Sending
    Reason(
        name=NO_PROVIDER, label=_lt("Sending is not set up"), of_account=True,
        codes=("no_provider", "config", "private", "redirect"),
    ),
    Reason(name=UNREACHABLE, label=_lt("The provider could not be reached"), of_account=True),
    Reason(name=RATE, label=_lt("The provider asked to slow down"), of_account=True, codes=("rate", "busy", "later")),
    Reason(
        name=AUTH, label=_lt("The provider refused the account"), of_account=True, codes=("auth", "forbidden")
    ),
    Reason(name=CREDIT, label=_lt("No credit left at the provider"), of_account=True, codes=("credit",)),
    Reason(
        name=SENDER, label=_lt("No sender that can be used: see the company's e-mail address, or the sender's name"),
        of_account=True, codes=("sender",),
    ),
    Reason(
        name=BASE_ADDRESS, label=_lt("The address for links cannot be opened by clients: see the settings"),
        of_account=True, codes=("base_address",),
    ),
    Reason(name=ERROR, label=_lt("An error on our side: see the details"), leaves_unsaid=True),
    Reason(name=REJECTED, label=_lt("Refused by the provider"), codes=("rejected", "unsendable")),
    Reason(name=UNDELIVERED, label=_lt("Not delivered")),
    Reason(name=UNKNOWN_OUTCOME, label=_lt("Perhaps sent: the connection was lost before the answer")),
    Reason(name=LATE, label=_lt("Sent late")),
    Reason(name=CAUGHT_UP, label=_lt("Overdue: the later reminder goes in its place"), is_final=True),
    Reason(name=CAP, label=_lt("The month's cap on SMS is reached")),
    Reason(name=RESENT, label=_lt("Sent again by staff")),
    Reason(name=FALLBACK, label=_lt("By e-mail, as the SMS failed")),
)  # fmt: skip

add = TABLE.add
get = TABLE.__getitem__
names = TABLE.names
selection = TABLE.selection


def has(name, group):
    """Whether a reason is of a group (``never_said``, ``is_final`` …); no reason is of none."""
    return bool(name) and name in TABLE and getattr(TABLE[name], group)


def of_code(code, otherwise="unreachable"):
    """The log's reason for a gateway's machine code."""
    return next((row.name for row in TABLE if code in row.codes), otherwise)

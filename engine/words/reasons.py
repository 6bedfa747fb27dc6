"""Reasons: why a message was not sent, or late, in the reader's words (L1).

Another addon adds one by ``reasons.add(Reason(…))``.
"""

from dataclasses import dataclass
from typing import Any

from .table import Table, labels

_lt = labels(__name__)


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
    Reason(name="too_late", label=_lt("Booked too late for this reminder")),
    Reason(name="too_close", label=_lt("Too soon after the confirmation")),
    Reason(name="outside_hours", label=_lt("No sending hours left before the appointment")),
    Reason(name="already_reminded", label=_lt("Already reminded before the move")),
    Reason(name="merged", label=_lt("Said in the message about another appointment"), is_final=True),
    Reason(name="superseded", label=_lt("Overtaken by a later change"), never_said=True, leaves_unsaid=True),
    Reason(name="cancelled", label=_lt("The appointment was cancelled"), never_said=True, leaves_unsaid=True),
    Reason(name="moved", label=_lt("The appointment was moved"), never_said=True, leaves_unsaid=True),
    Reason(name="over", label=_lt("The appointment is over"), never_said=True, leaves_unsaid=True),
    Reason(
        name="no_show_window",
        label=_lt("Marked too early or too late (15 minutes before the start to 24 hours after it)"),
    ),
    # People and addresses
    Reason(name="opted_out", label=_lt("The client does not want these messages"), unreachable=True),
    Reason(name="archived", label=_lt("The contact is archived"), unreachable=True),
    Reason(
        name="blacklisted", label=_lt("The number is on the blacklist"), unreachable=True, codes=("blacklisted",)
    ),
    Reason(name="no_number", label=_lt("No phone number"), unreachable=True),
    Reason(
        name="invalid_number", label=_lt("Invalid phone number"), unreachable=True, codes=("invalid_number",)
    ),
    Reason(name="landline", label=_lt("A fixed line cannot receive SMS"), unreachable=True),
    Reason(name="extension", label=_lt("A number with an extension is a switchboard: no SMS"), unreachable=True),
    Reason(name="no_email", label=_lt("No e-mail address"), unreachable=True),
    Reason(
        name="invalid_email", label=_lt("Invalid e-mail address"), unreachable=True, codes=("invalid_email",)
    ),
    Reason(name="duplicate", label=_lt("Same number or address as another recipient")),
    # A last look
    Reason(
        name="email_first", label=_lt("Reached by e-mail, presence confirmed"), is_final=True, leaves_unsaid=True
    ),
    Reason(name="rule_off", label=_lt("The rule was switched off")),
    Reason(name="contact_deleted", label=_lt("The contact was deleted"), is_final=True),
    Reason(name="stopped", label=_lt("Stopped by staff"), is_final=True),
    Reason(
        name="expired", label=_lt("Could not be sent in time"), never_said=True, is_final=True, leaves_unsaid=True
    ),
    Reason(name="asked_lately", label=_lt("Asked for a review not long ago")),
    Reason(name="render_error", label=_lt("The text could not be made"), is_final=True, leaves_unsaid=True),
    # Sending
    Reason(
        name="no_provider", label=_lt("Sending is not set up"), of_account=True,
        codes=("no_provider", "config", "private", "redirect"),
    ),
    Reason(name="unreachable", label=_lt("The provider could not be reached"), of_account=True),
    Reason(name="rate", label=_lt("The provider asked to slow down"), of_account=True, codes=("rate", "busy", "later")),
    Reason(
        name="auth", label=_lt("The provider refused the account"), of_account=True, codes=("auth", "forbidden")
    ),
    Reason(name="credit", label=_lt("No credit left at the provider"), of_account=True, codes=("credit",)),
    Reason(
        name="sender", label=_lt("No sender that can be used: see the company's e-mail address, or the sender's name"),
        of_account=True, codes=("sender",),
    ),
    Reason(
        name="base_address", label=_lt("The address for links cannot be opened by clients: see the settings"),
        of_account=True, codes=("base_address",),
    ),
    Reason(name="error", label=_lt("An error on our side: see the details"), leaves_unsaid=True),
    Reason(name="rejected", label=_lt("Refused by the provider"), codes=("rejected", "unsendable")),
    Reason(name="undelivered", label=_lt("Not delivered")),
    Reason(name="unknown_outcome", label=_lt("Perhaps sent: the connection was lost before the answer")),
    Reason(name="late", label=_lt("Sent late")),
    Reason(name="caught_up", label=_lt("Overdue: the later reminder goes in its place"), is_final=True),
    Reason(name="cap", label=_lt("The month's cap on SMS is reached")),
    Reason(name="resent", label=_lt("Sent again by staff")),
    Reason(name="fallback", label=_lt("By e-mail, as the SMS failed")),
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

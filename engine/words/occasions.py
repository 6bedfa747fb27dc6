"""Occasions: why a message is written. One row says all that sets an occasion apart from the others.

Another addon adds one by ``occasions.add(Occasion(…))`` in a module that it imports, and a rule with its text.
"""

from dataclasses import dataclass, field
from typing import Any

from .table import Table, labels

_lt = labels(__name__)

BOOKED, PENDING, MOVED, CANCELLED = "booked", "pending", "moved", "cancelled"
REFUSED, CALLED_OFF = "refused", "called_off"
REMINDER, REVIEW = "reminder", "review"
PRESENCE = "presence"
NO_SHOW, DONE = "no_show", "done"
BIRTHDAY, CUSTOM, OFFER, INVITATION = "birthday", "custom", "offer", "invitation"

# What brings a message about (N14)
ACTION = "action"  # something done to an appointment, told once
CLOCK = "clock"  # a function of the appointment as it is
PURPOSE = "purpose"  # somebody, or a job of its own, sends it

# How long it is of use (N5, S2)
UNTIL_START = "start"
THAT_DAY = "day"
A_DAY = "report"

# Timings that a rule may choose; the first is proposed
AT_ONCE = ("now",)
BEFORE_START = ("before_start", "day_before_at")
AFTER_END = ("now", "after_end")

# What a client knows of the appointment once it was said (N10)
STANDS, GONE = "stands", "gone"

_BLUE, _GREEN, _AMBER, _RED = "#1d4ed8", "#15803d", "#b45309", "#b91c1c"
_EXPECTED = frozenset({"confirmed"})


@dataclass(frozen=True, eq=False, kw_only=True)
class Occasion:
    name: str
    label: Any  # lazily translated
    kind: str
    of_use: str = UNTIL_START
    timings: tuple[str, ...] = AT_ONCE
    rule_timings: tuple[str, ...] = ()  # narrower for rules than for what staff send
    announces: str = ""  # STANDS or GONE; "": it tells nothing that a later change could overtake
    made_in_one_go: bool = False  # joins one that waits from shortly before (N10)
    origin_of_booking: bool = False  # a rule's origin is who booked, not who acted
    must_be_told: bool = False  # reaching nobody, it makes a to-do for staff (N17)
    is_reminder: bool = False  # a client's choice about reminders counts, not the one about the rest (A9)
    chained: bool = False  # about appointments close to each other, one speaks for all (N9)
    adds_up: bool = False  # each rule has a message of its own; of any other occasion the most specific wins
    about_appointment: bool = True
    ahead: bool = False  # the appointment is to come: where, access, preparation are worth saying
    holds_for: frozenset = field(default=_EXPECTED)  # booking states in which it is still true when it leaves
    calendar_method: str = ""  # "": no calendar file (T9)
    unsubscribable: bool = False  # not about a booking that the client made (RFC 8058)
    tariff: str = "standard"  # or "custom", never included in the month's credits (G4)
    held_by_cap: int | None = None  # the lower, the sooner a month's cap holds it back; None: never
    signature: str = "live"  # which of the company's signatures overrides the others (T8)
    color: str = _BLUE
    headline: Any = ""
    staff_headline: Any = ""
    button: Any = field(default_factory=lambda: _lt("See my appointment"))

    @property
    def is_grouped(self):
        """Of several said to one person in one go, the first speaks for all (N10)."""
        return bool(self.announces)

    @property
    def answers_action(self):
        """It goes at once, at any hour (N5)."""
        return self.kind == ACTION

    @property
    def follows_clock(self):
        """A function of the appointment as it is: re-planning may add it (N14)."""
        return self.kind == CLOCK

    @property
    def tried_for_a_day(self):
        """It is of use whether or not the appointment has begun (S2)."""
        return self.of_use != UNTIL_START

    @property
    def choices(self):
        """The timings of its rules; the first is proposed."""
        return self.rule_timings or self.timings


TABLE = Table(
    "occasion",
    Occasion(
        name=BOOKED, label=_lt("Booked"), kind=ACTION, announces=STANDS, made_in_one_go=True, origin_of_booking=True,
        ahead=True, calendar_method="REQUEST", color=_GREEN,
        headline=_lt("Appointment confirmed"), staff_headline=_lt("New appointment"),
    ),
    Occasion(
        name=PENDING, label=_lt("Waiting for confirmation"), kind=ACTION, announces=STANDS, made_in_one_go=True,
        origin_of_booking=True, ahead=True, holds_for=frozenset({"pending"}), signature="pending", color=_AMBER,
        headline=_lt("Waiting for confirmation"), staff_headline=_lt("To confirm"), button=_lt("See my request"),
    ),
    Occasion(
        name=MOVED, label=_lt("Moved"), kind=ACTION, announces=STANDS, must_be_told=True, ahead=True,
        calendar_method="REQUEST",
        headline=_lt("Appointment moved"), staff_headline=_lt("Appointment moved"),
    ),
    Occasion(
        name=CANCELLED, label=_lt("Cancelled"), kind=ACTION, announces=GONE, must_be_told=True,
        holds_for=frozenset({"cancelled"}), calendar_method="CANCEL", signature="cancelled", color=_RED,
        headline=_lt("Appointment cancelled"), staff_headline=_lt("Appointment cancelled"),
    ),
    Occasion(
        name=REFUSED, label=_lt("Refused"), kind=ACTION, announces=GONE, must_be_told=True,
        holds_for=frozenset({"cancelled"}), calendar_method="CANCEL", signature="cancelled", color=_RED,
        headline=_lt("Request declined"), staff_headline=_lt("Request refused"), button=_lt("See my request"),
    ),
    Occasion(
        name=CALLED_OFF, label=_lt("Called off"), kind=ACTION, announces=GONE, must_be_told=True,
        holds_for=frozenset({"cancelled"}), calendar_method="CANCEL", signature="cancelled", color=_RED,
        headline=_lt("Appointment called off"), staff_headline=_lt("Appointment called off"),
    ),
    Occasion(
        name=REMINDER, label=_lt("Reminder"), kind=CLOCK, timings=BEFORE_START, is_reminder=True, chained=True, adds_up=True, ahead=True,
        calendar_method="REQUEST", held_by_cap=70, headline=_lt("Reminder"),
    ),
    Occasion(
        name=PRESENCE, label=_lt("Presence confirmed by a reply"), kind=ACTION, ahead=True, color=_GREEN,
        headline=_lt("Presence confirmed"),
    ),
    Occasion(
        name=NO_SHOW, label=_lt("No-show"), kind=ACTION, of_use=A_DAY, holds_for=frozenset({"no_show"}),
        held_by_cap=60, color=_AMBER, headline=_lt("We missed you"),
    ),
    Occasion(
        name=DONE, label=_lt("Done"), kind=ACTION, of_use=A_DAY, holds_for=frozenset({"done"}),
        held_by_cap=50, headline=_lt("Thank you"),
    ),
    Occasion(
        name=REVIEW, label=_lt("Review request"), kind=CLOCK, of_use=A_DAY, timings=AFTER_END,
        rule_timings=("after_end",), holds_for=frozenset({"pending", "confirmed", "done"}), unsubscribable=True,
        held_by_cap=40, signature="review", headline=_lt("Your opinion"), button=_lt("Leave a review"),
    ),
    Occasion(
        name=BIRTHDAY, label=_lt("Birthday"), kind=PURPOSE, of_use=THAT_DAY, about_appointment=False,
        unsubscribable=True, tariff="custom", held_by_cap=20,
    ),
    Occasion(
        name=CUSTOM, label=_lt("Custom"), kind=PURPOSE, of_use=A_DAY, timings=AFTER_END, rule_timings=AT_ONCE,
        about_appointment=False, unsubscribable=True, tariff="custom", held_by_cap=10,
    ),
    Occasion(
        name=OFFER, label=_lt("An earlier time is free"), kind=PURPOSE, held_by_cap=35,
        holds_for=frozenset({"pending", "confirmed"}), headline=_lt("An earlier time is free"),
        button=_lt("See the offer"),
    ),
    Occasion(
        name=INVITATION, label=_lt("Invitation to book"), kind=PURPOSE, of_use=A_DAY, about_appointment=False,
        held_by_cap=30, headline=_lt("Your next appointment"), button=_lt("Choose a time"),
    ),
)  # fmt: skip

add = TABLE.add
get = TABLE.__getitem__
names = TABLE.names
selection = TABLE.selection


def grouped():
    """The occasions that tell whether, and when, an appointment is (N10)."""
    return TABLE.names(lambda occasion: occasion.is_grouped)


def of_clock():
    return TABLE.names(lambda occasion: occasion.follows_clock)


def chained():
    """Those of which one speaks for appointments close to each other (N9)."""
    return TABLE.names(lambda occasion: occasion.chained)

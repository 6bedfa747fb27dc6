"""What the independent model is told: people, places, settings, steps. Plain data, no Odoo.

Written from the requirements alone, by somebody who has not read the planner or the dispatcher (issue 10): its
worth is that it may disagree with them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
REVIEW_AFTER = 4 * HOUR
REVIEW_AGAIN_AFTER = 90 * DAY
LATE = 30 * MINUTE  # N5: how late a message planned inside the sending hours may leave without asking them again
CHANNELS = ("email", "sms")
ACTIONS = ("booked", "pending", "moved", "cancelled", "refused")

# The table of section N: what is on as shipped.
SHIPPED = {
    **{f"{trigger}_client_email": True for trigger in ACTIONS},
    **{f"{trigger}_staff_email": True for trigger in ACTIONS},
    **{f"{trigger}_client_sms": trigger != "pending" for trigger in ACTIONS},
    **{f"{trigger}_staff_sms": trigger != "refused" for trigger in ACTIONS},
    "no_show_client_email": False, "no_show_client_sms": False, "done_client_email": False, "done_client_sms": False,
    "review_client_email": False, "review_client_sms": False,
    "reminder_client_email_48h": True, "reminder_client_sms_24h": True, "reminder_client_sms_48h": False,
    "reminder_client_sms_day_before": False,
}  # fmt: skip


class Silent(Exception):
    """The requirements do not say what is right here: the history is left out, with this reason."""


@dataclass
class Reminder:
    """A reminder rule (N4): ``hours`` before the start, or ``days`` before at an hour of the day."""

    code: str
    channel: str
    hours: int = 0
    days: int = 0
    at_hour: float = 18.0
    resend_after_move: bool = False
    email_first: bool = False


def shipped_reminders():
    """Reminder rules by sequence, as shipped."""
    return [
        Reminder("reminder_client_email_48h", "email", 48),
        Reminder("reminder_client_sms_24h", "sms", 24),
        Reminder("reminder_client_sms_48h", "sms", 48),
        Reminder("reminder_client_sms_day_before", "sms", days=1),
    ]


@dataclass
class Settings:
    grouping: int = 0  # minutes
    gap: float = 1.0  # hours
    opens: float = 9.0
    closes: float = 19.0
    weekdays: frozenset = frozenset(range(7))
    early: str = "day_before"
    moved_stop: bool = False
    moved_practitioner: bool = False
    manual: bool = False
    reminders: bool = True
    others: bool = True
    booked_sms: str = "staff"  # origin of the client's confirmation SMS: "staff", or "any" (switch: always)
    on: dict = field(default_factory=lambda: dict(SHIPPED))
    rules: list = field(default_factory=shipped_reminders)
    fallback: str = ""  # A11


@dataclass
class Person:
    """A client, or the contact of one. Phones that begin with +336 or +337 are mobiles, others are not (G3)."""

    phone: str = ""
    email: str = ""
    above: str = ""  # the person or company that this contact stands below
    is_company: bool = False
    sms_box: bool = False  # for contacts of a client: told of the client's appointments too (A9)
    email_box: bool = False
    sms_reminder: str = "default"
    email_reminder: str = "default"
    sms_other: str = "default"
    email_other: str = "default"
    sms_delay: int = 0
    email_delay: int = 0
    archived: bool = False

    def address(self, channel):
        if channel == "email":
            return self.email
        return self.phone if self.phone.startswith(("+336", "+337")) else ""


@dataclass
class User:
    """Staff (A10): what they want to be told of, and when they want quiet (hours of the day in Paris)."""

    phone: str = ""
    email: str = ""
    sms_by_client: bool = True
    email_by_client: bool = True
    sms_by_staff: bool = False
    email_by_staff: bool = True
    quiet_from: float = 0.0
    quiet_until: float = 0.0
    left: bool = False

    def wants(self, channel, actor):
        return getattr(self, f"{channel}_by_{'client' if actor == 'client' else 'staff'}")

    def address(self, channel):
        return self.email if channel == "email" else self.phone


@dataclass
class Agenda:
    tz: str = "Europe/Paris"
    user: str = ""

    def local(self, moment):
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.tz)).replace(tzinfo=None)

    def utc(self, local):
        """N6: a wall-clock time in the agenda's zone, right across DST changes; naive UTC."""
        return local.replace(tzinfo=ZoneInfo(self.tz)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


@dataclass
class World:
    settings: Settings = field(default_factory=Settings)
    people: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)
    agendas: dict = field(default_factory=dict)
    hostile: bool = False  # A14: things are done from a screen whose context says other things
    outages: list = field(default_factory=list)  # [(from, to)]: no dispatcher runs in between


@dataclass(frozen=True)
class Step:
    """Something that happens: ``kind`` names a method of the model and of the player, ``values`` its arguments."""

    at: datetime
    kind: str
    actor: str  # "staff" or "client"
    values: dict

    def __repr__(self):
        values = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.at:%a %Y-%m-%d %H:%M:%S} {self.actor} {self.kind}({values})"

    def __hash__(self):
        return id(self)


@dataclass(frozen=True)
class Version:
    """An appointment as somebody may know it."""

    state: str  # "pending" or "confirmed"
    start: datetime
    stop: datetime
    agenda: str


@dataclass
class Booking:
    """A client's part in an appointment (A3)."""

    state: str
    with_event: bool = False  # cancelled by archiving the appointment (A6)
    presence: bool = False


@dataclass
class Appointment:
    key: str
    agenda: str
    start: datetime
    stop: datetime
    group: bool = False
    active: bool = True
    deleted: bool = False
    organiser: str = ""  # the user whose event it is, beside the practitioner
    bookings: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """One message, or one part of a merged one: who reads what about whom, on which channel, when."""

    audience: str
    reader: str
    client: str
    appointment: str
    occasion: str
    channel: str
    at: datetime

    def __repr__(self):
        return (
            f"{self.at:%a %d %H:%M:%S} {self.audience} {self.reader}: {self.occasion} {self.appointment}"
            f" of {self.client} by {self.channel}"
        )

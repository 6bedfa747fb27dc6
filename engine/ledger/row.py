"""A row of the ledger: its columns are named here, once, read and written by name."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from odoo.tools import SQL
from psycopg2.extras import Json

from ..words import fates, origins, states

# What the action of a row begins with that answers a client's reply (N19)
ANSWER = "reply"


class Existing(NamedTuple):
    """A stored row, as far as planning needs it."""

    id: int
    attendee_id: int | None
    rule_id: int | None
    trigger: str
    audience: str
    channel: str
    partner_id: int | None
    state: str
    reason: str | None
    send_at: datetime | None
    planned_at: datetime | None
    sent_at: datetime | None
    event_start: datetime
    told_start: datetime | None
    attempts: int
    action: str | None  # rows about the same action have the same
    company_id: int
    agenda_id: int
    event_id: int | None
    about_event_id: int | None  # also once the appointment is deleted
    client_id: int
    address: str | None
    merged_into_id: int | None
    told_rest: dict | None
    origin: str
    is_preview: bool
    held: bool
    first_state: str | None  # of the message that says it too, where it was merged into one
    first_reason: str | None
    first_at: datetime | None  # when that one went, or goes

    @property
    def fate(self):
        return fates.fate(self.state, self.reason, self.first_state, self.first_reason)

    @property
    def is_waiting(self):
        """Not sent yet, alone or in the message about another appointment (N10)."""
        return not self.attempts and self.fate == fates.WAITING

    @property
    def is_aside(self):
        """Tells nobody anything."""
        return self.is_preview

    def as_planned(self):
        """The row as it stands, to be written again."""
        return Planned(**{name: getattr(self, name) for name in Planned.__slots__ if hasattr(self, name)})


@dataclass(slots=True)
class Planned:
    """A row to write. Times are naive UTC.

    ``action`` tells a repeated message of the same rule from a message planned twice: the number of the action on the
    appointment (None until it is numbered), or the start that a reminder is about where it is sent again after a move.
    """

    rule_id: int
    trigger: str
    audience: str
    channel: str
    company_id: int
    agenda_id: int
    event_id: int | None
    attendee_id: int | None
    client_id: int
    partner_id: int
    action: str | None
    event_start: datetime
    send_at: datetime | None
    planned_at: datetime
    told_start: datetime | None = None
    told_rest: dict | None = None
    origin: str = origins.STAFF
    state: str = states.PLANNED
    reason: str | None = None
    address: str | None = None
    facts: dict | None = None
    # In memory only
    id: int | None = None
    about_event_id: int | None = None
    merged_into: "Planned | None" = None

    @property
    def identity(self):
        """What tells it from all others that are written with it."""
        return self.about_event_id, self.attendee_id, self.client_id, self.partner_id, self.rule_id, self.action


_IN_MEMORY = ("id", "about_event_id", "merged_into")
INSERTED = tuple(field.name for field in fields(Planned) if field.name not in _IN_MEMORY)
# What a second thought may change
MOVED = (
    "agenda_id", "send_at", "planned_at", "event_start", "told_start", "origin", "state", "reason", "address",
)  # fmt: skip

_ABOUT = "COALESCE(row.event_id, (row.facts->>'event_id')::int)"
_COMPUTED = {
    "about_event_id": _ABOUT,
    "is_preview": "COALESCE(row.is_preview, FALSE)",
    "first_state": "first.state",
    "first_reason": "first.reason",
    "first_at": "COALESCE(first.sent_at, first.send_at)",
}
IDENTITY = f"{_ABOUT}, attendee_id, client_id, partner_id, rule_id, action".replace("row.", "")
_SELECTED = ", ".join(_COMPUTED.get(name, f"row.{name}") for name in Existing._fields)
READ = SQL(
    f"""
    SELECT {_SELECTED}
      FROM appointment_notification row
      LEFT JOIN appointment_notification first ON first.id = row.merged_into_id
    """  # noqa: S608 our own column names, nothing else
)


def values(row, names):
    """The row's values, as PostgreSQL takes them."""
    found = (getattr(row, name) for name in names)
    return [Json(value) if isinstance(value, dict) else value for value in found]

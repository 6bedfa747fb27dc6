"""Who booked, or who acted (A4)."""

from dataclasses import dataclass
from typing import Any

from .table import Table, labels

_lt = labels(__name__)

STAFF, ONLINE = "staff", "online"
ANY = "any"  # of a rule only: whoever acts


@dataclass(frozen=True, eq=False, kw_only=True)
class Origin:
    name: str
    label: Any
    booked: Any  # as the appointment's screens say it


TABLE = Table(
    "origin",
    Origin(name=STAFF, label=_lt("Staff"), booked=_lt("Booked by staff")),
    Origin(name=ONLINE, label=_lt("The client, online"), booked=_lt("Booked online")),
)

selection = TABLE.selection


def of_rules(env):
    return [(ANY, env._("Anyone")), *selection(env)]


def of_bookings(env):
    return [(origin.name, env._(origin.booked)) for origin in TABLE]

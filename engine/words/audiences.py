"""To whom a message speaks."""

from dataclasses import dataclass
from typing import Any

from .table import Table, labels

_lt = labels(__name__)

CLIENT, STAFF = "client", "staff"


@dataclass(frozen=True, eq=False, kw_only=True)
class Audience:
    name: str
    label: Any


TABLE = Table(
    "audience", Audience(name=CLIENT, label=_lt("Client")), Audience(name=STAFF, label=_lt("Staff"))
)

selection = TABLE.selection

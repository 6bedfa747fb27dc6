"""States of a message: where it stands between the plan and the recipient, and where it may go from there."""

from dataclasses import dataclass
from typing import Any

from .table import Table, labels

_lt = labels(__name__)

PLANNED, SENDING, SENT, DELIVERED = "planned", "sending", "sent", "delivered"
FAILED, IN_DOUBT, SKIPPED = "failed", "in_doubt", "skipped"


@dataclass(frozen=True, eq=False, kw_only=True)
class State:
    name: str
    label: Any
    leads_to: frozenset  # never a step backwards: delivered is the last word
    handed_over: bool = False  # it has reached a provider, or may have
    goes: bool = False  # it will reach the recipient, or has, as far as anybody knows
    is_billed: bool = False  # a provider took it, or may have (G4)
    unsettled: bool = False  # handed over, and nobody knows yet what became of it


TABLE = Table(
    "state",
    State(
        name=PLANNED, label=_lt("Planned"), goes=True,
        leads_to=frozenset({PLANNED, SENDING, SENT, DELIVERED, FAILED, IN_DOUBT, SKIPPED}),
    ),
    State(
        name=SENDING, label=_lt("Being sent"), goes=True, handed_over=True, unsettled=True,
        leads_to=frozenset({PLANNED, SENT, DELIVERED, FAILED, IN_DOUBT}),
    ),
    State(
        name=SENT, label=_lt("Sent"), goes=True, handed_over=True, is_billed=True,
        leads_to=frozenset({DELIVERED, FAILED}),
    ),
    State(
        name=DELIVERED, label=_lt("Delivered"), goes=True, handed_over=True, is_billed=True, leads_to=frozenset(),
    ),
    State(
        name=FAILED, label=_lt("Failed"), handed_over=True, is_billed=True,
        leads_to=frozenset({PLANNED, DELIVERED}),
    ),
    State(
        name=IN_DOUBT, label=_lt("In doubt"), goes=True, handed_over=True, is_billed=True, unsettled=True,
        leads_to=frozenset({PLANNED, SENT, DELIVERED, FAILED, IN_DOUBT}),
    ),
    State(name=SKIPPED, label=_lt("Not sent"), leads_to=frozenset({PLANNED, SKIPPED})),
)  # fmt: skip

get = TABLE.__getitem__
names = TABLE.names
selection = TABLE.selection

HANDED_OVER = names(lambda state: state.handed_over)
GOES = names(lambda state: state.goes)
WENT = names(lambda state: state.goes and state.handed_over)  # it is with the recipient, as far as anybody knows
BILLED = names(lambda state: state.is_billed)
UNSETTLED = names(lambda state: state.unsettled)
LIVE = names(lambda state: state.name != SKIPPED)  # a second row about the same thing would be one too many
OPEN = [PLANNED, SKIPPED]  # planning may still change it


def before(state):
    """The states from which a message may come to this one."""
    return names(lambda row: state in row.leads_to)

"""A booking's states, its status, and what may be done with it now: decided here, for staff and for the client.

The **state** is what staff or the client said of it, and is stored. The **status** is what that means at a moment:
``pending`` or ``confirmed`` (the client is expected), ``over`` (came, or did not, or it has begun) or ``gone``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .table import Table, labels

_lt = labels(__name__)

PENDING, CONFIRMED, DONE, NO_SHOW, CANCELLED = "pending", "confirmed", "done", "no_show", "cancelled"
MIXED = "mixed"  # of an appointment whose clients differ
OVER, GONE = "over", "gone"  # statuses; the other two are called like their states

# Who came, and who did not, is known from shortly before the start (N7, U1).
KNOWN_BEFORE_START = timedelta(minutes=15)


@dataclass(frozen=True, eq=False, kw_only=True)
class State:
    name: str
    label: Any
    status: str
    icon: str = ""  # in the calendar


STATES = Table(
    "booking state",
    State(name=PENDING, label=_lt("To confirm"), status=PENDING, icon="fa-question-circle"),
    State(name=CONFIRMED, label=_lt("Confirmed"), status=CONFIRMED),
    State(name=DONE, label=_lt("Done"), status=OVER, icon="fa-check-circle"),
    State(name=NO_SHOW, label=_lt("No-show"), status=OVER, icon="fa-user-times"),
    State(name=CANCELLED, label=_lt("Cancelled"), status=GONE, icon="fa-times-circle"),
)
LIVE = STATES.names(lambda state: state.status in (PENDING, CONFIRMED))
AWAITED = frozenset(LIVE)  # statuses of what is to come: the same two words

selection = STATES.selection


def of_events(env):
    return [*selection(env), (MIXED, env._("Several"))]


def status(state, active):
    """What planning goes by: a booking that has begun is still ``confirmed`` until staff say otherwise."""
    known = STATES[state].status
    return GONE if not active and known != OVER else known


def status_now(state, active, start, now):
    """What a client sees, and may do, goes by: what has begun is over."""
    found = status(state, active) if state else GONE
    return OVER if found in AWAITED and start <= now else found


def summary(states):
    """The state that an appointment shows: that of its clients, or that they differ (A3)."""
    found = set(states)
    return found.pop() if len(found) == 1 else (MIXED if found else False)


# ------------------------------------------------------------
# What staff may do
# ------------------------------------------------------------


@dataclass(frozen=True, eq=False, kw_only=True)
class Action:
    name: str
    method: str
    to: str  # the state that it brings
    offered_in: frozenset
    corrects: frozenset = frozenset()  # taken too, by who asks for it, but not offered
    for_several: bool = False  # makes sense for clients whose states differ
    once_known: bool = False  # not offered before who came can be known

    @property
    def taken_from(self):
        return self.offered_in | self.corrects


ACTIONS = Table(
    "action",
    Action(
        name="confirm", method="action_booking_confirm", to=CONFIRMED, offered_in=frozenset({PENDING}),
        corrects=frozenset({DONE, NO_SHOW}),
    ),
    Action(
        name="done", method="action_booking_done", to=DONE, offered_in=frozenset({PENDING, CONFIRMED, NO_SHOW}),
        for_several=True, once_known=True,
    ),
    Action(
        name="no_show", method="action_booking_no_show", to=NO_SHOW,
        offered_in=frozenset({PENDING, CONFIRMED, DONE}), once_known=True,
    ),
    Action(
        name="undo", method="action_booking_confirm", to=CONFIRMED, offered_in=frozenset({DONE, NO_SHOW}),
    ),
    Action(
        name="cancel", method="action_booking_cancel", to=CANCELLED, offered_in=frozenset({PENDING, CONFIRMED}),
        corrects=frozenset({DONE, NO_SHOW}), for_several=True,
    ),
    Action(
        name="restore", method="action_booking_restore", to=CONFIRMED, offered_in=frozenset({CANCELLED}),
    ),
)  # fmt: skip


def offered(states, start: datetime, now: datetime):
    """The names of what staff may do now with a booking, or with all of an appointment's.

    :param states: of its clients; who has cancelled counts only where all have
    """
    found = {state for state in states if state != CANCELLED} or set(states)
    return [
        action.name
        for action in ACTIONS
        if found & action.offered_in
        and (len(found) == 1 or action.for_several)
        and not (action.once_known and start - KNOWN_BEFORE_START > now)
    ]


# ------------------------------------------------------------
# What the client may do
# ------------------------------------------------------------


def cancel_refusal(status_, is_paid, is_allowed, deadline, now):
    """Why a client may not cancel (P2, P3): ``gone``, ``over``, ``paid``, ``not_allowed``, ``too_late``; None: may."""
    if status_ in (GONE, OVER):
        return status_
    if is_paid:
        return "paid"
    if not is_allowed:
        return "not_allowed"
    return "too_late" if now > deadline else None


def move_refusal(status_, is_allowed, deadline, now):
    """Why a client may not move (P4): ``gone``, ``over``, ``not_allowed``, ``too_late``; None: may. Paid ones may."""
    if status_ in (GONE, OVER):
        return status_
    if not is_allowed:
        return "not_allowed"
    return "too_late" if now > deadline else None

"""What somebody knows of an appointment (N10), and what is to be said to lead from there to what is: pure logic.

What a client, or a member of staff, knows is what went to him or her on any channel. A message that could not go
(no address, not wanted, the same number as another's) tells nothing; only where an action could be told on no
channel at all is it taken for known: people are then told by other means.

    booked at 10:00, told by SMS; moved to 11:00, the SMS waits; cancelled
        → the client knows of 10:00, and the cancellation names 10:00
    booked, the SMS waits, there is no e-mail address; cancelled within the grouping delay
        → the action was not told, and could have been: the client knows of nothing, and hears of nothing
    booked, neither number nor address; cancelled
        → it could not be told: taken for known, and staff call
"""

from datetime import datetime
from typing import NamedTuple

from ..words import booking, occasions
from ..words.fates import COULD_NOT, OVERTAKEN, WENT


class Known(NamedTuple):
    """An appointment as somebody knows it. ``start``: naive UTC; ``state``: ``pending`` or ``confirmed``."""

    start: datetime
    state: str


class Said(NamedTuple):
    """One message about one action to one reader. ``action``: rows of the same action have the same."""

    action: str
    trigger: str
    start: datetime  # of which it speaks
    told_start: datetime | None  # of which its reader knew before; None: of none
    fate: str
    is_settled: bool = True  # what could not go is taken for known once no second thought can undo it any more

    @property
    def content(self):
        """What its reader knows after it: ``Known``, or None where there is no appointment any more."""
        if occasions.get(self.trigger).announces == occasions.GONE:
            return None
        return Known(self.start, booking.PENDING if self.trigger == occasions.PENDING else booking.CONFIRMED)


def known(history, before=None, is_untold=False):
    """What one reader knows.

    :param history: [Said], oldest first
    :param before: the appointment as it stood until now, for this reader: ``Known``, or None where there was none.
        Where no message speaks of it, no rule was there to tell of it: it is taken for known.
    :param is_untold: nothing was to be said of that yet, or at all: it was taken away a moment ago, or is past
    :rtype: Known | None
    """
    if not history:
        return before
    knows = _known_at_first(history[0])
    actions = {}
    for said in history:
        actions.setdefault(said.action, []).append(said)
    for messages in actions.values():
        fates = {said.fate for said in messages}
        if WENT in fates:
            knows = next(said.content for said in reversed(messages) if said.fate == WENT)
        elif fates == {COULD_NOT} and messages[-1].is_settled:
            knows = messages[-1].content
    return knows if is_untold or _is_spoken_of(history, before) else before


def _known_at_first(said):
    if said.told_start is None:
        return None
    is_request = said.trigger in (occasions.BOOKED, occasions.REFUSED)
    return Known(said.told_start, booking.PENDING if is_request else booking.CONFIRMED)


def _is_spoken_of(history, before):
    """Whether some message, gone or not, tells of the appointment as it stood."""
    if before is None:
        said = [said for said in history if said.fate != OVERTAKEN]
        return not said or said[-1].content is None
    if any(said.content == before for said in history):
        return True
    first = _known_at_first(history[0])
    return first is not None and first.start == before.start


def occasion(knows, now, *, moved_otherwise=False, is_refusal=False):
    """The occasion that leads somebody from what is known to what is, or None: there is nothing to tell.

    :param knows: ``Known`` or None
    :param now: the appointment as it is for this reader: ``Known``, or None where there is none any more
    :param moved_otherwise: end, place, practitioner or service changed, and the account counts that as a move (N2)
    :param is_refusal: where a request is taken away, staff refuse it (A5)
    """
    if now is None:
        if knows is None:
            return None
        return occasions.REFUSED if is_refusal and knows.state == booking.PENDING else occasions.CANCELLED
    if now.state == booking.PENDING:
        return occasions.PENDING if knows != now or moved_otherwise else None
    if knows is None or knows.state == booking.PENDING:
        return occasions.BOOKED
    return occasions.MOVED if knows.start != now.start or moved_otherwise else None

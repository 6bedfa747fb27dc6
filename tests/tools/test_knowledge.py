"""What somebody knows (N10): a table of histories."""

from datetime import datetime

import pytest
from odoo.addons.appointment_notify.engine.planning.knowledge import Known, Said, known, occasion
from odoo.addons.appointment_notify.engine.words.fates import COULD_NOT, OVERTAKEN, WAITING, WENT, fate

TEN, ELEVEN, NOON = (datetime(2026, 3, 20, hour) for hour in (10, 11, 12))
AT_TEN, AT_ELEVEN, AT_NOON = (Known(start, "confirmed") for start in (TEN, ELEVEN, NOON))
REQUEST = Known(TEN, "pending")
_FATES = {"+": WENT, "?": WAITING, "-": COULD_NOT, "x": OVERTAKEN}


def said(*actions):
    """Each action: (trigger, start, told_start, a sign for each channel: + went, ? waits, - could not, x overtaken)."""
    return [
        Said(str(number), trigger, start, told_start, _FATES[sign])
        for number, (trigger, start, told_start, signs) in enumerate(actions)
        for sign in signs
    ]


BOOKED = ("booked", TEN, None)
MOVED = ("moved", ELEVEN, TEN)
GONE = ("cancelled", TEN, TEN)
PENDING = ("pending", TEN, None)


@pytest.mark.parametrize(("story", "before", "expected"), [
    # Nothing was ever said: an import, a rule that is off. What stands is taken for known.
    ((), None, None),
    ((), AT_TEN, AT_TEN),
    ((), REQUEST, REQUEST),
    # One channel is enough
    (((*BOOKED, "++"),), AT_TEN, AT_TEN),
    (((*BOOKED, "+-"),), AT_TEN, AT_TEN),
    (((*BOOKED, "-+"),), AT_TEN, AT_TEN),
    (((*BOOKED, "+?"),), AT_TEN, AT_TEN),
    (((*BOOKED, "+x"),), AT_TEN, AT_TEN),
    # Nobody heard of it yet, whatever channel is closed
    (((*BOOKED, "??"),), AT_TEN, None),
    (((*BOOKED, "-?"),), AT_TEN, None),
    (((*BOOKED, "?-"),), AT_TEN, None),
    (((*BOOKED, "-x"),), None, None),
    (((*BOOKED, "xx"),), None, None),
    # It could be told on no channel at all: taken for known
    (((*BOOKED, "--"),), AT_TEN, AT_TEN),
    (((*BOOKED, "-"),), AT_TEN, AT_TEN),
    (((*BOOKED, "--"), (*GONE, "--")), None, None),
    # Moved
    (((*BOOKED, "++"), (*MOVED, "++")), AT_ELEVEN, AT_ELEVEN),
    (((*BOOKED, "++"), (*MOVED, "??")), AT_ELEVEN, AT_TEN),
    (((*BOOKED, "-+"), (*MOVED, "-?")), AT_ELEVEN, AT_TEN),
    (((*BOOKED, "-+"), (*MOVED, "-x")), AT_TEN, AT_TEN),
    (((*BOOKED, "-+"), (*MOVED, "--")), AT_ELEVEN, AT_ELEVEN),
    (((*BOOKED, "+-"), (*MOVED, "?-"), ("moved", NOON, TEN, "?-")), AT_NOON, AT_TEN),
    # … without a rule for it
    (((*BOOKED, "++"),), AT_ELEVEN, AT_ELEVEN),
    # Cancelled, restored
    (((*BOOKED, "++"), (*GONE, "++")), None, None),
    (((*BOOKED, "++"), (*GONE, "??")), None, AT_TEN),
    (((*BOOKED, "-+"), (*GONE, "-?")), None, AT_TEN),
    (((*BOOKED, "-+"), (*GONE, "-x")), AT_TEN, AT_TEN),
    (((*BOOKED, "++"), (*GONE, "--")), None, None),
    (((*BOOKED, "++"),), None, None),  # no rule tells of it
    (((*BOOKED, "-+"), (*GONE, "-+"), (*BOOKED, "-+")), AT_TEN, AT_TEN),
    (((*BOOKED, "++"), (*GONE, "++"), (*BOOKED, "??")), AT_TEN, None),
    # Overtaken: moved, then cancelled within the delay
    (((*BOOKED, "++"), (*MOVED, "xx"), (*GONE, "??")), None, AT_TEN),
    # Requests
    (((*PENDING, "++"),), REQUEST, REQUEST),
    (((*PENDING, "++"), ("booked", TEN, TEN, "??")), AT_TEN, REQUEST),
    (((*PENDING, "++"), ("booked", TEN, TEN, "++")), AT_TEN, AT_TEN),
    (((*PENDING, "++"), ("refused", TEN, TEN, "++")), None, None),
    (((*PENDING, "++"), ("refused", TEN, TEN, "xx")), REQUEST, REQUEST),
    (((*PENDING, "--"),), REQUEST, REQUEST),
    # What was known before the first message
    ((("moved", ELEVEN, TEN, "??"),), AT_ELEVEN, AT_TEN),
    ((("cancelled", TEN, TEN, "??"),), None, AT_TEN),
    ((("cancelled", TEN, TEN, "xx"),), AT_TEN, AT_TEN),
    ((("booked", TEN, TEN, "??"),), AT_TEN, REQUEST),
])  # fmt: skip
def test_n10_known(story, before, expected):
    """N10: what somebody knows is what went, on any channel; what could go on none is taken for known."""
    assert known(said(*story), before) == expected


def test_n10_second_thought_without_a_rule():
    """N10: cancelled a moment ago, and nothing tells of cancellations: restoring is a second thought."""
    story = said((*BOOKED, "++"))
    assert known(story, None, is_untold=True) == AT_TEN
    assert known(story, None) is None


def test_a6_what_is_past_was_not_told():
    """A6: moved into the past by mistake, which nobody is told; the client still knows the start before."""
    story = said((*BOOKED, "++"))
    assert known(story, AT_NOON, is_untold=True) == AT_TEN


def test_n10_late_fallback_belongs_to_its_action():
    """G5: the e-mail in place of a failed SMS tells what that SMS was to tell, and nothing newer."""
    story = [
        Said("0", "booked", TEN, None, COULD_NOT),
        Said("1", "moved", ELEVEN, TEN, WENT),
        Said("0", "booked", TEN, None, OVERTAKEN),
    ]
    assert known(story, AT_ELEVEN) == AT_ELEVEN


@pytest.mark.parametrize(("state", "reason", "first", "expected"), [
    ("planned", None, (), WAITING),
    ("sending", None, (), WENT),
    ("sent", "late", (), WENT),
    ("delivered", None, (), WENT),
    ("in_doubt", "unknown_outcome", (), WENT),
    ("failed", "rejected", (), COULD_NOT),
    ("skipped", "no_number", (), COULD_NOT),
    ("skipped", "landline", (), COULD_NOT),
    ("skipped", "opted_out", (), COULD_NOT),
    ("skipped", "duplicate", (), COULD_NOT),
    ("skipped", "archived", (), COULD_NOT),
    ("skipped", "superseded", (), OVERTAKEN),
    ("skipped", "moved", (), OVERTAKEN),
    ("skipped", "expired", (), OVERTAKEN),
    ("skipped", "merged", (), OVERTAKEN),
    ("skipped", "merged", ("planned", None), WAITING),
    ("skipped", "merged", ("sent", None), WENT),
    ("skipped", "merged", ("failed", "rejected"), COULD_NOT),
    ("skipped", "merged", ("skipped", "superseded"), OVERTAKEN),
])
def test_n10_fate(state, reason, first, expected):
    """N10: a row that could not go tells nothing; one that is merged goes with the message that says it."""
    assert fate(state, reason, *first) == expected


@pytest.mark.parametrize(("knows", "now", "expected"), [
    (None, None, None),
    (None, AT_TEN, "booked"),
    (None, REQUEST, "pending"),
    (AT_TEN, AT_TEN, None),
    (AT_TEN, AT_ELEVEN, "moved"),
    (AT_TEN, None, "cancelled"),
    (AT_TEN, REQUEST, "pending"),
    (REQUEST, REQUEST, None),
    (REQUEST, Known(ELEVEN, "pending"), "pending"),
    (REQUEST, AT_TEN, "booked"),
    (REQUEST, AT_ELEVEN, "booked"),
    (REQUEST, None, "refused"),
])
def test_n10_occasion(knows, now, expected):
    """N10, A5, A6: the one message that leads from what is known to what is."""
    assert occasion(knows, now, is_refusal=True) == expected


def test_a5_the_client_takes_a_request_back():
    """A5: a client who cancels a request is not refused."""
    assert occasion(REQUEST, None) == "cancelled"

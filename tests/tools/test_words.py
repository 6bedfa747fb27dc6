"""The vocabulary: each word in one table, and groups that are properties of its rows (H1, H2)."""

from datetime import datetime, timedelta

import pytest
from odoo.addons.appointment_notify.engine.words import booking, occasions, reasons, states

START = datetime(2026, 3, 10, 14, 0)


def test_h1_groups_of_occasions():
    """H1: what code once spelt as tuples is what the rows say."""
    assert occasions.grouped() == ["booked", "pending", "moved", "cancelled", "refused", "called_off"]
    assert occasions.of_clock() == ["reminder", "review"]
    assert occasions.names(lambda row: row.unsubscribable) == ["review", "birthday", "custom"]
    assert occasions.names(lambda row: row.tariff == "custom") == ["birthday", "custom"]
    assert occasions.names(lambda row: row.must_be_told) == ["moved", "cancelled", "refused", "called_off"]


def test_g4_cap_holds_back_in_order():
    """G4: custom, birthday, review, done, no-show, reminder; never what answers an action about a coming appointment."""
    held = sorted((row for row in occasions.TABLE if row.held_by_cap is not None), key=lambda row: row.held_by_cap)
    order = [row.name for row in held]
    assert [name for name in order if name not in ("offer", "invitation")] == [
        "custom", "birthday", "review", "done", "no_show", "reminder",
    ]  # fmt: skip
    for name in ("booked", "pending", "moved", "cancelled", "refused", "called_off"):
        assert occasions.get(name).held_by_cap is None


def test_h1_unknown_word_is_said():
    """H1: a word of no table is an error and never falls through to another."""
    for table in (occasions, states, reasons):
        with pytest.raises(ValueError, match="Unknown"):
            table.get("nonsense")


def test_h1_occasion_from_outside():
    """H1: another addon's row is in every group that its properties name."""
    row = occasions.add(
        occasions.Occasion(name="thanks", label="Thanks", kind=occasions.ACTION, announces=occasions.STANDS)
    )
    try:
        assert "thanks" in occasions.grouped()
        assert occasions.get("thanks") is row
    finally:
        occasions.TABLE.remove("thanks")
    assert "thanks" not in occasions.grouped()


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("HANDED_OVER", ["sending", "sent", "delivered", "failed", "in_doubt"]),
        ("GOES", ["planned", "sending", "sent", "delivered", "in_doubt"]),
        ("WENT", ["sending", "sent", "delivered", "in_doubt"]),
        ("BILLED", ["sent", "delivered", "failed", "in_doubt"]),
        ("UNSETTLED", ["sending", "in_doubt"]),
    ],
)
def test_h1_groups_of_states(group, names):
    """H1: groups of states."""
    assert getattr(states, group) == names


def test_s1_delivered_is_the_last_word():
    """S1: nothing leads away from delivered, and nothing handed over is skipped."""
    assert not states.get("delivered").leads_to
    assert states.before("skipped") == ["planned", "skipped"]
    assert "sent" not in states.before("planned")


def test_h1_reason_of_a_gateways_code():
    """H1: each code is of one reason; an unknown one is the provider's silence."""
    codes = [code for row in reasons.TABLE for code in row.codes]
    assert len(codes) == len(set(codes))
    assert reasons.of_code("forbidden") == "auth"
    assert reasons.of_code("nobody knows") == "unreachable"
    assert reasons.of_code("nobody knows", otherwise="rejected") == "rejected"
    assert not reasons.has(None, "never_said")


@pytest.mark.parametrize(
    ("state", "active", "planning", "page_before", "page_after"),
    [
        ("pending", True, "pending", "pending", "over"),
        ("confirmed", True, "confirmed", "confirmed", "over"),
        ("confirmed", False, "gone", "gone", "gone"),
        ("cancelled", True, "gone", "gone", "gone"),
        ("done", True, "over", "over", "over"),
        ("no_show", False, "over", "over", "over"),
    ],
)
def test_h2_one_status(state, active, planning, page_before, page_after):
    """H2: planning and page read one status; the page also goes by the clock."""
    assert booking.status(state, active) == planning
    minute = timedelta(minutes=1)
    assert booking.status_now(state, active, START, START - minute) == page_before
    assert booking.status_now(state, active, START, START) == page_after


def test_h2_deleted_booking_is_gone():
    """H2, A6: of a deleted attendee there is no state."""
    assert booking.status_now(False, False, False, START) == "gone"


@pytest.mark.parametrize(
    ("states_", "minutes_before", "offered"),
    [
        (["pending"], 60, ["confirm", "cancel"]),
        (["confirmed"], 60, ["cancel"]),
        (["confirmed"], 16, ["cancel"]),
        (["confirmed"], 15, ["done", "no_show", "cancel"]),
        (["done"], -60, ["no_show", "undo"]),
        (["no_show"], -60, ["done", "undo"]),
        (["cancelled"], 60, ["restore"]),
        (["confirmed", "cancelled"], 60, ["cancel"]),
        (["cancelled", "cancelled"], 60, ["restore"]),
        (["confirmed", "pending"], 0, ["done", "cancel"]),
        ([], 60, []),
    ],
)
def test_u1_what_staff_may_do(states_, minutes_before, offered):
    """U1, H2: done and no-show are not offered before the start less 15 minutes; cancelled ones only restored."""
    assert booking.offered(states_, START, START - timedelta(minutes=minutes_before)) == offered


def test_p2_why_a_client_may_not_cancel():
    """P2, P3: begun, paid, not allowed, too late, in that order."""
    late, soon = START, START - timedelta(hours=1)
    assert booking.cancel_refusal("over", True, True, late, soon) == "over"
    assert booking.cancel_refusal("confirmed", True, False, late, soon) == "paid"
    assert booking.cancel_refusal("confirmed", False, False, late, soon) == "not_allowed"
    assert booking.cancel_refusal("confirmed", False, True, soon, late) == "too_late"
    assert booking.cancel_refusal("confirmed", False, True, soon, soon) is None
    assert booking.move_refusal("gone", True, late, soon) == "gone"
    assert booking.move_refusal("confirmed", True, late, soon) is None

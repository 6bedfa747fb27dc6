"""When to try again (S1, S2)."""
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools.gateways import STATES, Outcome
from odoo.addons.appointment_notify.tools.retry import BACKOFF, next_try, stop_after

NOW = datetime(2026, 6, 5, 10, 0)
FAR = NOW + timedelta(days=1)


def minutes(moment):
    return None if moment is None else (moment - NOW).total_seconds() / 60


@pytest.mark.parametrize(("attempts", "expected"), [
    (0, 1), (1, 1), (2, 2), (3, 5), (4, 15), (5, 30), (6, 60), (7, 60), (50, 60),
])
def test_steps_grow_then_stay(attempts, expected):
    """S1: known unsent → backoff, the same for everyone, up to an hour."""
    assert minutes(next_try("unreachable", attempts, NOW, FAR)) == expected


@pytest.mark.parametrize("cause", ["rejected", "invalid_number", "blacklisted", "unsendable"])
def test_refused_for_good_is_not_repeated(cause):
    """S1: what the provider refuses for good is never tried again, even if it asks us to wait."""
    assert next_try(cause, 1, NOW, FAR) is None
    assert next_try(cause, 1, NOW, FAR, retry_after=5) is None


@pytest.mark.parametrize("cause", [
    "auth", "credit", "forbidden", "config", "redirect", "private", "no_provider",
])
def test_what_needs_a_person_waits_longer(cause):
    """S1: a blocked account is asked again after 15, 30, then every 60 minutes."""
    assert [minutes(next_try(cause, n, NOW, FAR)) for n in (1, 2, 3, 4)] == [15, 30, 60, 60]


def test_out_of_time_goes_on_at_once():
    """S2: a message that merely had no turn is due at once, also just before the limit, but not after it."""
    assert next_try("time_up", 0, NOW, FAR) == NOW
    assert next_try("time_up", 0, NOW, NOW + timedelta(seconds=5)) == NOW
    assert next_try("time_up", 0, NOW, NOW - timedelta(seconds=1)) is None


def test_every_refusal_of_the_gateways_is_final_here():
    """S1: the two tables agree: exactly the reasons that mean 'refused' are never retried."""
    refused = {reason for reason, state in STATES.items() if state == "refused"}
    assert {cause for cause, steps in BACKOFF.items() if not steps} == refused
    assert set(BACKOFF) - set(STATES) == {"no_provider"}


@pytest.mark.parametrize(("left", "expected"), [
    (200, 60), (120, 60), (100, 50), (10, 5), (2, 1), (1.9, None), (0, None), (-5, None),
])
def test_half_of_the_time_left_near_the_limit(left, expected):
    """S2: backoff up to the start: the last tries come closer, the very last a minute before."""
    assert minutes(next_try("unreachable", 9, NOW, NOW + timedelta(minutes=left))) == expected


def test_a_cancellation_is_tried_until_just_before_the_start():
    """S2: from 50 minutes before, tries never stop for more than half of what is left."""
    moment, start, tries = NOW, NOW + timedelta(minutes=50), []
    while (moment := next_try("unreachable", len(tries) + 1, moment, start)) is not None:
        tries.append(moment)
    assert start - tries[-1] <= timedelta(minutes=2)
    assert len(tries) < 12


@pytest.mark.parametrize(("asked", "seconds"), [(90, 90), (0, 1), (0.2, 1), (3600, 3600), (10**9, 3600)])
def test_the_provider_decides_how_long(asked, seconds):
    """S1: 429 with Retry-After replaces the step; 'never' and 'now' are kept within reason."""
    assert next_try("rate", 6, NOW, FAR, retry_after=asked) == NOW + timedelta(seconds=seconds)


def test_asked_to_wait_past_the_limit():
    """S2: nothing is planned after the start."""
    assert next_try("rate", 1, NOW, NOW + timedelta(seconds=60), retry_after=61) is None
    assert next_try("rate", 1, NOW, NOW + timedelta(seconds=61), retry_after=61) is not None


@given(
    st.sampled_from([*STATES, "smtp", "never heard of"]), st.integers(0, 99), st.integers(-10_000, 200_000),
    st.none() | st.floats(0, 1e9),
)
def test_always_between_now_and_the_limit(cause, attempts, left, retry_after):
    """S1, S2: whatever the cause, with or without timezone: not before now, not after the limit."""
    for now in (NOW, NOW.replace(tzinfo=UTC)):
        limit = now + timedelta(seconds=left)
        moment = next_try(cause, attempts, now, limit, retry_after)
        assert moment is None or now <= moment <= limit


# The circuit breaker


def outcomes(*kinds):
    """Outcomes by their reason; 'held …' was not tried because of that reason."""
    told = []
    for kind in kinds:
        reason = kind.removeprefix("held ")
        state = "unsent" if reason != kind else STATES[reason]
        told.append(Outcome("ref", state, reason, tried=reason == kind))
    return told


@pytest.mark.parametrize(
    "kinds",
    [
        [], [""], ["", "", "invalid_number"], ["invalid_number"], ["unsendable"], ["", "server", ""],
        ["", "held time_up", "held time_up"], ["unsendable", "unsendable"],
    ],
)  # fmt: skip
def test_goes_on(kinds):
    """S1: a gateway that takes messages, or looks at them and refuses them, is called again."""
    assert stop_after(outcomes(*kinds), 0) is None


@pytest.mark.parametrize(
    "kinds, failures, reason, minutes, tells",
    [
        (["auth", "held auth"], 0, "auth", 5, True),
        (["credit"], 2, "credit", 30, True),
        (["credit"], 99, "credit", 60, True),
        (["timeout", "held timeout"], 0, "timeout", 1, True),
        (["unreachable", "held unreachable"], 0, "unreachable", 1, False),
        (["unreachable", "held unreachable"], 2, "unreachable", 5, True),
        (["", "", "rate", "held rate"], 0, "rate", 1, False),
        (["", "credit", "held credit"], 0, "credit", 5, False),
    ],
)
def test_stops(kinds, failures, reason, minutes, tells):
    """S1: nothing taken, or the batch was ended early: a pause by its cause; managers hear when nothing leaves."""
    stop = stop_after(outcomes(*kinds), failures)
    assert (stop.reason, stop.pause, stop.tells) == (reason, timedelta(minutes=minutes), tells)


def test_stops_as_long_as_asked():
    """S1: what the provider asks for is the pause, within reason."""
    for asked, seconds in ((42, 42), (0, 1), (999_999, 3600)):
        stop = stop_after([Outcome("ref", "unsent", "rate", retry_after=asked)], 5)
        assert stop.pause == timedelta(seconds=seconds)

"""Free times (P4): tables, and properties that hold for any day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import slots

PARIS = ZoneInfo("Europe/Paris")


def at(text):
    """A moment of 20 March 2026 in Paris, or of any day if it names one."""
    return datetime.fromisoformat(text if "-" in text else f"2026-03-20 {text}").replace(tzinfo=PARIS)


def span(text):
    start, end = text.split("–")
    return at(start), at(end)


def minutes(count):
    return timedelta(minutes=count)


def free(openings, busy=(), length=60, buffer=0, step=30, earliest="00:00"):
    starts = slots.free_starts(
        [span(text) for text in openings], [span(text) for text in busy], minutes(length), minutes(buffer),
        minutes(step), at(earliest),
    )  # fmt: skip
    return " ".join(f"{start.astimezone(PARIS):%H:%M}" for start in starts)


@pytest.mark.parametrize(
    ("expected", "options"),
    [
        ("09:00 09:30 10:00", {"openings": ["09:00–11:00"]}),
        ("", {"openings": ["09:00–09:59"]}),
        ("09:00", {"openings": ["09:00–10:00"]}),
        ("", {"openings": []}),
        # closing between two openings
        ("09:00 11:00", {"openings": ["09:00–10:00", "11:00–12:00"]}),
        # openings that touch or overlap are one
        ("09:30", {"openings": ["09:30–10:00", "10:00–10:30"]}),
        ("09:00 09:30", {"openings": ["09:00–10:00", "09:30–10:30"]}),
        # side by side with others
        ("09:00 11:00", {"openings": ["09:00–12:00"], "busy": ["10:00–11:00"]}),
        ("11:30", {"openings": ["09:00–12:30"], "busy": ["09:10–09:20", "09:50–11:10"]}),
        ("", {"openings": ["09:00–11:00"], "busy": ["00:00–23:00"]}),
        ("", {"openings": ["09:00–10:00"], "busy": ["09:30–09:31"]}),
        ("09:00", {"openings": ["09:00–10:00"], "busy": ["09:30–09:30"]}),
        # a break after it: nobody else in it, but closing time may
        ("09:00 11:00", {"openings": ["09:00–12:00"], "busy": ["10:30–11:00"], "buffer": 15}),
        ("11:00", {"openings": ["09:00–12:00"], "busy": ["10:00–11:00"], "buffer": 15}),
        # not before
        ("10:00", {"openings": ["09:00–11:00"], "earliest": "09:31"}),
        ("09:30 10:00", {"openings": ["09:00–11:00"], "earliest": "09:30"}),
        ("", {"openings": ["09:00–11:00"], "earliest": "10:01"}),
        # the grid starts at the opening
        ("08:20 09:20", {"openings": ["08:20–10:30"], "step": 60}),
    ],
)
def test_free(expected, options):
    """P4: what is open, less what is taken."""
    assert free(**options) == expected


def test_across_the_change_of_clocks():
    """P4, N6: on the night when clocks go forward an hour is an hour."""
    starts = slots.free_starts(
        [(at("2026-03-29 00:00"), at("2026-03-29 04:00"))], [], minutes(60), minutes(0), minutes(60), at("00:00")
    )
    assert [f"{start.astimezone(PARIS):%H:%M}" for start in starts] == ["00:00", "01:00", "03:00"]


@pytest.mark.parametrize(("step", "length"), [(0, 60), (-5, 60), (15, 0)])
def test_senseless(step, length):
    with pytest.raises(ValueError):
        free(["09:00–10:00"], step=step, length=length)


def test_naive():
    with pytest.raises(ValueError):
        slots.free_starts([], [], minutes(1), minutes(0), minutes(1), datetime(2026, 3, 20))


def test_by_day():
    """N6: a day is a day of the agenda's zone."""
    starts = [at("2026-03-20 23:30").astimezone(UTC), at("2026-03-21 00:30").astimezone(UTC)]
    days = slots.by_day(starts, PARIS)
    assert list(days) == [date(2026, 3, 20), date(2026, 3, 21)]
    assert days[date(2026, 3, 21)] == [at("2026-03-21 00:30")]


DAYS = [date(2026, 3, n) for n in (10, 12, 16, 30, 31)]  # a Tuesday, a Thursday; two weeks later a Monday and Tuesday


def test_p4_weeks_of():
    """P4: weeks from Monday on; those without a free day are none."""
    weeks = slots.weeks_of(DAYS)
    assert {monday.day: [day.day for day in days] for monday, days in weeks.items()} == {9: [10, 12], 16: [16], 30: [30, 31]}
    assert slots.weeks_of([]) == {}


@pytest.mark.parametrize(("day", "monday"), [(None, 9), (1, 9), (11, 9), (13, 16), (16, 16), (17, 30), (31, 30)])
def test_p4_week_at(day, monday):
    """P4: the week of a day, else the next one."""
    assert slots.week_at(slots.weeks_of(DAYS), day and date(2026, 3, day)).day == monday


def test_p4_week_at_the_end():
    assert slots.week_at(slots.weeks_of(DAYS), date(2027, 1, 1)) == date(2026, 3, 30)
    assert slots.week_at({}, None) is None
    assert slots.week_at({}, date(2026, 3, 1)) is None


def test_p4_parts_of_day():
    """P4: morning and afternoon; of many times those on full quarters, halves or hours, and the first."""
    every = [at("08:05") + minutes(5 * n) for n in range(120)]  # until 18:00
    morning, afternoon = slots.parts_of_day(every, 8)
    assert [f"{start:%H:%M}" for start in morning] == ["08:05", *(f"{n // 2:02}:{n % 2 * 30:02}" for n in range(17, 24))]
    assert [f"{start:%H:%M}" for start in afternoon] == ["12:00", "13:00", "14:00", "15:00", "16:00", "17:00", "18:00"]
    assert slots.parts_of_day([at("12:00")], 8) == ([], [at("12:00")])
    assert slots.parts_of_day([], 8) == ([], [])


_MINUTE = st.integers(0, 24 * 60)
_SPANS = st.lists(st.tuples(_MINUTE, _MINUTE), max_size=6)
_DAY = datetime(2026, 3, 20, tzinfo=UTC)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SPANS, _SPANS, st.integers(1, 180), st.integers(0, 60), st.integers(1, 90), _MINUTE)
def test_as_minute_by_minute(openings, busy, length, buffer, step, earliest):
    """P4: each start is open and free for its whole length, minute by minute; and none on the grid is missing."""
    def moments(spans):
        return [(_DAY + minutes(start), _DAY + minutes(end)) for start, end in spans]

    found = slots.free_starts(
        moments(openings), moments(busy), minutes(length), minutes(buffer), minutes(step), _DAY + minutes(earliest)
    )
    is_open = {minute for start, end in openings for minute in range(start, end)}
    taken = {minute for start, end in busy for minute in range(start, end)}
    expected = []
    for opens in sorted(minute for minute in is_open if minute - 1 not in is_open):
        start = opens
        while all(minute in is_open for minute in range(max(opens, start - step), start + 1)):  # no step leaps a gap
            fits = all(minute in is_open for minute in range(start, start + length))
            clear = not any(minute in taken for minute in range(start, start + length + buffer))
            if fits and clear and start >= earliest:
                expected.append(_DAY + minutes(start))
            start += step
    assert found == expected

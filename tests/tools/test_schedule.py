"""When a message is due and whether it may still leave: N4 to N8, N15, S2 (tables first, then properties).

Unless a case says otherwise: 2026, Europe/Paris, planned on Monday 1 June at 10:00, sending hours 9 to 19.
"""

import time as process_time
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import takewhile

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.engine.words import occasions
from odoo.addons.appointment_notify.tools import schedule
from odoo.addons.appointment_notify.tools.schedule import (
    GRACE,
    REPORT_LIMIT,
    Dispatch,
    Due,
    Window,
    due,
    no_show_allowed,
    too_soon_after,
    zone,
)

PARIS = zone("Europe/Paris")


def Timing(trigger, *args, **kwargs):
    return schedule.Timing(occasions.get(trigger), *args, **kwargs)


def at_dispatch(trigger, *args, **kwargs):
    return schedule.at_dispatch(occasions.get(trigger), *args, **kwargs)


ANNOUNCEMENTS = ("booked", "pending", "moved", "cancelled")
ACTIONS = (*ANNOUNCEMENTS, "no_show", "done")
WEEK = frozenset(range(5))
NO_WED = frozenset({0, 1, 3})
MONDAYS = frozenset({0})
ALL_DAY = Window(0, 24)
SWITCH = {"by_staff": True, "actions_wait": True}


def paris(text):
    """06-05 15:00[:30] → that moment of 2026 in Paris."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=PARIS)


def utc(text):
    """An ISO moment that carries its offset → aware UTC: expectations that owe nothing to zoneinfo."""
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo
    return moment.astimezone(UTC)


def before(delay, unit="hours"):
    return Timing("reminder", "before_start", delay, unit)


def day_before(at_hour, days=1):
    return Timing("reminder", "day_before_at", days, at_hour=at_hour)


def after(delay, unit="hours", trigger="review"):
    return Timing(trigger, "after_end", delay, unit)


def case(name, timing, start, expected, now="06-01 10:00", by_staff=False, **window):
    return pytest.param(timing, start, expected, now, by_staff, Window(**window), id=name)


BOOKED, CUSTOM, BIRTHDAY = Timing("booked"), Timing("custom"), Timing("birthday")

# One line a sentence. `start` stands for the end too, where the rule counts from the end.
DUE = [
    # N4 "any number of rules, each with a delay before the start"
    case("N4 24 h before", before(24), "06-05 15:00", "06-04 15:00"),
    case("N4 48 h before", before(48), "06-05 15:00", "06-03 15:00"),
    case("N4 2 days before", before(2, "days"), "06-05 15:00", "06-03 15:00"),
    case("N4 90 minutes before", before(90, "minutes"), "06-05 15:00", "06-05 13:30"),
    case("N4 1 minute before", before(1, "minutes"), "06-05 15:00", "06-05 14:59"),
    case("N4 across the turn of the month", before(24), "07-01 15:00", "06-30 15:00"),
    # N4 "the day before (or N days) at HH:MM"
    case("N4 the day before at 18:00", day_before(18), "06-05 15:00", "06-04 18:00"),
    case("N4 the day before at 18:30", day_before(18.5), "06-05 15:00", "06-04 18:30"),
    case("N4 the day before at 9:20", day_before(9 + 1 / 3), "06-05 15:00", "06-04 09:20"),
    case("N4 3 days before at 18:00", day_before(18, 3), "06-05 15:00", "06-02 18:00"),
    case("N4 the day before at 18:00, start at 0:00", day_before(18), "06-05 00:00", "06-04 18:00"),
    case("N4 the day before at 18:00, start at 23:59", day_before(18), "06-05 23:59", "06-04 18:00"),
    # N5 "9:00 to 19:00, both included, every day by default, in the agenda's timezone"
    case("N5 edge 8:59 is out", before(24), "06-05 08:59", "06-03 19:00"),
    case("N5 edge 8:59:59 is out", before(24), "06-05 08:59:59", "06-03 19:00"),
    case("N5 edge 9:00 is in", before(24), "06-05 09:00", "06-04 09:00"),
    case("N5 edge 19:00 is in", before(24), "06-05 19:00", "06-04 19:00"),
    case("N5 edge 19:00:59 is in, the minute is included", before(24), "06-05 19:00:59", "06-04 19:00:59"),
    case("N5 edge 19:01 is out", before(24), "06-05 19:01", "06-03 19:00"),
    case("N5 every day: a Sunday", before(24), "06-08 15:00", "06-07 15:00"),
    # N5 "hours and weekdays per company"
    case("N5 other hours, in", before(24), "06-05 07:30", "06-04 07:30", opens=7.5, closes=12.25),
    case("N5 other hours, out", before(24), "06-05 12:16", "06-03 12:15", opens=7.5, closes=12.25),
    case("N5 until 24:00: 23:59 is in", before(24), "06-05 23:59:59", "06-04 23:59:59", closes=24),
    case("N5 until 24:00: the close is 23:59", before(24), "06-05 03:00", "06-03 23:59", closes=24),
    case("N5 hours all day: 0:00 is in", before(24), "06-05 00:00", "06-04 00:00", opens=0, closes=24),
    # N5 "due outside goes the day before its due date, at the close of that day's window"
    case("N5 due in the night", before(24), "06-05 02:00", "06-03 19:00"),
    case("N5 due in the evening", before(24), "06-05 21:00", "06-03 19:00"),
    case("N5 start at 0:00", before(24), "06-05 00:00", "06-03 19:00"),
    case("N5 start at 23:59", before(24), "06-05 23:59", "06-03 19:00"),
    case("N5 due on the day of the start", before(1), "06-05 09:30", "06-04 19:00"),
    case("N5 the day before at 20:00", day_before(20), "06-05 15:00", "06-03 19:00"),
    # N5 "(setting: or at the closest earlier allowed moment)"
    case("N5 closest, in the evening", before(24), "06-05 21:00", "06-04 19:00", early="closest"),
    case("N5 closest, in the night", before(24), "06-05 02:00", "06-03 19:00", early="closest"),
    case("N5 closest, inside", before(24), "06-05 15:00", "06-04 15:00", early="closest"),
    case("N5 closest, a day off", before(24), "06-08 15:00", "06-05 19:00", early="closest", weekdays=WEEK),
    # N5 "if that moment is past ... at the latest allowed moment before it was due"
    case("N5 day before past", before(24), "06-05 21:00", "06-04 19:00", now="06-03 19:01"),
    case("N5 day before is now", before(24), "06-05 21:00", "06-04 19:00", now="06-03 19:00"),
    case("N5 day before is in a second", before(24), "06-05 21:00", "06-03 19:00", now="06-03 18:59:59"),
    # N5 "or on a day without sending"
    case("N5 due on Wednesday off", before(24), "06-11 15:00", "06-09 19:00", weekdays=NO_WED),
    case("N5 due on Thursday evening, eve off", before(24), "06-12 21:00", "06-11 19:00", weekdays=NO_WED),
    case("N5 due on Thursday night, eve off", before(24), "06-12 05:00", "06-09 19:00", weekdays=NO_WED),
    case("N5 due on Sunday, Saturday off too", before(24), "06-08 15:00", "06-05 19:00", weekdays=WEEK),
    case("N5 due on Saturday, Friday is on", before(24), "06-06 21:00", "06-04 19:00", weekdays=WEEK),
    case("N5 one day a week", before(24), "06-09 08:00", "06-01 19:00", weekdays=MONDAYS),
    case("N5 one day a week, that evening", before(1), "06-08 21:00", "06-08 19:00", weekdays=MONDAYS),
    # N5 "if none is left, skipped with the reason"
    case("N5 none left, in the night", before(1), "06-05 08:00", "outside_hours", now="06-04 19:00"),
    case("N5 none left, in the evening", before(1), "06-05 21:30", "outside_hours", now="06-05 19:01"),
    case("N5 one left", before(1), "06-05 21:30", "06-05 19:00", now="06-05 18:59"),
    case("N5 none left, closest", before(1), "06-05 08:00", "outside_hours", now="06-04 20:00",
         early="closest"),
    case("N5 none left, weekend", before(1), "06-07 15:00", "outside_hours", now="06-05 19:30",
         weekdays=WEEK),
    case("N5 it never opens", before(24), "06-05 15:00", "outside_hours", weekdays=frozenset()),
    # N15 "Booked too late for a reminder → skipped with its reason; no burst at booking"
    case("N15 due before now", before(24), "06-02 09:00", "too_late"),
    case("N15 due right now", before(24), "06-02 10:00", "too_late"),
    case("N15 due in a second", before(24), "06-02 10:00:01", "06-01 10:00:01"),
    case("N15 the start is past", before(24), "05-20 10:00", "too_late"),
    case("N15 the start is now", before(24), "06-01 10:00", "too_late"),
    case("N15 the day before at 18:00, booked at 18:30", day_before(18), "06-02 15:00", "too_late",
         now="06-01 18:30"),
    # N5 "Reviews and custom messages due outside wait for the next opening"; N8 "4 h after the end"
    case("N8 review 4 h after the end", after(4), "06-05 14:00", "06-05 18:00"),
    case("N8 review at the end", after(0), "06-05 14:00", "06-05 14:00"),
    case("N8 review 2 days after the end", after(2, "days"), "06-05 14:00", "06-07 14:00"),
    case("N5 review due at 19:00", after(4), "06-05 15:00", "06-05 19:00"),
    case("N5 review due at 19:01 waits", after(4), "06-05 15:01", "06-06 09:00"),
    case("N5 review due at 3:00 waits", after(4), "06-05 23:00", "06-06 09:00"),
    case("N5 review due on Friday evening waits", after(4), "06-05 16:00", "06-08 09:00", weekdays=WEEK),
    case("N5 review, it never opens", after(4), "06-05 14:00", "outside_hours", weekdays=frozenset()),
    case("N8 review of what ended an hour ago", after(0), "06-01 09:30", "06-01 09:30"),
    case("S2 review due 24 h ago", after(4), "05-31 06:00", "too_late", now="06-01 10:00"),
    case("S2 review due almost 24 h ago", after(4), "05-31 06:01", "05-31 10:01", now="06-01 10:00"),
    case("N14 no review of an old appointment", after(4), "04-05 14:00", "too_late"),
    case("N5 custom inside", CUSTOM, None, "06-01 10:00"),
    case("N5 custom before the opening waits", CUSTOM, None, "06-01 09:00", now="06-01 08:59"),
    case("N5 custom after the close waits", CUSTOM, None, "06-02 09:00", now="06-01 19:01"),
    case("N5 custom on Saturday waits", CUSTOM, None, "06-08 09:00", now="06-06 12:00", weekdays=WEEK),
    case("N5 custom in a week", CUSTOM, None, "06-08 09:00", now="06-01 19:01", weekdays=MONDAYS),
    case("N12 custom a day after the end", after(1, "days", "custom"), "06-05 14:00", "06-06 14:00"),
    # N5 "birthdays are sent that day or not at all"
    case("N5 birthday at 0:00 waits for the opening", BIRTHDAY, None, "06-01 09:00", now="06-01 00:00"),
    case("N5 birthday, open already", BIRTHDAY, None, "06-01 10:00"),
    case("N5 birthday at the close", BIRTHDAY, None, "06-01 19:00", now="06-01 19:00"),
    case("N5 birthday after the close", BIRTHDAY, None, "outside_hours", now="06-01 19:01"),
    case("N5 birthday on a day off", BIRTHDAY, None, "outside_hours", now="06-06 08:00", weekdays=WEEK),
    case("N5 birthday, it never opens", BIRTHDAY, None, "outside_hours", weekdays=frozenset()),
    # N5 "Everything that answers an action goes at once"
    *(case(f"N5 {trigger} at night", Timing(trigger), "06-05 15:00", "06-01 03:00", now="06-01 03:00",
           by_staff=True) for trigger in ACTIONS),
    # N5 "(switch: staff-made ones wait for the window"
    *(case(f"N5 switch: {trigger} by staff waits", Timing(trigger), "06-05 15:00", "06-01 09:00",
           now="06-01 03:00", **SWITCH) for trigger in ACTIONS),
    *(case(f"N5 switch: {trigger} by the client at once", Timing(trigger), "06-05 15:00", "06-01 03:00",
           now="06-01 03:00", actions_wait=True) for trigger in ANNOUNCEMENTS),
    case("N5 switch: inside, at once", BOOKED, "06-05 15:00", "06-01 10:00", **SWITCH),
    case("N5 switch: over the weekend", BOOKED, "06-10 15:00", "06-08 09:00", now="06-05 20:00", **SWITCH,
         weekdays=WEEK),
    # N5 "never past the start)"
    *(case(f"N5 switch: {trigger}, start at the opening", Timing(trigger), "06-02 09:00", "06-01 22:00",
           now="06-01 22:00", **SWITCH) for trigger in ANNOUNCEMENTS),
    case("N5 switch: start just after the opening", BOOKED, "06-02 09:01", "06-02 09:00", now="06-01 22:00",
         **SWITCH),
    case("N5 switch: it never opens", BOOKED, "06-05 15:00", "06-01 10:00", **SWITCH, weekdays=frozenset()),
    case("N5 switch: no-show waits past the start", Timing("no_show"), "06-01 21:00", "06-02 09:00",
         now="06-01 21:20", **SWITCH),
    case("N5 switch: done, it never opens", Timing("done"), "06-01 09:00", "outside_hours", **SWITCH,
         weekdays=frozenset()),
]


def check_due(timing, start, expected, now, by_staff, window):
    start = start and paris(start)
    found = due(timing, start, start, PARIS, window, paris(now), by_staff=by_staff)
    wanted = Due(None, expected) if expected[0].isalpha() else Due(paris(expected))
    assert found == wanted
    assert found.moment is None or found.moment.tzinfo is UTC


@pytest.mark.parametrize(("timing", "start", "expected", "now", "by_staff", "window"), DUE)
def test_due(timing, start, expected, now, by_staff, window):
    """N4, N5, N8, N12, N15."""
    check_due(timing, start, expected, now, by_staff, window)


@pytest.mark.parametrize("process_zone", ["Pacific/Kiritimati", "America/Los_Angeles", "UTC"])
def test_due_whatever_the_zone_of_the_process(process_zone, monkeypatch):
    """N6: the agenda's timezone counts, not the server's."""
    monkeypatch.setenv("TZ", process_zone)
    process_time.tzset()
    try:
        for line in DUE:
            check_due(*line.values)
    finally:
        monkeypatch.undo()
        process_time.tzset()


# N6 "right across DST changes". Zone, day, offset before, offset after, hour that is skipped or repeated.
CHANGES = [
    ("Europe/Paris", "2026-03-29", "+01:00", "+02:00", "02"),
    ("Europe/Paris", "2026-10-25", "+02:00", "+01:00", "02"),
    ("Europe/Paris", "2027-03-28", "+01:00", "+02:00", "02"),
    ("Europe/Paris", "2027-10-31", "+02:00", "+01:00", "02"),
    ("Europe/Zurich", "2026-03-29", "+01:00", "+02:00", "02"),
    ("Europe/Zurich", "2026-10-25", "+02:00", "+01:00", "02"),
    ("Europe/Zurich", "2027-03-28", "+01:00", "+02:00", "02"),
    ("Europe/Zurich", "2027-10-31", "+02:00", "+01:00", "02"),
    ("America/Montreal", "2026-03-08", "-05:00", "-04:00", "02"),
    ("America/Montreal", "2026-11-01", "-04:00", "-05:00", "01"),
    ("America/Montreal", "2027-03-14", "-05:00", "-04:00", "02"),
    ("America/Toronto", "2027-11-07", "-04:00", "-05:00", "01"),
]
# Rule, start (or end), expected moment: day, hour and offset. d is the day of the change; b and a are the
# offsets before and after it; e and l those that read HH, the hour it skips or repeats, as earlier and later.
ACROSS = [
    ("24 h before", before(24), "d 09:00 a", "d-1 09:00 b"),
    ("24 h before, the day after", before(24), "d+1 09:00 a", "d 09:00 a"),
    ("48 h before", before(48), "d+1 09:00 a", "d-1 09:00 b"),
    ("1440 minutes before", before(1440, "minutes"), "d 15:00 a", "d-1 15:00 b"),
    ("a week before", before(7, "days"), "d+3 15:00 a", "d-4 15:00 b"),
    ("the day before at 18:00", day_before(18), "d 09:00 a", "d-1 18:00 b"),
    ("the day before at 18:00, the day after", day_before(18), "d+1 09:00 a", "d 18:00 a"),
    ("60 minutes before, in the hour", before(60, "minutes"), "d H+1:35 a", "d HH:35 e"),
    ("30 minutes before, in the hour", before(30, "minutes"), "d H+1:05 a", "d HH:35 e"),
    ("the day before, in the hour", before(24), "d+1 HH:30 a", "d HH:30 e"),
    ("review 4 h after", after(4), "d-1 23:00 b", "d 03:00 a"),
    ("review 24 h after", after(24), "d-1 10:00 b", "d 10:00 a"),
    ("review a day after, in the hour", after(1, "days"), "d-1 HH:30 b", "d HH:30 l"),
]


def across(text, change):
    """d-1 09:00 b → aware UTC."""
    _zone, day, offset_before, offset_after, hour = change
    shift, clock, offset = text.split()
    earlier = max(offset_before, offset_after, key=lambda text: int(text[:3]))
    later = min(offset_before, offset_after, key=lambda text: int(text[:3]))
    offset = {"b": offset_before, "a": offset_after, "e": earlier, "l": later}[offset]
    clock = clock.replace("HH", hour).replace("H+1", f"{int(hour) + 1:02d}")
    moved = date.fromisoformat(day) + timedelta(days=int(shift[1:] or 0))
    return utc(f"{moved} {clock}{offset}")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]} {change[1]}")
@pytest.mark.parametrize(("timing", "start", "expected"), [pytest.param(*c[1:], id=c[0]) for c in ACROSS])
def test_due_across_dst(timing, start, expected, change):
    """N6, PROVIDERS trap 9: wall-clock time across DST; an hour that is skipped or repeated is sent once."""
    start = across(start, change)
    assert due(timing, start, start, zone(change[0]), ALL_DAY, start - timedelta(days=20)) == Due(
        across(expected, change)
    )


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]} {change[1]}")
@pytest.mark.parametrize(
    ("timing", "start", "expected"),
    [
        pytest.param(before(24), "d+1 21:00 a", "d-1 19:00 b", id="the close of the eve"),
        pytest.param(before(24), "d+2 21:00 a", "d 19:00 a", id="the close of the day itself"),
        pytest.param(before(24), "d+1 09:00 a", "d 09:00 a", id="9:00 is in"),
        pytest.param(before(24), "d+1 19:01 a", "d-1 19:00 b", id="19:01 is out"),
        pytest.param(after(4), "d-1 20:00 b", "d 09:00 a", id="the opening of the day itself"),
    ],
)
def test_window_across_dst(timing, start, expected, change):
    """N5, N6: 9:00 and 19:00 are wall-clock time."""
    start = across(start, change)
    assert due(timing, start, start, zone(change[0]), Window(), start - timedelta(days=20)) == Due(
        across(expected, change)
    )


# Sending hours that a change cuts: Paris skips 2:00 to 3:00 on 29 March 2026 and repeats it on 25 October;
# Beirut skips midnight on 29 March, Havana repeats it on 1 November.
@pytest.mark.parametrize(
    ("timing", "start", "tz", "window", "now", "expected"),
    [
        pytest.param(before(1), "2026-03-29T05:00+02:00", PARIS, Window(1, 2.5), "2026-03-20T00:00Z",
                     "2026-03-28T02:30+01:00", id="the eve closes as ever"),
        pytest.param(before(24), "2026-03-31T05:00+02:00", PARIS, Window(1, 2.5), "2026-03-20T00:00Z",
                     "2026-03-29T01:30+01:00", id="the close is skipped: its earlier reading"),
        pytest.param(before(24), "2026-03-31T05:00+02:00", PARIS, Window(2, 2.5), "2026-03-20T00:00Z",
                     "2026-03-30T02:30+02:00", id="the eve's window is skipped: a day without sending"),
        pytest.param(before(24), "2026-03-31T01:00+02:00", PARIS, Window(2, 2.5), "2026-03-20T00:00Z",
                     "2026-03-28T02:30+01:00", id="the eve's window is skipped: the day before"),
        pytest.param(before(24), "2026-03-31T01:00+02:00", PARIS, Window(2, 2.5, frozenset({6})),
                     "2026-03-20T00:00Z", "2026-03-22T02:30+01:00", id="that week's only window is skipped"),
        pytest.param(before(1), "2026-10-25T06:00+01:00", PARIS, Window(1, 2.5, early="closest"),
                     "2026-10-20T00:00Z", "2026-10-25T02:30+01:00", id="the close comes twice: the last"),
        pytest.param(after(0), "2026-03-29T01:45+01:00", PARIS, Window(2.5, 4), "2026-03-20T00:00Z",
                     "2026-03-29T03:30+02:00", id="the opening is skipped: its later reading"),
        pytest.param(after(0), "2026-03-29T00:45+01:00", PARIS, Window(2, 2.5, frozenset({6})),
                     "2026-03-20T00:00Z", "2026-04-05T02:00+02:00", id="the week's only window is skipped"),
        pytest.param(CUSTOM, None, PARIS, Window(2.5, 2.75), "2026-10-25T02:10+02:00",
                     "2026-10-25T02:30+02:00", id="it opens twice: the first time"),
        pytest.param(CUSTOM, None, PARIS, Window(2.5, 2.75), "2026-10-25T02:10+01:00",
                     "2026-10-25T02:30+01:00", id="it opens twice: the second time"),
        pytest.param(after(0), "2026-03-28T21:00+02:00", zone("Asia/Beirut"), Window(0, 18),
                     "2026-03-20T00:00Z", "2026-03-29T01:00+03:00", id="no midnight: the day opens at 1:00"),
        pytest.param(BIRTHDAY, None, zone("Asia/Beirut"), Window(0, 18), "2026-03-28T23:30+02:00",
                     "outside_hours", id="no midnight: the birthday ends with the day"),
        pytest.param(BIRTHDAY, None, zone("America/Havana"), Window(1, 18), "2026-11-01T00:30-04:00",
                     "2026-11-01T01:00-05:00", id="midnight twice: the birthday is that day"),
        pytest.param(BIRTHDAY, None, zone("America/Havana"), Window(0, 18), "2026-10-31T23:30-04:00",
                     "outside_hours", id="midnight twice: the birthday ends before the first"),
    ],
)
def test_hours_cut_by_dst(timing, start, tz, window, now, expected):
    """N5, N6."""
    start = start and utc(start)
    wanted = Due(None, expected) if expected[0].isalpha() else Due(utc(expected))
    assert due(timing, start, start, tz, window, utc(now)) == wanted


def leaves(name, trigger, send_at, now, expected, start="06-05 15:00", by_staff=False, **window):
    return pytest.param(trigger, send_at, now, expected, start, by_staff, Window(**window), id=name)


DISPATCH = [
    # N5 "a message planned inside it may leave up to 30 minutes late (a tick, a queue)"
    leaves("N5 on time", "reminder", "06-04 15:00", "06-04 15:00", "send"),
    leaves("N5 at the close", "reminder", "06-04 19:00", "06-04 19:00", "send"),
    leaves("N5 a tick late", "reminder", "06-04 19:00", "06-04 19:01", "send"),
    leaves("N5 30 minutes late", "reminder", "06-04 19:00", "06-04 19:30", "send"),
    leaves("N5 30 minutes late, at 19:15", "reminder", "06-04 18:45", "06-04 19:15", "send"),
    leaves("N5 31 minutes late, at 19:16", "reminder", "06-04 18:45", "06-04 19:16", "06-05 09:00"),
    # N5 "Later than that, after an outage: at the next opening if that is before the start, else expired"
    leaves("N5 30 minutes and a second late", "reminder", "06-04 19:00", "06-04 19:30:01", "06-05 09:00"),
    leaves("N5 late, but open", "reminder", "06-04 09:00", "06-04 18:59", "send"),
    leaves("N5 late by days, but open", "reminder", "06-01 09:00", "06-05 14:59", "send"),
    leaves("N5 late, at night", "reminder", "06-04 15:00", "06-05 03:00", "06-05 09:00"),
    leaves("N5 opens at the start", "reminder", "06-04 15:00", "06-04 20:00", "expired", start="06-05 09:00"),
    leaves("N5 opening just before the start", "reminder", "06-04 15:00", "06-04 20:00", "06-05 09:00",
           start="06-05 09:01"),
    leaves("N5 the weekend comes between", "reminder", "06-05 15:00", "06-05 20:00", "expired",
           start="06-07 15:00", weekdays=WEEK),
    leaves("N5 shorter hours since", "reminder", "06-04 18:00", "06-04 18:00", "06-05 09:00", closes=17),
    leaves("N5 it never opens any more", "reminder", "06-04 15:00", "06-04 15:00", "expired",
           weekdays=frozenset()),
    # S2 "what is still useful goes out, what is not is expired with its reason"
    *(leaves(f"S2 {trigger} a second before the start", trigger, "06-05 14:00", "06-05 14:59:59", "send")
      for trigger in (*ANNOUNCEMENTS, "reminder")),
    *(leaves(f"S2 {trigger} at the start", trigger, "06-05 14:00", "06-05 15:00", "expired")
      for trigger in (*ANNOUNCEMENTS, "reminder")),
    leaves("S2 a reminder on time, yet at the start", "reminder", "06-05 14:50", "06-05 15:10", "expired"),
    # N5 "Everything that answers an action goes at once"
    *(leaves(f"N5 {trigger} at night, late", trigger, "06-01 18:00", "06-02 03:00", "send", by_staff=True)
      for trigger in ACTIONS),
    *(leaves(f"N5 switch: {trigger} waits", trigger, "06-01 18:00", "06-02 03:00", "06-02 09:00", **SWITCH)
      for trigger in ACTIONS),
    *(leaves(f"N5 switch: {trigger} by the client at once", trigger, "06-01 18:00", "06-02 03:00", "send",
             actions_wait=True) for trigger in ANNOUNCEMENTS),
    leaves("N5 switch: 30 minutes late", "booked", "06-01 19:00", "06-01 19:30", "send", **SWITCH),
    leaves("N5 switch: planned inside, no opening left", "booked", "06-01 18:00", "06-01 20:00", "expired",
           start="06-02 09:00", **SWITCH),
    *(leaves(f"N5 switch: {trigger} that could not wait", trigger, "06-01 22:00", "06-01 22:01", "send",
             start="06-02 09:00", **SWITCH) for trigger in ANNOUNCEMENTS),
    leaves("N5 switch: not so a no-show", "no_show", "06-05 20:00", "06-05 20:00", "expired", **SWITCH,
           weekdays=WEEK),
    # S2 "messages about the past (no-show, done, review) retry for 24 h"; custom ones too
    *(leaves(f"S2 {trigger} for almost 24 h", trigger, "06-05 15:30", "06-06 15:29:59", "send")
      for trigger in ("no_show", "done", "review", "custom")),
    *(leaves(f"S2 {trigger} not after 24 h", trigger, "06-05 15:30", "06-06 15:30", "expired")
      for trigger in ("no_show", "done", "review", "custom")),
    leaves("S2 review at night waits", "review", "06-05 18:00", "06-05 20:00", "06-06 09:00"),
    leaves("S2 review, opening in 24 h", "review", "06-05 09:00", "06-05 20:00", "expired"),
    leaves("S2 review, opening in less", "review", "06-05 09:01", "06-05 20:00", "06-06 09:00"),
    leaves("S2 review on Friday evening", "review", "06-05 18:00", "06-05 20:00", "expired", weekdays=WEEK),
    leaves("S2 custom, no appointment", "custom", "06-05 18:00", "06-05 20:00", "06-06 09:00", start=None),
    # N5 "birthdays are sent that day or not at all"
    leaves("N5 birthday, late but open", "birthday", "06-05 09:00", "06-05 18:00", "send", start=None),
    leaves("N5 birthday, a tick late", "birthday", "06-05 19:00", "06-05 19:05", "send", start=None),
    leaves("N5 birthday, after the close", "birthday", "06-05 09:00", "06-05 20:00", "expired", start=None),
    leaves("N5 birthday, the next day", "birthday", "06-05 09:00", "06-06 09:00", "expired", start=None),
    leaves("N5 birthday, at midnight", "birthday", "06-05 23:50", "06-06 00:00", "expired", start=None,
           opens=0, closes=24),
    leaves("N5 birthday, planned before new hours", "birthday", "06-05 08:00", "06-05 08:00", "06-05 09:00",
           start=None),
]


@pytest.mark.parametrize(("trigger", "send_at", "now", "expected", "start", "by_staff", "window"), DISPATCH)
def test_at_dispatch(trigger, send_at, now, expected, start, by_staff, window):
    """The end of N5, S2."""
    start = start and paris(start)
    found = at_dispatch(trigger, paris(send_at), start, start, PARIS, window, paris(now), by_staff=by_staff)
    wanted = {"send": Dispatch("send"), "expired": Dispatch("expire", None, "expired")}.get(expected)
    assert found == (wanted or Dispatch("defer", paris(expected)))
    assert found.moment is None or found.moment.tzinfo is UTC


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("06-05 14:44", False),  # "from 15 minutes before the start"
        ("06-05 14:44:59", False),
        ("06-05 14:45", True),
        ("06-05 15:00", True),
        ("06-06 15:00", True),  # "until 24 hours after it, both included"
        ("06-06 15:00:01", False),
        ("06-06 15:01", False),
    ],
)
def test_no_show_allowed(now, allowed):
    """N7."""
    assert no_show_allowed(paris("06-05 15:00"), paris(now)) is allowed
    assert no_show_allowed(paris("06-05 15:00").astimezone(UTC), paris(now)) is allowed


@pytest.mark.parametrize(
    ("moment", "gap", "expected"),
    [
        ("06-01 10:30", 60, True),
        ("06-01 10:59:59", 60, True),
        ("06-01 11:00", 60, False),
        ("06-01 10:30", 30, False),
        ("06-01 10:00", 0, False),
        ("06-01 09:59", 60, True),  # before its own confirmation, which the grouping delay holds
    ],
)
def test_too_soon_after(moment, gap, expected):
    """N15: the minimum gap between a confirmation and a reminder."""
    assert too_soon_after(paris(moment), paris("06-01 10:00"), timedelta(minutes=gap)) is expected
    assert too_soon_after(paris(moment), None, timedelta(minutes=gap)) is False


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"trigger": "bokked"}, "Unknown occasion"),
        ({"trigger": "booked", "timing": "before_start", "delay": 1}, "at once"),
        ({"trigger": "birthday", "timing": "after_end"}, "at once"),
        ({"trigger": "reminder"}, "before the start"),
        ({"trigger": "reminder", "timing": "after_end", "delay": 1}, "before the start"),
        ({"trigger": "review", "timing": "before_start", "delay": 1}, "after the end"),
        ({"trigger": "reminder", "timing": "before_start", "delay": 0}, "at least 1"),
        ({"trigger": "reminder", "timing": "day_before_at", "delay": 0, "at_hour": 18}, "at least 1"),
        ({"trigger": "review", "timing": "after_end", "delay": -1}, "ten years"),
        ({"trigger": "reminder", "timing": "before_start", "delay": 2**31}, "ten years"),
        ({"trigger": "reminder", "timing": "day_before_at", "delay": 3651}, "ten years"),
        ({"trigger": "reminder", "timing": "before_start", "delay": 1, "delay_unit": "weeks"}, "unit"),
        ({"trigger": "reminder", "timing": "day_before_at", "delay": 1, "at_hour": 24}, "23:59"),
        ({"trigger": "reminder", "timing": "day_before_at", "delay": 1, "at_hour": -0.5}, "23:59"),
    ],
)
def test_timing_refused(values, message):
    """N4: a rule that makes no sense is refused at save."""
    with pytest.raises(ValueError, match=message):
        Timing(**values)


@pytest.mark.parametrize(("delay", "unit"), [(3650, "days"), (87_600, "hours"), (5_256_000, "minutes")])
def test_the_longest_delay(delay, unit):
    """N4: ten years, in any unit."""
    start = paris("06-05 15:00")
    now = start - timedelta(days=3700)
    assert due(before(delay, unit), start, start, PARIS, Window(), now) == Due(start - timedelta(days=3650))
    with pytest.raises(ValueError, match="ten years"):
        before(delay + 1, unit)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"opens": 19, "closes": 9}, "open before they close"),
        ({"opens": 9, "closes": 9}, "open before they close"),
        ({"opens": 9, "closes": 9.001}, "open before they close"),
        ({"opens": 9, "closes": 0}, "for midnight, write 24:00"),
        ({"opens": -1}, "between 0:00 and 24:00"),
        ({"closes": 24.5}, "between 0:00 and 24:00"),
        ({"opens": 24, "closes": 24}, "between 0:00 and 24:00"),
        ({"weekdays": frozenset({0, 7})}, "Monday"),
        ({"early": "later"}, "Unknown choice"),
    ],
)
def test_window_refused(values, message):
    """N5: sending hours that make no sense are refused at save."""
    with pytest.raises(ValueError, match=message):
        Window(**values)


@pytest.mark.parametrize("name", ["", "Europe/Pari", "Europe", "../Paris", "/etc/passwd", "a\0b", "é", False])
def test_unknown_zone(name):
    """N6."""
    with pytest.raises(ValueError, match="Unknown timezone"):
        zone(name)


def test_zone_is_cached():
    assert zone("America/Montreal") is zone("America/Montreal")
    assert zone("America/Montreal").key == "America/Montreal"


NAIVE = datetime(2026, 6, 5, 15)
AWARE = NAIVE.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "call",
    [
        lambda: due(BOOKED, AWARE, AWARE, PARIS, Window(), NAIVE),
        lambda: due(before(24), NAIVE, AWARE, PARIS, Window(), AWARE),
        lambda: due(after(4), AWARE, NAIVE, PARIS, Window(), AWARE),
        lambda: at_dispatch("booked", NAIVE, AWARE, AWARE, PARIS, Window(), AWARE),
        lambda: at_dispatch("booked", AWARE, NAIVE, AWARE, PARIS, Window(), AWARE),
        lambda: at_dispatch("booked", AWARE, AWARE, AWARE, PARIS, Window(), NAIVE),
        lambda: no_show_allowed(NAIVE, AWARE),
        lambda: too_soon_after(AWARE, NAIVE, GRACE),
    ],
)
def test_naive_datetimes_are_refused(call):
    """N6: a naive datetime would be read in the zone of the process."""
    with pytest.raises(ValueError, match="needs a timezone"):
        call()


# Properties.
properties = settings(derandomize=True, database=None, deadline=None, max_examples=200,
                      suppress_health_check=[HealthCheck.filter_too_much])

ZONES = [
    zone(name) for name in (
        "Europe/Paris", "Europe/Zurich", "America/Montreal", "America/St_Johns", "America/Havana", "UTC",
        "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland", "Africa/Casablanca",
    )
]
DST_DAYS = [utc(f"{change[1]} 06:00+00:00") for change in CHANGES]
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)) | st.builds(
    lambda day, seconds: day + timedelta(seconds=seconds),
    st.sampled_from(DST_DAYS), st.integers(-3 * 86400, 3 * 86400),
)
delays = st.integers(0, 10 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))
leads = st.just(timedelta(days=20)) | delays
reminders = st.builds(before, st.integers(1, 3000), st.just("minutes")) | st.builds(
    before, st.integers(1, 100)
) | st.builds(day_before, st.integers(0, 1439).map(lambda minute: minute / 60), st.integers(1, 3))
waiting = st.builds(after, st.integers(0, 100), st.sampled_from(["minutes", "hours"]),
                    st.sampled_from(["review", "custom"]))
timings = reminders | waiting | st.sampled_from([CUSTOM, BIRTHDAY, *(Timing(trigger) for trigger in ACTIONS)])


@st.composite
def windows(draw, first=0):
    """Sending hours that open at `first` o'clock or later."""
    opens = draw(st.integers(first * 60, 1438))
    closes = draw(st.integers(opens + 1, 1439) | st.just(1440))
    weekdays = draw(st.just(frozenset(range(7))) | st.frozensets(st.integers(0, 6)))
    early = draw(st.sampled_from(["day_before", "closest"]))
    return Window(opens / 60, closes / 60, weekdays, early, actions_wait=draw(st.booleans()))


def is_open(moment, tz, window):
    """N5's "both included", told by the clock's face."""
    local = moment.astimezone(tz)
    opens, closes = (f"{round(hour * 60) // 60:02d}:{round(hour * 60) % 60:02d}" for hour in
                     (window.opens, window.closes))
    return local.weekday() in window.weekdays and opens <= f"{local:%H:%M}" <= closes


def minutes_from(moment, step):
    moment = moment.replace(second=0, microsecond=0)
    return (moment + step * timedelta(minutes=n) for n in range(1, 9 * 24 * 60))


@properties
@given(reminders, moments, leads, zones, windows())
def test_reminder_comes_before_the_start_and_inside_the_window(timing, start, lead, tz, window):
    """N5, N15."""
    now = start - lead
    moment = due(timing, start, start, tz, window, now).moment
    assume(moment)
    assert now < moment < start
    assert is_open(moment, tz, window)


@properties
@given(reminders, moments, zones)
def test_reminder_is_wall_clock_time(timing, start, tz):
    """N6: read on the wall, the reminder comes exactly that long before, and at the first such instant."""
    moment = due(timing, start, start, tz, ALL_DAY, start - timedelta(days=9)).moment
    wall, start_wall = (each.astimezone(tz).replace(tzinfo=None) for each in (moment, start))
    if timing.timing == "day_before_at":
        minutes = round(timing.at_hour * 60)
        wanted = (start_wall - timedelta(days=timing.delay)).replace(
            hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0
        )
    else:
        wanted = start_wall - timedelta(**{timing.delay_unit: timing.delay})
    skipped = wanted.replace(tzinfo=tz).astimezone(UTC).astimezone(tz).replace(tzinfo=None) != wanted
    assert wall < wanted if skipped else wall == wanted
    assert not moment.astimezone(tz).fold


@properties
@given(reminders, moments, leads, zones, windows(first=4))
def test_reminder_due_outside_goes_where_n5_says(timing, start, lead, tz, window):
    """N5 read minute by minute: the eve's last open minute, else the last open minute before it was due."""
    now = start - lead
    planned = due(timing, start, start, tz, ALL_DAY, now).moment
    assume(planned and not is_open(planned, tz, window))
    eve = planned.astimezone(tz).date() - timedelta(days=1)
    latest = on_the_eve = None
    for minute in takewhile(lambda minute: minute > now, minutes_from(planned, -1)):
        day = minute.astimezone(tz).date()
        if is_open(minute, tz, window):
            latest = latest or minute
            on_the_eve = on_the_eve or (minute if day == eve else None)
        if latest and (on_the_eve or day < eve):
            break
    wanted = on_the_eve if window.early == "day_before" and on_the_eve else latest
    found = due(timing, start, start, tz, window, now)
    assert found == (Due(wanted) if wanted else Due(None, "outside_hours"))


@properties
@given(waiting, moments, zones, windows(first=4))
def test_review_and_custom_wait_for_the_next_open_minute(timing, end, tz, window):
    """N5, N8."""
    planned = due(timing, end, end, tz, ALL_DAY, end).moment
    found = due(timing, end, end, tz, window, end)
    if is_open(planned, tz, window):
        assert found == Due(planned)
    else:
        first = next((minute for minute in minutes_from(planned, 1) if is_open(minute, tz, window)), None)
        assert found == (Due(first) if first else Due(None, "outside_hours"))


@properties
@given(timings, moments, leads, zones, windows(), st.booleans())
def test_due_is_utc_and_blind_to_the_zone_of_what_comes_in(timing, start, lead, tz, window, by_staff):
    """N6: the same instants give the same answer, time and again."""
    now = start - lead
    found = due(timing, start, start, tz, window, now, by_staff=by_staff)
    assert (found.moment is None) != (found.reason is None)
    assert found.moment is None or found.moment.tzinfo is UTC
    for other in (PARIS, tz, timezone(timedelta(hours=-11, minutes=-30)), UTC):
        there, now_there = start.astimezone(other), now.astimezone(other)
        assert due(timing, there, there, tz, window, now_there, by_staff=by_staff) == found


@properties
@given(reminders | waiting, moments, leads, zones, windows(), st.floats(0, 0.999))
def test_replanning_before_it_is_due_changes_nothing(timing, start, lead, tz, window, part):
    """N14: what the clock brings is a function of the present state."""
    now = start - lead
    found = due(timing, start, start, tz, window, now)
    assume(found.moment and found.moment > now)
    later = now + part * (found.moment - now)
    assert due(timing, start, start, tz, window, later) == found


@properties
@given(timings, moments, leads, zones, windows(), st.booleans())
def test_what_is_due_leaves_on_time(timing, start, lead, tz, window, by_staff):
    """N5: planning and dispatch agree, and up to 30 minutes late they still do."""
    now = start - lead
    moment = due(timing, start, start, tz, window, now, by_staff=by_staff).moment
    about_the_future = timing.occasion.name in (*ANNOUNCEMENTS, "reminder")
    assume(moment and (moment < start or not about_the_future))
    leaving = [moment]
    late = moment + GRACE
    if (late < start or not about_the_future) and late.astimezone(tz).date() == moment.astimezone(tz).date():
        leaving.append(late)
    for now in leaving:
        found = at_dispatch(timing.occasion.name, moment, start, start, tz, window, now, by_staff=by_staff)
        assert found == Dispatch("send")


@properties
@given(st.sampled_from([*ACTIONS, "reminder", "review", "custom", "birthday"]), moments, leads, delays, zones,
       windows(), st.booleans())
def test_dispatch_sends_only_what_is_of_use(trigger, start, lead, late, tz, window, by_staff):
    """N5, S2: nothing leaves after the start or its limit; what is deferred leaves when its time has come."""
    send_at, now = start - lead, start - lead + late
    found = at_dispatch(trigger, send_at, start, start, tz, window, now, by_staff=by_staff)
    leaves_at = now if found.verdict == "send" else found.moment
    if trigger in (*ANNOUNCEMENTS, "reminder"):
        assert leaves_at is None or leaves_at < start
    elif trigger == "birthday":
        assert leaves_at is None or leaves_at.astimezone(tz).date() == send_at.astimezone(tz).date()
    else:
        assert leaves_at is None or leaves_at < send_at + REPORT_LIMIT
    if found.verdict == "defer":
        assert found.moment > now
        assert is_open(found.moment, tz, window)
        again = at_dispatch(trigger, found.moment, start, start, tz, window, found.moment, by_staff=by_staff)
        assert again == Dispatch("send")
    elif found.verdict == "send" and trigger not in ACTIONS:
        assert is_open(now, tz, window) or (is_open(send_at, tz, window) and late <= GRACE)
    assert (found.reason == "expired") == (found.verdict == "expire")

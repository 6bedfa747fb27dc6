"""When a message is due, and whether it may still leave (N4 to N8, N15, S2).

Datetimes come in aware, in any zone, and go out aware, in UTC. Delays, days and sending hours are wall-clock
time in the agenda's timezone (N6): "24 h before 09:00" is 09:00 the day before, also across a DST change. A
wall-clock time that a DST change skips or repeats has two readings, and one is taken: the earlier before an
appointment, so that a reminder always precedes the start, and the later after its end.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

from .sending_hours import (
    ONE_DAY,
    SEARCH_DAYS,
    Window,
    after_quiet_hours,  # noqa: F401 said here with the rest of when
    allowed,
    allowed_at,
    clock,
    first_allowed,
    instants,
    utc,
    wall_clock,
)

GRACE = timedelta(minutes=30)
REPORT_LIMIT = timedelta(hours=24)

_NO_SHOW_BEFORE, _NO_SHOW_AFTER = timedelta(minutes=15), timedelta(hours=24)
_LONGEST_DELAY = {"minutes": 3650 * 24 * 60, "hours": 3650 * 24, "days": 3650}

_BEFORE = ("before_start", "day_before_at")
_TIMING_ERRORS = {
    ("now",): "This message goes at once: it takes no other timing.",
    _BEFORE: "A reminder goes before the start: choose a delay, or a day before and an hour.",
    ("now", "after_end"): "This message goes at once or after the end.",
}


class Occasion(Protocol):
    """What an occasion is to the clock; `engine.words.occasions` has them.

    `timings`: which of `now`, `before_start`, `day_before_at`, `after_end` suit it. `answers_action`: it goes at
    once, at any hour. `of_use`: until the `start` of the appointment, on its `day`, or for a `report` about what
    is over (`REPORT_LIMIT`).
    """

    timings: tuple[str, ...]
    answers_action: bool
    of_use: str


@dataclass(frozen=True, slots=True)
class Timing:
    """The timing of a rule.

    `delay` is in `delay_unit` (minutes, hours, days), except for `day_before_at`, where it counts days before
    the date of the start, and `at_hour` is the hour of that day (18.5 = 18:30).

    :raises ValueError: in the user's words, when these do not fit together.
    """

    occasion: Occasion
    timing: str = "now"
    delay: int = 0
    delay_unit: str = "hours"
    at_hour: float = 0.0

    def __post_init__(self) -> None:
        timings = self.occasion.timings
        if self.timing not in timings:
            raise ValueError(_TIMING_ERRORS.get(timings, f"This message takes none but these timings: {timings}."))
        unit = "days" if self.timing == "day_before_at" else self.delay_unit
        if unit not in _LONGEST_DELAY:
            raise ValueError(f"Unknown unit of the delay: {unit!r}.")
        if self.timing in _BEFORE and self.delay < 1:
            raise ValueError("The delay of a reminder must be at least 1.")
        if not 0 <= self.delay <= _LONGEST_DELAY[unit]:
            raise ValueError("The delay must be between 0 and ten years.")
        if not 0 <= self.at_hour < 24:
            raise ValueError("The hour must be between 0:00 and 23:59.")


@dataclass(frozen=True, slots=True)
class Due:
    """When to send (`moment`, aware UTC), or why not (`reason`); exactly one of them is set.

    `too_late`: its moment was over when it was planned (N15; for what follows the end, by `REPORT_LIMIT`).
    `outside_hours`: the sending hours leave it no moment (N5).
    """

    moment: datetime | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What to do with a message: `send`, `defer` to `moment` (aware UTC), or `expire` for `reason`."""

    verdict: str
    moment: datetime | None = None
    reason: str | None = None


_TOO_LATE = Due(None, "too_late")
_OUTSIDE_HOURS = Due(None, "outside_hours")
_SEND = Dispatch("send")
_EXPIRE = Dispatch("expire", reason="expired")


@cache
def zone(name: str) -> ZoneInfo:
    """The timezone of that IANA name; ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, TypeError, ValueError) as error:
        raise ValueError(f"Unknown timezone: {name!r}.") from error


def due(timing: Timing, start: datetime | None, end: datetime | None, tz: ZoneInfo, window: Window,
        now: datetime, *, by_staff: bool = False) -> Due:
    """When the message of a rule is due, or why it is skipped (N4, N5, N15).

    `now` is the moment of planning. To check a row already planned against an unchanged start, pass when it
    was planned: else a reminder one minute overdue looks booked too late. A birthday is planned for the local
    day of `now`, a custom message for `now` itself: pass the moment chosen. `start` is needed for reminders
    and actions, `end` for `after_end`; else they may be None. `by_staff`: it answers what staff did.

    :raises ValueError: when a datetime is naive.
    """
    now = utc(now)
    if timing.timing in _BEFORE:
        return _due_reminder(timing, utc(start), tz, window, now)
    if timing.occasion.answers_action:
        return _due_action(timing.occasion, start, tz, window, now, by_staff)
    if timing.occasion.of_use == "day":
        moment = first_allowed(now, tz, window)
        return Due(moment) if moment and moment < _day_end(now, tz) else _OUTSIDE_HOURS
    planned = _after(timing, utc(end), tz) if timing.timing == "after_end" else now
    moment = first_allowed(planned, tz, window)
    if moment and now >= moment + REPORT_LIMIT:
        return _TOO_LATE
    return Due(moment) if moment else _OUTSIDE_HOURS


def at_dispatch(occasion: Occasion, send_at: datetime, start: datetime | None, end: datetime | None, tz: ZoneInfo,
                window: Window, now: datetime, *, by_staff: bool = False) -> Dispatch:
    """Whether a message planned for `send_at` may leave `now`, later, or no more (the end of N5, S2).

    `send_at` is the planned moment, not that of a retry. What is about a coming appointment is of use until
    its `start` (None will do for the rest), a birthday on its day, all else for `REPORT_LIMIT`. What must
    keep the sending hours leaves in them, or within `GRACE` of a moment planned in them; else it waits for
    the next opening if it is still of use then. Nothing depends on `end`: it stands here as in `due`.

    :raises ValueError: when a datetime is naive.
    """
    now, send_at = utc(now), utc(send_at)
    deadline = _deadline(occasion, send_at, start, tz)
    if now >= deadline:
        return _EXPIRE
    if not _keeps_hours(occasion, window, by_staff) or allowed(now, tz, window):
        return _SEND
    planned_inside = allowed(send_at, tz, window)
    if planned_inside and now - send_at <= GRACE:
        return _SEND
    opening = first_allowed(now, tz, window)
    if opening and opening < deadline:
        return Dispatch("defer", opening)
    # An announcement planned outside could not wait without passing the start: `due` let it go at once.
    return _SEND if _announces(occasion) and not planned_inside else _EXPIRE


def no_show_allowed(start: datetime, now: datetime) -> bool:
    """Whether a no-show marked `now` is told: 15 minutes before to 24 hours after the start, both in (N7)."""
    start, now = utc(start), utc(now)
    return start - _NO_SHOW_BEFORE <= now <= start + _NO_SHOW_AFTER


def too_soon_after(moment: datetime, confirmed_at: datetime | None, gap: timedelta) -> bool:
    """Whether a reminder due at `moment` comes less than `gap` after its confirmation, or before it (N15).

    `confirmed_at` is when the confirmation was or will be sent on the same channel; None when there is none.
    """
    return confirmed_at is not None and utc(moment) < utc(confirmed_at) + gap


def _due_reminder(timing: Timing, start: datetime, tz: ZoneInfo, window: Window, now: datetime) -> Due:
    planned = _before(timing, start, tz)
    if planned <= now:
        return _TOO_LATE
    if allowed(planned, tz, window):
        return Due(planned)
    due_date = wall_clock(planned, tz).date()
    days = [due_date - n * ONE_DAY for n in range(SEARCH_DAYS)]
    if window.early == "day_before":
        days.insert(0, due_date - ONE_DAY)
    closings = (closing for day in days for closing in reversed(allowed_at(day, window.closes, tz, window)))
    moment = next((closing for closing in closings if now < closing < planned), None)
    return Due(moment) if moment else _OUTSIDE_HOURS


def _due_action(occasion: Occasion, start: datetime | None, tz: ZoneInfo, window: Window, now: datetime,
                by_staff: bool) -> Due:
    if not _keeps_hours(occasion, window, by_staff):
        return Due(now)
    moment = first_allowed(now, tz, window)
    if _announces(occasion) and (moment is None or moment >= utc(start)):
        return Due(now)
    return Due(moment) if moment else _OUTSIDE_HOURS


def _before(timing: Timing, start: datetime, tz: ZoneInfo) -> datetime:
    wall = wall_clock(start, tz)
    if timing.timing == "day_before_at":
        wall = datetime.combine(wall.date() - timing.delay * ONE_DAY, clock(timing.at_hour))
    else:
        wall -= timedelta(**{timing.delay_unit: timing.delay})
    return instants(wall, tz)[0]


def _after(timing: Timing, end: datetime, tz: ZoneInfo) -> datetime:
    return instants(wall_clock(end, tz) + timedelta(**{timing.delay_unit: timing.delay}), tz)[-1]


def _deadline(occasion: Occasion, send_at: datetime, start: datetime | None, tz: ZoneInfo) -> datetime:
    """The moment from which the message is of no more use."""
    if occasion.of_use == "start":
        return utc(start)
    return _day_end(send_at, tz) if occasion.of_use == "day" else send_at + REPORT_LIMIT


def _day_end(moment: datetime, tz: ZoneInfo) -> datetime:
    # Fold 0 is the first instant of a day, whether DST skips its midnight or repeats it.
    return datetime.combine(wall_clock(moment, tz) + ONE_DAY, time.min, tz).astimezone(UTC)


def _announces(occasion: Occasion) -> bool:
    """It answers an action about an appointment to come: it cannot wait past the start."""
    return occasion.answers_action and occasion.of_use == "start"


def _keeps_hours(occasion: Occasion, window: Window, by_staff: bool) -> bool:
    return not occasion.answers_action or (window.actions_wait and by_staff)

"""The hours of a day on the wall of the agenda's zone: when a company sends (N5), when staff want peace (A10).

Datetimes come in aware, in any zone, and go out aware, in UTC. What ``schedule`` decides is built on these.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
SEARCH_DAYS = 15  # two weeks: a DST change can swallow the only window of the first


@dataclass(frozen=True, slots=True)
class Window:
    """The sending hours of a company (N5), read in the agenda's timezone.

    `opens` and `closes` are hours (18.5 = 18:30), both included: with 19:00, the whole minute up to 19:00:59
    is in and 19:01:00 is out. 24:00 stands for the end of the day. `weekdays`: 0 is Monday; none means never.
    `early` says where a reminder due outside goes: `day_before` (the day before its due date, at the close)
    or `closest` (the latest allowed moment before it was due). With `actions_wait`, messages that answer what
    staff did wait for the window too, never past the start.

    :raises ValueError: in the user's words, when the hours or the rest make no sense.
    """

    opens: float = 9.0
    closes: float = 19.0
    weekdays: frozenset[int] = frozenset(range(7))
    early: str = "day_before"
    actions_wait: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.opens < 24 and 0 <= self.closes <= 24):
            raise ValueError("Sending hours must lie between 0:00 and 24:00.")
        if clock(self.opens) >= clock(self.closes):
            raise ValueError("Sending hours must open before they close (for midnight, write 24:00).")
        if not self.weekdays <= frozenset(range(7)):
            raise ValueError("Sending days go from 0 (Monday) to 6 (Sunday).")
        if self.early not in ("day_before", "closest"):
            raise ValueError(f"Unknown choice for reminders due outside the sending hours: {self.early!r}.")


def after_quiet_hours(moment: datetime, begins: float, ends: float, tz: ZoneInfo) -> datetime:
    """When a message to staff that is due at `moment` may come (A10): then, or when the quiet hours end.

    `begins` and `ends` are hours of the local day, the first included, the last not; they may span midnight, and
    the same hour twice means that there are none. Aware in, aware UTC out.
    """
    moment = utc(moment)
    if begins == ends:
        return moment
    local = moment.astimezone(tz)
    now, start, end = local.time().replace(tzinfo=None), clock(begins), clock(ends)
    quiet = start <= now < end if start < end else (now >= start or now < end)
    if not quiet:
        return moment
    day = local.date() + (ONE_DAY if now >= end else timedelta(0))
    return max(utc(datetime.combine(day, end, tzinfo=tz)), moment)


def allowed(moment: datetime, tz: ZoneInfo, window: Window) -> bool:
    wall = wall_clock(moment, tz)
    minute = wall.time().replace(second=0, microsecond=0)
    return wall.weekday() in window.weekdays and clock(window.opens) <= minute <= clock(window.closes)


def first_allowed(since: datetime, tz: ZoneInfo, window: Window) -> datetime | None:
    """`since` itself when the window is open, else the next opening; None when it never opens."""
    if allowed(since, tz, window):
        return since
    today = wall_clock(since, tz).date()
    days = (today + n * ONE_DAY for n in range(SEARCH_DAYS))
    openings = (opening for day in days for opening in allowed_at(day, window.opens, tz, window))
    return next((opening for opening in openings if opening > since), None)


def allowed_at(day: date, hour: float, tz: ZoneInfo, window: Window) -> list[datetime]:
    """The readings of that hour which the window allows, earlier first; none on a day without sending."""
    found = instants(datetime.combine(day, clock(hour)), tz)
    return [instant for instant in found if allowed(instant, tz, window)]


def instants(wall: datetime, tz: ZoneInfo) -> list[datetime]:
    """Both readings of a wall-clock time, earlier first; they differ only where DST skips or repeats it."""
    return sorted(wall.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (0, 1))


def wall_clock(moment: datetime, tz: ZoneInfo) -> datetime:
    return moment.astimezone(tz).replace(tzinfo=None)


def clock(hour: float) -> time:
    """A float hour as a time of day, to the minute; 24:00 is 23:59, whose whole minute counts."""
    return time(*divmod(min(round(hour * 60), 24 * 60 - 1), 60))


def utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:  # astimezone() would silently read it in the zone of the process
        raise ValueError(f"{moment} needs a timezone.")
    return moment.astimezone(UTC)

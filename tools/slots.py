"""Free times on an agenda (P4): what is open, less what is taken, on the agenda's grid.

An interval is a pair of aware datetimes, (start, end), open at its end: one may begin when another ends.
"""

import datetime
from bisect import bisect_right

Interval = tuple[datetime.datetime, datetime.datetime]


def free_starts(
    openings: list[Interval],
    busy: list[Interval],
    length: datetime.timedelta,
    buffer_after: datetime.timedelta,
    step: datetime.timedelta,
    earliest: datetime.datetime,
) -> list[datetime.datetime]:
    """When an appointment of that length may start: in UTC, ascending, not before `earliest`.

    Starts lie on a grid of `step` from each opening on. The appointment ends before closing time; the break after
    it may last beyond, but nothing else may be in it. The breaks after others are to be part of `busy`.

    :raises ValueError: when a step or a length is not positive, or a datetime is naive.
    """
    if step <= datetime.timedelta(0) or length <= datetime.timedelta(0):
        raise ValueError("a step and a length are positive")
    taken = _joined(busy)
    earliest = _utc(earliest)
    starts = []
    for opens, closes in _joined(openings):
        start = opens
        if earliest > opens:
            start += -((opens - earliest) // step) * step  # the first on the grid that is not before
        while start + length <= closes:
            if not _meets(taken, start, start + length + buffer_after):
                starts.append(start)
            start += step
    return starts


def by_day(starts: list[datetime.datetime], tz: datetime.tzinfo) -> dict[datetime.date, list[datetime.datetime]]:
    """The same moments on the clock of `tz`, by its days, in their order."""
    days = {}
    for start in starts:
        local = start.astimezone(tz)
        days.setdefault(local.date(), []).append(local)
    return days


def weeks_of(days: list[datetime.date]) -> dict[datetime.date, list[datetime.date]]:
    """{Monday: the days of its week}; `days` ascend, and so do the weeks. A week without any of them is none."""
    weeks: dict[datetime.date, list[datetime.date]] = {}
    for day in days:
        weeks.setdefault(day - datetime.timedelta(days=day.weekday()), []).append(day)
    return weeks


def week_at(weeks: dict[datetime.date, list[datetime.date]], day: datetime.date | None) -> datetime.date | None:
    """The Monday of the week to show: that of `day`, else the next one, else the last; without a day the first."""
    if day is None:
        return next(iter(weeks), None)
    return next((monday for monday, of_week in weeks.items() if of_week[-1] >= day), next(reversed(weeks), None))


def parts_of_day(starts: list[datetime.datetime], most: int) -> tuple[list, list]:
    """(morning, afternoon) of a day's starts, each with at most about `most`: on full quarters, halves or hours of
    the clock as far as there are more, the first one always."""
    morning = [start for start in starts if start.hour < 12]
    return _sensible(morning, most), _sensible(starts[len(morning):], most)


def _sensible(starts: list[datetime.datetime], most: int) -> list[datetime.datetime]:
    kept = starts
    for grid in (15, 30, 60):
        if len(kept) <= most:
            break
        kept = [start for start in starts if start.minute % grid == 0 or start is starts[0]]
    return kept


def _joined(intervals: list[Interval]) -> list[Interval]:
    """The same time as intervals that neither touch nor overlap, ascending, in UTC; empty ones left out."""
    joined = []
    for start, end in sorted((_utc(start), _utc(end)) for start, end in intervals):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _meets(joined: list[Interval], start: datetime.datetime, end: datetime.datetime) -> bool:
    """Whether one of the intervals (as `_joined` gives them) shares some time with this one."""
    position = bisect_right(joined, start, key=lambda interval: interval[1])
    return position < len(joined) and joined[position][0] < end


def _utc(moment: datetime.datetime) -> datetime.datetime:
    if moment.tzinfo is None:
        raise ValueError("a datetime without a timezone")
    return moment.astimezone(datetime.UTC)

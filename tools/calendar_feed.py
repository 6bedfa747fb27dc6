"""A person's appointments as one calendar to subscribe to (P8). It names nobody and holds no link; the same
appointments always give the same bytes, so that readers learn by an ETag that nothing has changed."""

import datetime
import re
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One appointment. Moments are aware; `changed` is when it last was. Texts may hold anything."""

    uid: str
    sequence: int
    start: datetime.datetime
    end: datetime.datetime
    changed: datetime.datetime
    summary: str
    location: str = ""
    is_tentative: bool = False  # asked for and not confirmed


def build(name: str, entries: list[Entry], alarm_minutes: int = 0) -> bytes:
    """An iCalendar file, UTF-8. What is not in it any more, calendars take away. `alarm_minutes`: 0 for none."""
    calendar = Calendar()
    calendar.add("prodid", "-//appointment_notify//Odoo//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _one_line(name))
    calendar.add("refresh-interval", datetime.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in sorted(entries, key=lambda entry: (entry.start, entry.uid)):
        calendar.add_component(_event(entry, alarm_minutes))
    return calendar.to_ical()


def _event(entry: Entry, alarm_minutes: int) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("status", "TENTATIVE" if entry.is_tentative else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("dtstamp", _utc(entry.changed))
    event.add("dtstart", _utc(entry.start))
    if entry.end > entry.start:  # RFC 5545: later than the start, or absent
        event.add("dtend", _utc(entry.end))
    event.add("summary", _one_line(entry.summary))
    if location := _one_line(entry.location):
        event.add("location", location)
    if alarm_minutes > 0:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", datetime.timedelta(minutes=-alarm_minutes))
        alarm.add("description", _one_line(entry.summary) or "-")
        event.add_component(alarm)
    return event


def _utc(moment: datetime.datetime) -> datetime.datetime:
    if moment.tzinfo is None:
        raise ValueError(f"A calendar needs aware moments: {moment}")
    return moment.astimezone(datetime.UTC)


def _one_line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", text or "").split())

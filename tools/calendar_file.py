"""The calendar file that comes with an e-mail (T9).

Calendars know an appointment by its UID and keep the version with the highest SEQUENCE, so the same
appointment is updated in place, and removed by CANCEL. The file names nobody but the one who receives it,
and holds no link.
"""
import datetime
import re

from icalendar import Alarm, Calendar, Event, vCalAddress

from .plain_text import lines, one_line

_ADDRESS = re.compile(r'[^\s\x00-\x1f\x7f@<>",;:\\]+@[^\s\x00-\x1f\x7f@<>",;:\\]+')


def effective_method(method: str, organizer_email: str, attendee_email: str) -> str:
    """The method that `build` writes, and that the e-mail's `text/calendar; method=` must repeat.

    An invitation (REQUEST, CANCEL) is between an organiser and an attendee: without the address of either
    it can only be published.
    """
    return method if _is_address(organizer_email) and _is_address(attendee_email) else "PUBLISH"


def build(
    method: str, *, uid: str, sequence: int, start: datetime.datetime, end: datetime.datetime,
    dtstamp: datetime.datetime, summary: str, description: str = "", location: str = "",
    organizer_name: str = "", organizer_email: str = "", attendee_name: str = "", attendee_email: str = "",
    lang: str = "", is_tentative: bool = False, alarm_minutes: int = 0,
) -> bytes:
    """An iCalendar file with one appointment, UTF-8 (T9).

    `method`: REQUEST (booked or moved), CANCEL or PUBLISH (to download); see `effective_method`. `uid`
    stays the same for one client's appointment, `sequence` rises with every change, cancelling included.
    `is_tentative`: asked for and not confirmed. `alarm_minutes`: before the start; 0: none. Moments are aware and written in UTC: ValueError for naive ones. `lang` is an Odoo code. Texts are plain
    and may hold anything; the caller must keep the personal link out of them.
    """
    written = effective_method(method, organizer_email, attendee_email)
    event = Event()
    event.add("uid", one_line(uid))
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if method == "CANCEL" else "TENTATIVE" if is_tentative else "CONFIRMED")
    event.add("transp", "OPAQUE")
    _add_moments(event, start, end, dtstamp)
    _add_texts(event, lang, {
        "summary": one_line(summary), "location": one_line(location), "description": lines(description),
    })
    if _is_address(organizer_email):
        event.add("organizer", _person(organizer_email, organizer_name))
    if written != "PUBLISH":   # ACCEPTED: it is booked, there is nothing to answer
        event.add("attendee", _person(attendee_email, attendee_name), parameters={
            "CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE",
        })
    if alarm_minutes and method != "CANCEL":
        event.add_component(_alarm(alarm_minutes, summary))
    calendar = Calendar()
    calendar.add("prodid", "-//appointment_notify//Odoo//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", written)
    calendar.add_component(event)
    return calendar.to_ical()


def _alarm(minutes: int, summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", datetime.timedelta(minutes=-minutes))
    alarm.add("description", one_line(summary) or "-")
    return alarm


def _is_address(email: str) -> bool:
    return _ADDRESS.fullmatch(email or "") is not None


def _add_moments(event: Event, *moments: datetime.datetime) -> None:
    start, end, now = map(_utc, moments)
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", start)
    if end > start:   # RFC 5545: later than the start, or absent
        event.add("dtend", end)


def _add_texts(event: Event, lang: str, texts: dict[str, str]) -> None:
    tag = re.match(r"([a-z]{2,3})(?:_([A-Z]{2}|\d{3}))?(?![A-Za-z0-9])", lang or "")
    parameters = {"LANGUAGE": "-".join(filter(None, tag.groups()))} if tag else {}
    for name, text in texts.items():
        if text:
            event.add(name, text, parameters=parameters)


def _person(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name := one_line(name).replace('"', "'"):   # many calendars cannot read an escaped quote in a name
        address.params["CN"] = name
    return address


def _utc(moment: datetime.datetime) -> datetime.datetime:
    if moment.tzinfo is None:
        raise ValueError(f"A calendar file needs aware moments: {moment}")
    return moment.astimezone(datetime.UTC)

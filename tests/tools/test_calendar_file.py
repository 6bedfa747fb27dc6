"""The calendar file of an e-mail (T9)."""
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from odoo.addons.appointment_notify.tools.calendar_file import build, effective_method

START = datetime(2025, 6, 5, 15, 0, tzinfo=ZoneInfo("Europe/Paris"))
FACTS = {
    "uid": "appointment-12-34@salon.example", "sequence": 3,
    "start": START, "end": START + timedelta(hours=1),
    "dtstamp": datetime(2025, 6, 1, 8, 0, 0, 123, tzinfo=UTC), "summary": "Mon Salon", "lang": "fr_FR",
    "organizer_name": "Mon Salon", "organizer_email": "salon@example.com",
    "attendee_name": "Vanessa Durand", "attendee_email": "vanessa@example.com",
}
NO_ORGANIZER = {"organizer_email": ""}
NASTY = 'a,b;c\\d"e\'f\r\nATTENDEE:mailto:evil@example.com\nX-EVIL:1\r\u2028END:VEVENT\x00\x0b^n\\n é東😀'


def read(method, **changes):
    """(calendar, event, unfolded lines) of a file built from FACTS."""
    data = build(method, **FACTS | changes)
    calendar = Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    return calendar, event, data.replace(b"\r\n ", b"").decode().split("\r\n")


def test_request():
    """T9: all that an update in place needs, the times in UTC, and the recipient alone."""
    calendar, event, lines = read("REQUEST")
    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    assert {
        "UID:appointment-12-34@salon.example", "SEQUENCE:3", "STATUS:CONFIRMED", "DTSTAMP:20250601T080000Z",
        "DTSTART:20250605T130000Z", "DTEND:20250605T140000Z", "SUMMARY;LANGUAGE=fr-FR:Mon Salon",
    } <= set(lines)
    assert event["ORGANIZER"] == "mailto:salon@example.com"
    assert event["ORGANIZER"].params["CN"] == "Mon Salon"
    attendees = [line for line in lines if line.startswith("ATTENDEE")]
    assert len(attendees) == 1
    assert attendees[0].endswith(":mailto:vanessa@example.com")
    assert event["ATTENDEE"].params["CN"] == "Vanessa Durand"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert "URL" not in event


def test_cancel():
    """T9: the same appointment, cancelled."""
    calendar, event, _lines = read("CANCEL", sequence=4)
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 4)
    assert event["UID"] == read("REQUEST")[1]["UID"]
    assert event["ATTENDEE"] == "mailto:vanessa@example.com"


@pytest.mark.parametrize(("method", "status"), [("REQUEST", "CONFIRMED"), ("CANCEL", "CANCELLED")])
@pytest.mark.parametrize("changes", [
    NO_ORGANIZER, {"organizer_email": None}, {"organizer_email": "nonsense"}, {"attendee_email": ""},
    {"attendee_email": "a@b.c\r\nX-EVIL:1"}, {"attendee_email": "Vanessa <a@b.c>"},
    {"organizer_email": "a\x00@b.c"},
])
def test_without_either_address_it_is_published(method, status, changes):
    """T9: no invitation without organiser and attendee, but the state is still told."""
    calendar, event, lines = read(method, **changes)
    people = {key: FACTS[key] for key in ("organizer_email", "attendee_email")} | changes
    assert calendar["METHOD"] == "PUBLISH" == effective_method(method, **people)
    assert event["STATUS"] == status
    assert "ATTENDEE" not in event
    assert ("ORGANIZER" in event) == ("organizer_email" not in changes)
    assert not any(line.startswith("X-EVIL") for line in lines)


def test_publish_names_no_attendee():
    """T9, RFC 5546: and the method is kept."""
    calendar, event, _lines = read("PUBLISH")
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert effective_method("REQUEST", "a@b.c", "c@d.e") == "REQUEST"
    assert effective_method("CANCEL", "a@b.c", "c@d.e") == "CANCEL"


def test_texts_cannot_inject():
    """T9: whatever a name or a place is, it stays a name or a place."""
    names = ("summary", "location", "description", "organizer_name", "attendee_name", "uid")
    _calendar, event, lines = read("REQUEST", **dict.fromkeys(names, NASTY))
    assert sorted({line.partition(":")[0].partition(";")[0] for line in lines if line}) == sorted({
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "SUMMARY", "LOCATION", "DESCRIPTION",
        "DTSTART", "DTEND", "DTSTAMP", "LAST-MODIFIED", "UID", "SEQUENCE", "STATUS", "TRANSP", "ORGANIZER",
        "ATTENDEE", "END",
    })
    one_line = "a,b;c\\d\"e'f ATTENDEE:mailto:evil@example.com X-EVIL:1 END:VEVENT ^n\\n é東😀"
    assert event["SUMMARY"] == event["LOCATION"] == one_line
    assert event["ATTENDEE"].params["CN"] == one_line.replace('"', "'")
    assert event["DESCRIPTION"] == (
        "a,b;c\\d\"e'f\nATTENDEE:mailto:evil@example.com\nX-EVIL:1\n\nEND:VEVENT\n^n\\n é東😀")


@settings(deadline=None)
@given(st.text(), st.text(), st.sampled_from(["REQUEST", "CANCEL", "PUBLISH"]), st.text(max_size=8))
def test_any_text(text, name, method, lang):
    """T9: property: readable by a parser, folded at 75 octets, one event, one attendee at most."""
    data = build(method, **FACTS | {
        "summary": text, "description": text, "location": name, "attendee_name": name, "lang": lang})
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    [event] = Calendar.from_ical(data).walk("VEVENT")
    assert event["UID"] == FACTS["uid"]
    assert not isinstance(event.get("ATTENDEE"), list)


@pytest.mark.parametrize(("lang", "tag"), [
    ("fr_CH", "fr-CH"), ("ar_001", "ar-001"), ("sr@latin", "sr"), ("sw", "sw"), ("", None),
    (None, None), ("FR", None),
])
def test_language(lang, tag):
    """T9: texts carry the client's language."""
    assert read("REQUEST", lang=lang)[1]["SUMMARY"].params.get("LANGUAGE") == tag


def test_what_is_empty_is_left_out():
    """T9: no empty lines, no empty names."""
    nothing = {"description": " \r\n", "location": None, "organizer_name": "", "attendee_name": False}
    _calendar, event, _lines = read("REQUEST", **nothing)
    assert not {"DESCRIPTION", "LOCATION"} & set(event)
    assert "CN" not in event["ORGANIZER"].params
    assert "CN" not in event["ATTENDEE"].params


def test_no_end_before_the_start():
    """T9, RFC 5545: an appointment without length has no end."""
    assert "DTEND" not in read("REQUEST", end=START)[1]


@pytest.mark.parametrize("moment", ["start", "end", "dtstamp"])
def test_naive_moments_are_refused(moment):
    """T9, PROVIDERS trap 9: no guessing at timezones."""
    with pytest.raises(ValueError, match="aware"):
        build("REQUEST", **FACTS | {moment: datetime(2025, 6, 5, 15, 0)})

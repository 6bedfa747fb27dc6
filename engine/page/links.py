"""Addresses of other people's calendars and maps that the page offers (P8). None holds the personal link."""

from urllib.parse import quote, urlencode

from ..content import calendar

_STAMP = "%Y%m%dT%H%M%SZ"


def google(facts):
    return "https://calendar.google.com/calendar/render?" + urlencode(
        {
            "action": "TEMPLATE",
            "text": calendar.summary(facts),
            "dates": f"{facts.start:{_STAMP}}/{facts.stop:{_STAMP}}",
            "location": facts.address_line,
            "ctz": facts.tz,
        }
    )


def outlook(facts):
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": calendar.summary(facts),
            "startdt": f"{facts.start:%Y-%m-%dT%H:%M:%S}Z",
            "enddt": f"{facts.stop:%Y-%m-%dT%H:%M:%S}Z",
            "location": facts.address_line,
        },
        quote_via=quote,
    )


def directions(facts):
    """Opens the way there in whichever map the phone has."""
    return f"https://www.google.com/maps/dir/?api=1&destination={quote(facts.address_line)}"

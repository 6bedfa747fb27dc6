"""Phrases that messages and the client's page share: when it is, on whose clock (T11, N6)."""

from datetime import UTC
from urllib.parse import quote

from ...tools import schedule, wording


def local(naive_utc, tz):
    return naive_utc.replace(tzinfo=UTC).astimezone(tz)


def when(facts, moment, lang):
    """Weekday, date and time in words, with the zone where it matters."""
    day, hour = day_and_time(facts, moment, lang)
    return f"{day}, {hour}"


def day_and_time(facts, moment, lang):
    """(weekday and date, time with the zone where it matters), in words.

    :param moment: naive UTC
    """
    here = local(moment, schedule.zone(facts.tz))
    zone = zone_if_it_matters(facts, here, lang)
    hour = wording.time(here, lang)
    return wording.weekday_date(here, lang), f"{hour} ({zone})" if zone else hour


def zone_if_it_matters(facts, moment, lang):
    """The agenda's zone in words where the client's clock shows another time.

    :param moment: aware, on the agenda's clock
    """
    try:
        theirs = schedule.zone(facts.client_tz)
    except ValueError:
        return ""
    if moment.astimezone(theirs).utcoffset() == moment.utcoffset():
        return ""
    return wording.zone_name(facts.tz, lang)


def duration(start, stop, lang):
    return wording.duration((stop - start).total_seconds() / 3600, lang)


def map_url(facts):
    return f"https://www.openstreetmap.org/search?query={quote(facts.address_line)}"

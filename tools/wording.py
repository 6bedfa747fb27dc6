"""Dates, times and durations in words, as a client's language and region write them (T2, N6).

`lang` is an Odoo code (`fr_CH`, `ar_001`, `sr@latin`); one that is unknown is read as its language, else as
English: nothing here raises for it. Moments are local: aware datetimes in the timezone to be shown. Spaces
are plain ones, since a no-break space would double the price of an SMS.
"""
import datetime
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.units import format_unit

_SCRIPTS = {"latin": "Latn", "Cyrl": "Cyrl"}
# CLDR writes 15:00 in both; people there expect an hour to be called one.
_TIMES = {"fr": "HH'h'mm", "de": "HH:mm 'Uhr'"}


def date(moment: datetime.datetime, lang: str) -> str:
    """The day, short: "05/06/19", "05.06.19", "6/5/19", "2019-06-05". A year at the end has two digits."""
    return _plain(format_date(moment, _date_pattern(lang), _locale(lang)))


def weekday_date(moment: datetime.datetime, lang: str) -> str:
    """The day in full: "mercredi 5 juin 2019"."""
    return _plain(format_date(moment, "full", _locale(lang)))


def month(moment: datetime.datetime, lang: str) -> str:
    """The month and year: "juin 2019"."""
    return _plain(format_skeleton("yMMMM", moment, locale=_locale(lang)))


def time(moment: datetime.datetime, lang: str) -> str:
    """The time of day: "15h00", "15:00 Uhr", "15:00", "3:00 PM"."""
    locale = _locale(lang)
    return _plain(format_time(moment, _TIMES.get(locale.language, "short"), locale=locale))


def duration(hours: float, lang: str) -> str:
    """A length of time: "45 min", "1 h 30 min". Nothing for none."""
    locale = _locale(lang)
    whole, minutes = divmod(max(0, round((hours or 0) * 60)), 60)
    parts = [(whole, "duration-hour"), (minutes, "duration-minute")]
    return _plain(" ".join(format_unit(n, unit, "short", locale=locale) for n, unit in parts if n > 0))


def zone_name(tz: str | datetime.tzinfo, moment: datetime.datetime, lang: str) -> str:
    """The name of the timezone `tz` at that moment (aware): "heure d’été d’Europe centrale" (N6). An
    unknown zone is called as it is written."""
    try:
        zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    except (LookupError, ValueError, OSError):
        return tz
    return _plain(get_timezone_name(moment.astimezone(zone), "long", locale=_locale(lang)))


@lru_cache(maxsize=256)
def _locale(lang: str) -> Locale:
    language, _, modifier = (lang or "").partition("@")
    script = _SCRIPTS.get(modifier)
    for code in (f"{language}_{script}" if script else language, language.partition("_")[0]):
        try:
            return Locale.parse(code)
        except (ValueError, UnknownLocaleError):
            continue
    return Locale.parse("en_US")


@lru_cache(maxsize=256)
def _date_pattern(lang: str) -> str:
    pattern = _locale(lang).date_formats["short"].pattern
    return re.sub(r"\by+(?=\W*$)", "yy", pattern)


def _plain(text: str) -> str:
    return re.sub(r"\s", " ", text)

"""Dates, times and durations in words, as a client's language and region write them (T2, N6).

`lang` is an Odoo code (`fr_CH`, `ar_001`, `sr@latin`); one that is unknown is read as its language, else as
English: nothing here raises for it. Moments are local: aware datetimes in the timezone to be shown. Spaces
are plain ones, since a no-break space would double the price of an SMS.
"""
import datetime
import re
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time
from babel.units import format_unit

_SCRIPTS = {"latin": "Latn", "Cyrl": "Cyrl"}
# CLDR writes 15:00 in both; people there expect an hour to be called one.
_TIMES = {"fr": "H'h'mm", "de": "HH:mm 'Uhr'"}
# "Whose clock it is" by its town; other languages as CLDR has it ("hora de París").
_TIME_OF = {"en": "{0} time", "fr": "heure de {0}", "de": "Ortszeit {0}", "it": "ora di {0}"}
_UTC_TIME = {"en": "UTC", "fr": "heure UTC", "de": "UTC", "it": "ora UTC"}
_NO_TOWN = ("Etc", "UTC", "GMT", "UCT", "Zulu", "Universal", "Greenwich")
_NO_BREAK = "\u00a0"


def date(moment: datetime.datetime, lang: str) -> str:
    """The day, short: "05/06/19", "05.06.19", "6/5/19", "2019-06-05". A year at the end has two digits."""
    return _plain(format_date(moment, _date_pattern(lang), _locale(lang)))


def weekday_date(moment: datetime.datetime, lang: str) -> str:
    """The day in full: "mercredi 5 juin 2019", "lundi 1er juin"."""
    locale = _locale(lang)
    if locale.language == "fr" and moment.day == 1:
        pattern = re.sub(r"(?<!d)d(?!d)", "d'er'", locale.date_formats["full"].pattern)
        return _plain(format_date(moment, pattern, locale))
    return _plain(format_date(moment, "full", locale))


def month(moment: datetime.datetime, lang: str) -> str:
    """The month and year: "juin 2019"."""
    return _plain(format_skeleton("yMMMM", moment, locale=_locale(lang)))


def day_month(moment: datetime.date, lang: str) -> str:
    """A day within the year, short: "5 juin", "Jun 5"."""
    return _plain(format_skeleton("MMMd", moment, locale=_locale(lang)))


def time(moment: datetime.datetime, lang: str) -> str:
    """The time of day: "15h00", "9h00", "15:00 Uhr", "15:00", "3:00 PM"."""
    locale = _locale(lang)
    return _plain(format_time(moment, _TIMES.get(locale.language, "short"), locale=locale))


def duration(hours: float, lang: str) -> str:
    """A length of time: "45 min", "1 h 30 min". Nothing for none."""
    locale = _locale(lang)
    whole, minutes = divmod(max(0, round((hours or 0) * 60)), 60)
    parts = [(whole, "duration-hour"), (minutes, "duration-minute")]
    return _plain(" ".join(format_unit(n, unit, "short", locale=locale) for n, unit in parts if n > 0))


def zone_name(tz: str | datetime.tzinfo, lang: str) -> str:
    """The timezone in words, by its town: "heure de Paris", "Ortszeit Paris", "ora di Parigi" (N6, T11). An unknown
    zone is called as it is written."""
    name = getattr(tz, "key", None) or str(tz)
    locale = _locale(lang)
    if name.split("/")[0] in _NO_TOWN:
        hours = re.search(r"GMT([+-])(\d+)$", name)   # Etc/GMT+3 is behind UTC, for historical reasons
        shift = ("-" if hours[1] == "+" else "+") + hours[2] if hours and hours[2] != "0" else ""
        return _UTC_TIME.get(locale.language, "UTC") + shift
    if "/" not in name or name not in _zones():
        return name
    known = get_global("zone_aliases").get(name, name)
    town = _plain(locale.time_zones.get(known, {}).get("city") or name.rsplit("/", 1)[-1].replace("_", " "))
    pattern = _TIME_OF.get(locale.language) or locale.zone_formats["region"].replace("%s", "{0}")
    if locale.language in _JOINED:
        pattern, town = _JOINED[locale.language](pattern, town)
    return _plain(pattern.format(town))


def _french_of(pattern: str, town: str) -> tuple[str, str]:
    """« heure d’Athènes », « heure du Caire »."""
    if re.match(r"[AEIOUYÀÂÉÈÊÎÔÛ]|Helsinki", town):
        return pattern.replace("de ", "d’"), town
    if town.startswith("Le "):
        return pattern.replace("de ", "du "), town[3:]
    return pattern, town


def _italian_of(pattern: str, town: str) -> tuple[str, str]:
    """"ora del Cairo", "ora dell’Avana"."""
    if town.startswith("Il "):
        return pattern.replace("di ", "del "), town[3:]
    return (pattern.replace("di ", "dell’"), town[2:]) if town.startswith("L’") else (pattern, town)


_JOINED = {"fr": _french_of, "it": _italian_of}


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


# --- as printed (T11) ---------------------------------------------------------------------------------------

def typeset(text: str, lang: str) -> str:
    """`text` as it is printed in its language. French: no-break spaces before : ; ! ? » and after «, and ’. Nothing
    is added where there was no space ("http://", "15:00")."""
    if _locale(lang).language != "fr":
        return text
    text = re.sub(r"(?<=[^\W\d_])'(?=\w)", "’", text)
    return re.sub(r"[ \u00a0\u202f](?=[:;!?»](?!\w))|(?<=«)[ \u00a0\u202f]", _NO_BREAK, text)


def plain(text: str) -> str:
    """`text` without what `typeset` adds: an SMS would cost more than twice as much with it (T4)."""
    return re.sub(r"[\u00a0\u202f\u2009]", " ", text).replace("’", "'")


def label(name: str, lang: str) -> str:
    """What stands before a value: "Durée :", with a no-break space; "Dauer:"."""
    return f"{name}{_NO_BREAK if _locale(lang).language == 'fr' else ''}:"


def is_one(number: int, lang: str) -> bool:
    """Whether a thing is named in the singular beside that number: one, and in French none too."""
    return _locale(lang).plural_form(number) == "one"


def bcp47(lang: str) -> str:
    """The language as HTML names it: "fr", "fr-CH", "sr-Latn", "ar-001"."""
    locale = _locale(lang)
    usual = (get_global("likely_subtags").get(locale.language) or "").split("_")
    territory = locale.territory if locale.territory not in usual else None
    return "-".join(filter(None, (locale.language, locale.script, territory)))


# --- locales ------------------------------------------------------------------------------------------------

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

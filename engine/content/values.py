"""What macros stand for: facts in the words of a language (T1, N6)."""

from ...tools import schedule, wording
from . import phrases


def of(brief):
    """{English macro name: text}, in the reader's language and the agenda's timezone."""
    facts = brief.facts
    return {
        "BUSINESS-NAME": facts.business,
        "ADDRESS": facts.street,
        "ZIP": facts.zip,
        "CITY": facts.city,
        "COUNTRY": facts.country,
        "LOCATION-NAME": facts.location,
        "STATE": facts.state,
        "PRACTITIONER-NAME": facts.practitioner,
        "PRACTITIONER-EMAIL": facts.practitioner_email,
        "PRACTITIONER-PHONE": facts.practitioner_phone,
        "CLIENT-FIRST-NAME": facts.client_first_name,
        "CLIENT-NAME": facts.client_name,
        "RECIPIENT-NAME": brief.recipient,
        "ROOM-NAME": facts.room,
        "SERVICE-NAME": facts.service,
        "PRICE": brief.business.price(facts.price, brief.lang),
        "BUSINESS-PHONE": facts.business_phone,
        "PREPARATION": facts.preparation,
        "ACCESS": facts.access,
        **(_of_time(brief) if brief.start else {}),
    }


def _of_time(brief):
    facts, lang = brief.facts, brief.lang
    tz = schedule.zone(facts.tz)
    start, stop = phrases.local(brief.start, tz), phrases.local(brief.stop, tz)
    told = brief.old_start and phrases.local(brief.old_start, tz)
    others = [phrases.local(other, tz) for other in brief.others]
    return {
        "START-DATE": wording.date(start, lang),
        "START-TIME": wording.time(start, lang),
        "END-DATE": wording.date(stop, lang),
        "END-TIME": wording.time(stop, lang),
        "DURATION": phrases.duration(start, stop, lang),
        "TIMEZONE": phrases.zone_if_it_matters(facts, start, lang),
        "OTHER-DATES": ", ".join(f"{wording.date(other, lang)} {wording.time(other, lang)}" for other in others),
        "OLD-DATE": told and wording.date(told, lang),
        "OLD-TIME": told and wording.time(told, lang),
    }

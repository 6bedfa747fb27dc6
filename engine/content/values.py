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
        "PRACTITIONER-NAME": facts.practitioner or facts.agenda,  # a room's agenda is nobody's (A12)
        "PRACTITIONER-EMAIL": facts.practitioner_email,
        "PRACTITIONER-PHONE": facts.practitioner_phone,
        # Whoever reads of somebody else must know of whom (T12).
        "CLIENT-FIRST-NAME": facts.client_first_name or (facts.client_name if brief.is_for_other else ""),
        "CLIENT-NAME": _clients(brief),
        "RECIPIENT-NAME": brief.recipient,
        "RECIPIENT-FIRST-NAME": brief.recipient_first_name,
        "ROOM-NAME": facts.room,
        "SERVICE-NAME": facts.service,
        "PRICE": brief.business.price(facts.price, brief.lang),
        "BUSINESS-PHONE": facts.business_phone,
        "PREPARATION": facts.preparation,
        "ACCESS": facts.access,
        "STAFF-WORDS": facts.words,
        "FREE-TIMES": ", ".join(_short(brief, moment) for moment in facts.free_times),
        **(_of_time(brief) if brief.start else {}),
        **(_of_offer(brief) if facts.offer_start or facts.offer_until else {}),
    }


def clients(brief):
    """The names of all clients that a message is about, each once."""
    return list(dict.fromkeys(each.facts.client_name for each in brief.all))


def _clients(brief):
    """Staff read of everybody in a class; in an SMS, of the first and how many more (T12)."""
    names = clients(brief)
    if not brief.is_for_staff or len(names) < 2:
        return brief.facts.client_name
    if brief.channel != "sms":
        return ", ".join(names)
    more, name, _ = len(names) - 1, names[0], brief.env._
    if wording.is_one(more, brief.lang):
        return _("%(name)s and %(count)s other", name=name, count=more)
    return _("%(name)s and %(count)s others", name=name, count=more)


def _of_time(brief):
    lang, tz = brief.lang, schedule.zone(brief.facts.tz)
    start, stop = phrases.local(brief.start, tz), phrases.local(brief.stop, tz)
    told = brief.old_start and phrases.local(brief.old_start, tz)
    others = dict.fromkeys(other.start for other in brief.others if other.start != brief.start)
    return {
        "START-DATE": wording.date(start, lang),
        "START-TIME": wording.time(start, lang),
        "END-DATE": wording.date(stop, lang),
        "END-TIME": wording.time(stop, lang),
        "DURATION": phrases.duration(brief.start, brief.stop, lang),
        "TIMEZONE": phrases.zone_if_it_matters(brief.facts, start, lang),
        "OTHER-DATES": ", ".join(_short(brief, other) for other in others),
        "OLD-DATE": told and wording.date(told, lang),
        "OLD-TIME": told and wording.time(told, lang),
    }


def _of_offer(brief):
    facts, lang, tz = brief.facts, brief.lang, schedule.zone(brief.facts.tz)
    offered = facts.offer_start and phrases.local(facts.offer_start, tz)
    return {
        "OFFER-DATE": offered and wording.date(offered, lang),
        "OFFER-TIME": offered and wording.time(offered, lang),
        "OFFER-UNTIL": facts.offer_until and _short(brief, facts.offer_until),
    }


def _short(brief, moment):
    here = phrases.local(moment, schedule.zone(brief.facts.tz))
    return f"{wording.date(here, brief.lang)} {wording.time(here, brief.lang)}"

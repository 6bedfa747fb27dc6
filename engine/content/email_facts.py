"""What an e-mail shows around its text: headline, and a block for each appointment: times, details, button (T6, N10)."""

from ..words import occasions
from . import phrases


def headline(brief):
    """(words, colour) that say at first sight what this is about."""
    occasion = brief.occasion
    words = occasion.staff_headline if brief.is_for_staff else occasion.headline
    return (brief.env._(words) if words else ""), occasion.color


def blocks(brief):
    """[dict]: one for each appointment, with ``when``, ``details``, ``link``, ``button``, ``token``, ``row_id``."""
    return [_block(together) for together in _by_appointment(brief)]


def _by_appointment(brief):
    """Staff read of a class once, with all of its clients; clients read of each appointment of theirs."""
    if not brief.is_for_staff:
        return [[each] for each in brief.all]
    groups = {}
    for each in brief.all:
        groups.setdefault((each.facts.event_id or each.row_id, each.start), []).append(each)
    return list(groups.values())


def _block(together):
    first = together[0]
    is_linked = first.shows("link")
    return {
        "when": _times(first),
        "details": _details(first, together),
        "link": first.link if is_linked else "",
        "token": first.token if is_linked else "",
        "button": first.env._(first.occasion.button) if not first.is_for_staff else first.env._("Open the appointment"),
        "row_id": first.row_id,
    }


def _times(brief):
    """[(day, time, whether it no longer holds)]: the old one of a move first (T6, N2)."""
    if not brief.start or not brief.shows("when"):
        return []
    told = [(brief.start, brief.occasion.announces == occasions.GONE)]
    if brief.old_start and brief.old_start != brief.start:
        told.insert(0, (brief.old_start, True))
    shown = [(*phrases.day_and_time(brief.facts, start, brief.lang), is_void) for start, is_void in told]
    return [(day[:1].upper() + day[1:], hour, is_void) for day, hour, is_void in shown]


def _details(brief, together):
    """[(label, value, href or None)] below the date."""
    if not brief.occasion.about_appointment or not brief.start:
        return []
    _, facts = brief.env._, brief.facts
    told = [
        ("duration", _("Duration"), phrases.duration(brief.start, brief.stop, brief.lang), None),
        ("service", _("Service"), facts.service, None),
        ("practitioner", _("With"), facts.practitioner, None),
        ("practitioner", _("Agenda"), "" if facts.practitioner else facts.agenda, None),
    ]
    if brief.is_for_staff:
        told += _about_clients(brief, together)
    else:
        if brief.is_for_other:
            told.insert(0, ("client", _("For"), facts.client_name, None))
        if brief.occasion.ahead:
            told += _about_place(brief)
        told.append(("address", _("Phone"), facts.business_phone, _tel(facts.business_phone)))
    return [(label, value, href) for fact, label, value, href in told if value and (fact == "client" or brief.shows(fact))]


def _about_place(brief):
    _, facts = brief.env._, brief.facts
    return [
        ("address", _("Where"), facts.address_line, phrases.map_url(facts)),
        ("access", _("Access"), facts.access, None),
        ("preparation", _("Preparation"), facts.preparation, None),
        ("price", _("Price"), brief.business.price(facts.price, brief.lang), None),
    ]


def _about_clients(brief, together):
    """For staff: one client with a number to call, or all of a class, each on a line."""
    _, facts = brief.env._, brief.facts
    told = [("client", _("Room"), facts.room, None)]
    if len(together) == 1:
        return [
            *told,
            ("client", _("Client"), facts.client_name, None),
            ("client", _("Phone"), facts.client_phone, _tel(facts.client_phone)),
            ("client", _("Reason given"), facts.cancel_reason, None),
        ]
    lines = (
        ", ".join(filter(None, (each.facts.client_name, each.facts.client_phone, each.facts.cancel_reason)))
        for each in together
    )
    return [*told, ("client", _("Clients"), "\n".join(lines), None)]


def _tel(number):
    return "tel:" + "".join(c for c in number or "" if c in "+0123456789")

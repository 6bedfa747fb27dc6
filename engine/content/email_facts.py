"""What an e-mail shows around its text: headline, times, details, button (T6)."""

from . import phrases

# About what is to come; the others look back, or speak of no appointment at all.
_AHEAD = ("booked", "pending", "moved", "reminder")
_WITH_APPOINTMENT = (*_AHEAD, "cancelled", "no_show", "done", "review")
_COLORS = {"booked": "#15803d", "pending": "#b45309", "cancelled": "#b91c1c", "no_show": "#b45309"}


def headline(brief):
    """(words, colour) that say at first sight what this is about."""
    _ = brief.env._
    if brief.is_for_staff:
        words = {
            "booked": _("New appointment"),
            "pending": _("To confirm"),
            "moved": _("Appointment moved"),
            "cancelled": _("Appointment cancelled"),
        }
    else:
        words = {
            "booked": _("Appointment confirmed"),
            "pending": _("Waiting for confirmation"),
            "moved": _("Appointment moved"),
            "cancelled": _("Appointment cancelled"),
            "reminder": _("Reminder"),
            "no_show": _("We missed you"),
            "done": _("Thank you"),
            "review": _("Your opinion"),
        }
    return words.get(brief.trigger, ""), _COLORS.get(brief.trigger, "#1d4ed8")


def times(brief):
    """[(day, time, whether it no longer holds)]: the old one of a move first (T6, N2, N10)."""
    if not brief.start or not brief.shows("when"):
        return []
    is_void = brief.trigger == "cancelled"
    told = [(brief.start, is_void)]
    if brief.old_start and brief.old_start != brief.start:
        told.insert(0, (brief.old_start, True))
    told += [(start, is_void) for start in brief.others]
    shown = [(*phrases.day_and_time(brief.facts, start, brief.lang), is_void) for start, is_void in told]
    return [(day[:1].upper() + day[1:], hour, is_void) for day, hour, is_void in shown]


def details(brief, found):
    """[(label, value, href or None)] below the date.

    :param found: {macro name: text}
    """
    if brief.trigger not in _WITH_APPOINTMENT:
        return []
    _, facts = brief.env._, brief.facts
    told = [
        ("duration", _("Duration"), found.get("DURATION"), None),
        ("service", _("Service"), found["SERVICE-NAME"], None),
        ("practitioner", _("With"), found["PRACTITIONER-NAME"], None),
    ]
    if brief.is_for_staff:
        told += [
            ("client", _("Room"), facts.room, None),
            ("client", _("Client"), facts.client_name, None),
            ("client", _("Phone"), facts.client_phone, _tel(facts.client_phone)),
            ("client", _("Reason given"), facts.cancel_reason, None),
        ]
    elif brief.trigger in _AHEAD:
        told += [
            ("address", _("Where"), facts.address_line, phrases.map_url(facts)),
            ("access", _("Access"), facts.access, None),
            ("preparation", _("Preparation"), facts.preparation, None),
            ("price", _("Price"), found["PRICE"], None),
        ]
    if not brief.is_for_staff:
        told.append(("address", _("Phone"), facts.business_phone, _tel(facts.business_phone)))
    return [(label, value, href) for fact, label, value, href in told if value and brief.shows(fact)]


def button(brief):
    _ = brief.env._
    if brief.is_for_staff:
        return _("Open the appointment")
    if brief.trigger == "review":
        return _("Leave a review")
    return _("See my appointment") if brief.trigger != "pending" else _("See my request")


def _tel(number):
    return "tel:" + "".join(c for c in number or "" if c in "+0123456789")

"""Who reads what is for a client, and which staff hear of an appointment (A9 to A12), from the requirements alone."""

from .independent_world import Silent


def readers(world, client, channel, kind):
    """[reader] that a client's messages of a kind ("reminder", "other") reach on a channel.

    A9: "Account defaults, per kind … Per client: SMS reminder yes/no …, e-mail reminder …, other SMS …, other e-mail".
    A9: "Recipients: the client, and those of its contacts … whose SMS or e-mail box is ticked".
    A9: "A contact below a *person* is told at its own number or address where it has one; for a channel where it has
    none, the person above is told … A contact below a *company* is told itself only."
    A9: "The same number or address twice gets one message."
    A11: "An archived contact gets nothing".
    """
    person = world.people[client]
    if person.archived:
        return []
    choice = getattr(person, f"{channel}_{kind}")
    default = world.settings.reminders if kind == "reminder" else world.settings.others
    if choice == "off" or (choice == "default" and not default):
        return []
    found = [(client, person.address(channel))]
    above = world.people.get(person.above)
    if above and not above.is_company and not person.address(channel):
        found = [] if above.archived else [(person.above, above.address(channel))]
    for key, contact in world.people.items():
        if contact.above == client and getattr(contact, f"{channel}_box") and not contact.archived:
            found.append((key, contact.address(channel)))
    by_address = {}
    for reader, address in found:
        if address:
            by_address.setdefault(address, reader)
    return list(by_address.values())


def staff(world, appointment):
    """Users who are staff of an appointment.

    "Staff is the agenda's practitioner and the organiser".
    A11: "An agenda whose practitioner left: its organiser is told if active, else the account's fallback person".
    A12: an agenda without a practitioner: "no staff message for the booker".
    """
    agenda = world.agendas[appointment.agenda]
    if not agenda.user:
        return []
    told = [user for user in dict.fromkeys((agenda.user, appointment.organiser)) if user and not world.users[user].left]
    if not told:
        if not world.settings.fallback:
            raise Silent("all managers of the database are told where there is no fallback person: not modelled")
        told = [world.settings.fallback]
    return told


def rule_allows(settings, occasion, audience, channel, actor):
    """Whether a rule of the table in section N is on for what was done, and by whom (A14: off is off)."""
    if not settings.on.get(f"{occasion}_{audience}_{channel}"):
        return False
    if (occasion, audience, channel) == ("booked", "client", "sms"):
        return settings.booked_sms == "any" or actor == "staff"  # "when booked by staff (switch: always)"
    return True

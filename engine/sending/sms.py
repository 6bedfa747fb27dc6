"""The channel "sms": the company's provider, whichever it is (G1)."""

from ...tools.gateways import Message, Outcome
from . import native
from .store import Abilities


def send(env, company, mails, seconds):
    """Send SMS, and tell what became of each.

    :param mails: [(reference, E.164 number, appointment.message Message)]
    :param seconds: begin nothing after that time
    :return: [Outcome]. Never raises for a fault of the network or the provider.
    """
    messages = [
        Message(reference, number, message.body, unicode=message.encoding == "ucs2")
        for reference, number, message in mails
    ]
    return hand_over(env, company, messages, seconds)


def hand_over(env, company, messages, seconds):
    """[Outcome] of gateway Messages, through whichever provider the company has."""
    if company.sms_provider != "http":
        return native.send(env, company, messages, seconds)
    gateway = company._appointment_gateway()
    if gateway is None:
        return [Outcome(message.reference, "blocked", "no_provider") for message in messages]
    try:
        return gateway.send(messages, seconds)
    finally:
        gateway.close()


def abilities(company):
    """What can be done about messages in doubt at the company's provider."""
    gateway = company._appointment_gateway() if company.sms_provider == "http" else None
    if gateway is None:
        return Abilities()
    gateway.close()
    return Abilities(gateway.removes_duplicates, gateway.looks_up)


def look_up(company, mails):
    """Ask the provider about messages in doubt.

    :param mails: [(reference, number)]
    :return: [Outcome] of those that it took; the others are as much in doubt as before
    """
    gateway = company._appointment_gateway()
    if gateway is None:
        return []
    try:
        return [outcome for reference, number in mails if (outcome := gateway.look_up(reference, number))]
    finally:
        gateway.close()

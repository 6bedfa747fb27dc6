"""Notifications become messages: the one way from a row to its text."""

from . import email, sms
from .gather import Gatherer

_OF_CHANNEL = {"sms": sms.render, "email": email.render}


def messages(rows):
    """{row id: Message} of ``appointment.notification`` rows (sudo), each in its reader's language."""
    briefs = Gatherer(rows.env).of_rows(rows)
    return {row_id: message(brief) for row_id, brief in briefs.items()}


def message(brief):
    return _OF_CHANNEL[brief.channel](brief)

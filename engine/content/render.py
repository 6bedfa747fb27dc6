"""Notifications become messages: the one way from a row to its text."""

from ..sending.channels import channels
from .gather import Gatherer


def messages(rows):
    """{row id: Message} of ``appointment.notification`` rows (sudo), each in its reader's language."""
    briefs = Gatherer(rows.env).of_rows(rows)
    return {row_id: message(brief) for row_id, brief in briefs.items()}


def message(brief):
    return channels.get(brief.env, brief.channel).render(brief)

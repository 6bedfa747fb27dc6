"""Notifications become messages: the one way from a row to its text."""

import contextlib

import psycopg2

from ..sending.channels import channels
from . import addresses
from .gather import Gatherer


def messages(rows):
    """{row id: Message} of ``appointment.notification`` rows (sudo), each in its reader's language."""
    briefs = Gatherer(rows.env).of_rows(rows)
    made = {row_id: message(brief) for row_id, brief in briefs.items()}
    _keep_organizers(rows.env, [briefs[row_id] for row_id, each in made.items() if each.calendars])
    return made


def message(brief):
    return channels.get(brief.env, brief.channel).render(brief)


def _keep_organizers(env, briefs):
    """From the first calendar file on, a booking keeps its organiser, whatever changes later (T9)."""
    new = {
        each.facts.attendee_id: addresses.organizer_kept(each.business)
        for brief in briefs
        for each in brief.all
        if each.facts.attendee_id and not each.facts.organizer
    }
    if not new:
        return
    # Somebody else may be changing the booking right now: then the next file keeps it, and says the same.
    with contextlib.suppress(psycopg2.errors.SerializationFailure), env.cr.savepoint(flush=False):
        env.cr.execute_values(
            """
            UPDATE calendar_attendee AS attendee SET booking_organizer = v.organizer
              FROM (VALUES %s) AS v (id, organizer)
             WHERE attendee.id = v.id AND attendee.booking_organizer IS NULL
            """,
            list(new.items()),
        )
        env["calendar.attendee"].invalidate_model(["booking_organizer"], flush=False)

"""A client's appointments close to each other get one reminder, naming the first (N9)."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ..words import audiences, occasions, states

GAP = timedelta(hours=2)


class _Reminder(NamedTuple):
    start: object
    stop: object
    id: int
    state: str
    held: bool
    planned_at: object
    sent_at: object

    def speaks_for(self, other):
        """An appointment that was booked, or came, beside one that was reminded already gets its own (N9)."""
        return self.sent_at is None or other.planned_at is None or other.planned_at <= self.sent_at


def find_speakers(env, rows):
    """Which reminders may speak for each of those that are due.

    Chained: less than two hours between the end of one appointment and the start of the next; same company,
    client, recipient and rule. The speaker is the first that is to be sent, or was, about an appointment that
    stands: cancelled or moved ones speak for nobody, and one that went only for those that stood beside it then.

    :return: {row id: ids of the rows that may speak for it, first to last}; the first of a chain is left out
    """
    due = rows.filtered(lambda row: occasions.get(row.trigger).chained and row.audience == audiences.CLIENT and row.event_start)
    if not due:
        return {}
    starts = due.mapped("event_start")
    found = env.execute_query(
        SQL(
            """
            SELECT row.company_id, row.client_id, row.partner_id, row.rule_id,
                   event.start, event.stop, row.id, row.state, row.held, row.planned_at, row.sent_at
              FROM appointment_notification row
              JOIN calendar_event event ON event.id = row.event_id AND event.start = row.event_start
              JOIN calendar_attendee attendee ON attendee.id = row.attendee_id
             WHERE row.client_id = ANY(%s) AND row.trigger = ANY(%s) AND row.audience = 'client'
               AND event.active AND attendee.booking_state = 'confirmed'
               AND event.start BETWEEN %s AND %s
             ORDER BY 1, 2, 3, 4, event.start, row.id
            """,
            due.client_id.ids,
            occasions.chained(),
            min(starts) - timedelta(days=1),
            max(starts) + timedelta(days=1),
        )
    )
    groups = defaultdict(list)
    for row in found:
        groups[row[:4]].append(_Reminder(*row[4:]))
    speakers = {}
    for of_group in groups.values():
        for chain in _chains(of_group):
            speaking = [each for each in chain if each.state in states.GOES and not each.held]
            for place, reminder in enumerate(speaking):
                before = [each.id for each in speaking[:place] if each.speaks_for(reminder)]
                if before:
                    speakers[reminder.id] = before
    return speakers


def _chains(reminders):
    chain, end = [], None
    for reminder in reminders:
        if chain and reminder.start - end >= GAP:
            yield chain
            chain, end = [], None
        chain.append(reminder)
        end = max(end, reminder.stop) if end else reminder.stop
    if chain:
        yield chain

"""After an outage, several overdue reminders of one appointment become one (S2)."""

from ...tools.schedule import GRACE
from ..words import audiences, occasions, states

_ABOUT = ("attendee_id", "partner_id", "event_start")


def with_siblings(rows):
    """``rows`` and the other due reminders of appointments of which one is overdue: in this batch or not."""
    overdue = rows.filtered(_is_overdue)
    if not overdue:
        return rows
    return rows | rows.search(
        [
            ("attendee_id", "in", overdue.attendee_id.ids),
            ("trigger", "in", occasions.names(lambda occasion: occasion.is_reminder)),
            ("audience", "=", audiences.CLIENT),
            ("state", "=", states.PLANNED),
            ("held", "=", False),
            ("send_at", "<=", rows.env.cr.now()),
        ]
    )


def replaced(rows):
    """{overdue reminder: the one that goes in its place}, among reminders that would all be sent.

    The latest due one goes. Two that were due at the same moment on two channels were meant to go together.
    """
    by_appointment = rows.filtered(_is_reminder).grouped(lambda row: tuple(row[name] for name in _ABOUT))
    found = {}
    for reminders in by_appointment.values():
        latest = reminders.sorted(lambda row: (_due(row), row.id))[-1]
        for row in reminders - latest:
            together = _due(row) == _due(latest) and row.channel != latest.channel
            if _is_overdue(row) and not together:
                found[row] = latest
    return found


def _due(row):
    return row.due_at or row.send_at


def _is_overdue(row):
    return _is_reminder(row) and not row.forced and row.env.cr.now() - _due(row) > GRACE


def _is_reminder(row):
    return row.audience == audiences.CLIENT and occasions.get(row.trigger).is_reminder

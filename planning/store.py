"""The one place that writes planned notifications: raw statements, one per batch (F3).

Planning happens inside every booking, so it must cost next to nothing; the ORM's create is three times slower.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from psycopg2.extras import Json

from odoo.tools import SQL

# A message in one of these states has reached its recipient, or may have.
SENT_STATES = ("sending", "sent", "delivered", "in_doubt", "failed")


class Existing(NamedTuple):
    """A stored row, as far as planning needs it."""

    id: int
    attendee_id: int
    rule_id: int
    trigger: str
    audience: str
    channel: str
    partner_id: int
    state: str
    reason: str | None
    send_at: datetime | None
    planned_at: datetime | None
    sent_at: datetime | None
    event_start: datetime
    told_start: datetime | None
    attempts: int


@dataclass(slots=True)
class Planned:
    """A row to write. Times are naive UTC."""

    rule_id: int
    trigger: str
    audience: str
    channel: str
    company_id: int
    agenda_id: int
    event_id: int | None
    attendee_id: int | None
    client_id: int
    partner_id: int
    key: str
    event_start: datetime
    send_at: datetime | None
    planned_at: datetime
    told_start: datetime | None = None
    state: str = "planned"
    reason: str | None = None
    address: str | None = None
    facts: dict | None = None
    merged_into: "Planned | None" = None


_INSERTED = (
    "rule_id", "trigger", "audience", "channel", "company_id", "agenda_id", "event_id", "attendee_id",
    "client_id", "partner_id", "key", "event_start", "send_at", "planned_at", "told_start", "state", "reason",
    "address", "facts",
)  # fmt: skip
_UPDATED = ("send_at", "planned_at", "event_start", "state", "reason", "address")


def read_existing(env, attendee_ids):
    """Rows of client attendees: {attendee id: [Existing, oldest first]}."""
    if not attendee_ids:
        return {}
    env["appointment.notification"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT id, attendee_id, rule_id, trigger, audience, channel, partner_id, state, reason, send_at,
                   planned_at, sent_at, event_start, told_start, attempts
              FROM appointment_notification
             WHERE attendee_id = ANY(%s)
             ORDER BY id
            """,
            list(attendee_ids),
        )
    )
    existing = {}
    for row in rows:
        existing.setdefault(row[1], []).append(Existing(*row))
    return existing


def insert(env, planned):
    """Insert rows; one that stands there already (same live key) is left as it is."""
    if not planned:
        return
    uid, now = env.uid, env.cr.now()
    constant = (False, 0, False, uid, now, uid, now)
    columns = ", ".join((*_INSERTED, "held", "attempts", "is_test", "create_uid", "create_date", "write_uid", "write_date"))
    env.cr.execute_values(
        f"INSERT INTO appointment_notification ({columns}) VALUES %s ON CONFLICT DO NOTHING",
        [(*_values(row, _INSERTED), *constant) for row in planned],
        page_size=1000,
    )
    merged = [(row.key, row.merged_into.key) for row in planned if row.merged_into]
    if merged:
        env.cr.execute_values(
            """
            UPDATE appointment_notification AS row SET merged_into_id = first.id
              FROM (VALUES %s) AS pair (key, first_key), appointment_notification AS first
             WHERE row.key = pair.key AND row.reason = 'merged' AND row.merged_into_id IS NULL
               AND first.key = pair.first_key AND first.state <> 'skipped'
            """,
            merged,
            page_size=1000,
        )


def update(env, changes):
    """Move rows that were not sent yet. ``changes``: [(row id, Planned)]."""
    if not changes:
        return
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET send_at = v.send_at::timestamp, planned_at = v.planned_at::timestamp,
               event_start = v.event_start::timestamp, state = v.state, reason = v.reason, address = v.address,
               write_date = (now() AT TIME ZONE 'UTC')
          FROM (VALUES %s) AS v (id, send_at, planned_at, event_start, state, reason, address)
         WHERE row.id = v.id AND row.state IN ('planned', 'skipped')
        """,
        [(row_id, *_values(row, _UPDATED)) for row_id, row in changes],
        page_size=1000,
    )


def skip(env, reasons):
    """Give up planned rows. ``reasons``: {row id: reason}."""
    if not reasons:
        return
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET state = 'skipped', reason = v.reason, write_date = (now() AT TIME ZONE 'UTC')
          FROM (VALUES %s) AS v (id, reason)
         WHERE row.id = v.id AND row.state = 'planned'
        """,
        list(reasons.items()),
        page_size=1000,
    )


def _values(row, names):
    return [
        Json(value) if isinstance(value, dict) else value for value in (getattr(row, name) for name in names)
    ]

"""The one place that writes planned notifications: raw statements, one per batch (F3).

Planning happens inside every booking, so it must cost next to nothing; the ORM's create is three times slower.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from odoo.tools import SQL
from psycopg2.extras import Json

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
    key: str
    company_id: int
    agenda_id: int
    event_id: int | None
    client_id: int
    address: str | None
    merged_into_id: int | None
    spoken_for: bool

    @property
    def is_waiting(self):
        """Not sent yet, alone or in the message about another appointment (N10)."""
        return not self.attempts and (self.state == "planned" or self.spoken_for)

    def as_planned(self):
        """The row as it stands, to be written again."""
        return Planned(**{name: getattr(self, name) for name in Planned.__slots__ if hasattr(self, name)})


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
    origin: str = "staff"
    state: str = "planned"
    reason: str | None = None
    address: str | None = None
    facts: dict | None = None
    id: int | None = None
    merged_into: "Planned | None" = None


_INSERTED = (
    "rule_id", "trigger", "audience", "channel", "company_id", "agenda_id", "event_id", "attendee_id",
    "client_id", "partner_id", "key", "event_start", "send_at", "planned_at", "told_start", "origin",
    "state", "reason", "address", "facts",
)  # fmt: skip
_UPDATED = ("agenda_id", "send_at", "planned_at", "event_start", "state", "reason", "address")


_READ = SQL(
    """
    SELECT row.id, row.attendee_id, row.rule_id, row.trigger, row.audience, row.channel, row.partner_id,
           row.state, row.reason, row.send_at, row.planned_at, row.sent_at, row.event_start, row.told_start,
           row.attempts, row.key, row.company_id, row.agenda_id, row.event_id, row.client_id, row.address,
           row.merged_into_id, row.reason = 'merged' AND first.state = 'planned' AND NOT first.held AS spoken_for
      FROM appointment_notification row
      LEFT JOIN appointment_notification first ON first.id = row.merged_into_id
    """
)


def read_existing(env, attendee_ids):
    """Rows of client attendees: {attendee id: [Existing, oldest first]}."""
    if not attendee_ids:
        return {}
    env["appointment.notification"].flush_model()
    rows = env.execute_query(SQL("%s WHERE row.attendee_id = ANY(%s) ORDER BY row.id", _READ, list(attendee_ids)))
    existing = {}
    for row in rows:
        existing.setdefault(row[1], []).append(Existing(*row))
    return existing


def read_waiting(env, client_ids, first_ids):
    """Messages about actions that wait, alone or in another's message: [Existing].

    :param client_ids: of these clients (partner ids)
    :param first_ids: and those which were to be said in these messages (row ids), whosever they are
    """
    rows = env.execute_query(
        SQL(
            """
            %s WHERE (row.client_id = ANY(%s) OR row.merged_into_id = ANY(%s)) AND row.trigger = ANY(%s) AND row.attempts = 0
                 AND (row.state = 'planned' AND NOT row.held
                      OR row.reason = 'merged' AND row.state = 'skipped' AND first.state IN ('planned', 'skipped'))
            """,
            _READ,
            list(client_ids),
            list(first_ids),
            ["booked", "pending", "moved", "cancelled"],
        )
    )
    return [Existing(*row) for row in rows]


def insert(env, planned):
    """Insert rows; one that stands there already (same live key) is left as it is."""
    if not planned:
        return
    uid, now = env.uid, env.cr.now()
    constant = {
        "held": False, "forced": False, "attempts": 0, "is_test": False,
        "create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now,
    }  # fmt: skip
    columns = ", ".join((*_INSERTED, *constant))
    inserted = env.cr.execute_values(
        # Column names only, all of them ours
        f"INSERT INTO appointment_notification ({columns}) VALUES %s ON CONFLICT DO NOTHING RETURNING key, id",  # noqa: S608
        [(*_values(row, _INSERTED), *constant.values()) for row in planned],
        page_size=1000,
        fetch=True,
    )
    ids = dict(inserted)
    for row in planned:
        row.id = ids.get(row.key)


def point_to_first(env, planned):
    """Note on merged rows in which message they are said, once all have their ids."""
    pairs = [(row.id, row.merged_into.id) for row in planned if row.merged_into and row.id]
    if pairs:
        env.cr.execute_values(
            """
            UPDATE appointment_notification AS row SET merged_into_id = pair.first_id
              FROM (VALUES %s) AS pair (id, first_id) WHERE row.id = pair.id
            """,
            pairs,
            page_size=1000,
        )


def update(env, changes):
    """Move rows that were not sent yet. ``changes``: [(row id, Planned)]."""
    if not changes:
        return
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET merged_into_id = NULL, agenda_id = v.agenda_id,
               send_at = v.send_at::timestamp, planned_at = v.planned_at::timestamp,
               event_start = v.event_start::timestamp, state = v.state, reason = v.reason, address = v.address,
               write_date = (now() AT TIME ZONE 'UTC')
          FROM (VALUES %s) AS v (id, agenda_id, send_at, planned_at, event_start, state, reason, address)
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


def reopen_merged(env, row_ids):
    """The reminders that these were to speak for get their own after all (N9)."""
    if not row_ids:
        return
    env.cr.execute(
        """
        UPDATE appointment_notification
           SET state = 'planned', reason = NULL, merged_into_id = NULL, send_at = GREATEST(send_at, %(now)s)
         WHERE merged_into_id = ANY(%(ids)s) AND state = 'skipped' AND reason = 'merged' AND trigger = 'reminder'
           AND event_start > %(now)s
        """,
        {"ids": list(row_ids), "now": env.cr.now()},
    )


def reopen_announcements(env, row_ids):
    """What these messages were to say of other appointments, and did not: the first of those to come says it (N10)."""
    if not row_ids:
        return
    env.cr.execute(
        """
        WITH unsaid AS (
            SELECT id, first_value(id) OVER (PARTITION BY merged_into_id ORDER BY event_start, id) AS first_id
              FROM appointment_notification
             WHERE merged_into_id = ANY(%(ids)s) AND state = 'skipped' AND reason = 'merged' AND trigger <> 'reminder'
               AND event_start > %(now)s
        )
        UPDATE appointment_notification AS row
           SET state = CASE WHEN row.id = first_id THEN 'planned' ELSE 'skipped' END,
               reason = CASE WHEN row.id = first_id THEN NULL ELSE 'merged' END,
               merged_into_id = NULLIF(first_id, row.id)
          FROM unsaid WHERE unsaid.id = row.id
        """,
        {"ids": list(row_ids), "now": env.cr.now()},
    )


def _values(row, names):
    return [
        Json(value) if isinstance(value, dict) else value for value in (getattr(row, name) for name in names)
    ]

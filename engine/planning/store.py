"""The one place that writes planned notifications: raw statements, one per batch (F3).

Planning happens inside every booking, so it must cost next to nothing; the ORM's create is three times slower.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from odoo.tools import SQL
from psycopg2.extras import Json

from . import knowledge


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
    told_rest: dict | None
    origin: str
    is_preview: bool
    held: bool
    first_state: str | None  # of the message that says it too, where it was merged into one
    first_reason: str | None
    first_at: datetime | None  # when that one went, or goes

    @property
    def fate(self):
        return knowledge.fate(self.state, self.reason, self.first_state, self.first_reason)

    @property
    def is_waiting(self):
        """Not sent yet, alone or in the message about another appointment (N10)."""
        return not self.attempts and self.fate == knowledge.WAITING

    @property
    def is_aside(self):
        """Tells nobody anything."""
        return self.is_preview

    @property
    def action(self):
        """Rows about the same action have the same."""
        parts = (self.key or "").split(":")
        return parts[4] if len(parts) > 4 else self.key

    def of_attendee(self, attendee_id):
        event, _attendee, rest = self.key.split(":", 2)
        return self._replace(attendee_id=attendee_id, key=f"{event}:{attendee_id}:{rest}")

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
    told_rest: dict | None = None
    origin: str = "staff"
    state: str = "planned"
    reason: str | None = None
    address: str | None = None
    facts: dict | None = None
    id: int | None = None
    merged_into: "Planned | None" = None


_INSERTED = (
    "rule_id", "trigger", "audience", "channel", "company_id", "agenda_id", "event_id", "attendee_id",
    "client_id", "partner_id", "key", "event_start", "send_at", "planned_at", "told_start", "told_rest", "origin",
    "state", "reason", "address", "facts",
)  # fmt: skip
_UPDATED = (
    "agenda_id", "send_at", "planned_at", "event_start", "told_start", "origin", "state", "reason", "address",
)  # fmt: skip


_READ = SQL(
    """
    SELECT row.id, row.attendee_id, row.rule_id, row.trigger, row.audience, row.channel, row.partner_id,
           row.state, row.reason, row.send_at, row.planned_at, row.sent_at, row.event_start, row.told_start,
           row.attempts, row.key, row.company_id, row.agenda_id, row.event_id, row.client_id, row.address,
           row.merged_into_id, row.told_rest, row.origin, COALESCE(row.is_preview, FALSE), row.held,
           first.state, first.reason, COALESCE(first.sent_at, first.send_at)
      FROM appointment_notification row
      LEFT JOIN appointment_notification first ON first.id = row.merged_into_id
    """
)


def read_existing(env, bookings, kept_ids=()):
    """Rows about bookings, whichever attendee they were planned for: {(event id, client id): [Existing, oldest first]}.

    :param bookings: {(event id, client id)}
    :param kept_ids: rows about bookings that have just been deleted with their event
    """
    if not bookings and not kept_ids:
        return {}
    events, clients = zip(*bookings, strict=True) if bookings else ((), ())
    rows = env.execute_query(
        SQL(
            """
            %s WHERE row.id = ANY(%s)
                  OR row.id IN (SELECT told.id FROM unnest(%s, %s) AS booking (event_id, client_id)
                                  JOIN appointment_notification told USING (event_id, client_id))
             ORDER BY row.id
            """,
            _READ, list(kept_ids), list(events), list(clients),
        )
    )  # fmt: skip
    existing = {}
    for row in rows:
        row = Existing(*row)
        event_id = row.event_id or int(row.key.partition(":")[0])
        existing.setdefault((event_id, row.client_id), []).append(row)
    return existing


def take_back(env, attendee_ids):
    """Messages about a client who was taken out of an appointment and put back. ``attendee_ids``: {row id: attendee id}"""
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET attendee_id = v.attendee_id, facts = NULL,
               key = regexp_replace(row.key, '^([0-9]+):[0-9]+:', '\\1:' || v.attendee_id || ':')
          FROM (VALUES %s) AS v (id, attendee_id) WHERE row.id = v.id
        """,
        list(attendee_ids.items()),
        page_size=1000,
    )


def read_waiting(env, client_ids, first_ids, triggers):
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
            list(triggers),
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
               event_start = v.event_start::timestamp, told_start = v.told_start::timestamp, origin = v.origin,
               state = v.state, reason = v.reason, address = v.address,
               write_date = (now() AT TIME ZONE 'UTC')
          FROM (VALUES %s) AS v (
               id, agenda_id, send_at, planned_at, event_start, told_start, origin, state, reason, address)
         WHERE row.id = v.id AND row.state IN ('planned', 'skipped')
        """,
        [(row_id, *_values(row, _UPDATED)) for row_id, row in changes],
        page_size=1000,
    )


def skip(env, reasons):
    """Give up rows that wait, alone or in the message about another appointment. ``reasons``: {row id: reason}."""
    if not reasons:
        return
    # The message that speaks for one of them may be on its way: then this change starts anew, and knows.
    env.cr.execute(
        """
        SELECT first.id FROM appointment_notification first
         WHERE first.id IN (SELECT merged_into_id FROM appointment_notification WHERE id = ANY(%s) AND reason = 'merged')
           FOR NO KEY UPDATE
        """,
        [list(reasons)],
    )
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET state = 'skipped', reason = v.reason, merged_into_id = NULL, write_date = (now() AT TIME ZONE 'UTC')
          FROM (VALUES %s) AS v (id, reason)
         WHERE row.id = v.id AND (row.state = 'planned' OR row.state = 'skipped' AND row.reason = 'merged')
        """,
        list(reasons.items()),
        page_size=1000,
    )


def reopen_merged(env, row_ids):
    """The reminders that these were to speak for get their own after all (N9): when they were due, or at once; of
    those that an appointment has missed, one a channel."""
    if not row_ids:
        return
    env.cr.execute(
        """
        WITH unsaid AS (
            SELECT id, send_at <= %(now)s AS is_missed,
                   first_value(id) OVER (PARTITION BY event_id, partner_id, channel, send_at <= %(now)s
                                         ORDER BY send_at DESC, id DESC) AS latest_id
              FROM appointment_notification
             WHERE merged_into_id = ANY(%(ids)s) AND state = 'skipped' AND reason = 'merged' AND trigger = 'reminder'
               AND event_start > %(now)s
        )
        UPDATE appointment_notification AS row
           SET state = CASE WHEN is_missed AND row.id <> latest_id THEN 'skipped' ELSE 'planned' END,
               reason = CASE WHEN is_missed AND row.id <> latest_id THEN 'caught_up' END,
               merged_into_id = CASE WHEN is_missed AND row.id <> latest_id THEN latest_id END,
               send_at = CASE WHEN row.id = latest_id OR NOT is_missed THEN GREATEST(send_at, %(now)s) ELSE send_at END
          FROM unsaid WHERE unsaid.id = row.id
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

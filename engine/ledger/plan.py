"""What is planned: rows written, moved, given up and taken up again. Raw statements, one per batch (F3).

Planning happens inside every booking, so it must cost next to nothing; the ORM's create is three times slower.
"""

from odoo.tools import SQL

from ..words import occasions
from .row import IDENTITY, INSERTED, MOVED, READ, Existing, values


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
            READ, list(kept_ids), list(events), list(clients),
        )
    )  # fmt: skip
    existing = {}
    for row in rows:
        row = Existing(*row)
        existing.setdefault((row.about_event_id, row.client_id), []).append(row)
    return existing


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
            READ,
            list(client_ids),
            list(first_ids),
            list(triggers),
        )
    )
    return [Existing(*row) for row in rows]


def add(env, planned):
    """Insert rows; one that stands there already, and lives, is left as it is."""
    if not planned:
        return
    uid, now = env.uid, env.cr.now()
    constant = {
        "held": False, "forced": False, "attempts": 0, "is_test": False,
        "create_uid": uid, "create_date": now, "write_uid": uid, "write_date": now,
    }  # fmt: skip
    columns = ", ".join((*INSERTED, *constant))
    inserted = env.cr.execute_values(
        # Column names only, all of them ours
        f"INSERT INTO appointment_notification ({columns}) VALUES %s ON CONFLICT DO NOTHING RETURNING id, {IDENTITY}",  # noqa: S608
        [(*values(row, INSERTED), *constant.values()) for row in planned],
        page_size=1000,
        fetch=True,
    )
    ids = {identity: row_id for row_id, *identity in inserted for identity in [tuple(identity)]}
    for row in planned:
        row.id = ids.get(row.identity)


def merge(env, planned):
    """Note on rows that are said in another's message in which, once all have their ids."""
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


def move(env, changes):
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
        [(row_id, *values(row, MOVED)) for row_id, row in changes],
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


def reopen_reminders(env, row_ids):
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
             WHERE merged_into_id = ANY(%(ids)s) AND state = 'skipped' AND reason = 'merged' AND trigger = ANY(%(chained)s)
               AND event_start > %(now)s
        )
        UPDATE appointment_notification AS row
           SET state = CASE WHEN is_missed AND row.id <> latest_id THEN 'skipped' ELSE 'planned' END,
               reason = CASE WHEN is_missed AND row.id <> latest_id THEN 'caught_up' END,
               merged_into_id = CASE WHEN is_missed AND row.id <> latest_id THEN latest_id END,
               send_at = CASE WHEN row.id = latest_id OR NOT is_missed THEN GREATEST(send_at, %(now)s) ELSE send_at END
          FROM unsaid WHERE unsaid.id = row.id
        """,
        {"ids": list(row_ids), "now": env.cr.now(), "chained": occasions.chained()},
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
             WHERE merged_into_id = ANY(%(ids)s) AND state = 'skipped' AND reason = 'merged' AND trigger <> ALL(%(chained)s)
               AND event_start > %(now)s
        )
        UPDATE appointment_notification AS row
           SET state = CASE WHEN row.id = first_id THEN 'planned' ELSE 'skipped' END,
               reason = CASE WHEN row.id = first_id THEN NULL ELSE 'merged' END,
               merged_into_id = NULLIF(first_id, row.id)
          FROM unsaid WHERE unsaid.id = row.id
        """,
        {"ids": list(row_ids), "now": env.cr.now(), "chained": occasions.chained()},
    )

"""Whose turn it is at one time of an agenda, a practitioner or a room: the database decides, not who read first (P4).

Staff who book share a lock with one another and hold it until they commit; a client who moves has it alone. So whoever
comes second sees what the first one did, if he looks with fresh eyes: a transaction of Odoo's goes on seeing what it
saw at its beginning, so both look through a second one.

- The client is refused where staff have booked meanwhile.
- Staff are told, once, where a client has moved there since their transaction began, which no screen could have warned
  of: saved again, it is booked all the same. The number of the last transaction that moved tells whether to look at
  all: a sequence, because it is seen at once.
"""

from odoo.tools import SQL
from psycopg2.errors import LockNotAvailable

_LAST_MOVE = "appointment_last_move"
_AGENDA, _PRACTITIONER, _RESOURCE = range(0x4150_0001, 0x4150_0004)  # ours among the locks of this database
_PATIENCE = "3s"


def make_sequence(cr):
    cr.execute(SQL("CREATE SEQUENCE IF NOT EXISTS %s", SQL.identifier(_LAST_MOVE)))


def drop_sequence(cr):
    cr.execute(SQL("DROP SEQUENCE IF EXISTS %s", SQL.identifier(_LAST_MOVE)))


def keys(events):
    """[(kind, id)] of what these appointments (sudo) take, in the one order in which all ask for them."""
    found = set()
    for event in events:
        found.add((_AGENDA, event.agenda_id.id))
        found |= {(_PRACTITIONER, user_id) for user_id in (event.agenda_id.user_id or event.user_id).ids}
        found |= {(_RESOURCE, resource_id) for resource_id in event.booked_resource_ids.ids}
    return sorted(found)


def take_for_client(env, wanted):
    """Be alone at these keys until the end of the transaction.

    :return: whether it was to be had: somebody may be importing for minutes
    """
    kinds, ids = zip(*wanted, strict=True)
    try:
        with env.cr.savepoint():
            env.cr.execute(SQL("SET LOCAL lock_timeout = %s", _PATIENCE))
            env.cr.execute(
                "SELECT pg_advisory_xact_lock(kind, id) FROM unnest(%s, %s) AS wanted (kind, id)",
                (list(kinds), list(ids)),
                log_exceptions=False,
            )
            env.cr.execute("SET LOCAL lock_timeout = DEFAULT")
    except LockNotAvailable:
        return False
    env.cr.execute(SQL("SELECT setval(%s, pg_current_xact_id()::text::bigint)", _LAST_MOVE))
    return True


def take_for_staff(env, wanted):
    """Share these keys until the end of the transaction; waits while a client is moving there.

    :return: whether a client may have moved since the transaction began
    """
    kinds, ids = zip(*wanted, strict=True)
    env.cr.execute(
        """
        SELECT CASE WHEN bool_and(pg_try_advisory_xact_lock_shared(kind, id))
                    THEN (SELECT last_value FROM appointment_last_move)
                         >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                    END
          FROM unnest(%s, %s) AS wanted (kind, id)
        """,
        (list(kinds), list(ids)),
    )
    (moved,) = env.cr.fetchone()
    if moved is None:
        env.cr.execute(
            "SELECT pg_advisory_xact_lock_shared(kind, id) FROM unnest(%s, %s) AS wanted (kind, id)",
            (list(kinds), list(ids)),
        )
        return True
    return moved

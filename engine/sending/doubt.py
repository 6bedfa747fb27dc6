"""Messages of which nobody knows whether they were taken (S1), and those that are held no longer (L3)."""

from datetime import timedelta

from odoo.tools import SQL

from . import sms
from .store import Abilities, store_claimed

LEASE = timedelta(minutes=10)  # that long a message may be being handed over
_LOOK_AGAIN = timedelta(minutes=15)
_GIVE_UP = timedelta(days=1)
_AT_ONCE = 200


def settle(env):
    """What a dead dispatcher left behind, and what it is time to ask the provider about.

    An e-mail, and an SMS whose gateway removes duplicates, is planned again under the same reference. Any other
    SMS is in doubt. What was held until now is released: the check that follows says whether it is still of use.

    :return: {company: [(reference, number)]} to look up, with no transaction open
    """
    now = env.cr.now()
    found = env.execute_query(
        SQL(
            """
            SELECT id FROM appointment_notification
             WHERE lease_until < %s AND (state IN ('sending', 'in_doubt') OR state = 'planned' AND held)
             ORDER BY lease_until LIMIT %s
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            now,
            _AT_ONCE,
        )
    )
    rows = env["appointment.notification"].browse(row_id for (row_id,) in found)
    changes, to_look_up = [], {}
    for company, of_company in rows.grouped("company_id").items():
        sms_abilities = sms.abilities(company)
        for row in of_company:
            if row.held:
                changes.append({"id": row.id, "held": False, "reason": None, "lease_until": None})
                continue
            abilities = sms_abilities if row.channel == "sms" else Abilities(resends=True)
            changes.append({"id": row.id, **_settled(row, abilities, now)})
            if changes[-1]["lease_until"]:
                to_look_up.setdefault(company.id, []).append((row.reference, row.address))
    store_claimed(env, changes)
    return to_look_up


def _settled(row, abilities, now):
    handed_over = row.sent_at or row.lease_until - LEASE
    common = {"reason": "unknown_outcome", "doubtful": True, "sent_at": handed_over}
    if abilities.resends:
        return {**common, "state": "planned", "lease_until": None}
    looks = abilities.looks_up and now - (row.due_at or row.send_at) < _GIVE_UP
    return {**common, "state": "in_doubt", "lease_until": now + _LOOK_AGAIN if looks else None}

"""What the dispatcher found out: claimed, handed over, taken, refused, in doubt. One statement per batch, and never a
step backwards: what a provider reported meanwhile stands."""

from ..words import states

_COLUMNS = {
    "state": "varchar", "reason": "varchar", "reason_detail": "varchar", "send_at": "timestamp", "due_at": "timestamp",
    "address": "varchar", "subject": "varchar", "body": "text", "body_html": "text", "encoding": "varchar",
    "credits": "int4", "token_hash": "varchar", "reference": "varchar", "attempts": "int4", "is_test": "bool", "shortened": "bool",
    "lease_until": "timestamp", "sent_at": "timestamp", "provider_ref": "varchar", "merged_into_id": "int4",
    "doubtful": "bool", "token_hash_before": "varchar", "held": "bool", "provider": "varchar", "gateway_id": "int4",
    "price": "numeric", "allowance": "int4", "currency_id": "int4", "provider_credits": "float8",
}  # fmt: skip

# (from, to), of the table of states
_ALLOWED = ", ".join(f"('{state.name}', '{after}')" for state in states.TABLE for after in sorted(state.leads_to))


def store_claimed(env, changes):
    """``changes``: dicts with the row's id and new values; a column that a dict leaves out keeps its value. One statement
    for all that name the same columns."""
    shapes = {}
    for change in changes:
        shapes.setdefault(tuple(name for name in _COLUMNS if name in change), []).append(change)
    now = env.cr.now()
    for names, some in shapes.items():
        assignments = ", ".join(f"{name} = v.{name}::{_COLUMNS[name]}" for name in names)
        may_follow = f"AND (row.state, v.state) IN ({_ALLOWED})" if "state" in names else ""
        env.cr.execute_values(
            f"""
            UPDATE appointment_notification AS row SET {assignments}, write_date = v.write_date::timestamp
              FROM (VALUES %s) AS v (id, write_date, {", ".join(names)}) WHERE row.id = v.id {may_follow}
            """,  # noqa: S608 our own column names, nothing else
            [(change["id"], now, *(change[name] for name in names)) for change in some],
            page_size=1000,
        )
    env["appointment.notification"].invalidate_model(flush=False)


def store_accepted(env, accepted, now, provider):
    """What was taken, in one statement; what was reported meanwhile stands.

    :param accepted: [tools.gateways.Outcome]
    :param provider: (its code, id of the gateway's record or None)
    """
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET state = 'sent', sent_at = COALESCE(row.sent_at, v.sent_at::timestamp), provider_ref = v.provider_ref,
               provider_credits = COALESCE(v.credits::float8, row.provider_credits),
               provider = v.provider, gateway_id = v.gateway_id::int4,
               lease_until = NULL, reason_detail = NULL, write_date = v.sent_at::timestamp,
               reason = CASE WHEN row.reason IN ('fallback', 'late') THEN row.reason END
          FROM (VALUES %s) AS v (reference, provider_ref, credits, sent_at, provider, gateway_id)
         WHERE row.reference = v.reference
           -- or to be repeated under this very reference, since its lease was over before this was known
           AND (row.state IN ('sending', 'in_doubt') OR row.state = 'planned' AND row.doubtful)
        """,
        [(each.reference, each.provider_id or None, each.credits, now, *provider) for each in accepted],
        page_size=1000,
    )
    env["appointment.notification"].invalidate_model(flush=False)


def store_native_ids(env, accepted):
    """Twilio's name for a message, where Odoo's own screens and webhook look for it."""
    pairs = [(each.reference, each.provider_id) for each in accepted if each.provider_id]
    if pairs:
        env.cr.execute_values(
            """
            UPDATE sms_tracker AS tracker SET sms_twilio_sid = pair.sid
              FROM (VALUES %s) AS pair (reference, sid) WHERE tracker.sms_uuid = pair.reference
            """,
            pairs,
            page_size=1000,
        )

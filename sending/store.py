"""Writes what the dispatcher found out: one statement per batch, never a step backwards."""

from datetime import UTC, timedelta

from ..tools import retry
from ..tools.schedule import REPORT_LIMIT

_COLUMNS = {
    "state": "varchar", "reason": "varchar", "reason_detail": "varchar", "send_at": "timestamp",
    "address": "varchar", "subject": "varchar", "body": "text", "body_html": "text", "encoding": "varchar",
    "credits": "int4", "token_hash": "varchar", "reference": "varchar", "attempts": "int4", "is_test": "bool",
    "lease_until": "timestamp", "sent_at": "timestamp", "provider_ref": "varchar",
}  # fmt: skip
# A message about what is over may be tried for a day; any other until the appointment starts (S2).
_TRIED_FOR_A_DAY = ("no_show", "done", "review", "birthday", "custom")


def store_claimed(env, changes):
    """``changes``: dicts with the row's id and new values; a column that a dict leaves out keeps its value."""
    if not changes:
        return
    columns = list(_COLUMNS)
    assignments = ", ".join(
        f"{name} = CASE WHEN v.{name}_given THEN v.{name}::{kind} ELSE row.{name} END" for name, kind in _COLUMNS.items()
    )
    names = ", ".join(f"{name}_given, {name}" for name in columns)
    env.cr.execute_values(
        f"""
        UPDATE appointment_notification AS row
           SET {assignments}, write_date = (now() AT TIME ZONE 'UTC')
          FROM (VALUES %s) AS v (id, {names})
         WHERE row.id = v.id
        """,
        [
            (change["id"], *(part for name in columns for part in (name in change, change.get(name))))
            for change in changes
        ],
        page_size=500,
    )
    env["appointment.notification"].invalidate_model(flush=False)


def store_outcomes(env, outcomes):
    """What became of the messages that were handed over.

    :param outcomes: [tools.gateways.Outcome]
    """
    by_reference = {outcome.reference: outcome for outcome in outcomes}
    rows = env["appointment.notification"].search(
        [("reference", "in", list(by_reference)), ("state", "in", ("sending", "in_doubt"))]
    )
    now = env.cr.now()
    store_claimed(env, [{"id": row.id, **_result(row, by_reference[row.reference], now)} for row in rows])


def _result(row, outcome, now):
    values = {"lease_until": None, "reason_detail": outcome.detail or None}
    if outcome.state == "accepted":
        return {**values, "state": "sent", "sent_at": now, "provider_ref": outcome.provider_id or None}
    if outcome.state == "refused":
        return {**values, "state": "failed", "reason": _REASONS.get(outcome.reason, "rejected")}
    if outcome.state == "unknown" and row.channel == "sms":
        return {**values, "state": "in_doubt", "reason": "unknown_outcome"}
    # Known unsent, an account that a person must see to, or an e-mail in doubt: it is tried again.
    limit = row.event_start if row.trigger not in _TRIED_FOR_A_DAY else row.send_at + REPORT_LIMIT
    again = retry.next_try(
        outcome.reason,
        row.attempts,
        now.replace(tzinfo=UTC),
        limit.replace(tzinfo=UTC),
        retry_after=outcome.retry_after,
    )
    reason = _REASONS.get(outcome.reason, "unreachable")
    if again is None:
        return {**values, "state": "failed", "reason": reason}
    return {**values, "state": "planned", "reason": reason, "send_at": again.astimezone(UTC).replace(tzinfo=None)}


# The gateways' machine codes in the log's words
_REASONS = {
    "invalid_number": "invalid_number",
    "blacklisted": "blacklisted",
    "auth": "auth",
    "forbidden": "auth",
    "credit": "credit",
    "rate": "rate",
    "config": "no_provider",
    "private": "no_provider",
    "redirect": "no_provider",
    "no_provider": "no_provider",
    "invalid_email": "invalid_email",
    "rejected": "rejected",
    "unsendable": "rejected",
}

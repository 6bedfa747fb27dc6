"""Writes what the dispatcher found out: one statement per batch, never a step backwards."""

from datetime import UTC, timedelta

from ..planning.store import reopen_merged
from ..tools import retry
from ..tools.schedule import REPORT_LIMIT

_COLUMNS = {
    "state": "varchar", "reason": "varchar", "reason_detail": "varchar", "send_at": "timestamp", "due_at": "timestamp",
    "address": "varchar", "subject": "varchar", "body": "text", "body_html": "text", "encoding": "varchar",
    "credits": "int4", "token_hash": "varchar", "reference": "varchar", "attempts": "int4", "is_test": "bool", "shortened": "bool",
    "lease_until": "timestamp", "sent_at": "timestamp", "provider_ref": "varchar", "merged_into_id": "int4",
}  # fmt: skip
# A message about what is over may be tried for a day; any other until the appointment starts (S2).
_TRIED_FOR_A_DAY = ("no_show", "done", "review", "custom")


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
    changes = [{"id": row.id, **_result(row, by_reference[row.reference], now)} for row in rows]
    store_claimed(env, changes)
    reopen_merged(env, [change["id"] for change in changes if change["state"] == "failed"])


def _result(row, outcome, now):
    values = {"lease_until": None, "reason_detail": outcome.detail or None}
    if outcome.state == "accepted":
        return {**values, "state": "sent", "sent_at": now, "provider_ref": outcome.provider_id or None}
    if outcome.state == "refused":
        return {**values, "state": "failed", "reason": _REASONS.get(outcome.reason, "rejected")}
    if outcome.state == "unknown" and row.channel == "sms":
        return {**values, "state": "in_doubt", "reason": "unknown_outcome"}
    # Known unsent, an account that a person must see to, or an e-mail in doubt: it is tried again.
    due_at = row.due_at or row.send_at
    limit = due_at + REPORT_LIMIT if row.trigger in _TRIED_FOR_A_DAY or not row.event_start else row.event_start
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
    send_at = again.astimezone(UTC).replace(tzinfo=None)
    return {**values, "state": "planned", "reason": reason, "send_at": send_at, "due_at": due_at}


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

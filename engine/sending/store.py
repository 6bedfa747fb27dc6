"""Writes what the dispatcher found out: one statement per batch, never a step backwards."""

from datetime import UTC, timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ...tools import retry
from ...tools.schedule import REPORT_LIMIT
from ..planning.store import reopen_merged
from .fallback import fall_back

_COLUMNS = {
    "state": "varchar", "reason": "varchar", "reason_detail": "varchar", "send_at": "timestamp", "due_at": "timestamp",
    "address": "varchar", "subject": "varchar", "body": "text", "body_html": "text", "encoding": "varchar",
    "credits": "int4", "token_hash": "varchar", "reference": "varchar", "attempts": "int4", "is_test": "bool", "shortened": "bool",
    "lease_until": "timestamp", "sent_at": "timestamp", "provider_ref": "varchar", "merged_into_id": "int4",
    "doubtful": "bool", "token_hash_before": "varchar", "held": "bool",
    "price": "numeric", "allowance": "int4", "currency_id": "int4", "provider": "varchar", "provider_credits": "float8",
}  # fmt: skip
# A message about what is over may be tried for a day; any other until the appointment starts (S2).
_TRIED_FOR_A_DAY = ("no_show", "done", "review", "custom")
# When a provider is first asked what became of a message in doubt
FIRST_LOOK = timedelta(minutes=2)


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
        """,  # noqa: S608 our own column names, nothing else
        [
            (change["id"], *(part for name in columns for part in (name in change, change.get(name))))
            for change in changes
        ],
        page_size=500,
    )
    env["appointment.notification"].invalidate_model(flush=False)


class Abilities(NamedTuple):
    """What can be done about a message of which nobody knows whether it was taken (S1)."""

    resends: bool = False  # a repeated reference is taken once: it may be sent again
    looks_up: bool = False  # the provider can be asked


def store_outcomes(env, outcomes, abilities):
    """What became of the messages that were handed over; what was reported meanwhile stands.

    :param outcomes: [tools.gateways.Outcome]
    """
    by_reference = {outcome.reference: outcome for outcome in outcomes}
    rows = env["appointment.notification"].search(
        [("reference", "in", list(by_reference)), ("state", "in", ("sending", "in_doubt"))]
    )
    now = env.cr.now()
    changes = [{"id": row.id, **_result(row, by_reference[row.reference], now, abilities)} for row in rows]
    store_claimed(env, changes)
    _store_native_ids(env, outcomes)
    failed = [change["id"] for change in changes if change["state"] == "failed"]
    if failed:
        reopen_merged(env, failed)
        fall_back(rows.browse(failed))


def _result(row, outcome, now, abilities):
    values = {"lease_until": None, "reason_detail": outcome.detail or None}
    if not outcome.tried:
        # Held back because of an earlier one: it keeps its turn, and is no attempt.
        reason = "unknown_outcome" if row.doubtful else reason_of(outcome.reason)
        return {**values, "state": "planned", "reason": reason, "attempts": row.attempts - 1}
    if outcome.state == "accepted":
        taken = {"sent_at": row.sent_at or now, "provider_ref": outcome.provider_id or None}
        if outcome.credits is not None:
            taken["provider_credits"] = outcome.credits
        return {**values, **taken, "state": "sent"}
    if outcome.state == "refused":
        return {**values, "state": "failed", "reason": _REASONS.get(outcome.reason, "rejected"), "sent_at": None}
    if outcome.state == "unknown":
        # Perhaps taken: it counts as handed over from now on (G4).
        values |= {"doubtful": True, "sent_at": row.sent_at or now}
        if not abilities.resends:
            look_at = now + FIRST_LOOK if abilities.looks_up else None
            return {**values, "state": "in_doubt", "reason": "unknown_outcome", "lease_until": look_at}
    return values | _tried_again(row, outcome, now, values.get("doubtful", row.doubtful))


def _tried_again(row, outcome, now, doubtful):
    """Known unsent, an account that a person must see to, or in doubt where a repetition does no harm."""
    due_at = row.due_at or row.send_at
    limit = due_at + REPORT_LIMIT if row.trigger in _TRIED_FOR_A_DAY or not row.event_start else row.event_start
    again = retry.next_try(
        outcome.reason,
        row.attempts,
        now.replace(tzinfo=UTC),
        limit.replace(tzinfo=UTC),
        retry_after=outcome.retry_after,
    )
    reason = "unknown_outcome" if doubtful else reason_of(outcome.reason)
    if again is None:
        return {"state": "in_doubt" if doubtful else "failed", "reason": reason}
    send_at = again.astimezone(UTC).replace(tzinfo=None)
    return {"state": "planned", "reason": reason, "send_at": send_at, "due_at": due_at}


def _store_native_ids(env, outcomes):
    """Twilio's name for a message, where Odoo's own screens and webhook look for it."""
    pairs = [(outcome.reference, outcome.provider_id) for outcome in outcomes if outcome.provider_id]
    if pairs:
        env.execute_query(
            SQL(
                """
                UPDATE sms_tracker AS tracker SET sms_twilio_sid = pair.sid
                  FROM unnest(%s, %s) AS pair (reference, sid)
                 WHERE tracker.sms_uuid = pair.reference
             RETURNING tracker.id
                """,
                [reference for reference, _sid in pairs],
                [sid for _reference, sid in pairs],
            )
        )


# The gateways' machine codes in the log's words
_REASONS = {
    "invalid_number": "invalid_number",
    "blacklisted": "blacklisted",
    "auth": "auth",
    "forbidden": "auth",
    "credit": "credit",
    "rate": "rate",
    "busy": "rate",
    "config": "no_provider",
    "private": "no_provider",
    "redirect": "no_provider",
    "no_provider": "no_provider",
    "invalid_email": "invalid_email",
    "rejected": "rejected",
    "unsendable": "rejected",
}


def reason_of(code):
    """The log's reason of a gateway's machine code."""
    return _REASONS.get(code, "unreachable")

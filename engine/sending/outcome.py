"""What became of messages that were handed over: retry, doubt, fallback; never a step backwards (S1)."""

import logging
from datetime import UTC, timedelta

import psycopg2

from ...tools import retry
from ...tools.gateways import OF_ACCOUNT
from ...tools.schedule import REPORT_LIMIT
from ..ledger.plan import reopen_reminders
from ..ledger.results import store_accepted, store_claimed, store_native_ids
from ..words import occasions, reasons, states
from .apart import each_apart
from .fallback import fall_back

_logger = logging.getLogger(__name__)

# When a provider is first asked what became of a message in doubt
_FIRST_LOOK = timedelta(minutes=2)
_WHILE_WAITING = timedelta(minutes=15)
_AT_ONCE = 3  # attempts after which the second provider is not asked without a pause


def store_outcomes(env, outcomes, line=None, has_second=False):
    """Store what became of each; one that cannot be stored harms itself alone (S3).

    :param outcomes: [tools.gateways.Outcome]
    :param line: over which they went
    :param has_second: another provider takes over at once what surely was not sent (G7)
    """
    provider = (line.provider or None, line.gateway_id or None) if line else (None, None)
    accepted = [outcome for outcome in outcomes if outcome.state == "accepted"]
    try:
        with env.cr.savepoint(flush=False):
            _store_accepted(env, accepted, provider)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except Exception:
        _logger.warning("Results of a batch cannot be stored: one by one.", exc_info=True)
        for outcome in accepted:
            _store_alone(env, outcome, provider)
    _store_others(env, [outcome for outcome in outcomes if outcome.state != "accepted"], provider, line, has_second)


def _store_accepted(env, accepted, provider):
    if accepted:
        store_accepted(env, accepted, env.cr.now(), provider)
        if provider[0] == "twilio":
            store_native_ids(env, accepted)


def _store_alone(env, outcome, provider):
    """It was taken: that much is stored, whatever else the provider said."""
    try:
        with env.cr.savepoint(flush=False):
            _store_accepted(env, [outcome], provider)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except Exception as error:
        _logger.warning("The result of %s cannot be stored.", outcome.reference, exc_info=True)
        rows = _waiting(env, [outcome])
        store_claimed(env, [{
            "id": row.id, "state": "sent", "sent_at": env.cr.now(), "lease_until": None, "reason": "error",
            "reason_detail": type(error).__name__,
        } for row in rows])  # fmt: skip


def _store_others(env, outcomes, provider, line, has_second):
    if not outcomes:
        return
    by_reference = {outcome.reference: outcome for outcome in outcomes}
    rows, now = _waiting(env, outcomes), env.cr.now()

    def change(some):
        return {
            row.id: {"id": row.id, "provider": provider[0], "gateway_id": provider[1],
                     **_result(row, by_reference[row.reference], now, line, has_second)}
            for row in some
        }  # fmt: skip

    def store(some):
        changes = change(some)
        store_claimed(env, list(changes.values()))
        return changes

    changes, faults = each_apart(env, rows, store)
    store_claimed(env, [_in_doubt(row_id, error) for row_id, error in faults.items()])
    failed = [row_id for row_id, values in changes.items() if values["state"] == states.FAILED]
    if failed:
        reopen_reminders(env, failed)
        each_apart(env, rows.browse(failed), lambda some: fall_back(some) or {})


def _waiting(env, outcomes):
    """What was reported meanwhile stands: only rows whose fate is open."""
    references = [outcome.reference for outcome in outcomes]
    return env["appointment.notification"].search(
        [("reference", "in", references), ("state", "in", states.UNSETTLED)]
    )


def _in_doubt(row_id, error):
    return {"id": row_id, "state": "in_doubt", "reason": "error", "reason_detail": error, "lease_until": None}


def _result(row, outcome, now, line, has_second):
    values = {"lease_until": None, "reason_detail": outcome.detail or None}
    if not outcome.tried:
        # Held back because of an earlier one: it keeps its turn, and is no attempt.
        reason = "unknown_outcome" if row.doubtful else reasons.of_code(outcome.reason)
        return {**values, "state": "planned", "reason": reason, "attempts": row.attempts - 1}
    if outcome.state == "refused":
        return {**values, "state": "failed", "reason": reasons.of_code(outcome.reason), "sent_at": None}
    if outcome.state == "unknown":
        # Perhaps taken: it counts as handed over from now on (G4).
        values |= {"doubtful": True, "sent_at": row.sent_at or now}
        if not (line and line.resends):
            look_at = now + _FIRST_LOOK if line and line.looks_up else None
            return {**values, "state": "in_doubt", "reason": "unknown_outcome", "lease_until": look_at}
    doubtful = values.get("doubtful", row.doubtful)
    if has_second and outcome.is_about_channel and not doubtful and row.attempts <= _AT_ONCE:
        return {**values, "state": "planned", "reason": reasons.of_code(outcome.reason)}
    return values | _tried_again(row, outcome, now, doubtful)


def _tried_again(row, outcome, now, doubtful):
    """Known unsent, an account that a person must see to, or in doubt where a repetition does no harm."""
    due_at = row.due_at or row.send_at
    tried_for_a_day = occasions.get(row.trigger).tried_for_a_day or not row.event_start
    limit = due_at + REPORT_LIMIT if tried_for_a_day else row.event_start
    again = retry.next_try(
        outcome.reason,
        row.attempts,
        now.replace(tzinfo=UTC),
        limit.replace(tzinfo=UTC),
        retry_after=outcome.retry_after,
    )
    reason = "unknown_outcome" if doubtful else reasons.of_code(outcome.reason)
    if again is None and outcome.reason in OF_ACCOUNT:
        # Nobody's message fails for the account's fault: it waits, and expires if nobody puts it right (G6).
        again = (now + _WHILE_WAITING).replace(tzinfo=UTC)
    if again is None:
        return {"state": "in_doubt" if doubtful else "failed", "reason": reason}
    send_at = again.astimezone(UTC).replace(tzinfo=None)
    return {"state": "planned", "reason": reason, "send_at": send_at, "due_at": due_at}

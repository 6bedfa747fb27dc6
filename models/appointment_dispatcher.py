import logging
import time
import uuid
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ..sending import email, sms
from ..sending.check import DispatchCheck
from ..sending.store import store_claimed, store_outcomes

_logger = logging.getLogger(__name__)

BATCH_SIZE = 200
RUN_SECONDS = 30  # the prefork watchdog kills a cron worker after 50 to 60 s
LEASE = timedelta(minutes=10)
CLAIM_TRIES = 5


class AppointmentDispatcher(models.AbstractModel):
    """Sends what is due (S1). Each batch lives in transactions of its own:

    claim and re-check, render, mark ``sending`` with a lease and our reference, commit; call the provider with
    no transaction open; store what became of each message in another transaction. A kill at any moment leaves
    rows that are planned, or ``sending`` and after the lease in doubt; never a message sent and forgotten.
    """

    _name = "appointment.dispatcher"
    _description = "Sends due appointment notifications"

    def _run(self, limit=None, seconds=None):
        """Send what is due.

        :param limit: at most that many messages
        :param seconds: begin no further batch after that time
        :return: how many messages were handled
        """
        stop_at = time.monotonic() + seconds if seconds is not None else None
        self._settle_expired_leases()
        handled = 0
        while limit is None or handled < limit:
            size = BATCH_SIZE if limit is None else min(BATCH_SIZE, limit - handled)
            count = self._run_batch(size)
            handled += count
            if count < size or (stop_at is not None and time.monotonic() > stop_at):
                break
        return handled

    def _cron_run(self):
        """One run of the scheduled action: about 30 s of work, then the cron calls again if more is due."""
        left = self.env["ir.cron"]._commit_progress(remaining=1)
        handled = self._run(seconds=min(RUN_SECONDS, left))
        more = self.env["appointment.notification"].search_count(
            [("state", "=", "planned"), ("held", "=", False), ("send_at", "<=", self.env.cr.now())], limit=1
        )
        self.env["ir.cron"]._commit_progress(handled, remaining=more)

    def _own_transaction(self):
        return self.env.registry.cursor()

    def _run_batch(self, size):
        with self._own_transaction() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ids = self._claim(env, size)
            if not ids:
                return 0
            outbox = self._prepare(env, ids)
        self._send(outbox)
        return len(ids)

    def _claim(self, env, size):
        """Lock the oldest due rows that no other dispatcher has. PostgreSQL may refuse under REPEATABLE READ."""
        for attempt in range(CLAIM_TRIES):
            now = env.cr.now()
            try:
                rows = env.execute_query(
                    SQL(
                        """
                        SELECT id FROM appointment_notification
                         WHERE state = 'planned' AND NOT held AND send_at <= %s
                         ORDER BY send_at, id
                         LIMIT %s
                           FOR NO KEY UPDATE SKIP LOCKED
                        """,
                        now,
                        size,
                    )
                )
                return [row_id for (row_id,) in rows]
            except psycopg2.errors.SerializationFailure:
                env.cr.rollback()
                if attempt + 1 == CLAIM_TRIES:
                    _logger.info("Another dispatcher is at work: leaving the due messages to it.")
        return []

    def _prepare(self, env, ids):
        """Re-check and render claimed rows, and store what is to be sent.

        :return: [(company id, channel, [(reference, row id, Message, address)])]
        """
        rows = env["appointment.notification"].browse(ids)
        check = DispatchCheck(env, rows)
        verdicts = {row.id: check.verdict(row) for row in rows}
        to_send = rows.filtered(lambda row: verdicts[row.id].state == "send")
        messages = self._render_each(env, to_send, verdicts)
        now = env.cr.now()
        changes, outbox = [], {}
        for row in rows:
            verdict, message = verdicts[row.id], messages.get(row.id)
            if message is None:
                changes.append({"id": row.id, **verdict.values(row)})
                continue
            live = row.company_id.appointment_live
            # An e-mail in doubt is repeated under the same Message-ID, so the reference stays (S1).
            reference = row.reference or uuid.uuid4().hex
            changes.append(
                {
                    "id": row.id,
                    "state": "sending" if live else "sent",
                    "reason": "late" if verdict.late else None,
                    "address": verdict.address,
                    "subject": message.subject or None,
                    "body": message.masked if live else message.body,
                    "body_html": (message.masked_html if live else message.html) or None,
                    "encoding": message.encoding,
                    "credits": message.credits,
                    "shortened": message.shortened,
                    "token_hash": message.token_hash,
                    "reference": reference,
                    "attempts": row.attempts + 1,
                    "is_test": not live,
                    "lease_until": now + LEASE if live else None,
                    "sent_at": None if live else now,
                }
            )
            if live:
                mails = outbox.setdefault((row.company_id.id, row.channel), [])
                mails.append((reference, verdict.address, message))
        store_claimed(env, changes)
        return outbox

    def _render_each(self, env, rows, verdicts):
        """{row id: Message}; one that cannot be made fails alone, with its reason (S3)."""
        renderer = env["appointment.message"]
        try:
            with env.cr.savepoint(flush=False):
                return renderer._render(rows)
        except Exception:
            _logger.info("A message of a batch cannot be made: rendering one by one.", exc_info=True)
        messages = {}
        for row in rows:
            try:
                with env.cr.savepoint(flush=False):
                    messages.update(renderer._render(row))
            except Exception as error:
                _logger.info("Notification %s cannot be made.", row.id, exc_info=True)
                verdicts[row.id] = verdicts[row.id].failed("render_error", str(error)[:200])
        return messages

    def _send(self, outbox):
        """Hand messages to their channels, with no transaction open, and store what became of each."""
        for (company_id, channel), mails in outbox.items():
            sender = sms if channel == "sms" else email
            with self._own_transaction() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                company = env["res.company"].browse(company_id)
                try:
                    outcomes = sender.send(env, company.with_company(company), mails)
                finally:
                    # What the senders read must not be written back, nor kept in a transaction.
                    cr.rollback()
            self._store(outcomes)

    def _store(self, outcomes):
        for attempt in range(CLAIM_TRIES):
            try:
                with self._own_transaction() as cr:
                    store_outcomes(api.Environment(cr, SUPERUSER_ID, {}), outcomes)
                return
            except psycopg2.errors.SerializationFailure:
                if attempt + 1 == CLAIM_TRIES:
                    raise

    def _settle_expired_leases(self):
        """What a dead dispatcher left behind: an SMS is in doubt, an e-mail is repeated (S1)."""
        with self._own_transaction() as cr:
            now = cr.now()
            cr.execute(
                """
                WITH dead AS (
                    SELECT id FROM appointment_notification
                     WHERE state = 'sending' AND lease_until < %s
                       FOR NO KEY UPDATE SKIP LOCKED
                )
                UPDATE appointment_notification AS row
                   SET state = CASE WHEN channel = 'email' THEN 'planned' ELSE 'in_doubt' END,
                       reason = 'unknown_outcome', lease_until = NULL, write_date = %s
                  FROM dead WHERE dead.id = row.id
                """,
                [now, now],
            )

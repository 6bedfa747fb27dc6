import logging
import time
import uuid

import psycopg2
from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from ...engine.content import render
from ...engine.planning.store import reopen_announcements, reopen_merged
from ...engine.sending import cap, doubt, email, sms
from ...engine.sending.check import DispatchCheck
from ...engine.sending.store import Abilities, reason_of, store_claimed, store_outcomes

_logger = logging.getLogger(__name__)

BATCH_SIZE = 200
AT_ONCE = {"sms": 200, "email": 50}  # handed over before results are stored: after a kill, so many may be repeated
RUN_SECONDS = 25  # the prefork watchdog kills a cron worker after 50 to 60 s
BATCH_SECONDS = 30  # a batch that takes longer is cut short
LEAST_SECONDS = 5
CLAIM_TRIES = 5
# Not sent for one of these, a message leaves unsaid what it was to say of other appointments (N9, N10).
_LEAVES_UNSAID = ("expired", "cancelled", "moved", "over", "superseded", "email_first", "render_error")
STORE_TRIES = 30  # what is known is not lost because PostgreSQL restarts


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
        self._settle_doubt()
        handled = 0
        while limit is None or handled < limit:
            size = BATCH_SIZE if limit is None else min(BATCH_SIZE, limit - handled)
            count = self._run_batch(size, stop_at)
            handled += count
            if count < size or (stop_at is not None and time.monotonic() > stop_at):
                break
        self._in_transaction(lambda env: env["appointment.heartbeat"]._beat(handled))
        return handled

    def _cron_run(self):
        """One run of the scheduled action: about 30 s of work, then the cron calls again if more is due."""
        left = self.env["ir.cron"]._commit_progress(remaining=1)
        handled = self._run(seconds=min(RUN_SECONDS, left))
        # What waits for a stopped provider is due as well: after a run without work there is nothing to hurry for.
        more = handled and self.env["appointment.notification"].search_count(
            [("state", "=", "planned"), ("held", "=", False), ("send_at", "<=", self.env.cr.now())], limit=1
        )
        self.env["ir.cron"]._commit_progress(handled, remaining=more)

    def _own_transaction(self):
        return self.env.registry.cursor()

    def _in_transaction(self, work, tries=CLAIM_TRIES):
        """``work(env)`` in a transaction of its own, again where PostgreSQL refuses it or is being restarted."""
        for attempt in range(tries):
            try:
                with self._own_transaction() as cr:
                    return work(api.Environment(cr, SUPERUSER_ID, {}))
            except psycopg2.errors.SerializationFailure:
                if attempt + 1 == tries:
                    raise
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                if attempt + 1 == tries:
                    raise
                time.sleep(1)
        return None

    def _run_batch(self, size, stop_at):
        with self._own_transaction() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ids = self._claim(env, size)
            if not ids:
                return 0
            outbox = self._prepare(env, ids)
        for (company_id, channel), mails in outbox.items():
            for start in range(0, len(mails), AT_ONCE[channel]):
                left = BATCH_SECONDS if stop_at is None else max(LEAST_SECONDS, stop_at - time.monotonic())
                self._send(company_id, channel, mails[start : start + AT_ONCE[channel]], min(left, BATCH_SECONDS))
        return len(ids)

    def _claim(self, env, size):
        """Lock the oldest due rows that no other dispatcher has, and whose provider is not stopped.

        PostgreSQL may refuse under REPEATABLE READ. NOT IN, as it leaves the rows in the index's order: with
        NOT EXISTS, 100,000 due ones would be sorted for each batch.
        """
        for attempt in range(CLAIM_TRIES):
            now = env.cr.now()
            try:
                rows = env.execute_query(
                    SQL(
                        """
                        SELECT row.id FROM appointment_notification AS row
                         WHERE row.state = 'planned' AND NOT row.held AND row.send_at <= %(now)s
                           AND (row.company_id, row.channel) NOT IN (
                               SELECT company_id, channel FROM appointment_channel_state
                                WHERE stopped_until > %(now)s)
                           AND row.company_id NOT IN ( -- a copied database sends nothing (S8)
                               SELECT id FROM res_company
                                WHERE appointment_live
                                  AND appointment_live_in IS DISTINCT FROM current_database() || '/' || (
                                      SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'))
                         ORDER BY row.send_at, row.id
                         LIMIT %(size)s
                           FOR NO KEY UPDATE OF row SKIP LOCKED
                        """,
                        now=now,
                        size=size,
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
        verdicts = DispatchCheck(env, rows).verdicts
        to_send = rows.filtered(lambda row: verdicts[row.id].state == "send")
        messages = self._render_each(env, to_send, verdicts)
        held = cap.hold_back(env, to_send, messages)
        now = env.cr.now()
        changes, outbox = [], {}
        for row in rows:
            verdict, message = verdicts[row.id], messages.get(row.id)
            if message is None:
                changes.append({"id": row.id, **verdict.values(row)})
                continue
            if row.id in held:
                changes.append({"id": row.id, "held": True, "reason": "cap", "lease_until": held[row.id]})
                continue
            live = row.company_id.appointment_live
            # What is in doubt is repeated under the same reference, so that it is taken once (S1). Any other attempt
            # has its own: the result of the last one, stored late, must not be taken for this one's.
            reference = (row.doubtful and row.reference) or uuid.uuid4().hex
            late = "late" if verdict.late else None
            changes.append(
                {
                    "id": row.id,
                    "state": "sending" if live else "sent",
                    "reason": "fallback" if row.fallback_of_id else late,
                    "reason_detail": None,
                    "address": verdict.address,
                    "subject": message.subject or None,
                    "body": message.masked if live else message.body,
                    "body_html": (message.masked_html if live else message.html) or None,
                    "encoding": message.encoding,
                    "credits": message.credits,
                    "shortened": message.shortened,
                    "token_hash": message.token_hash,
                    # Perhaps it is the first one that arrives: its link must open as well.
                    "token_hash_before": (row.doubtful and row.token_hash) or None,
                    "reference": reference,
                    "attempts": row.attempts + 1,
                    "is_test": not live,
                    "lease_until": now + doubt.LEASE if live else None,
                    "sent_at": None if live else now,
                    **cap.of_the_day(row),
                }
            )
            if live:
                mails = outbox.setdefault((row.company_id.id, row.channel), [])
                mails.append((reference, verdict.address, message))
        store_claimed(env, changes)
        silent = [change["id"] for change in changes if change["reason"] in _LEAVES_UNSAID]
        reopen_merged(env, silent)
        reopen_announcements(env, silent)
        self._prepare_trackers(env, outbox)
        return outbox

    def _prepare_trackers(self, env, outbox):
        """Where IAP and Twilio leave their reports: there before the first of them can come."""
        references = [
            reference
            for (company_id, channel), mails in outbox.items()
            if channel == "sms" and env["res.company"].browse(company_id).sms_provider != "http"
            for reference, _number, _message in mails
        ]
        if references:
            env.cr.execute(
                """
                INSERT INTO sms_tracker (sms_uuid, create_uid, write_uid, create_date, write_date)
                SELECT reference, %s, %s, %s, %s FROM unnest(%s) AS reference ON CONFLICT DO NOTHING
                """,
                [env.uid, env.uid, env.cr.now(), env.cr.now(), references],
            )

    def _render_each(self, env, rows, verdicts):
        """{row id: Message}; one that cannot be made fails alone, with its reason (S3)."""
        try:
            with env.cr.savepoint(flush=False):
                return render.messages(rows)
        except Exception:
            _logger.info("A message of a batch cannot be made: rendering one by one.", exc_info=True)
        messages = {}
        for row in rows:
            try:
                with env.cr.savepoint(flush=False):
                    messages.update(render.messages(row))
            except Exception as error:
                _logger.info("Notification %s cannot be made.", row.id, exc_info=True)
                verdicts[row.id] = verdicts[row.id].failed("render_error", str(error)[:200])
        return messages

    def _send(self, company_id, channel, mails, seconds):
        """Hand messages to their channel, with no transaction open, and store what became of each."""
        sender = sms if channel == "sms" else email
        with self._own_transaction() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            company = env["res.company"].browse(company_id)
            company = company.with_company(company)
            try:
                abilities = sms.abilities(company) if channel == "sms" else Abilities(resends=True)
                outcomes = sender.send(env, company, mails, seconds)
            except Exception:  # ours: the leases run out, and the other channels go on (S3)
                _logger.exception("Appointment notifications by %s cannot be handed over.", channel)
                return
            finally:
                # What the senders read must not be written back, nor kept in a transaction.
                cr.rollback()
        self._in_transaction(lambda env: store_outcomes(env, outcomes, abilities), STORE_TRIES)
        self._note(company_id, channel, outcomes)

    def _note(self, company_id, channel, outcomes):
        """In a transaction of its own: results never wait for the state that all dispatchers write."""

        def note(env):
            company = env["res.company"].browse(company_id)
            env["appointment.channel.state"]._note(company, channel, outcomes, reason_of)

        try:
            self._in_transaction(note)
        except psycopg2.Error:
            _logger.info("Another dispatcher notes the state of the provider.", exc_info=True)

    def _settle_doubt(self):
        """What a dead dispatcher left behind; and asking the provider, where it can be asked (S1)."""
        try:
            with self._own_transaction() as cr:
                to_look_up = doubt.settle(api.Environment(cr, SUPERUSER_ID, {}))
        except psycopg2.errors.SerializationFailure:
            return  # another dispatcher is at it
        for company_id, mails in to_look_up.items():
            with self._own_transaction() as cr:
                company = api.Environment(cr, SUPERUSER_ID, {})["res.company"].browse(company_id)
                outcomes = sms.look_up(company, mails)
                cr.rollback()
            if outcomes:
                self._in_transaction(lambda env, found=outcomes: store_outcomes(env, found, Abilities()), STORE_TRIES)

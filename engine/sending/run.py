"""The dispatcher's loop: claim, hand over, store (S1).

Each batch lives in transactions of its own: claim and re-check, render, mark ``sending`` with a lease and our
reference, commit; call the provider with no transaction open; store what became of each message in another. A kill
at any moment leaves rows that are planned, or ``sending`` and after the lease in doubt; never a message sent and
forgotten.
"""

import logging
import time

import psycopg2
from odoo import SUPERUSER_ID, api

from ...tools.gateways import outcome_of
from .channels import channels
from .claim import TRIES, claim
from .doubt import Doubts
from .outcome import store_outcomes
from .prepare import Prepared
from .providers.base import NoProvider
from .wire import wire

_logger = logging.getLogger(__name__)

BATCH_SECONDS = 30  # what is handed over together is cut short after that
LEAST_SECONDS = 5
STORE_TRIES = 30  # what is known is not lost because PostgreSQL restarts


class Dispatcher:
    """One run. Its lines (connections to providers) are kept until its end."""

    def __init__(self, registry):
        self._registry, self._lines, self._sizes = registry, {}, {}
        self._seconds = {}  # whether a second provider takes over what surely was not sent over a line
        self._doubts, self._now = Doubts(), None

    def run(self, limit=None, seconds=None):
        """Send what is due.

        :param limit: at most that many messages
        :param seconds: begin no further batch after that time
        :return: how many messages were handled
        """
        stop_at = time.monotonic() + seconds if seconds is not None else None
        handled = 0
        try:
            while limit is None or handled < limit:
                count, more = self._run_batch(limit and limit - handled, stop_at)
                handled += count
                if not more or (stop_at is not None and time.monotonic() > stop_at):
                    break
            for company_id, code, line, outcomes in self._doubts.look_up():
                self._store(company_id, code, outcomes, line)
        finally:
            for line in self._lines.values():
                line.close()
        self.in_transaction(lambda env: env["appointment.heartbeat"]._beat(handled, self._now))
        return handled

    def in_transaction(self, work, tries=TRIES):
        """``work(env)`` in a transaction of its own, again where PostgreSQL refuses it or is being restarted."""
        for attempt in range(tries):
            try:
                with self._registry.cursor() as cr:
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
        """(how many due messages were claimed, whether there may be more)"""
        with self._registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            ids, leased = claim(env, size, self._sizes, leased=self._now is None)
            self._now = env.cr.now()
            if leased:
                self._doubts.settle(env, leased)
            if not ids:
                return 0, bool(leased)
            states = env["appointment.channel.state"]
            prepared = Prepared(env, ids, states._is_second)
            seconds = {key: states._is_second(env["res.company"].browse(key[0]), key[1]) for key in prepared.outbox}
        for key, obstacle in prepared.obstacles.items():
            if obstacle:
                self._note(*key, [outcome_of("", *obstacle)])
        for number, (key, mails) in enumerate(prepared.outbox.items()):
            self._send(*key, mails, seconds[key], stop_at, len(prepared.outbox) - number)
        return len(ids), True

    def _send(self, company_id, code, mails, second, stop_at, sharing):
        """Hand a company's messages to their channel, in portions, and store what became of each.

        :param sharing: of how many such, this included, the time left is
        """
        line = self._line(company_id, code, second)
        if isinstance(line, Exception):
            blocked = [outcome_of(mail.reference, "no_provider", line) for mail in mails]
            return self._keep(company_id, code, blocked, None, second)
        self._sizes[company_id, code] = line.at_once
        left = BATCH_SECONDS if stop_at is None else max(LEAST_SECONDS, stop_at - time.monotonic())
        until = time.monotonic() + min(left, BATCH_SECONDS) / sharing
        for start in range(0, len(mails), line.at_once):
            some = mails[start : start + line.at_once]
            try:
                outcomes = line.send(some, max(0, until - time.monotonic()), lambda: wire(self._registry))
            except Exception:  # ours: the leases run out, and the other channels go on (S3)
                _logger.exception("Appointment notifications by %s cannot be handed over.", code)
                return None
            self._keep(company_id, code, outcomes, line, second)
        return None

    def _line(self, company_id, code, second):
        """The way out, or why there is none. Settings are read as plain data, before anything is called (S10)."""
        key = (company_id, code, second)
        if key not in self._lines:
            with self._registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                company = env["res.company"].browse(company_id)
                channel = channels.get(env, code)
                self._seconds[key] = not second and channel.has_second(company)
                try:
                    self._lines[key] = channel.open(company.with_company(company), second)
                except NoProvider as error:
                    return error
                except Exception as error:  # a setting that nobody thought of
                    _logger.exception("The way out by %s cannot be opened.", code)
                    return error
                finally:
                    cr.rollback()
        return self._lines[key]

    def _keep(self, company_id, code, outcomes, line, second):
        self._store(company_id, code, outcomes, line, self._seconds.get((company_id, code, second), False))
        self._note(company_id, code, outcomes, second)

    def _store(self, company_id, code, outcomes, line, has_second=False):
        try:
            self.in_transaction(lambda env: store_outcomes(env, outcomes, line, has_second), STORE_TRIES)
        except Exception:  # the leases run out, and the other channels go on (S3)
            _logger.exception("What became of messages by %s of company %s cannot be stored.", code, company_id)

    def _note(self, company_id, code, outcomes, second=False):
        """In a transaction of its own: results never wait for the state that all dispatchers write."""

        def note(env):
            env["appointment.channel.state"]._note(env["res.company"].browse(company_id), code, outcomes, second)

        try:
            self.in_transaction(note)
        except psycopg2.Error:
            _logger.info("Another dispatcher notes the state of the provider.", exc_info=True)

"""From claimed rows to what is handed over: a last look, the text, our reference; all in one transaction (S1)."""

import logging
import uuid
from datetime import timedelta

from ..content import render
from ..ledger.plan import reopen_announcements, reopen_reminders
from ..words import reasons, states
from . import cap, doubt
from .apart import each_apart
from .channels import channels
from .check import SEND, DispatchCheck, Verdict
from .lines import Mail
from .outcome import store_claimed

_logger = logging.getLogger(__name__)
_WAIT = timedelta(minutes=1)



class Prepared:
    """What became of a batch before anything was called."""

    def __init__(self, env, ids, is_second):
        """
        :param ids: of rows that this transaction has locked
        :param is_second: (company, channel) → whether the second provider stands in for the first
        """
        self.env, self._is_second, self.now = env, is_second, env.cr.now()
        self._prices = {}
        self.outbox = {}  # {(company id, channel): [Mail]}
        self.obstacles = {}  # {(company id, channel): (reason, detail)}
        rows = env["appointment.notification"].browse(ids)
        self._verdicts = self._check(rows)
        messages = self._render(rows.filtered(lambda row: self._verdicts[row.id].state == SEND))
        held = cap.hold_back(env, rows, messages)
        changes = [self._change(row, messages.get(row.id), held.get(row.id)) for row in rows]
        store_claimed(env, [*changes, *self._links_of_others(rows, messages)])
        silent = [change["id"] for change in changes if reasons.has(change["reason"], "leaves_unsaid")]
        reopen_reminders(env, silent)
        reopen_announcements(env, silent)
        for (company_id, code), mails in self.outbox.items():
            company = env["res.company"].browse(company_id)
            channels.get(env, code).prepare(env, company, [mail.reference for mail in mails])

    def _check(self, rows):
        verdicts, faults = each_apart(self.env, rows, lambda some: DispatchCheck(self.env, some).verdicts)
        for row_id, error in faults.items():
            verdicts[row_id] = Verdict(states.FAILED, reasons.ERROR, detail=error)
        for row in rows:
            if verdicts[row.id].state == SEND and (obstacle := self._obstacle(row)):
                # Not at once again, whether or not the channel's stop can be noted
                verdicts[row.id] = Verdict(states.PLANNED, obstacle, send_at=self.now + _WAIT)
        return verdicts

    def _obstacle(self, row):
        """Why a message that is to be sent waits with all others of its company and channel (G6, G7)."""
        company = row.company_id
        if not company.appointment_live:
            return None
        if row.doubtful and self._is_second(company, row.channel):
            return "unknown_outcome"  # only the first knows its reference
        key = (company.id, row.channel)
        if key not in self.obstacles:
            self.obstacles[key] = channels.get(self.env, row.channel).obstacle(company.with_company(company))
        return self.obstacles[key] and self.obstacles[key][0]

    def _render(self, rows):
        """{row id: Message}; one that cannot be made fails alone, with its reason (S3)."""
        messages, faults = each_apart(self.env, rows, render.messages)
        for row_id, error in faults.items():
            self._verdicts[row_id] = self._verdicts[row_id].failed("render_error", error)
        return messages

    def _price(self, row):
        """What it costs today: the same for all of one occasion."""
        key = (row.company_id.id, row.channel, row.trigger)
        if key not in self._prices:
            self._prices[key] = cap.of_the_day(row)
        return self._prices[key]

    def _links_of_others(self, rows, messages):
        """The links to appointments that are told in the message about another (N10), each kept with its own row."""
        for row in rows:
            for other_id, token_hash in messages[row.id].more_links.items() if row.id in messages else ():
                before = row.browse(other_id).token_hash if row.doubtful else None
                yield {"id": other_id, "token_hash": token_hash, "token_hash_before": before or None}

    def _change(self, row, message, held_until):
        verdict = self._verdicts[row.id]
        if message is None:
            return {"id": row.id, **verdict.values(row)}
        if held_until:
            return {"id": row.id, "held": True, "reason": "cap", "lease_until": held_until}
        live = row.company_id.appointment_live
        # What is in doubt is repeated under the same reference, so that it is taken once (S1). Any other attempt
        # has its own: the result of the last one, stored late, must not be taken for this one's.
        reference = (row.doubtful and row.reference) or uuid.uuid4().hex
        if live:
            mails = self.outbox.setdefault((row.company_id.id, row.channel), [])
            mails.append(Mail(reference, verdict.address, message))
        return {
            "id": row.id,
            "state": "sending" if live else "sent",
            "reason": "fallback" if row.fallback_of_id else "late" if verdict.late else None,
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
            "lease_until": self.now + doubt.LEASE if live else None,
            "sent_at": None if live else self.now,
            **self._price(row),
        }

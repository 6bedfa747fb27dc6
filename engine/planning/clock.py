"""What the clock brings: reminders and review requests, a function of the appointment as it is now (N4, N8, N14)."""

from datetime import timedelta

from ...tools import schedule
from ...tools.schedule import CLOCK_TRIGGERS
from ..words import occasions
from .run import aware
from .store import SENT_STATES

# Decided once and for all for one start of an appointment; anything else is looked at again when re-planning.
_FINAL_REASONS = ("merged", "expired", "stopped", "email_first", "render_error", "contact_deleted")
_COMPARED = ("state", "reason", "send_at", "agenda_id")
_REASON_OF_STATUS = {"gone": "cancelled", "over": "over", "pending": "cancelled"}


class ClockPlanner:
    """Brings the reminders and reviews of an appointment in line with it: a diff, so that twice changes nothing."""

    def __init__(self, run):
        self.run = run

    def plan(self, before, after):
        client = after or before
        rows = [row for row in self.run.existing(client) if row.trigger in CLOCK_TRIGGERS]
        status = after.status if after else "gone"
        if before and (status == "gone" or before.start != client.start):
            self.run.silenced.extend(row.id for row in rows if row.trigger == "reminder")
        if status != "confirmed":
            self._drop(rows, client, status)
            return
        latest = self._latest(rows)
        told_at = self._told_at(client)
        for rule, timing in self._rules(client):
            for partner, address, reason in self.run.addressees(rule, client):
                row = latest.pop((rule.id, partner.id), None)
                wish = _Wish(self.run, rule, timing, client, partner, address, reason, told_at)
                self._bring_in_line(row, wish)
        self.run.skip((row for row in latest.values() if row.state == "planned"), "rule_off")

    def _latest(self, rows):
        """{(rule id, recipient id): row to bring in line}. Merged contacts leave two that are planned: one too many."""
        latest, spare = {}, []
        for row in rows:
            before = latest.get((row.rule_id, row.partner_id))
            if before and before.state == "planned":
                if row.state != "planned":
                    continue
                spare.append(before)
            latest[row.rule_id, row.partner_id] = row
        self.run.skip(spare, "duplicate")
        return latest

    def _drop(self, rows, client, status):
        keep = ("review",) if client.state == "done" else ()
        planned = (row for row in rows if row.state == "planned" and row.trigger not in keep)
        self.run.skip(planned, _REASON_OF_STATUS[status])

    def _bring_in_line(self, row, wish):
        run, client = self.run, wish.client
        is_future = client.start > run.now
        if row is None or row.state in SENT_STATES:
            again = row is None or (wish.rule.resend_after_move and row.event_start != client.start)
            if again and is_future:
                run.inserts.append(wish.at(run.now))
            return
        if row.event_start == client.start:
            planned = wish.at(row.planned_at)
            if all(getattr(planned, name) == getattr(row, name) for name in _COMPARED):
                return
            if row.attempts or row.reason in _FINAL_REASONS:
                return
        if is_future:
            run.updates.append((row.id, wish.at(run.now)))

    def _rules(self, client):
        """(rule, timing) of reminders and reviews; a client's own delay gives exactly one reminder (A9)."""
        partner = self.run.partner(client)
        own_delay = {"sms": partner.appointment_sms_delay, "email": partner.appointment_email_delay}
        replaced = set()
        for rule in self.run.rules(client, "reminder"):
            delay = own_delay[rule.channel] if rule.audience == "client" else 0
            if not delay:
                yield rule, rule._as_timing()
            elif rule.channel not in replaced:
                replaced.add(rule.channel)
                yield rule, schedule.Timing(occasions.get(rule.trigger), "before_start", delay, "hours")
        for rule in self.run.rules(client, "review"):
            yield rule, rule._as_timing()

    def _told_at(self, client):
        """When the confirmation of this appointment goes to each (channel, recipient), for the gap of N15."""
        told_at = {
            (row.channel, row.partner_id): row.sent_at or row.send_at
            for row in self.run.existing(client)
            if row.trigger == "booked" and row.state != "skipped"
        }
        for row in self.run.inserts:
            if row.trigger == "booked" and row.state == "planned" and row.attendee_id == client.attendee_id:
                told_at[row.channel, row.partner_id] = row.send_at
        return told_at


class _Wish:
    """The row that a rule asks for, as seen at a given moment."""

    def __init__(self, run, rule, timing, client, partner, address, reason, told_at):
        self.run, self.rule, self.timing, self.client = run, rule, timing, client
        self.partner, self.address, self.reason = partner, address, reason
        self.told_at = told_at.get((rule.channel, partner.id))

    def at(self, moment):
        run = self.run
        send_at, no_moment = run.due(self.timing, self.client, moment)
        if send_at and self.told_at and self._is_too_close(send_at):
            no_moment = "too_close"
        action = self.client.start.isoformat() if self.rule.resend_after_move else ""
        return run.row(
            self.rule,
            self.client,
            self.partner,
            action,
            address=self.address,
            send_at=send_at,
            reason=self.reason or no_moment,
            planned_at=moment,
        )

    def _is_too_close(self, send_at):
        gap = timedelta(hours=self.run.company(self.client).appointment_min_gap)
        return schedule.too_soon_after(aware(send_at), aware(self.told_at), gap)

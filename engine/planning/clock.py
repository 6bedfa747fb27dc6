"""What the clock brings: reminders, review requests and whatever else follows the clock, a function of the
appointment as it is now (N4, N8, N14)."""

from ...tools import schedule
from ..words import audiences, booking, occasions, reasons, states
from .run import aware

_COMPARED = ("state", "reason", "send_at", "agenda_id")
_REASON_OF_STATUS = {
    booking.GONE: reasons.CANCELLED,
    booking.OVER: reasons.OVER,
    booking.PENDING: reasons.CANCELLED,
}


class ClockPlanner:
    """Brings what follows the clock in line with the appointment: a diff, so that twice changes nothing."""

    def __init__(self, run):
        self.run = run
        self._confirmations = None

    def plan(self, before, after):
        client = after or before
        rows = [row for row in self.run.existing(client) if occasions.get(row.trigger).follows_clock]
        status = after.status if after else booking.GONE
        if before and (status == booking.GONE or before.start != client.start):
            self.run.silenced.extend(row.id for row in rows if occasions.get(row.trigger).chained)
        wanted = self._occasions(client, status)
        self._drop([row for row in rows if row.trigger not in wanted], status)
        if not wanted:
            return
        rows = [row for row in rows if row.trigger in wanted]
        latest = self._latest(rows)
        came_to_it = before is not None and (before.state != client.state or before.active != client.active)
        told_at = self._told_at(client)
        for rule, timing in self._rules(client, wanted):
            for partner_id, address, reason in self._addressees(rule, client):
                row = latest.pop((rule.id, partner_id), None)
                wish = _Wish(self.run, rule, timing, client, partner_id, address, reason, told_at)
                self._bring_in_line(row, wish, came_to_it)
        self.run.skip((row for row in latest.values() if row.state == states.PLANNED), reasons.RULE_OFF)

    def _occasions(self, client, status):
        """The names of those that this booking brings as it is; a request that waits brings none."""
        if status in (booking.GONE, booking.PENDING) or not client.active:
            return []
        return occasions.names(lambda each: each.follows_clock and client.state in each.holds_for)

    def _latest(self, rows):
        """{(rule id, recipient id): row to bring in line}. Merged contacts leave two that are planned: one too many."""
        latest, spare = {}, []
        for row in rows:
            before = latest.get((row.rule_id, row.partner_id))
            if before and before.state == states.PLANNED:
                if row.state != states.PLANNED:
                    continue
                spare.append(before)
            latest[row.rule_id, row.partner_id] = row
        self.run.skip(spare, reasons.DUPLICATE)
        return latest

    def _drop(self, rows, status):
        self.run.skip((row for row in rows if row.state == states.PLANNED), _REASON_OF_STATUS.get(status, reasons.SUPERSEDED))

    def _bring_in_line(self, row, wish, came_to_it):
        run, client = self.run, wish.client
        # What is of use afterwards may be planned once the appointment has begun, where its state, or who can be
        # asked, changed meanwhile (N8). What an old appointment never had it does not get (N14).
        is_open = client.start > run.now or (
            occasions.get(wish.rule.trigger).tried_for_a_day and (row is not None or came_to_it)
        )
        if row is None or row.state in states.HANDED_OVER:
            again = row is None or (wish.rule.resend_after_move and row.event_start != client.start)
            if again and is_open:
                run.inserts.append(wish.at(run.now))
            return
        if row.event_start == client.start:
            planned = wish.at(row.planned_at)
            if all(getattr(planned, name) == getattr(row, name) for name in _COMPARED):
                return
            if row.attempts or reasons.has(row.reason, "is_final"):
                return
            if planned.send_at == row.send_at and is_open:
                # Due when it was: how long it has stood beside others stays as well (N9).
                run.updates.append((row.id, planned))
                return
        if is_open:
            run.updates.append((row.id, wish.at(run.now)))

    def _addressees(self, rule, client):
        if rule.audience == audiences.CLIENT:
            return self.run.addressees(rule, client)
        members = [member for member in self.run.staff(client) if member.wants(rule.channel, False)]
        return self.run.people.to_staff(members, rule.channel, self.run.company(client).account)

    def _rules(self, client, wanted):
        """(rule, timing) of these occasions; a client's own delay gives exactly one reminder (A9)."""
        person = self.run.people.get(client.partner_id)
        replaced = set()
        for rule in (rule for name in wanted for rule in self.run.rules(client, name)):
            has_own = person and rule.audience == audiences.CLIENT and occasions.get(rule.trigger).is_reminder
            delay = person.own_delay(rule.channel) if has_own else 0
            if not delay:
                yield rule, rule.timing
            elif rule.channel not in replaced:
                replaced.add(rule.channel)
                yield rule, schedule.Timing(occasions.get(rule.trigger), "before_start", delay, "hours")

    def _told_at(self, client):
        """When the confirmation of this appointment goes to each (channel, recipient), be it in the message about
        another one, for the gap of N15."""
        told_at = {
            (row.channel, row.partner_id): row.first_at if row.reason == reasons.MERGED else row.sent_at or row.send_at
            for row in self.run.existing(client)
            if row.trigger == occasions.BOOKED and (row.state != states.SKIPPED or row.reason == reasons.MERGED)
        }
        if self._confirmations is None:
            self._confirmations = {}
            for row in [*self.run.inserts, *(row for _id, row in self.run.updates)]:
                if row.trigger == occasions.BOOKED:
                    self._confirmations.setdefault((row.event_id, row.client_id), []).append(row)
        for row in self._confirmations.get((client.event_id, client.partner_id), ()):
            speaking = row.merged_into or row
            if speaking.state == states.PLANNED:
                told_at[row.channel, row.partner_id] = speaking.send_at
        return told_at


class _Wish:
    """The row that a rule asks for, as seen at a given moment."""

    def __init__(self, run, rule, timing, client, partner_id, address, reason, told_at):
        self.run, self.rule, self.timing, self.client = run, rule, timing, client
        self.partner_id, self.address, self.reason = partner_id, address, reason
        is_reminder = occasions.get(rule.trigger).is_reminder
        self.told_at = told_at.get((rule.channel, partner_id)) if is_reminder else None

    def at(self, moment):
        run = self.run
        send_at, no_moment = run.due(self.timing, self.client, moment)
        if send_at and self.told_at and self._is_too_close(send_at):
            no_moment = reasons.TOO_CLOSE
        action = self.client.start.isoformat() if self.rule.resend_after_move else ""
        return run.row(
            self.rule,
            self.client,
            self.partner_id,
            action,
            address=self.address,
            send_at=send_at,
            reason=self.reason or no_moment,
            planned_at=moment,
        )

    def _is_too_close(self, send_at):
        return schedule.too_soon_after(aware(send_at), aware(self.told_at), self.run.company(self.client).min_gap)

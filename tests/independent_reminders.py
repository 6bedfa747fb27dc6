"""Reminders: planned, merged in chains, taken over, caught up (N4, N5, N9, N14 to N16, S2), from the requirements alone."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .independent_reach import readers
from .independent_world import HOUR, LATE, MINUTE, Fact, Reminder, Silent


@dataclass
class State:
    """The reminder of one rule about one client's appointment."""

    key: str
    client: str
    rule: Reminder
    raw: datetime  # when the rule says, before the sending hours are asked
    due: datetime
    status: str  # "planned", "gone", "covered" (another one speaks for it), "skipped"
    by: str = ""  # covered: the appointment that was named
    takeover: bool = False

    def is_due(self):
        return self.status == "planned"


class Reminders:
    # -- planning ----------------------------------------------------------------------------------------------

    def replan_all(self):
        for key, appointment in self.appointments.items():
            for client in appointment.bookings:
                self.replan(key, client)

    def replan(self, key, client):
        """N14: "adds only what the clock brings"; N4: "moved before it went out → it follows"."""
        self.replan_review(key, client)
        current = self.current(key, client)
        rules = {}
        if current and current.state == "confirmed" and current.start > self.now:  # A5: pending: "no reminder is planned"
            rules = {rule.code: rule for rule in self.reminder_rules(client)}
        for state in self._of(key, client):
            if state.rule.code not in rules and state.status == "planned":
                state.status = "skipped"
        for rule in rules.values():
            self._plan(key, client, rule, current.start)

    def _of(self, key, client):
        return [state for state in self.reminders.values() if (state.key, state.client) == (key, client)]

    def reminder_rules(self, client):
        """A9: "A client's own delay gives exactly one reminder on that channel (the first reminder rule by sequence,
        with that delay)"; else "reminder rules add up"."""
        person, found = self.world.people[client], []
        for channel in ("email", "sms"):
            rules = [rule for rule in self.settings.rules if rule.channel == channel and self.settings.on[rule.code]]
            own = getattr(person, f"{channel}_delay")
            if own and rules:
                rules = [replace(rules[0], hours=own, days=0)]
            found += rules
        return found

    def _plan(self, key, client, rule, start):
        agenda = self.world.agendas[self.appointments[key].agenda]
        local = agenda.local(start)
        if rule.days:
            day = (local - timedelta(days=rule.days)).replace(hour=0, minute=0, second=0, microsecond=0)
            raw = agenda.utc(day + timedelta(hours=rule.at_hour))
        else:
            raw = agenda.utc(local - timedelta(hours=rule.hours))  # N6: wall-clock time
        state = self.reminders.get((key, client, rule.code))
        if state and (state.status == "gone" or (state.status in ("planned", "covered", "too close") and state.raw == raw)):
            state.rule = rule
            return  # N4: "Once per appointment and rule"
        # N15: "Booked too late for a reminder → skipped"
        due = self.hours(key).for_reminder(raw, self.now) if raw > self.now else None
        if state and state.status == "covered":
            state.raw, state.due = raw, due or self.now
            return
        planned = bool(due) and bool(readers(self.world, client, rule.channel, "reminder"))
        self.reminders[key, client, rule.code] = State(
            key, client, rule, raw, due or raw, "planned" if planned else "skipped"
        )

    def moved_reminders(self, key, client, old_start):
        for state in self._of(key, client):
            if state.status == "gone" and state.rule.resend_after_move:
                state.status = "skipped"
        self._check_covers(key, client, moved=True)

    def gone_reminders(self, key, client):
        """N9: "If the named one is cancelled or moved away before or after it went out, those never named get theirs"."""
        self._check_covers(key, client, moved=False)

    def _check_covers(self, key, client, moved):
        for state in list(self.reminders.values()):
            if state.client != client or state.status != "covered" or self.current(state.key, client) is None:
                continue
            linked = self._still_linked(state)
            if state.by == key:
                if moved and linked:
                    raise Silent("the named one of a chain was moved within its chain after it went")
                self._take_over(state)
            elif state.key == key and not linked:
                state.status, state.raw = "skipped", None  # planned anew, as it was never named
            elif not linked:
                raise Silent("the middle of a chain went after the chain was reminded")

    def _still_linked(self, state):
        """Whether a covered one still hangs together with the one named for it."""
        group = [
            each.key
            for each in self.reminders.values()
            if each.client == state.client and each.rule.code == state.rule.code
            and (each.key == state.by or (each.status == "covered" and each.by == state.by))
        ]  # fmt: skip
        if not self.current(state.by, state.client):
            return False
        live = [key for key in group if self.current(key, state.client)]
        return any({state.by, state.key} <= set(chain) for chain in self._chains(live))

    def _take_over(self, state):
        """N9: "a takeover goes at its own due time, at once if that is past"."""
        state.status, state.by = "planned", ""
        if state.due <= self.now:
            if not self.hours(state.key).allows(self.now):
                raise Silent("a takeover at once, outside the sending hours")
            state.due, state.takeover = self.now, True

    # -- telling -----------------------------------------------------------------------------------------------

    def _chains(self, keys):
        """N9: "less than 2 h between the end of one and the start of the next (chained)"."""
        chains, end = [], None
        for key in sorted(keys, key=lambda key: (self.appointments[key].start, key)):
            appointment = self.appointments[key]
            if end is not None and appointment.start - end < 2 * HOUR:
                chains[-1].append(key)
                end = max(end, appointment.stop)
            else:
                chains.append([key])
                end = appointment.stop
        return chains

    def tell_reminders(self):
        going = {}  # {(appointment, client, channel): [state]}
        while True:
            due = [state for state in self.reminders.values() if state.is_due() and state.due <= self.now]
            if not due:
                break
            first = min(due, key=lambda state: (self.appointments[state.key].start, state.key))
            self._lead(first, going)
        for (key, client, channel), states in going.items():
            caught_up = any(state.takeover for state in states) or self.was_down_since(min(state.due for state in states))
            if len(states) > 1 and not caught_up:
                raise Silent("two reminder rules are due in one minute")
            self._say_reminder(key, client, channel, states)

    def _lead(self, state, going):
        """One that is due either goes, for its chain, or does not, and the next one leads (N9)."""
        appointment = self.appointments[state.key]
        if not self._may_go(state, appointment):
            return
        mates = [
            each.key for each in self.reminders.values()
            if each.client == state.client and each.rule.code == state.rule.code and each.is_due()
            and self.appointments[each.key].start > self.now
        ]  # fmt: skip
        chain = next(chain for chain in self._chains(mates) if state.key in chain)
        if chain[0] != state.key:
            raise Silent("a later appointment of a chain is due before the first")
        if len(chain) > 1 and state.rule.email_first:
            raise Silent("e-mail first in a chain: whose due time counts")
        state.status = "gone"
        for key in chain[1:]:
            covered = self.reminders[key, state.client, state.rule.code]
            covered.status, covered.by = "covered", state.key
        going.setdefault((state.key, state.client, state.rule.channel), []).append(state)

    def _may_go(self, state, appointment):
        if appointment.start <= self.now:
            state.status = "skipped"  # expired
            return False
        hours = self.hours(state.key)
        if self.now - state.due > LATE and not hours.allows(self.now):
            # N5: "Later than that, after an outage: at the next opening if that is before the start, else expired."
            opening = hours.next_opening(self.now)
            if opening and opening < appointment.start:
                state.due = opening
            else:
                state.status = "skipped"
            return False
        reached = readers(self.world, state.client, state.rule.channel, "reminder")
        if not reached or self._reached_by_email(state) or self._too_close(state, reached):
            if state.status == "planned":
                state.status = "skipped"
            return False
        return True

    def _reached_by_email(self, state):
        """N16: "the SMS reminder goes only to clients without e-mail, or who have not confirmed presence"."""
        if not state.rule.email_first:
            return False
        booking = self.appointments[state.key].bookings[state.client]
        return bool(self.world.people[state.client].email) and booking.presence

    def _too_close(self, state, reached):
        """N15: "A reminder that would come within the minimum gap (default 1 h) after the confirmation on the same
        channel is skipped too (…; a confirmation merged into another counts)"."""
        gap = timedelta(hours=self.settings.gap)
        untold = self.pending.get(("client", state.key, state.client))
        if untold:
            raise Silent("a reminder falls due before the answer to an action has gone")
        for reader in reached:
            where = (reader, state.client, state.key, state.rule.channel)
            for told, is_confirmation in ((self.confirmed_at.get(where), True), (self.moved_at.get(where), False)):
                if told is None:
                    continue
                after = self.now - told
                if abs(after - gap) <= 6 * MINUTE:
                    raise Silent("on the edge of the minimum gap")
                if after < gap and not is_confirmation:
                    raise Silent("whether the message about a move is a confirmation for the minimum gap")
                if after < gap:
                    state.status = "too close"
                    return True
        return False

    def _say_reminder(self, key, client, channel, states):
        """S2: "several overdue reminders of one appointment become one a channel"."""
        for reader in readers(self.world, client, channel, "reminder"):
            fact = Fact("client", reader, client, key, "reminder", channel, self.now)
            self.facts.append(fact)
            self.texts[fact] = (self.appointments[key].start, None)
            if any(state.takeover for state in states):
                self.slack[fact] = self.now + timedelta(minutes=5 * self.settings.grouping + 1)

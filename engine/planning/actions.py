"""What an action brings: booked, pending, moved, cancelled, refused, no-show, done (N1–N3, N7, N8, N10, A13).

Each reader, the client and each member of the staff, gets the one message that leads from what he or she knows to
what is. A practitioner who hands an appointment over loses it, and reads of a cancellation; who gets it, of a booking.
"""

from datetime import timedelta
from typing import NamedTuple

from ...tools import schedule
from ..words import audiences, booking, occasions, origins, reasons
from . import knowledge
from .grouping import LONGEST_DELAY, regroup
from .knowledge import COULD_NOT, Said
from .run import aware

CLIENT = None  # as a reader: the client, with those who are told in his or her place or beside


class Reader(NamedTuple):
    """Somebody who is told, and what the appointment is for him or her before and after a change."""

    member: object  # people.Member, or CLIENT
    before: knowledge.Known | None
    now: knowledge.Known | None
    rows: list

    @property
    def audience(self):
        return audiences.CLIENT if self.member is CLIENT else audiences.STAFF


class ActionPlanner:
    def __init__(self, run):
        self.run = run

    def plan(self, before, after):
        if not self._is_change(before, after):
            return
        self._addressed = set()
        for reader in self._readers(before, after):
            self._tell(reader, before, after)

    def finish(self):
        """Once all clients of the change are planned."""
        regroup(self.run)
        self._number()

    # ------------------------------------------------------------
    # What happened, and to whom
    # ------------------------------------------------------------

    def _is_change(self, before, after):
        collector = self.run.collector
        if before is None:
            # Giving an ordinary meeting a service never mails about it (N14); a client who joins is told.
            was_meeting = (
                after.event_id not in collector.created_event_ids
                and after.event_id not in collector.were_appointments
            )
            return not was_meeting
        if after is None:
            return True
        return (before.state, before.status, before.start, before.staff) != (
            after.state, after.status, after.start, after.staff
        ) or self._rest(before) != self._rest(after)  # fmt: skip

    def _rest(self, client):
        """What else counts as a move, by the switches of N2: end, place, practitioner, service. As JSON holds it."""
        settings = self.run.company(client)
        return {
            name: value
            for name, is_on, value in (
                ("length", settings.moved_stop, (client.stop - client.start).total_seconds()),
                ("place", settings.moved_place, client.location or ""),
                ("practitioner", settings.moved_practitioner, client.practitioner_id or client.agenda_id),
                ("service", settings.moved_service, client.service_id),
            )
            if is_on
        }

    def _known_rest(self, rows, before):
        """The same, as the reader knows it: as it was before the message that waits."""
        waiting = next((row for row in rows if row.is_waiting and row.told_rest), None)
        return waiting.told_rest if waiting else before and self._rest(before)

    def _readers(self, before, after):
        """[Reader]: the client, and whoever of the staff has, had, or was told of the appointment."""
        rows = {}
        for row in self.run.existing(after or before):
            if occasions.get(row.trigger).kind == occasions.ACTION:
                rows.setdefault(row.partner_id if row.audience == audiences.STAFF else CLIENT, []).append(row)
        was, now = before and before.as_known, after and after.as_known
        yield Reader(CLIENT, was, now, rows.pop(CLIENT, []))
        had = {member.partner_id: member for member in self.run.staff(before)} if before else {}
        has = {member.partner_id: member for member in self.run.staff(after)} if after else had
        for partner_id, member in {**had, **has}.items():
            yield Reader(
                member,
                was if partner_id in had else None,
                now if partner_id in has else None,
                rows.get(partner_id, []),
            )

    # ------------------------------------------------------------
    # What to say about it
    # ------------------------------------------------------------

    def _tell(self, reader, before, after):
        client = after or before
        telling = [row for row in reader.rows if occasions.get(row.trigger).announces and not row.is_aside]
        knows = self._knows(reader, before, telling)
        unsent = _unsent(reader.rows)
        still_wrong = {(row.rule_id, row.partner_id): row for row in unsent}
        rest = self._known_rest(unsent, before)
        trigger = self._occasion(reader, before, after, knows, rest)
        for planned in self._rows(trigger, reader, before, after, knows, rest) if trigger else ():
            row = still_wrong.pop((planned.rule_id, planned.partner_id), None)
            if row is None:
                self.run.inserts.append(planned)
            else:
                self._second_thought(row, planned, client)
        self.run.skip((row for row in still_wrong.values() if row.is_waiting), reasons.SUPERSEDED)

    def _knows(self, reader, before, rows):
        if not rows and self._is_recent(before, before and before.created_at):
            return None  # no rule told of it, and it was made a moment ago: taking it away is a second thought
        history = [
            Said(row.action, row.trigger, row.event_start, row.told_start, row.fate,
                 not self._is_recent(before, row.planned_at) or row.origin == origins.ONLINE)
            for row in rows
        ]  # fmt: skip
        return knowledge.known(history, reader.before, self._is_untold(reader, before))

    def _is_untold(self, reader, before):
        """Whether nothing was to be said of what was: it is past (A6); or the client was cancelled so shortly before
        that restoring is a second thought (N10)."""
        if reader.before:
            return reader.before.start <= self.run.now
        return bool(before) and self._is_recent(before, before.cancelled_at)

    def _is_recent(self, before, moment):
        """Whether something was done within the grouping delay, so that staff may still think again."""
        if not before or not moment or self.run.by_client:
            return False
        return self.run.now - moment < self.run.grouping_delay(before)

    def _occasion(self, reader, before, after, knows, rest):
        """The occasion that leads the reader from what he or she knows to what is, or None."""
        client = after or before
        status = after.status if after else booking.GONE
        if status == booking.OVER:
            return after.state if reader.now and (before is None or before.state != after.state) else None
        if client.start <= self.run.now:
            return None  # nothing goes out about the past (A6)
        if after is None and before.attendee_id not in self.run.collector.kept_facts:
            return None  # no longer an appointment (A1), or its client no more, but still there: nothing is cancelled
        if reader.now is None and knows and knows.start <= self.run.now:
            return None  # of what was to be then, nobody needs to hear that it is not
        occasion = knowledge.occasion(
            knows,
            reader.now,
            moved_otherwise=bool(reader.now and rest) and rest != self._rest(after),
            is_refusal=not self.run.by_client and status == booking.GONE,
        )
        if occasion == occasions.REFUSED and not self.run.has_rules(client, occasion):
            return occasions.CANCELLED  # an account that has no text for it
        is_called_off = occasion == occasions.CANCELLED and client.event_id in self.run.collector.called_off_ids
        is_called_off = is_called_off and self.run.has_rules(client, occasions.CALLED_OFF)
        return occasions.CALLED_OFF if is_called_off else occasion

    def _rows(self, trigger, reader, before, after, knows, rest):
        run, client = self.run, after or before
        by_client = self._is_by_client(trigger, reader, before, client)
        values = self._kept(client) if after is None else {}
        values |= {"told_start": knows.start if knows else None, "told_rest": (knows and rest) or None}
        if occasions.get(trigger).announces == occasions.GONE and knows:
            values["event_start"] = knows.start  # a cancellation names the time that its reader knows (A6)
        for rule in run.rules(client, trigger, reader.audience):
            if rule.origin not in (origins.ANY, origins.ONLINE if by_client else origins.STAFF):
                continue
            send_at, no_moment = self._moment(rule, client)
            if reader.member is not CLIENT:
                if not reader.member.wants(rule.channel, by_client):
                    continue
                send_at = self._after_quiet_hours(reader.member, client, send_at) or send_at
            for partner_id, address, reason in self._addressees(rule, reader, client):
                yield run.row(
                    rule, client, partner_id, None,
                    address=address, send_at=send_at, reason=reason or no_moment, **values,
                )  # fmt: skip

    def _is_by_client(self, trigger, reader, before, client):
        """Who acts, for the rules and for what staff want to hear of. A booking, and what becomes of it before it was
        told or confirmed, is the doing of whoever booked; who restores is who acts (N10)."""
        is_booking = before is None or (trigger == occasions.BOOKED and reader.before is not None)
        return client.origin == origins.ONLINE if is_booking else self.run.by_client

    def _kept(self, client):
        """What a row about a deleted booking holds."""
        collector = self.run.collector
        is_event_gone = client.event_id in collector.deleted_event_ids
        return {
            "attendee_id": None,
            "event_id": None if is_event_gone else client.event_id,
            "facts": collector.kept_facts.get(client.attendee_id),
        }

    def _addressees(self, rule, reader, client):
        """[Told]; practitioner and organiser who share a number or an address are told once."""
        if reader.member is CLIENT:
            return self.run.addressees(rule, client)
        told = self.run.people.to_staff([reader.member], rule.channel, self.run.company(client).account)
        return [self._once(each, rule) for each in told]

    def _once(self, told, rule):
        about = (rule.trigger, rule.channel, told.address)
        if told.address and about in self._addressed:
            return told._replace(reason=reasons.DUPLICATE)
        self._addressed.add(about)
        return told

    def _moment(self, rule, client):
        run = self.run
        if rule.trigger == occasions.NO_SHOW and not schedule.no_show_allowed(aware(client.start), aware(run.now)):
            return run.now, reasons.NO_SHOW_WINDOW
        delay = timedelta(0) if run.by_client else run.grouping_delay(client)
        return run.due(rule.timing, client, run.now + delay)

    def _after_quiet_hours(self, member, client, send_at):
        """Staff's own quiet hours, unless the appointment would have started when they end (A10)."""
        if not send_at or member.quiet_from == member.quiet_until:
            return None
        zone = schedule.zone(member.tz) if member.tz else self.run.zone(client)
        moment = schedule.after_quiet_hours(aware(send_at), member.quiet_from, member.quiet_until, zone)
        return moment.replace(tzinfo=None) if moment < aware(client.start) else None

    def _second_thought(self, row, planned, client):
        """A change within the grouping delay of the last one: one message, with the final time (N10)."""
        planned.id, planned.planned_at, planned.action = row.id, row.planned_at, row.action
        if planned.send_at:
            latest = row.planned_at + LONGEST_DELAY * self.run.grouping_delay(client)
            planned.send_at = max(min(planned.send_at, latest), self.run.now)
        self.run.updates.append((row.id, planned))

    # ------------------------------------------------------------
    # Over the whole change
    # ------------------------------------------------------------

    def _number(self):
        """Number each action on an appointment: a repeated action is a new message, a repeated transaction is
        not. The number is the calendar file's SEQUENCE too (T9)."""
        run = self.run
        rows = [row for row in run.inserts if row.action is None]
        changed = {row.event_id for row in rows if row.event_id} - run.collector.new_event_ids
        numbers = {}
        if changed:
            run.env.cr.execute(
                "UPDATE calendar_event SET booking_sequence = COALESCE(booking_sequence, 0) + 1"
                " WHERE id = ANY(%s) RETURNING id, booking_sequence",
                [list(changed)],
            )
            numbers = dict(run.env.cr.fetchall())
            events = run.env["calendar.event"].browse(changed)
            events.invalidate_recordset(["booking_sequence"], flush=False)
        for row in rows:
            row.action = str(numbers.get(row.event_id, 0)) if row.event_id else "deleted"


def _unsent(rows):
    """Messages that wait; and with them those of the same action that could not go, as that may change."""
    actions = {(row.trigger, row.action) for row in rows if row.is_waiting}
    return [
        row
        for row in rows
        if row.is_waiting
        or ((row.trigger, row.action) in actions and row.fate == COULD_NOT and not row.attempts and not row.is_aside)
    ]

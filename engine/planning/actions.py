"""What an action brings: booked, pending, moved, cancelled, no-show, done (N1–N3, N7, N8, N10)."""

from datetime import timedelta

from ...tools import schedule
from ...tools.schedule import CLOCK_TRIGGERS
from .grouping import GROUPED, LONGEST_DELAY, regroup
from .run import aware

# Skipped for one of these, a message was overtaken before anybody heard of it. For any other (no number, not
# wanted), nobody can be told by message: what was is taken for known.
_NEVER_SAID = ("superseded", "cancelled", "moved", "over", "expired")


class ActionPlanner:
    """Plans the one message that leads a client from what he or she knows to what is."""

    def __init__(self, run):
        self.run = run

    def plan(self, before, after):
        if not self._is_change(before, after):
            return
        client = after or before
        rows = self.run.existing(client)
        unsent = [row for row in rows if row.trigger not in CLOCK_TRIGGERS and row.is_waiting]
        told_start = self._told_start(before, rows)
        trigger = self._trigger(before, after, told_start, unsent)
        still_wrong = {(row.rule_id, row.partner_id): row for row in unsent}
        for planned in self._rows(trigger, before, after, told_start) if trigger else ():
            row = still_wrong.pop((planned.rule_id, planned.partner_id), None)
            if row is None:
                self.run.inserts.append(planned)
            else:
                self._second_thought(row, planned, client)
        self.run.skip(still_wrong.values(), "superseded")

    def finish(self):
        """Once all clients of the change are planned."""
        regroup(self.run)
        self._number()

    # ------------------------------------------------------------
    # What happened
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
        return (before.state, before.status, before.start) != (after.state, after.status, after.start) or (
            self._moved_otherwise(before, after)
        )

    def _moved_otherwise(self, before, after):
        """The switches of N2: a new end, place, practitioner or service counts as a move too."""
        company = self.run.company(after)
        return (
            (company.appointment_moved_stop and before.stop != after.stop)
            or (company.appointment_moved_place and before.location != after.location)
            or (company.appointment_moved_practitioner and before.agenda_id != after.agenda_id)
            or (company.appointment_moved_service and before.service_id != after.service_id)
        )

    def _told_start(self, before, rows):
        """The start that the client knows of: what the log says that he or she was told, else what was."""
        rows = [row for row in rows if row.audience == "client" and row.trigger in GROUPED]
        if not rows:
            return before.start if before and before.status != "gone" else None
        known = rows[0].told_start
        for row in rows:
            if not row.is_waiting and row.reason not in _NEVER_SAID:
                known = None if row.trigger == "cancelled" else row.event_start
        return known

    def _trigger(self, before, after, told_start, unsent):
        """The occasion that leads from what the client knows to what is, or None."""
        client = after or before
        status = after.status if after else "gone"
        if status == "over":
            return after.state if before is None or before.state != after.state else None
        if client.start <= self.run.now:
            return None  # nothing goes out about the past (A6)
        if after is None and before.attendee_id not in self.run.collector.kept_facts:
            return None  # no longer an appointment (A1), or its client no more, but still there: nothing is cancelled
        if status == "gone":
            return "cancelled" if told_start else None
        if told_start is None:
            return "pending" if status == "pending" else "booked"
        if status == "pending":
            return "pending" if told_start != after.start else None
        if (before and before.status == "pending") or any(row.trigger == "booked" for row in unsent):
            return "booked"
        moved = told_start != after.start or (before and self._moved_otherwise(before, after))
        return "moved" if moved else None

    # ------------------------------------------------------------
    # What to say about it
    # ------------------------------------------------------------

    def _rows(self, trigger, before, after, told_start):
        run, client = self.run, after or before
        origin = "online" if run.by_client else "staff"
        if trigger in ("booked", "pending"):
            origin = client.origin
        facts = run.collector.kept_facts.get(client.attendee_id) if after is None else None
        kept = {}
        if after is None:
            event_gone = client.event_id in run.collector.deleted_event_ids
            kept = {"attendee_id": None, "event_id": None if event_gone else client.event_id, "facts": facts}
        for rule in run.rules(client, trigger):
            if rule.origin not in ("any", origin):
                continue
            send_at, no_moment = self._moment(rule, client)
            for partner, address, reason in run.addressees(rule, client, by_client=origin == "online"):
                quiet = rule.audience == "staff" and self._after_quiet_hours(partner, client, send_at)
                yield run.row(
                    rule,
                    client,
                    partner,
                    "?",
                    address=address,
                    send_at=quiet or send_at,
                    reason=reason or no_moment,
                    told_start=told_start,
                    **kept,
                )

    def _moment(self, rule, client):
        run = self.run
        if rule.trigger == "no_show" and not schedule.no_show_allowed(aware(client.start), aware(run.now)):
            return run.now, "no_show_window"
        delay = timedelta(0) if run.by_client else run.grouping_delay(client)
        return run.due(rule._as_timing(), client, run.now + delay)

    def _after_quiet_hours(self, partner, client, send_at):
        """Staff's own quiet hours, unless the appointment would have started when they end (A10)."""
        for user in partner.user_ids:
            zone = schedule.zone(user.tz or self.run.agenda(client).tz or "UTC")
            moment = schedule.after_quiet_hours(
                aware(send_at), user.appointment_quiet_from, user.appointment_quiet_until, zone
            )
            if moment < aware(client.start):
                return moment.replace(tzinfo=None)
        return None

    def _second_thought(self, row, planned, client):
        """A change within the grouping delay of the last one: one message, with the final time (N10)."""
        planned.id, planned.planned_at, planned.key = row.id, row.planned_at, row.key
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
        rows = [row for row in run.inserts if row.key.endswith(":?")]
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
            number = numbers.get(row.event_id, 0) if row.event_id else "deleted"
            row.key = f"{row.key[:-1]}{number}"

"""Looks once more at each message that is due: the appointment may have changed since it was planned (S1, N4)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ...tools import schedule
from ..ledger.row import ANSWER
from ..people import Account, People, Staff
from ..words import audiences, booking, occasions, origins, reasons, states
from . import catch_up
from .channels import channels
from .reminder_chain import find_speakers
from .review import asked_lately

SEND = "send"  # a verdict that is no state: to be handed over now
_LATE_AFTER = schedule.GRACE


@dataclass(frozen=True, slots=True)
class Verdict:
    """``send``, ``planned`` again for a later ``send_at``, ``skipped`` or ``failed`` with its reason."""

    state: str
    reason: str | None = None
    send_at: datetime | None = None
    address: str | None = None
    late: bool = False
    detail: str | None = None
    merged_into: int | None = None

    def failed(self, reason, detail):
        return replace(self, state=states.FAILED, reason=reason, detail=detail)

    def values(self, row):
        """What to store of a message that is not sent now."""
        if row.doubtful and self.state in (states.SKIPPED, states.FAILED):
            # It was to be repeated and is not: the first time may have reached the client.
            return {"state": states.IN_DOUBT, "reason": reasons.UNKNOWN_OUTCOME}
        values = {"state": self.state, "reason": self.reason, "reason_detail": self.detail}
        if self.merged_into:
            values["merged_into_id"] = self.merged_into
        if self.send_at:
            values |= {"send_at": self.send_at, "due_at": row.due_at or row.send_at}
        return values


class DispatchCheck:
    """``verdicts``: {row id: Verdict} of rows that are due."""

    def __init__(self, env, rows):
        self.env = env
        self.now = env.cr.now()
        self.accounts = {company.id: Account.of(company) for company in rows.company_id}
        self.windows = {company.id: company._appointment_window() for company in rows.company_id}
        claimed, rows = rows, catch_up.with_siblings(rows)
        self.people = People(env, {*rows.client_id.ids, *rows.partner_id.ids})
        self.speakers = find_speakers(env, rows)
        self.asked_lately = asked_lately(env, rows)
        self.addresses = {row.id: self._address(row) for row in rows}
        self.refused = {
            code: channels.get(env, code).refused(env, [self.addresses[row.id][0] or "" for row in of_channel])
            for code, of_channel in rows.grouped("channel").items()
        }
        self.verdicts = {row.id: self._verdict(row) for row in rows}
        self._let_one_speak(rows)
        self._catch_up(rows)
        self.verdicts = {row.id: self.verdicts[row.id] for row in claimed}

    def _let_one_speak(self, rows):
        """Of reminders of appointments close to each other, the first that went or goes speaks for the rest (N9)."""
        for row in rows:
            if self.verdicts[row.id].state != SEND:
                continue
            going = [
                row_id
                for row_id in self.speakers.get(row.id, ())
                if row_id not in self.verdicts or self.verdicts[row_id].state in (SEND, states.PLANNED)
            ]
            if going:
                self.verdicts[row.id] = Verdict(states.SKIPPED, reasons.MERGED, merged_into=going[0])

    def _catch_up(self, rows):
        going = rows.filtered(lambda row: self.verdicts[row.id].state == SEND)
        for row, latest in catch_up.replaced(going).items():
            self.verdicts[row.id] = Verdict(states.SKIPPED, reasons.CAUGHT_UP, merged_into=latest.id)

    def _verdict(self, row):
        """What becomes of a due message now."""
        reason = self._overtaken(row) or self._unwanted(row)
        if reason:
            return Verdict(states.SKIPPED, reason)
        address, reason = self.addresses[row.id]
        reason = reason or self.refused[row.channel].get(address)
        if reason:
            return Verdict(states.SKIPPED, reason)
        return self._in_time(row, address)

    def _overtaken(self, row):
        """The appointment is no longer what the message was planned for."""
        client, event, occasion = row.attendee_id, row.event_id, occasions.get(row.trigger)
        if row.is_preview:
            return None
        if not occasion.about_appointment:
            return self._withdrawn(row)
        if not row.rule_id or self._is_off(row):
            return reasons.RULE_OFF
        is_gone = not client or not event.active or client.booking_state == booking.CANCELLED
        if occasion.announces == occasions.GONE:
            return None if is_gone or self._has_lost_it(row) else reasons.SUPERSEDED
        holds = bool(client) and client.booking_state in occasion.holds_for
        if client and occasion.answers_action and occasion.tried_for_a_day:
            return None if holds else reasons.SUPERSEDED
        if is_gone:
            return reasons.CANCELLED
        if occasion.tried_for_a_day:
            return None if holds else reasons.OVER
        if booking.status(client.booking_state, event.active) == booking.OVER:
            return reasons.OVER
        if event.start != row.event_start:
            return reasons.MOVED
        return None if holds else reasons.SUPERSEDED

    def _is_off(self, row):
        """A rule that is off sends nothing (A14); an e-mail in place of a failed SMS, and the answer to a reply, only
        borrow its text."""
        is_answer = (row.action or "").startswith(ANSWER)
        is_planned_by_rule = occasions.get(row.trigger).kind != occasions.PURPOSE and not is_answer
        return is_planned_by_rule and not (row.rule_id.active or row.fallback_of_id or row.forced)

    def _has_lost_it(self, row):
        """Whether a member of the staff handed the appointment over, and reads of a cancellation (A13)."""
        if row.audience != audiences.STAFF:
            return False
        event = row.event_id
        concerned = Staff(self.env, event.agenda_id.ids, event.user_id.ids).concerned(event.agenda_id.id, event.user_id.id)
        return row.partner_id.id not in {member.partner_id for member in concerned}

    def _withdrawn(self, row):
        """What somebody sends goes as it was sent; what a rule sends, while the rule is on (A14)."""
        if not (row.facts and "text" in row.facts) and not row.rule_id.active:
            return reasons.RULE_OFF
        is_gone = row.event_start and (not row.event_id.active or row.attendee_id.booking_state == booking.CANCELLED)
        return reasons.CANCELLED if is_gone else None

    def _unwanted(self, row):
        if row.audience == audiences.STAFF or not row.client_id:
            return None
        client = self.people.get(row.client_id.id)
        if client and not client.active:
            return reasons.ARCHIVED
        if not self.people.wants(row.client_id.id, row.trigger, row.channel, self.accounts[row.company_id.id]):
            return reasons.OPTED_OUT
        if row.rule_id.email_first and row.attendee_id.presence_confirmed and row.client_id.email:
            return reasons.EMAIL_FIRST
        if occasions.get(row.trigger).follows_clock and not row.rule_id.active and not row.fallback_of_id:
            return reasons.RULE_OFF
        return reasons.ASKED_LATELY if row.id in self.asked_lately else None

    def _address(self, row):
        """The recipient's number or address as it is now: it may have been corrected."""
        if not row.partner_id:
            return None, reasons.CONTACT_DELETED
        person = self.people.get(row.partner_id.id)
        if row.audience == audiences.STAFF and person and person.has_left:
            return None, reasons.ARCHIVED
        return self.people.address(row.partner_id.id, row.channel, self.accounts[row.company_id.id])

    def _in_time(self, row, address):
        company, agenda = row.company_id, row.agenda_id
        start = row.event_start and _aware(row.event_start)
        due_at = row.due_at or row.send_at
        late = self.now - due_at > _LATE_AFTER
        if row.forced:
            return Verdict(SEND, address=address, late=late)
        stop = start + (row.event_id.stop - row.event_id.start) if row.event_id else start
        dispatch = schedule.at_dispatch(
            occasions.get(row.trigger),
            _aware(due_at),
            start,
            stop,
            schedule.zone(agenda.tz or company.appointment_tz or "UTC"),
            self.windows[company.id],
            _aware(self.now),
            by_staff=row.origin != origins.ONLINE,
        )
        if dispatch.verdict == "defer":
            return Verdict(states.PLANNED, reasons.LATE, send_at=dispatch.moment.astimezone(UTC).replace(tzinfo=None))
        if dispatch.verdict == "expire":
            return Verdict(states.SKIPPED, dispatch.reason)
        return Verdict(SEND, address=address, late=late)


def _aware(moment):
    return moment.replace(tzinfo=UTC)

"""Looks once more at each message that is due: the appointment may have changed since it was planned (S1, N4)."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ...tools import schedule
from ...tools.schedule import CLOCK_TRIGGERS
from ..ledger.row import ANSWER
from ..people import Account, People, Staff
from ..words import occasions
from . import catch_up
from .channels import channels
from .reminder_chain import find_speakers
from .review import asked_lately

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
        return replace(self, state="failed", reason=reason, detail=detail)

    def values(self, row):
        """What to store of a message that is not sent now."""
        if row.doubtful and self.state in ("skipped", "failed"):
            # It was to be repeated and is not: the first time may have reached the client.
            return {"state": "in_doubt", "reason": "unknown_outcome"}
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
            if self.verdicts[row.id].state != "send":
                continue
            going = [
                row_id
                for row_id in self.speakers.get(row.id, ())
                if row_id not in self.verdicts or self.verdicts[row_id].state in ("send", "planned")
            ]
            if going:
                self.verdicts[row.id] = Verdict("skipped", "merged", merged_into=going[0])

    def _catch_up(self, rows):
        going = rows.filtered(lambda row: self.verdicts[row.id].state == "send")
        for row, latest in catch_up.replaced(going).items():
            self.verdicts[row.id] = Verdict("skipped", "caught_up", merged_into=latest.id)

    def _verdict(self, row):
        """What becomes of a due message now."""
        reason = self._overtaken(row) or self._unwanted(row)
        if reason:
            return Verdict("skipped", reason)
        address, reason = self.addresses[row.id]
        reason = reason or self.refused[row.channel].get(address)
        if reason:
            return Verdict("skipped", reason)
        return self._in_time(row, address)

    def _overtaken(self, row):
        """The appointment is no longer what the message was planned for."""
        client, occasion = row.attendee_id, occasions.get(row.trigger)
        if row.is_preview:
            return None
        if not occasion.about_appointment:
            return self._withdrawn(row)
        if not row.rule_id or self._is_off(row):
            return "rule_off"
        ends = occasion.announces == occasions.GONE
        if not client:
            return None if ends else "cancelled"
        state, event = client.booking_state, row.event_id
        gone = not event.active or state == "cancelled"
        if ends:
            return None if gone or self._has_lost_it(row) else "superseded"
        if row.trigger in ("no_show", "done"):
            return None if state == row.trigger else "superseded"
        if gone:
            return "cancelled"
        if row.trigger == "review":
            return "over" if state == "no_show" else None
        if state in ("done", "no_show"):
            return "over"
        if event.start != row.event_start:
            return "moved"
        if (state == "pending") != (row.trigger == "pending"):
            return "superseded"
        return None

    def _is_off(self, row):
        """A rule that is off sends nothing (A14); an e-mail in place of a failed SMS, and the answer to a reply, only
        borrow its text."""
        is_answer = (row.action or "").startswith(ANSWER)
        is_planned_by_rule = occasions.get(row.trigger).kind != occasions.PURPOSE and not is_answer
        return is_planned_by_rule and not (row.rule_id.active or row.fallback_of_id or row.forced)

    def _has_lost_it(self, row):
        """Whether a member of the staff handed the appointment over, and reads of a cancellation (A13)."""
        if row.audience != "staff":
            return False
        event = row.event_id
        concerned = Staff(self.env, event.agenda_id.ids, event.user_id.ids).concerned(event.agenda_id.id, event.user_id.id)
        return row.partner_id.id not in {member.partner_id for member in concerned}

    def _withdrawn(self, row):
        """What somebody sends goes as it was sent; what a rule sends, while the rule is on (A14)."""
        if not (row.facts and "text" in row.facts) and not row.rule_id.active:
            return "rule_off"
        is_gone = row.event_start and (not row.event_id.active or row.attendee_id.booking_state == "cancelled")
        return "cancelled" if is_gone else None

    def _unwanted(self, row):
        if row.audience == "staff" or not row.client_id:
            return None
        client = self.people.get(row.client_id.id)
        if client and not client.active:
            return "archived"
        if not self.people.wants(row.client_id.id, row.trigger, row.channel, self.accounts[row.company_id.id]):
            return "opted_out"
        if row.rule_id.email_first and row.attendee_id.presence_confirmed and row.client_id.email:
            return "email_first"
        if row.trigger in CLOCK_TRIGGERS and not row.rule_id.active and not row.fallback_of_id:
            return "rule_off"
        return "asked_lately" if row.id in self.asked_lately else None

    def _address(self, row):
        """The recipient's number or address as it is now: it may have been corrected."""
        if not row.partner_id:
            return None, "contact_deleted"
        person = self.people.get(row.partner_id.id)
        if row.audience == "staff" and person and person.has_left:
            return None, "archived"
        return self.people.address(row.partner_id.id, row.channel, self.accounts[row.company_id.id])

    def _in_time(self, row, address):
        company, agenda = row.company_id, row.agenda_id
        start = row.event_start and _aware(row.event_start)
        due_at = row.due_at or row.send_at
        late = self.now - due_at > _LATE_AFTER
        if row.forced:
            return Verdict("send", address=address, late=late)
        stop = start + (row.event_id.stop - row.event_id.start) if row.event_id else start
        dispatch = schedule.at_dispatch(
            occasions.get(row.trigger),
            _aware(due_at),
            start,
            stop,
            schedule.zone(agenda.tz or company.appointment_tz or "UTC"),
            self.windows[company.id],
            _aware(self.now),
            by_staff=row.origin != "online",
        )
        if dispatch.verdict == "defer":
            return Verdict("planned", "late", send_at=dispatch.moment.astimezone(UTC).replace(tzinfo=None))
        if dispatch.verdict == "expire":
            return Verdict("skipped", dispatch.reason)
        return Verdict("send", address=address, late=late)


def _aware(moment):
    return moment.replace(tzinfo=UTC)

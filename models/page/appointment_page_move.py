from datetime import UTC, date, datetime

from odoo import models
from odoo.tools import SQL

from ...engine.content import phrases
from ...engine.ledger import rebind
from ...engine.planning.collector import collecting
from ...engine.words import booking
from ...tools import schedule, slots, wording

_TIMES_SHOWN = 8  # of a morning or an afternoon
_KEY = "%Y%m%dT%H%M%S"  # a start in the address of a page, UTC


class AppointmentPage(models.AbstractModel):
    """Moving an appointment: what a client may choose, and does (P4)."""

    _inherit = "appointment.page"

    def _move_refusal(self, attendee):
        """Why the client may not move (P4): ``gone``, ``over``, ``not_allowed``, ``too_late``; None: may.

        A paid booking may be moved (P3).
        """
        status = self._status(attendee)
        return booking.move_refusal(
            status,
            attendee.event_id.service_id.move_allowed,
            self._move_deadline(attendee.event_id) if status in booking.AWAITED else None,
            self.env.cr.now(),
        )

    def _move_deadline(self, event):
        """Until when clients may move, naive UTC."""
        return self._hours_before(event, event.service_id.move_notice_hours)

    def _move(self, attendee, key):
        """Move for the client. Twice is harmless.

        :param key: which time, as the page offered it
        :return: whether the appointment is at that time now
        """
        start = _moment(key)
        if not start or self._move_refusal(attendee):
            return False
        if start == attendee.event_id.start:
            return True
        choices = self.env["appointment.slots"]
        if not choices._take_turns(attendee.event_id) or self._move_refusal(attendee):
            return False
        offers = choices._offers(attendee)
        if start not in offers or not choices._is_still_offered(attendee, start):
            return False
        self._move_to(self._as_client(attendee), start, offers[start])
        return True

    def _move_to(self, client, start, session):
        """The change itself, as one: one message tells of it (A5, N2)."""
        event = client.event_id
        event._track_set_author(client.partner_id)
        with collecting(client.env) as changes:
            changes.watch(event | session)
            values = {"presence_confirmed": False}
            if not client.notice_start and self.env.cr.now() > self._cancel_deadline(event):
                values["notice_start"] = event.start
            if self._needs_confirmation(event):
                values["booking_state"] = booking.PENDING
            client.write(values)
            if session:
                self._change_session(client, session)
            else:
                event.write({"start": start, "stop": start + (event.stop - event.start)})

    def _needs_confirmation(self, event):
        return event.service_id.manual_confirmation or event.agenda_id.company_id.appointment_manual_confirmation

    def _change_session(self, client, session):
        """The client's attendee goes over, with state, payment, links and messages (A3, P4)."""
        old, partner = client.event_id, client.partner_id
        sequence = max(old.booking_sequence, session.booking_sequence)
        client.write({"event_id": session.id, "booking_uid": client.booking_uid or f"{old.id}-{partner.id}"})
        session.booking_sequence = sequence
        self.env.flush_all()
        # Writing `partner_ids` would make Odoo delete this attendee and create another one.
        self.env.cr.execute(
            SQL(
                "UPDATE calendar_event_res_partner_rel SET calendar_event_id = %s"
                " WHERE calendar_event_id = %s AND res_partner_id = %s",
                session.id, old.id, partner.id,
            )
        )  # fmt: skip
        rebind.move_to(self.env, client.id, session.id)
        (old | session).invalidate_recordset(["partner_ids", "attendee_ids", "notification_ids"], flush=False)

    # ------------------------------------------------------------
    # What the page shows
    # ------------------------------------------------------------

    def _describe(self, attendee, facts, *, asked_to_move=False, done="", **options):
        page = super()._describe(attendee, facts, **options)
        refusal = self._move_refusal(attendee)
        page["may_move"] = not refusal
        page["asked_to_move"] = asked_to_move and refusal in ("not_allowed", "too_late")
        if page["asked_to_move"]:
            page["notices"] = [self._move_refused(attendee, facts, refusal), *page["notices"]]
        elif done == "moved" and page["status"] in booking.AWAITED:
            page["notices"] = [self.env._("Your appointment has been moved."), *page["notices"]]
        elif done == "chosen":
            page["notices"] = [self.env._("Your choice has been saved."), *page["notices"]]
        return page

    def _move_refused(self, attendee, facts, refusal):
        if refusal == "too_late":
            deadline = self._when(facts, self._move_deadline(attendee.event_id))
            return self.env._("Moving online was possible until %(deadline)s. Please call us.", deadline=deadline)
        return self.env._("This appointment cannot be moved online. Please call us.")

    def _describe_times(self, attendee, facts, day=""):
        """A week of the times to choose from, in words and on the agenda's clock.

        :param day: of the week to show, as a page's address names it
        :return: dict with ``first`` (key, when) or None, ``days`` [(day, [(part of the day, [(key, time)])])], ``weeks``
            [(a day of it, words, whether it is shown)], ``earlier`` and ``later`` (a day of the week beside it, or ""),
            ``zone`` (named where it matters)
        """
        tz, lang = schedule.zone(facts.tz), self.env.lang
        starts = [start.replace(tzinfo=UTC) for start in sorted(self.env["appointment.slots"]._offers(attendee))]
        days = slots.by_day(starts, tz)
        weeks = slots.weeks_of(list(days))
        shown = slots.week_at(weeks, _day(day))
        mondays = list(weeks)
        place = mondays.index(shown) if weeks else 0
        return {
            "first": (_key(starts[0]), self._when(facts, starts[0].replace(tzinfo=None))) if starts else None,
            "days": [self._describe_day(days[each]) for each in weeks.get(shown, ())],
            "weeks": [(week[0].isoformat(), self._week_words(week), monday == shown) for monday, week in weeks.items()],
            "earlier": weeks[mondays[place - 1]][0].isoformat() if place else "",
            "later": weeks[mondays[place + 1]][0].isoformat() if place + 1 < len(mondays) else "",
            "zone": phrases.zone_if_it_matters(facts, days[weeks[shown][0]][0], lang) if weeks else "",
        }

    def _describe_day(self, starts):
        """(the day, [(part of it, [(key, time)])]) in words."""
        lang = self.env.lang
        names = (self.env._("Morning"), self.env._("Afternoon"))
        parts = zip(names, slots.parts_of_day(starts, _TIMES_SHOWN), strict=True)
        return wording.weekday_date(starts[0], lang), [
            (name, [(_key(start.astimezone(UTC)), wording.time(start, lang)) for start in part]) for name, part in parts if part
        ]

    def _week_words(self, week):
        """The free days of a week, first and last."""
        ends = dict.fromkeys(wording.day_month(day, self.env.lang) for day in (week[0], week[-1]))
        return " – ".join(ends)

    def _describe_choice(self, attendee, facts, key):
        """(key, when in words) of a time that was chosen, or None: it is not free."""
        start = _moment(key)
        if start and start in self.env["appointment.slots"]._offers(attendee):
            return _key(start), self._when(facts, start)
        return None


def _key(start):
    return f"{start:{_KEY}}"


def _moment(key):
    """The start that a page's address names, naive UTC, or None."""
    try:
        return datetime.strptime(f"{key}+0000", f"{_KEY}%z").replace(tzinfo=None)
    except ValueError:
        return None


def _day(text):
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None

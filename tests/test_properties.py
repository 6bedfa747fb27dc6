import contextlib
import logging
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import schedule
from .common import NOW, AppointmentCase

_SENT = ("sent", "delivered")
_ABOUT_FUTURE = ("booked", "moved", "cancelled", "reminder")

_which = st.integers(0, 1)
_hours = st.sampled_from([-6, 1, 3, 20, 23, 26, 30, 47, 50, 55, 72, 100, 101, 102])
_book = st.tuples(st.just("book"), _hours.filter(lambda hours: hours > 0))
_operation = st.one_of(
    _book,
    st.tuples(st.just("move"), _which, _hours),
    st.tuples(st.just("move"), _which, _hours),
    st.tuples(st.sampled_from(["cancel", "restore", "archive", "unarchive"]), _which),
    st.tuples(st.sampled_from(["cancel", "restore", "no_show", "done", "confirm"]), _which),
    st.tuples(st.just("delete"), _which),
    st.tuples(st.just("preference"), st.sampled_from(["on", "off", "default"])),
    st.tuples(st.just("wait"), st.sampled_from([10, 59, 61, 600])),
    st.tuples(st.just("wait"), st.sampled_from([61, 3600, 20000, 90000])),
)


class _Undo(Exception):
    pass


@tagged("post_install", "-at_install")
class TestProperties(AppointmentCase):
    """Whatever happens, each client is told what is, once, in time (A, N)."""

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],  # shrinking would take minutes, in a database
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
    )
    @given(st.sampled_from([0, 1]), _book, st.lists(_operation, min_size=2, max_size=12))
    def _check_history(self, grouping_delay, first, others):
        try:
            with self.env.cr.savepoint():
                self._live([first, *others], grouping_delay)
                raise _Undo
        except _Undo:
            self.env.invalidate_all()

    def test_random_histories(self):
        """A, N: random histories of book, move, cancel, restore, no-show, done, preference, clock, dispatch."""
        logging.getLogger("odoo.addons.appointment_notify").setLevel(logging.WARNING)
        for code in ("rule_no_show_client_sms", "rule_done_client_sms"):
            self.env.ref(f"appointment_notify.{code}").active = True
        self._check_history()

    def _live(self, operations, grouping_delay):
        self.company.appointment_grouping_delay = grouping_delay
        self.clock, self.events, self.booked_ids = NOW, [], []
        for operation in operations:
            self.clock += timedelta(seconds=7)
            # What makes no sense now is refused in words.
            with self.at(self.clock), contextlib.suppress(UserError), self.env.cr.savepoint():
                getattr(self, f"_do_{operation[0]}")(*operation[1:])
            self._check_replanning_changes_nothing()
        self._wait(timedelta(minutes=30))
        self._check_told_what_is()
        self._wait(timedelta(days=8))
        self._check_nothing_is_left()
        self._check_sent()

    # ------------------------------------------------------------
    # What may happen
    # ------------------------------------------------------------

    def _event(self, number):
        events = [event for event in self.events if event.exists()]
        if not events:
            raise UserError("Nothing is booked")  # pylint: disable=translation-required
        return events[number % len(events)].with_user(self.front_desk)

    def _do_book(self, hours):
        start = self.clock.replace(minute=0, second=0) + timedelta(hours=hours)
        event = self.env["calendar.event"].with_user(self.front_desk).create(
            {"name": "A", "start": start, "service_id": self.service.id, "agenda_id": self.agenda.id,
             "partner_ids": [(6, 0, self.client.ids)]}
        )  # fmt: skip
        self.events.append(event.sudo())
        self.booked_ids.append(event.id)

    def _do_move(self, number, hours):
        start = self.clock.replace(minute=0, second=0) + timedelta(hours=hours)
        self._event(number).write({"start": start, "stop": start + timedelta(hours=1)})

    def _do_cancel(self, number):
        self._event(number).action_booking_cancel()

    def _do_restore(self, number):
        self._event(number).action_booking_restore()

    def _do_confirm(self, number):
        self._event(number).action_booking_confirm()

    def _do_no_show(self, number):
        self._event(number).action_booking_no_show()

    def _do_done(self, number):
        self._event(number).action_booking_done()

    def _do_archive(self, number):
        self._event(number).active = False

    def _do_unarchive(self, number):
        self._event(number).active = True

    def _do_delete(self, number):
        self._event(number).unlink()

    def _do_preference(self, choice):
        self.client.appointment_sms_reminder = choice

    def _do_replan(self):
        for event in self.events:
            event.exists()._plan_notifications()

    def _do_wait(self, seconds):
        self._wait(timedelta(seconds=seconds))

    def _wait(self, duration):
        """Let the time pass; the dispatcher ticks whenever something is due, at most once a minute."""
        end = self.clock + duration
        for _each in range(200):
            due = self.env["appointment.notification"].search(
                [("state", "=", "planned"), ("send_at", "<=", end)], order="send_at", limit=1
            )
            if not due:
                break
            self.clock = max(self.clock + timedelta(seconds=1), due.send_at + timedelta(seconds=30))
            if self.clock > end:
                break
            self.dispatch(at=self.clock)
            self.env.invalidate_all()
        self.clock = max(self.clock, end)
        self.dispatch(at=self.clock)
        self.env.invalidate_all()

    # ------------------------------------------------------------
    # What must hold
    # ------------------------------------------------------------

    def _rows(self, **filters):
        return self.rows(audience="client", channel="sms", **filters)

    def _check_replanning_changes_nothing(self):
        with self.at(self.clock):
            self._do_replan()
            before = self.rows().read(["state", "send_at", "reason", "event_start"])
            self._do_replan()
            self.assertEqual(self.rows().read(["state", "send_at", "reason", "event_start"]), before)

    def _check_told_what_is(self):
        """What the client was told last is what is, for every appointment to come."""
        for event_id in self.booked_ids:
            event = self.env["calendar.event"].browse(event_id).exists()
            last = self._told(event_id)[-1:]
            state = event._booking_clients().booking_state if event else "cancelled"
            if state == "confirmed" and event.start > self.clock:
                self.assertTrue(last, "a booking that nobody told")
                self.assertNotEqual(last[0].trigger, "cancelled")
                self.assertEqual(last[0].event_start, event.start)
            elif state == "cancelled" and last and last[0].event_start > self.clock:
                self.assertEqual(last[0].trigger, "cancelled", "a cancellation that nobody told")

    @staticmethod
    def _event_of(row):
        """Whose message it is, also once its appointment is deleted."""
        return row.event_id.id or (row.facts or {}).get("event_id")

    def _told(self, event_id):
        """What the client was told of an appointment by SMS, in order, in its own message or in another's."""
        rows = self._rows().filtered(
            lambda row: self._event_of(row) == event_id
            and row.trigger in ("booked", "moved", "cancelled")
            and (row.state in _SENT or (row.reason == "merged" and row.merged_into_id.state in _SENT))
        )
        return list(rows.sorted(lambda row: (row.sent_at or row.merged_into_id.sent_at, row.id)))

    def _check_nothing_is_left(self):
        """Every planned row was sent, or skipped with a reason."""
        for row in self.rows():
            self.assertNotIn(row.state, ("planned", "sending"), f"{row.trigger} {row.send_at}")
            self.assertTrue(row.state in _SENT or row.reason)

    def _check_sent(self):
        window = self.company._appointment_window()
        reminded = set()
        for row in self.rows().filtered(lambda row: row.state in _SENT):
            if row.trigger in _ABOUT_FUTURE:
                self.assertLess(row.sent_at, row.event_start, f"{row.trigger} about the past")
            if row.trigger == "reminder":
                once = (row.attendee_id.id, self._event_of(row), row.partner_id.id, row.rule_id.id, row.action)
                self.assertNotIn(once, reminded, "reminded twice")
                reminded.add(once)
                self.assertTrue(self._is_open(row.sent_at, window), f"reminder at {row.sent_at}")
        for event_id in self.booked_ids:
            self._check_story(event_id)

    def _is_open(self, moment, window):
        local = moment + timedelta(hours=1)  # Paris, winter time until 29 March
        if local.replace(tzinfo=None) > NOW.replace(day=28):
            return True
        hour = local.hour + local.minute / 60
        return window.opens <= hour <= window.closes + schedule.GRACE.total_seconds() / 3600

    def _check_story(self, event_id):
        """Booked, moved from where it was said to be, cancelled: never twice, never out of order."""
        known = None
        for row in self._told(event_id):
            if row.trigger == "booked":
                self.assertIsNone(known, "booked twice")
            else:
                self.assertTrue(known, f"{row.trigger}, of what nobody was told")
                self.assertEqual(row.told_start, known)
            known = None if row.trigger == "cancelled" else row.event_start

from datetime import timedelta

from odoo.tests import tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestSeries(AppointmentCase):
    """Recurring appointments: clients see the net change (A7, N10)."""

    def setUp(self):
        super().setUp()
        self.series = self._book_series()

    def _book_series(self, count=4):
        event = self.book(
            "2026-03-20 15:00",
            recurrency=True, rrule_type="weekly", rrule_type_ui="weekly", fri=True, count=count, end_type="count",
            event_tz="Europe/Paris", interval=1,
        )  # fmt: skip
        return event.recurrence_id.calendar_event_ids.sorted("start")

    def _live(self):
        return self.env["calendar.event"].sudo().search([("service_id", "=", self.service.id)], order="start")

    def _sms(self, trigger):
        rows = self.rows(trigger=trigger, channel="sms", audience="client")
        return rows.filtered(lambda row: row.reason != "merged")

    def test_n10_one_confirmation(self):
        """N10: a recurrence of 4: one confirmation naming the first, the e-mail lists all; each has its reminders."""
        self.assertEqual(len(self.series), 4)
        sms = self._sms("booked")
        self.assertEqual(sms.event_id, self.series[0])
        self.assertEqual(len(self.rows(trigger="booked", channel="sms", reason="merged")), 3)
        self.assertEqual(len(self.rows(trigger="reminder", channel="sms", state="planned")), 4)
        self.dispatch()
        email = self.rows(trigger="booked", channel="email", audience="client", state="sent")
        self.assertEqual(len(email), 1)
        for day in ("March 27", "April 3", "April 10"):
            self.assertIn(day, email.body_html)

    def test_a7_move_all(self):
        """A7: "all events" moved by an hour: one message naming the first; states and tokens carry over."""
        self.dispatch()
        paid = self.series[2]._booking_clients()
        paid.booking_paid = True
        hashes = set(self.rows(trigger="booked").mapped("token_hash")) - {False}
        base = self.series[0]
        self.change(
            base,
            {
                "start": base.start + timedelta(hours=1),
                "stop": base.stop + timedelta(hours=1),
                "recurrence_update": "all_events",
            },
        )
        live = self._live()
        self.assertEqual(len(live), 4)
        self.assertFalse(self.rows(trigger="cancelled"), "nobody is told of cancellations")
        self.assertEqual(len(self.rows(trigger="booked", channel="sms", audience="client")), 4, "nor of bookings")
        sms = self._sms("moved")
        self.assertEqual((len(sms), sms.event_id), (1, live[0]))
        self.assertEqual([client.booking_paid for client in live.attendee_ids.filtered("is_client").sorted(
            lambda attendee: attendee.event_id.start)], [False, False, True, False])  # fmt: skip
        kept = self.rows(*live, trigger="booked")
        self.assertEqual(set(kept.mapped("token_hash")) - {False}, hashes, "older links lead to the moved bookings")
        reminders = self.rows(*live, trigger="reminder", channel="sms")
        self.assertEqual(len(reminders), 4)
        self.assertEqual(
            {row.send_at for row in reminders}, {event.start - timedelta(days=1) for event in live[:1]}
            | {row.send_at for row in reminders},
        )  # fmt: skip
        self.dispatch()
        self.assertEqual(self._sms("moved").state, "sent")

    def test_a7_a_sent_reminder_is_not_sent_again(self):
        """A7, N4: the reminder that went out for one date is not repeated after the whole series moves."""
        self.dispatch(at=self.paris("2026-03-19 15:00"))
        sent = self.rows(self.series[0], trigger="reminder", channel="sms")
        self.assertEqual(sent.state, "sent")
        base = self.series[0]
        self.change(
            base,
            {"start": base.start + timedelta(days=1, hours=1), "stop": base.stop + timedelta(days=1, hours=1),
             "recurrence_update": "all_events"},
            at=self.paris("2026-03-19 16:00"),
        )  # fmt: skip
        first = self._live()[0]
        self.assertEqual(self.rows(first, trigger="reminder", channel="sms"), sent)

    def test_a7_this_and_following(self):
        """A7: "this and following" from the second on: one message naming the second."""
        self.dispatch()
        second = self.series[1]
        self.change(
            second,
            {"start": second.start + timedelta(hours=2), "stop": second.stop + timedelta(hours=2),
             "recurrence_update": "future_events"},
        )  # fmt: skip
        live = self._live()
        self.assertEqual(len(live), 4)
        self.assertFalse(self.rows(trigger="cancelled"))
        sms = self._sms("moved")
        self.assertEqual((len(sms), sms.event_id), (1, live[1]))

    def test_a7_edit_twice(self):
        """A7: a second edit of the same series is told again: one message."""
        self.dispatch()
        for _each in range(2):
            base = self._live()[0]
            self.change(
                base,
                {"start": base.start + timedelta(hours=1), "stop": base.stop + timedelta(hours=1),
                 "recurrence_update": "all_events"},
            )  # fmt: skip
            self.dispatch()
        self.assertEqual(self._sms("moved").mapped("state"), ["sent", "sent"])

    def test_a7_rename_all(self):
        """A7: renaming all events tells nobody."""
        self.dispatch()
        self.change(self.series[0], {"name": "Other", "recurrence_update": "all_events"})
        self.assertFalse(self.rows(trigger="moved") + self.rows(trigger="cancelled"))

    def test_a6_one_of_the_series(self):
        """A6: archiving "this event" of a series cancels that one."""
        self.dispatch()
        with self.at(self.now):
            self.series[1].with_user(self.front_desk).action_mass_archive("self_only")
        self.assertEqual(self._sms("cancelled").event_id, self.series[1])
        self.assertEqual(len(self.rows(trigger="cancelled", channel="sms")), 1)

    def test_a6_delete_all(self):
        """A6, N10: deleting the whole series: one cancellation naming the first."""
        self.dispatch()
        with self.at(self.now):
            self.series[0].with_user(self.front_desk).action_mass_deletion("all_events")
        self.assertEqual(len(self._sms("cancelled")), 1)
        self.assertEqual(len(self.rows(trigger="cancelled", channel="sms")), 4)
        self.dispatch()
        self.assertIn("3/20/26", self._sms("cancelled").body)

    def test_a6_delete_following(self):
        """A6, N10: deleting this and the following: one cancellation naming this one."""
        self.dispatch()
        second = self.series[1].start
        with self.at(self.now):
            self.series[1].with_user(self.front_desk).action_mass_deletion("future_events")
        self.assertEqual(self._sms("cancelled").event_start, second)
        self.assertEqual(len(self._live()), 1)

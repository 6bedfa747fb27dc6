from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestDoors(AppointmentCase):
    """The many ways to cancel and to restore an appointment, each told once (A6)."""

    def _booked(self, **values):
        event = self.book(**values)
        self.dispatch()
        return event

    def _cancellations(self):
        return self.told(trigger="cancelled")

    EXPECTED = [("cancelled", "email", "planned", ""), ("cancelled", "sms", "planned", "")]

    def test_a6_state_button_frees_the_slot(self):
        """A6: the cancel button cancels the last client, which archives the event."""
        event = self._booked()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
            event.with_user(self.front_desk).action_booking_cancel()  # a double click
        self.assertFalse(event.active)
        self.assertEqual(self._cancellations(), self.EXPECTED)

    def test_a6_archive(self):
        """A6: archiving cancels."""
        event = self._booked()
        self.change(event, {"active": False})
        self.assertEqual(event.booking_state, "cancelled")
        self.assertEqual(self._cancellations(), self.EXPECTED)

    def test_a6_delete(self):
        """A6: deleting cancels; the message is made from facts kept, and says so."""
        event = self._booked()
        with self.at(self.now):
            event.with_user(self.front_desk).unlink()
        self.assertEqual(self._cancellations(), self.EXPECTED)
        self.dispatch()
        sms = self.rows(trigger="cancelled", channel="sms", audience="client")
        self.assertEqual(sms.state, "sent")
        self.assertIn("Vanessa", sms.body)
        self.assertIn("3/20/26 at 3:00 PM at Mon Salon", sms.body)
        kept = self.rows(trigger="booked", channel="sms")
        self.assertEqual(kept.facts["status"], "cancelled", "the link in an older message says so too")

    def test_a6_delete_wizard(self):
        """A2, A6: the native delete wizard sends our cancellation and not Odoo's."""
        event = self._booked()
        mails = self.env["mail.mail"].search_count([])
        with self.at(self.now):
            self.env["calendar.popover.delete.wizard"].with_user(self.front_desk).create(
                {"calendar_event_id": event.id}
            ).action_send_mail_and_delete()
        self.assertEqual(self._cancellations(), self.EXPECTED)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_a6_remove_from_attendees(self):
        """A6: removing the client from the attendees cancels."""
        event = self._booked()
        self.change(event, {"partner_ids": [(3, self.client.id)]})
        self.assertEqual(self._cancellations(), self.EXPECTED)
        self.dispatch()
        self.assertEqual({row.state for row in self.rows(trigger="cancelled")}, {"sent"})

    def test_a6_declined(self):
        """A6: the client's native "declined" cancels; "accepted" means presence confirmed."""
        event = self._booked()
        attendee = event._booking_clients()
        with self.at(self.now):
            attendee.do_accept()
            self.assertTrue(attendee.presence_confirmed)
            attendee.do_decline()
        self.assertEqual(self._cancellations(), self.EXPECTED)

    def test_a6_restore_by_button(self):
        """A6: restoring counts as a new booking: a confirmation goes again, reminders are planned again."""
        event = self._booked()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_restore()
        self.assertTrue(event.active)
        self.assertEqual(
            self.told(event, trigger="booked"),
            [
                ("booked", "email", "planned", ""),
                ("booked", "email", "sent", ""),
                ("booked", "sms", "planned", ""),
                ("booked", "sms", "sent", ""),
            ],
        )
        self.assertEqual({row.state for row in self.rows(event, trigger="reminder")}, {"planned"})

    def test_a6_unarchive_brings_back_whom_the_archive_cancelled(self):
        """A6: in a class, who had cancelled before the archive stays cancelled."""
        clients = self.client + self._make_client("Bruno", "+33612345602", "bruno@example.com")
        event = self._booked(clients=clients, service=self.yoga)
        first, second = event._booking_clients().sorted("id")
        with self.at(self.now):
            first.with_user(self.front_desk).action_booking_cancel()
        self.change(event, {"active": False})
        self.change(event, {"active": True})
        self.assertEqual((first.booking_state, second.booking_state), ("cancelled", "confirmed"))

    def test_a6_nothing_about_the_past(self):
        """A6: nothing goes out about past appointments."""
        event = self.book("2026-03-12 15:00")
        self.dispatch()
        with self.at(self.paris("2026-03-12 15:30")):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertFalse(self._cancellations())

    def test_a6_deleting_a_contact_is_erasure(self):
        """A6: deleting the contact sends nothing and forgets number and text."""
        event = self._booked()
        rows = self.rows(event, client_id=self.client.id)
        with self.at(self.now):
            self.client.unlink()
        self.dispatch(at=self.paris("2026-03-19 16:00"))
        self.assertFalse(self._cancellations())
        self.assertEqual(set(rows.filtered(lambda row: row.trigger == "reminder").mapped("reason")), {"contact_deleted"})
        about_client = rows.filtered(lambda row: row.audience == "client")
        self.assertFalse(any(about_client.mapped("address")) or any(about_client.mapped("body")))

    def test_grouping_create_and_cancel(self):
        """N10: created and cancelled within the grouping delay: nothing."""
        self.company.appointment_grouping_delay = 1
        event = self.book()
        with self.at(self.now + self.seconds(20)):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(self.dispatch(at=self.now + self.seconds(600)), 0)
        self.assertEqual({row.reason for row in self.rows(event, trigger="booked")}, {"superseded"})

    def test_grouping_create_move_move(self):
        """N10: create, move, move within the delay: one confirmation with the last time."""
        self.company.appointment_grouping_delay = 1
        event = self.book()
        for seconds, hour in ((20, "16:00"), (50, "17:00")):
            self.change(
                event,
                {"start": self.paris(f"2026-03-20 {hour}"), "stop": self.paris("2026-03-20 18:00")},
                at=self.now + self.seconds(seconds),
            )
        self.assertEqual(self.dispatch(at=self.now + self.seconds(100)), 0, "the delay slides")
        self.dispatch(at=self.now + self.seconds(111))
        self.assertEqual(
            self.told(event, trigger="booked"), [("booked", "email", "sent", ""), ("booked", "sms", "sent", "")]
        )
        self.assertIn("5:00 PM", self.rows(event, trigger="booked", channel="sms").body)
        self.assertFalse(self.rows(event, trigger="moved"))

    def test_grouping_has_an_end(self):
        """N10: second thoughts hold a message back at most five times the delay."""
        self.company.appointment_grouping_delay = 1
        event = self.book()
        for second in range(30, 330, 30):
            self.change(
                event,
                {"start": self.paris("2026-03-20 15:00") + self.seconds(60 * second), "stop": self.paris("2026-03-20 23:00")},
                at=self.now + self.seconds(second),
            )
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual(sms.send_at, self.now + self.seconds(300))

    def test_grouping_move_and_back(self):
        """N10: a move and a move back: nothing. Cancel and restore: nothing."""
        event = self._booked()
        self.company.appointment_grouping_delay = 1
        later = {"start": self.paris("2026-03-20 17:00"), "stop": self.paris("2026-03-20 18:00")}
        back = {"start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00")}
        self.change(event, later, at=self.now + self.seconds(10))
        self.change(event, back, at=self.now + self.seconds(30))
        with self.at(self.now + self.seconds(40)):
            event.with_user(self.front_desk).action_booking_cancel()
        with self.at(self.now + self.seconds(50)):
            event.with_user(self.front_desk).action_booking_restore()
        self.assertEqual(self.dispatch(at=self.now + self.seconds(600)), 0)
        self.assertEqual({row.reason for row in self.rows(event, trigger="moved")}, {"superseded"})
        self.assertEqual(len(self.rows(event, trigger="booked", audience="client")), 2)

    def test_after_the_delay_each_change_counts(self):
        """N10: after the delay each change is a message of its own."""
        self.company.appointment_grouping_delay = 1
        event = self.book()
        self.dispatch(at=self.now + self.seconds(61))
        for minute, hour in ((5, "16:00"), (10, "17:00")):
            self.change(
                event,
                {"start": self.paris(f"2026-03-20 {hour}"), "stop": self.paris("2026-03-20 18:00")},
                at=self.now + self.seconds(60 * minute),
            )
            self.dispatch(at=self.now + self.seconds(60 * minute + 61))
        self.assertEqual(len(self.rows(event, trigger="moved", channel="sms", state="sent")), 2)

    def test_two_bookings_in_one_go(self):
        """N10: the "+" button: two bookings for one client are one confirmation about the first; when the first
        is cancelled meanwhile, the second speaks for itself."""
        self.company.appointment_grouping_delay = 1
        first = self.book("2026-03-20 15:00")
        second = self.book("2026-03-20 16:00", at=self.now + self.seconds(20))
        waiting = self.rows(second, trigger="booked", channel="sms")
        self.assertEqual((waiting.state, waiting.reason), ("skipped", "merged"))
        self.assertEqual(waiting.merged_into_id, self.rows(first, trigger="booked", channel="sms"))
        with self.at(self.now + self.seconds(40)):
            first.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(self.told(second, trigger="booked", channel="sms"), [("booked", "sms", "planned", "")])
        self.dispatch(at=self.now + self.seconds(200))
        self.assertEqual(self.told(second, trigger="booked", channel="sms"), [("booked", "sms", "sent", "")])
        self.assertFalse(self.rows(trigger="cancelled"))

    def test_n7_no_show_window(self):
        """N7: from 15 minutes before the start to 24 hours after it, both included."""
        self.env.ref("appointment_notify.rule_no_show_client_sms").active = True
        cases = [(-16, False), (-15, True), (24 * 60, True), (24 * 60 + 1, False)]
        for minutes, goes in cases:
            with self.subTest(minutes=minutes):
                event = self.book("2026-03-12 15:00")
                with self.at(self.paris("2026-03-12 15:00") + self.seconds(60 * minutes)):
                    event.with_user(self.front_desk).action_booking_no_show()
                row = self.rows(event, trigger="no_show")
                self.assertEqual((row.state, row.reason), ("planned", False) if goes else ("skipped", "no_show_window"))

    def test_n7_undone_by_mistake(self):
        """N7, N10: a no-show taken back within the grouping delay sends nothing."""
        self.env.ref("appointment_notify.rule_no_show_client_sms").active = True
        self.company.appointment_grouping_delay = 1
        event = self.book("2026-03-12 15:00")
        start = self.paris("2026-03-12 15:00")
        with self.at(start + self.seconds(600)):
            event.with_user(self.front_desk).action_booking_no_show()
        with self.at(start + self.seconds(630)):
            event.with_user(self.front_desk).action_booking_confirm()
        self.dispatch(at=start + self.seconds(900))
        self.assertEqual(self.rows(event, trigger="no_show").reason, "superseded")

    def test_clear_errors(self):
        """Bad input gets a clear error: all day, no client, restoring first."""
        with self.assertRaisesRegex(ValidationError, "cannot last all day"):
            self.book(allday=True, stop=self.paris("2026-03-20 16:00"))
        event = self.book(clients=self.practitioner.partner_id)
        with self.assertRaisesRegex(UserError, "no client"):
            event.action_booking_cancel()
        event = self._booked()
        with self.at(self.now):
            event.action_booking_cancel()
            with self.assertRaisesRegex(UserError, "restore it first"):
                event.action_booking_done()

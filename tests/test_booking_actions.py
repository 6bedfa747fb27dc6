from .common import NOW, AppointmentCase


class TestBookingActions(AppointmentCase):
    """What may be done with a booking is decided in one place, and the screens read it (H1, A6, U1)."""

    def actions(self, event, at=NOW):
        event.invalidate_recordset()
        event.attendee_ids.invalidate_recordset()
        with self.at(at):
            client = event.attendee_ids.filtered("is_client")[:1]
            return event.with_user(self.front_desk).booking_offered, client.with_user(self.front_desk).booking_offered

    def test_u1_what_is_offered(self):
        """U1: the event and its client offer the same; who came is asked from shortly before the start."""
        event = self.book()
        self.assertEqual(self.actions(event), ("cancel", "cancel"))
        self.assertEqual(self.actions(event, self.paris("2026-03-20 14:50")), ("done,no_show,cancel",) * 2)
        client = event.attendee_ids.filtered("is_client")
        client.with_user(self.front_desk).action_booking_done()
        self.assertEqual(self.actions(event, event.stop), ("no_show,undo",) * 2)
        client.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(self.actions(event, event.stop), ("restore", "restore"))

    def test_a3_clients_who_differ(self):
        """A3: of a class whose clients differ only what suits all is offered."""
        other = self._make_client("Other", email="other@example.com")
        event = self.book(clients=self.client | other, service=self.yoga)
        clients = event.attendee_ids.filtered("is_client")
        clients[0].booking_state = "pending"
        self.assertEqual(self.actions(event)[0], "cancel")
        self.assertIn("confirm", clients[0].booking_offered)

    def test_s5_nothing_is_offered_to_others(self):
        """S5: who does not keep the appointment is offered nothing; an ordinary meeting offers nothing."""
        event = self.book()
        event.agenda_id.user_id = False
        event.user_id = self.front_desk
        self.assertFalse(event.with_user(self.practitioner).booking_offered)
        self.assertFalse(self.env["calendar.event"].create({"name": "x", "start": NOW, "stop": NOW}).booking_offered)
        self.assertFalse(self.env["calendar.event"].new({"name": "x"}).booking_offered)

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import AppointmentCase


class RegressionCase(AppointmentCase):
    def _sms(self, *events, **filters):
        return self.rows(*events, channel="sms", audience="client", **filters)

    def _move(self, event, start, **values):
        start = self.paris(start)
        self.change(event, {"start": start, "stop": start + timedelta(hours=1), **values})


@tagged("post_install", "-at_install")
class TestRegressionsSeries(RegressionCase):
    """Edits of a series that has a history (A3, A7)."""

    def _series(self, count=4, **values):
        event = self.book(
            "2026-03-20 15:00", recurrency=True, rrule_type="weekly", rrule_type_ui="weekly", fri=True, count=count,
            end_type="count", event_tz="Europe/Paris", interval=1, **values,
        )  # fmt: skip
        self.dispatch()
        return event.recurrence_id.calendar_event_ids.sorted("start")

    def _live(self, service=None):
        domain = [("service_id", "=", (service or self.service).id)]
        return self.env["calendar.event"].search(domain, order="start")

    def _shift_all(self, event, at=None):
        values = {"start": event.start + timedelta(hours=1), "stop": event.stop + timedelta(hours=1)}
        self.change(event, {**values, "recurrence_update": "all_events"}, at=at)

    def _moves(self, client):
        rows = self._sms(trigger="moved", client_id=client.id).sorted("event_start")
        return [(row.told_start, row.event_start) for row in rows]

    def test_a7_what_is_done_stays_with_its_date(self):
        """A7: a series moved half way: each date to come is moved from its own old time, what is done stays done."""
        series = self._series(5)
        starts = series.mapped("start")
        for event in series[:2]:
            with self.at(event.start + timedelta(minutes=50)):
                event.with_user(self.front_desk).action_booking_done()
        self._shift_all(series[2], at=starts[1] + timedelta(days=1))
        self.assertEqual(self._live().mapped("booking_state"), ["done", "done", "confirmed", "confirmed", "confirmed"])
        self.assertEqual(self._moves(self.client), [(start, start + timedelta(hours=1)) for start in starts[2:]])
        self.assertEqual(len(self._sms(trigger="booked")), 5, "nobody is told of a new booking")
        done = self.env["calendar.attendee"].search([("booking_state", "=", "done"), ("is_client", "=", True)])
        self.assertEqual(len(done), 2, "nor is anything done twice")

    def test_a7_a_cancelled_date_stays_cancelled(self):
        """A7, A6: a date that was cancelled does not come back when the others move."""
        series = self._series()
        starts = series.mapped("start")
        with self.at(self.now):
            series[1].with_user(self.front_desk).action_booking_cancel()
        self.dispatch()
        self._shift_all(series[0])
        self.assertEqual(self._live().mapped("booking_state"), ["confirmed"] * 3)
        expected = [(start, start + timedelta(hours=1)) for start in (starts[0], *starts[2:])]
        self.assertEqual(self._moves(self.client), expected)
        self.assertEqual(len(self._sms(trigger="booked")), 4)
        self.dispatch()
        self.assertEqual(len(self._sms(trigger="cancelled")), 1)

    def test_a7_a_class_from_which_one_stays_away_once(self):
        """A3, A7: who cancelled one date of a class is not enrolled again when the class moves."""
        bruno = self._make_client("Bruno", "+33612345602", "bruno@example.com")
        series = self._series(clients=self.client + bruno, service=self.yoga)
        starts = series.mapped("start")
        with self.at(self.now):
            series[1]._booking_clients().filtered(lambda each: each.partner_id == bruno).action_booking_cancel()
        self._shift_all(series[0])
        states = [
            {each.partner_id: each.booking_state for each in event._booking_clients()} for event in self._live(self.yoga)
        ]
        self.assertEqual([state[bruno] for state in states], ["confirmed", "cancelled", "confirmed", "confirmed"])
        self.assertEqual([state[self.client] for state in states], ["confirmed"] * 4)
        expected = [(start, start + timedelta(hours=1)) for start in (starts[0], *starts[2:])]
        self.assertEqual(self._moves(bruno), expected)

    def test_a7_other_interval(self):
        """A7: every other week instead of every week: dates that stand are not touched."""
        series = self._series()
        starts = series.mapped("start")
        self.change(
            series[0],
            {"recurrency": True, "rrule_type": "weekly", "fri": True, "interval": 2, "count": 4, "end_type": "count",
             "recurrence_update": "all_events"},
        )  # fmt: skip
        week = timedelta(weeks=1)
        self.assertEqual(
            self._moves(self.client), [(starts[1], starts[2] + 2 * week), (starts[3], starts[3] + 3 * week)]
        )

    def test_a6_break_a_series(self):
        """A6, N10: "not repeated any more" deletes the other dates: one cancellation about them."""
        for update, gone in (("all_events", 3), ("future_events", 2)):
            with self.subTest(update=update):
                series = self._series()
                before = self.rows()
                self.change(series[1], {"recurrency": False, "recurrence_update": update})
                told = self._sms(trigger="cancelled") - before
                self.assertEqual(len(told), gone)
                self.assertEqual(len(told.filtered(lambda row: row.state == "planned")), 1)
                self.assertTrue(series[1].active)

    def test_a3_a_colleague_of_the_series(self):
        """A3, A7: a colleague who is a client is one on all dates, also after an edit."""
        colleague = self.front_desk.partner_id
        event = self.book(clients=self.client + colleague, service=self.yoga)
        with self.at(self.now):
            event.attendee_ids.filtered(lambda each: each.partner_id == colleague).is_client = True
        self.change(
            event,
            {"recurrency": True, "rrule_type": "weekly", "rrule_type_ui": "weekly", "fri": True, "count": 3,
             "end_type": "count", "event_tz": "Europe/Paris", "interval": 1},
        )  # fmt: skip
        self.dispatch()
        self._shift_all(event)
        self.assertEqual([colleague in each._booking_clients().partner_id for each in self._live(self.yoga)], [True] * 3)
        self.assertFalse(self.rows(trigger="cancelled"))


@tagged("post_install", "-at_install")
class TestRegressionsChanges(RegressionCase):
    """Changes at the edges of what an appointment is (A1, A6, A9, N10, N14, N17)."""

    def test_a1_no_longer_an_appointment(self):
        """A1, N14: a meeting that is no appointment any more keeps its guests: nothing says that it is cancelled."""
        event = self.book()
        self.dispatch()
        count = len(self.rows(event))
        self.change(event, {"service_id": False})
        self.assertEqual(len(self.rows(event)), count)
        self.assertEqual({row.state for row in self.rows(event, trigger="reminder")}, {"skipped"})
        self.change(event, {"service_id": self.service.id})
        self.assertEqual({row.state for row in self.rows(event, trigger="reminder")}, {"planned"})
        self.assertEqual(len(self.rows(event)), count)

    def test_a3_no_longer_a_client(self):
        """A3: an attendee whom staff take for no client after all is not told of a cancellation."""
        event = self.book()
        self.dispatch()
        with self.at(self.now):
            event._booking_clients().with_user(self.front_desk).is_client = False
        self.assertFalse(self.rows(event, trigger="cancelled"))
        self.assertEqual({row.state for row in self.rows(event, trigger="reminder")}, {"skipped"})

    def test_a6_removing_the_last_client_frees_the_slot(self):
        """A6: removing the only client frees the slot; exchanging him or her, or leaving a class, does not."""
        other = self._make_client("Bruno", "+33612345602", "bruno@example.com")
        event, swapped = self.book(), self.book("2026-03-21 15:00")
        yoga = self.book("2026-03-22 15:00", service=self.yoga)
        remove = Command.unlink(self.client.id)
        self.change(event, {"partner_ids": [remove]})
        self.change(swapped, {"partner_ids": [remove, Command.link(other.id)]})
        self.change(yoga, {"partner_ids": [remove]})
        self.assertEqual([each.active for each in (event, swapped, yoga)], [False, True, True])

    def test_a6_declined_afterwards(self):
        """A6: answering the invitation to what is done changes nothing."""
        event = self.book("2026-03-12 15:00")
        with self.at(self.paris("2026-03-12 16:30")):
            event.with_user(self.front_desk).action_booking_done()
            event._booking_clients().do_decline()
        self.assertEqual((event.booking_state, event.active), ("done", True))

    def test_a9_a_contact_added_later(self):
        """A9: a ticked contact made after the booking is reminded too; an archived one is not."""
        event = self.book()
        with self.at(self.now):
            mother = self._make_client(
                "Mother", "+33612345699", "m@example.com", parent_id=self.client.id, appointment_recipient_sms=True
            )
            reminder = self._sms(event, trigger="reminder", partner_id=mother.id)
            self.assertEqual(reminder.state, "planned")
            mother.active = False
        self.assertEqual(reminder.state, "skipped")

    def test_a9_account_settings_replan(self):
        """A9, N5, N6, N14: reminders on or off, sending hours and an agenda's timezone re-plan what is to come."""
        self.company.appointment_reminders = False
        event = self.book("2026-03-20 20:00")
        sms = self._sms(event, trigger="reminder")
        self.assertEqual(sms.reason, "opted_out")
        with self.at(self.now):
            self.company.appointment_reminders = True
            self.assertEqual((sms.state, sms.send_at), ("planned", self.paris("2026-03-18 19:00")))
            self.company.appointment_send_until = 17.0
            self.assertEqual(sms.send_at, self.paris("2026-03-18 17:00"))
            self.agenda.tz = "Europe/London"
            self.assertEqual(sms.send_at, self.paris("2026-03-18 18:00"))

    def test_a10_another_practitioner(self):
        """A10, N4: an appointment given to another agenda stands in that one's calendar; its messages follow."""
        marc = new_test_user(self.env, "an_marc", groups="appointment_notify.group_practitioner", name="Marc")
        other = self.env["appointment.agenda"].create({"name": "Marc", "user_id": marc.id, "tz": "Europe/Paris"})
        event = self.book()
        self.change(event, {"agenda_id": other.id})
        self.assertEqual(event.user_id, marc)
        self.assertEqual(event.partner_ids, marc.partner_id + self.client)
        self.assertEqual(self.rows(event, trigger="reminder").agenda_id, other)
        self.assertFalse(self.rows(event, trigger="cancelled"))

    def test_n10_unrelated_moves_are_told_each(self):
        """N10: appointments moved one after the other are told each, as the SMS about the first would not speak of
        the second; what is cancelled together is one message."""
        self.company.appointment_grouping_delay = 1
        first = self.book("2026-03-20 15:00")
        second = self.book("2026-04-07 15:00", at=self.now + timedelta(minutes=10))
        self.dispatch(at=self.now + timedelta(minutes=20))
        self.now += timedelta(hours=1)
        self._move(first, "2026-03-20 16:00")
        self._move(second, "2026-04-07 16:00")
        self.dispatch(at=self.now + timedelta(minutes=5))
        self.assertEqual(self._sms(trigger="moved").mapped("state"), ["sent", "sent"])
        self.now += timedelta(hours=1)
        self.change(first + second, {"active": False})
        self.dispatch(at=self.now + timedelta(minutes=5))
        self.assertEqual(self._sms(trigger="cancelled", state="sent").event_id, first)

    def test_n17_boxes_unticked(self):
        """N17, L1: a client without any box is told nothing, the log says why, and staff are asked to call."""
        client = self._make_client(
            "Kid", "+33612345677", "kid@example.com", appointment_recipient_sms=False, appointment_recipient_email=False
        )
        event = self.book(clients=client)
        self.assertEqual({row.reason for row in self.rows(event, audience="client")}, {"opted_out"})
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(len(client.activity_ids), 1)

    def test_a6_three_contacts_merged(self):
        """A6: merging two recipients of one message leaves one message."""
        parents = [
            self._make_client(name, f"+3361234569{n}", f"{name}@example.com", parent_id=self.client.id)
            for n, name in enumerate(("mother", "father", "aunt"))
        ]
        parents[0].write({"appointment_recipient_sms": True})
        parents[1].write({"appointment_recipient_sms": True})
        event = self.book()
        with self.at(self.now):
            merge = self.env["base.partner.merge.automatic.wizard"]
            merge._merge([parent.id for parent in parents], dst_partner=parents[2], extra_checks=False)
            parents[2].appointment_recipient_sms = True
        planned = self._sms(event, trigger="reminder", partner_id=parents[2].id, state="planned")
        self.assertEqual(len(planned), 1)

    def test_u1_private_calendars(self):
        """U1: the front desk keeps the appointments of who shows the calendar to nobody; others do not."""
        event = self.book()
        self.practitioner.with_user(self.practitioner).calendar_default_privacy = "private"
        self.env.invalidate_all()
        self.assertEqual(event.with_user(self.front_desk).read(["booking_state"])[0]["booking_state"], "confirmed")
        self._move(event, "2026-03-21 15:00")
        self.assertEqual(event.start, self.paris("2026-03-21 15:00"))
        other = new_test_user(self.env, "an_other", groups="base.group_user", name="Other")
        with self.assertRaises(AccessError):
            event.with_user(other).read(["booking_state"])

    def test_s5_colleagues_read_events_whole(self):
        """S5, S9: a colleague without our groups reads events with all fields but ours, as integrations do."""
        event = self.book()
        other = new_test_user(self.env, "an_other", groups="base.group_user", name="Other")
        values = event.with_user(other).read()[0]
        self.assertEqual(values["id"], event.id)
        self.assertFalse(values.keys() & {"booking_state", "notification_ids"})


@tagged("post_install", "-at_install")
class TestRegressionsDispatch(RegressionCase):
    """Who speaks for others, and does not come to it (N9, N10, S2)."""

    def test_s2_the_first_of_a_booking_is_over(self):
        """N10, S2: bookings merged into one that started during an outage are told by the next of them."""
        self.company.appointment_grouping_delay = 1
        first = self.book("2026-03-10 15:00")
        others = [self.book(f"2026-03-{day} 15:00", at=self.now + timedelta(seconds=day)) for day in (20, 27)]
        self.dispatch(at=self.paris("2026-03-10 15:30"))
        self.assertEqual(self._sms(first, trigger="booked").reason, "expired")
        self.dispatch(at=self.paris("2026-03-10 15:31"))
        second, third = (self._sms(event, trigger="booked") for event in others)
        self.assertEqual((second.state, third.reason, third.merged_into_id), ("sent", "merged", second))

    def test_n9_the_first_of_a_chain_is_over(self):
        """N9, S2: the reminder of the second is not given up for that of the first, which is too late."""
        self.env.ref("appointment_notify.rule_reminder_client_sms_24h").delay = 2
        self.book("2026-03-20 14:00")
        second = self.book("2026-03-20 15:30")
        self.dispatch()
        self.dispatch(at=self.paris("2026-03-20 14:10"))
        self.assertEqual(self._sms(second, trigger="reminder").state, "sent")

    def test_n16_the_first_of_a_chain_is_confirmed(self):
        """N9, N16: presence confirmed for the first alone: the reminder is about the second."""
        self.env.ref("appointment_notify.rule_reminder_client_sms_24h").write(
            {"timing": "day_before_at", "delay": 1, "at_hour": 18.0, "email_first": True}
        )
        first, second = self.book("2026-03-20 14:00"), self.book("2026-03-20 15:30")
        self.dispatch()
        first._booking_clients().presence_confirmed = True
        self.dispatch(at=self.paris("2026-03-19 18:00"))
        self.assertEqual(self._sms(first, trigger="reminder").reason, "email_first")
        self.assertEqual(self._sms(second, trigger="reminder").state, "sent")

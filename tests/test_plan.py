from datetime import timedelta

from odoo.tests import tagged

from ..engine.planning.collector import plan_pending
from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestPlan(AppointmentCase):
    """What is planned for whom, and when (N1–N6, N14, N15)."""

    def test_n1_booked_by_staff(self):
        """N1: booked by staff → client e-mail and SMS, staff e-mail only (seed 4, B)."""
        event = self.book()
        self.assertEqual(
            self.told(event, trigger="booked"),
            [("booked", "email", "planned", ""), ("booked", "sms", "planned", "")],
        )
        self.assertEqual(self.told(event, audience="staff"), [("booked", "email", "planned", "")])
        self.assertEqual(self.rows(event, audience="staff").partner_id, self.practitioner.partner_id)

    def test_n1_booked_online(self):
        """N1, A4: booked online → client e-mail, staff e-mail and SMS (seed 4, A)."""
        with self.at(self.now):
            event = (
                self.env["calendar.event"]
                .with_context(appointment_origin="online")
                .create(self._values("2026-03-20 15:00"))
            )
        self.assertEqual(event.booking_origin, "online")
        self.assertEqual(self.told(event, trigger="booked"), [("booked", "email", "planned", "")])
        self.assertEqual(
            self.told(event, audience="staff"),
            [("booked", "email", "planned", ""), ("booked", "sms", "planned", "")],
        )

    def _values(self, start, **values):
        return {
            "name": "Appointment",
            "start": self.paris(start),
            "service_id": self.service.id,
            "agenda_id": self.agenda.id,
            "partner_ids": [(6, 0, self.client.ids)],
            **values,
        }

    def test_n2_moved(self):
        """N2: a new start is told, with the old one; anything else is not."""
        event = self.book()
        self.dispatch()
        self.change(event, {"location": "Upstairs", "name": "Other title"})
        self.assertFalse(self.rows(event, trigger="moved"))
        self.change(event, {"start": self.paris("2026-03-21 09:30"), "stop": self.paris("2026-03-21 10:30")})
        self.dispatch()
        self.assertEqual(
            self.told(event, trigger="moved"), [("moved", "email", "sent", ""), ("moved", "sms", "sent", "")]
        )
        sms = self.rows(event, trigger="moved", channel="sms").body
        self.assertIn("3/20/26 3:00 PM", sms)
        self.assertIn("3/21/26 at 9:30 AM", sms)

    def test_n2_switches(self):
        """N2: with their switches, a new end, place, practitioner or service counts as a move."""
        other = self.env["appointment.agenda"].create({"name": "Other", "tz": "Europe/Paris"})
        switches = {
            "appointment_moved_stop": {"stop": self.paris("2026-03-20 16:30")},
            "appointment_moved_place": {"location": "Upstairs"},
            "appointment_moved_practitioner": {"agenda_id": other.id},
            "appointment_moved_service": {"service_id": self.yoga.id},
        }
        for switch, values in switches.items():
            for is_on in (False, True):
                with self.subTest(switch=switch, is_on=is_on):
                    self.company[switch] = is_on
                    event = self.book()
                    self.dispatch()
                    self.change(event, values)
                    moved = self.rows(event, trigger="moved", channel="sms", audience="client")
                    self.assertEqual(len(moved), int(is_on))
                    self.company[switch] = False

    def test_n3_cancelled(self):
        """N3: cancelled by staff → client both, staff e-mail; reminders are given up."""
        event = self.book()
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(
            self.told(event, trigger="cancelled"),
            [("cancelled", "email", "planned", ""), ("cancelled", "sms", "planned", "")],
        )
        self.assertEqual(self.told(event, audience="staff", trigger="cancelled"), [("cancelled", "email", "planned", "")])
        self.assertEqual(
            self.told(event, trigger="reminder"),
            [("reminder", "email", "skipped", "cancelled"), ("reminder", "sms", "skipped", "cancelled")],
        )

    def test_n4_reminders_follow_a_move(self):
        """N4: moved before the reminder went out, it follows."""
        event = self.book()
        self.assertEqual(self._reminder_times(event), ["2026-03-18 15:00", "2026-03-19 15:00"])
        self.change(event, {"start": self.paris("2026-03-25 10:00"), "stop": self.paris("2026-03-25 11:00")})
        self.assertEqual(self._reminder_times(event), ["2026-03-23 10:00", "2026-03-24 10:00"])
        self.assertEqual(len(self.rows(event, trigger="reminder")), 2, "adjusted, not added")

    def _reminder_times(self, event):
        moments = self.rows(event, trigger="reminder").mapped("send_at")
        return sorted(moment.strftime("%Y-%m-%d %H:%M") for moment in map(self._to_paris, moments))

    def _to_paris(self, moment):
        return moment + timedelta(hours=1)  # winter time, all of this class

    def test_n4_once(self):
        """N4: after it went out, a move sends no second reminder, unless the rule says so."""
        event = self.book()
        self.dispatch(at=self.paris("2026-03-19 15:00"))
        self.assertEqual(self.told(event, trigger="reminder", channel="sms"), [("reminder", "sms", "sent", "")])
        later = {"start": self.paris("2026-03-27 15:00"), "stop": self.paris("2026-03-27 16:00")}
        self.change(event, later, at=self.paris("2026-03-19 16:00"))
        self.assertEqual(len(self.rows(event, trigger="reminder", channel="sms")), 1)
        rule = self.rows(event, trigger="reminder", channel="sms").rule_id
        rule.resend_after_move = True
        with self.at(self.paris("2026-03-19 16:05")):
            event._plan_notifications()
        self.assertEqual(
            self.told(event, trigger="reminder", channel="sms"),
            [("reminder", "sms", "planned", ""), ("reminder", "sms", "sent", "")],
        )

    def test_n5_early_appointment(self):
        """N5: due at 08:00, outside: the day before its due date, when sending ends."""
        event = self.book("2026-03-20 08:00")
        self.assertEqual(self._reminder_times(event), ["2026-03-17 19:00", "2026-03-18 19:00"])

    def test_n14_replanning_changes_nothing(self):
        """N14: re-planning twice, or later, leaves the plan as it is and adds no message of an action."""
        event = self.book()
        before = self.rows(event).read(["state", "send_at", "reason", "action"])
        for moment in (self.now, self.paris("2026-03-18 16:00")):
            with self.at(moment):
                event._plan_notifications()
                event._plan_notifications()
            self.assertEqual(self.rows(event).read(["state", "send_at", "reason", "action"]), before)

    def test_n14_old_event_gets_a_service(self):
        """N14: giving a meeting a service plans its reminders and mails nobody about a booking."""
        with self.at(self.now):
            event = self.env["calendar.event"].create(
                {"name": "Meeting", "start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00"),
                 "partner_ids": [(6, 0, self.client.ids)]}
            )  # fmt: skip
            self.assertFalse(self.rows(event))
            event.with_user(self.front_desk).write({"service_id": self.service.id})
        self.assertEqual(set(self.rows(event).mapped("trigger")), {"reminder"})
        self.assertEqual(event.sudo().booking_state, "confirmed")

    def test_n14_import(self):
        """N14: imports plan nothing; past appointments send nothing."""
        with self.at(self.now):
            events = self.env["calendar.event"].with_context(appointment_no_notify=True).create(
                [self._values("2026-03-20 15:00")]
            )
        events += self.book("2026-03-09 15:00")
        self.assertFalse(self.rows(*events))

    def test_n14_rule_change(self):
        """N14: changing a rule's delay, or switching it off and on, re-plans future appointments only."""
        event = self.book()
        past = self.book("2026-03-11 15:00")
        rule = self.rows(event, trigger="reminder", channel="sms").rule_id
        with self.at(self.paris("2026-03-12 12:00")):
            rule.delay = 3
            self.assertEqual(self.rows(event, rule_id=rule.id).send_at, self.paris("2026-03-20 12:00"))
            rule.active = False
            self.assertEqual(self.told(event, rule_id=rule.id), [("reminder", "sms", "skipped", "rule_off")])
            rule.active = True
            self.assertEqual(self.told(event, rule_id=rule.id), [("reminder", "sms", "planned", "")])
        self.assertNotEqual(self.rows(past, rule_id=rule.id).send_at, self.paris("2026-03-11 12:00"))
        self.assertEqual(set(self.rows(event, trigger="booked").mapped("state")), {"planned"})

    def test_n15_booked_too_late(self):
        """N15: booked 20 hours before: both reminders are skipped with their reason, nothing bursts."""
        event = self.book("2026-03-11 08:30")
        self.assertEqual(
            self.told(event, trigger="reminder"),
            [("reminder", "email", "skipped", "too_late"), ("reminder", "sms", "skipped", "too_late")],
        )

    def test_n15_minimum_gap(self):
        """N15: a reminder due half an hour after the confirmation on that channel is skipped."""
        event = self.book("2026-03-11 11:30")
        self.assertEqual(
            self.told(event, trigger="reminder", channel="sms"), [("reminder", "sms", "skipped", "too_close")]
        )

    def test_a3_group_class(self):
        """A3: in a group, one client's cancellation touches nobody else."""
        clients = self.client + self._make_client("Bruno", "+33612345602", "bruno@example.com")
        event = self.book(clients=clients, service=self.yoga)
        self.dispatch()
        first = event.attendee_ids.filtered(lambda attendee: attendee.partner_id == self.client)
        with self.at(self.now):
            first.with_user(self.front_desk).action_booking_cancel()
        self.assertTrue(event.active)
        self.assertEqual(event.booking_state, "mixed")
        self.assertEqual(self.rows(event, trigger="cancelled", audience="client").client_id, self.client)
        self.assertEqual(
            {row.client_id for row in self.rows(event, trigger="reminder", state="planned")},
            {clients[1]},
        )

    def test_a5_manual_confirmation(self):
        """A5: an online booking waits; no reminder; confirming sends the confirmation."""
        self.service.manual_confirmation = True
        with self.at(self.now):
            event = (
                self.env["calendar.event"]
                .with_context(appointment_origin="online")
                .create(self._values("2026-03-20 15:00"))
            )
        self.assertEqual(event.booking_state, "pending")
        self.assertEqual(
            sorted(set(self.rows(event).mapped("trigger"))), ["pending"], "no confirmation, no reminder yet"
        )
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_confirm()
        self.assertEqual(self.told(event, trigger="booked"), [("booked", "email", "planned", "")])
        self.assertEqual({row.state for row in self.rows(event, trigger="reminder")}, {"planned"})

    def test_a9_preferences(self):
        """A9: who wants no reminders gets none, with the reason; a corrected choice re-plans."""
        self.client.appointment_sms_reminder = "off"
        event = self.book()
        self.assertEqual(
            self.told(event, trigger="reminder"),
            [("reminder", "email", "planned", ""), ("reminder", "sms", "skipped", "opted_out")],
        )
        with self.at(self.now):
            self.client.appointment_sms_reminder = "on"
        self.assertEqual(
            self.told(event, trigger="reminder", channel="sms"), [("reminder", "sms", "planned", "")]
        )

    def test_a9_own_delay(self):
        """A9: a client's own delay gives exactly one reminder on that channel."""
        self.env.ref("appointment_notify.rule_reminder_client_sms_48h").active = True
        self.client.appointment_sms_delay = 5
        event = self.book()
        reminders = self.rows(event, trigger="reminder", channel="sms")
        self.assertEqual(reminders.mapped("send_at"), [self.paris("2026-03-20 10:00")])

    def test_a9_contacts(self):
        """A9: a ticked contact of the client is told too; the same number gets one SMS."""
        mother = self._make_client("Mother", "+33612345601", "mother@example.com", parent_id=self.client.id)
        self.assertFalse(mother.appointment_recipient_sms)
        mother.write({"appointment_recipient_sms": True, "appointment_recipient_email": True})
        event = self.book()
        self.assertEqual(
            self.told(event, trigger="booked"),
            [
                ("booked", "email", "planned", ""),
                ("booked", "email", "planned", ""),
                ("booked", "sms", "planned", ""),
                ("booked", "sms", "skipped", "duplicate"),
            ],
        )

    def test_g3_numbers(self):
        """G3: numbers as people type them are normalised, or refused with the reason, when planning."""
        cases = {
            "06 12 34 56 01": ("planned", "+33612345601"),
            "0033 6 12 34 56 01": ("planned", "+33612345601"),
            "+41 79 123 45 67": ("planned", "+41791234567"),
            "01 99 00 12 34": ("skipped", "landline"),
            "12": ("skipped", "invalid_number"),
            "": ("skipped", "no_number"),
        }
        for number, (state, expected) in cases.items():
            with self.subTest(number=number):
                client = self._make_client("X", number, country_id=self.env.ref("base.fr").id)
                row = self.rows(self.book(clients=client), trigger="booked", channel="sms", audience="client")
                self.assertEqual(row.state, state)
                self.assertEqual(row.address or row.reason, expected)
        self.assertEqual(row.reason, "no_number")

    def test_f3_a_batch_costs_a_constant_number_of_queries(self):
        """F3: planning costs a constant number of queries per batch."""
        self.book()  # warm caches
        counts = []
        for size in (2, 2, 50):
            values = [self._values("2026-04-01 10:00") for _each in range(size)]
            with self.at(self.now):
                collected = self._count_planning_queries(values)
            counts.append(collected)
        self.assertEqual(counts[1], counts[2])

    def _count_planning_queries(self, values):
        self.env["calendar.event"].with_user(self.front_desk).create(values)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        plan_pending(self.env)
        return self.env.cr.sql_log_count - before

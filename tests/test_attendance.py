from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestAttendance(AppointmentCase):
    """Who came, and whether reminders help (U5): one line for each client of a past appointment."""

    def visit(self, start, state, *, reminders=(), lead=5, merged=None, **values):
        """A past appointment, booked so many days before."""
        event = self.book(start, **values)
        client = event.attendee_ids.filtered("is_client")[:1]
        self.rows(event).write({"state": "skipped", "reason": "rule_off"})
        for channel, changes in reminders:
            self.env["appointment.notification"].create(
                {"trigger": "reminder", "audience": "client", "channel": channel, "company_id": self.company.id,
                 "agenda_id": self.agenda.id, "event_id": event.id, "attendee_id": client.id,
                 "client_id": client.partner_id.id, "event_start": event.start, "state": "sent",
                 "sent_at": event.start - timedelta(days=1), **changes}
            )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE calendar_attendee SET create_date = %s, booking_state = %s WHERE id = %s",
            [event.start - timedelta(days=lead), state, client.id],
        )
        self.env.invalidate_all()
        return client

    def line(self, client):
        return self.env["appointment.attendance"].with_user(self.front_desk).browse(client.id)

    def test_u5_lines(self):
        """U5: state, lead, weekday, reminded and by what; tests, failed ones and those after the start are no reminders."""
        both = self.visit("2026-03-12 15:00", "no_show", reminders=[("sms", {}), ("email", {"state": "delivered"})], lead=30)
        test = self.visit("2026-03-13 15:00", "done", reminders=[("sms", {"is_test": True})], lead=0)
        failed = self.visit("2026-03-14 15:00", "done", reminders=[("sms", {"state": "failed"})])
        after = self.visit("2026-03-15 23:30", "done", reminders=[("sms", {"sent_at": datetime(2026, 3, 16)})])
        self.assertEqual(
            [(line.no_show, line.reminded, line.reminder_channel, line.lead_days, line.lead_time, line.weekday)
             for line in map(self.line, (both, test, failed, after))],
            [(1.0, True, "both", 30, "5", "4"), (0.0, False, False, 0, "1", "5"), (0.0, False, False, 5, "3", "6"),
             (0.0, False, False, 5, "3", "7")],
        )  # fmt: skip

    def test_u5_merged_reminder(self):
        """U5, N9: who was named in another's reminder was reminded."""
        first = self.visit("2026-03-12 15:00", "done", reminders=[("sms", {})])
        speaker = self.rows(first.event_id, trigger="reminder", state="sent")
        second = self.visit(
            "2026-03-12 16:00", "done",
            reminders=[("sms", {"state": "skipped", "reason": "merged", "merged_into_id": speaker.id, "sent_at": False})],
        )  # fmt: skip
        self.assertEqual(self.line(second).reminder_channel, "sms")

    def test_u5_cancelled(self):
        """U5: by whom and how long before, whatever rules are on; no no-show, so that the rate stays right."""
        self.env["appointment.rule"].search([]).active = False
        event = self.book("2026-03-12 15:00")
        client = event.attendee_ids.filtered("is_client")
        with self.at(event.start - timedelta(hours=30)):
            client.with_user(self.front_desk).action_booking_cancel()
        self.env.flush_all()
        line = self.line(client)
        self.assertEqual((line.cancelled_by, line.cancelled_hours_before, line.cancelled_when), ("staff", 30, "4"))
        done = self.visit("2026-03-12 17:00", "done")
        missed = self.visit("2026-03-12 18:00", "no_show")
        ((rate, cancelled),) = self.env["appointment.attendance"]._read_group(
            [("id", "in", (client + done + missed).ids)], [], ["no_show:avg", "cancelled:avg"]
        )
        self.assertAlmostEqual(rate, 0.5)
        self.assertAlmostEqual(cancelled, 1 / 3)

    def test_u5_class(self):
        """U5, A3: each client of a class has a line; what is to come has none."""
        clients = self.client + self._make_client("Paul", "+33612340055")
        event = self.book("2026-03-12 15:00", clients=clients, service=self.yoga)
        future = self.book("2126-03-12 15:00")
        lines = self.env["appointment.attendance"]
        self.assertEqual(lines.search([("event_id", "=", event.id)]).client_id, clients)
        self.assertFalse(lines.search([("event_id", "=", future.id)]))

    def test_s5_own_agendas(self):
        """S5: a practitioner sees own agendas, the company's manager all."""
        luc = new_test_user(self.env, "an_luc", groups="appointment_notify.group_practitioner")
        client = self.visit("2026-03-12 15:00", "done")
        lines = self.env["appointment.attendance"].search([("id", "=", client.id)])
        self.assertEqual(lines.with_user(self.practitioner).search_count([("id", "=", client.id)]), 1)
        self.assertEqual(lines.with_user(luc).search_count([("id", "=", client.id)]), 0)

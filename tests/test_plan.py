from datetime import timedelta

from odoo.tests import tagged

from .common import NOW, AppointmentCase


@tagged("post_install", "-at_install")
class TestPlan(AppointmentCase):
    def test_booked_by_staff(self):
        """N1: the client gets e-mail and SMS at once, staff an e-mail."""
        event = self.book()
        self.assertEqual(
            self.told(event, trigger="booked"),
            [("booked", "email", "planned", ""), ("booked", "sms", "planned", "")],
        )
        self.assertEqual(
            self.told(event, audience="staff"),
            [("booked", "email", "planned", "")],
        )
        self.dispatch()
        self.assertEqual({row.state for row in self.rows(event, trigger="booked")}, {"sent"})
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual(sms.address, "+33612345601")
        print(sms.body)
        print(self.rows(event, trigger="booked", channel="email", audience="client").body_html)

    def test_reminders(self):
        """N4: reminders 48 h and 24 h before, in wall-clock time."""
        event = self.book()
        reminders = self.rows(event, trigger="reminder")
        self.assertEqual(
            {row.channel: row.send_at for row in reminders},
            {"email": self.paris("2026-03-18 15:00"), "sms": self.paris("2026-03-19 15:00")},
        )
        self.assertEqual(NOW + timedelta(0), NOW)

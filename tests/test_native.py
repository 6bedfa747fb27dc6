from odoo.tests import tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestNative(AppointmentCase):
    """Ordinary meetings stay Odoo's; appointments are ours: never both (A1, A2)."""

    def setUp(self):
        super().setUp()
        self.guest = self._make_client("Guest", "+33612345603", "guest@example.com")

    def _meeting(self, **values):
        with self.at(self.now):
            return self.env["calendar.event"].with_user(self.front_desk).create(
                {
                    "name": "Meeting",
                    "start": self.paris("2026-03-20 15:00"),
                    "stop": self.paris("2026-03-20 16:00"),
                    "partner_ids": [(6, 0, (self.guest + self.front_desk.partner_id).ids)],
                    **values,
                }
            )

    def _mailed(self, after=0):
        messages = self.env["mail.message"].sudo().search([("id", ">", after), ("model", "=", "calendar.event")])
        return messages.filtered(lambda message: message.message_type == "user_notification").partner_ids

    def _last_message(self):
        return self.env["mail.message"].sudo().search([], order="id desc", limit=1).id or 0

    def test_a1_ordinary_meeting(self):
        """A1: a meeting without a service is invited, moved and reminded by Odoo, and unknown to us."""
        last = self._last_message()
        event = self._meeting()
        self.assertIn(self.guest, self._mailed(last))
        self.assertFalse(event.attendee_ids.filtered("is_client"))
        last = self._last_message()
        self.change(event, {"start": self.paris("2026-03-21 15:00"), "stop": self.paris("2026-03-21 16:00")})
        self.assertIn(self.guest, self._mailed(last))
        with self.at(self.now):
            event.unlink()
        self.assertFalse(self.rows())

    def test_a2_appointment(self):
        """A2: clients and staff of an appointment get no invitation and no change mail from Odoo; a colleague
        who attends does."""
        colleague = self.env["res.users"].browse(self.front_desk.id).partner_id
        last = self._last_message()
        event = self.book(clients=self.client + colleague, user=self.practitioner)
        self.assertEqual(self._mailed(last), colleague)
        last = self._last_message()
        self.change(
            event,
            {"start": self.paris("2026-03-21 15:00"), "stop": self.paris("2026-03-21 16:00")},
            user=self.practitioner,
        )
        self.assertEqual(self._mailed(last), colleague)

    def test_a2_alarms(self):
        """A2: native e-mail and SMS alarms of an appointment reach neither client nor staff."""
        alarms = self.env["calendar.alarm"].create(
            [
                {"name": "Mail", "alarm_type": "email", "duration": 2, "interval": "hours"},
                {"name": "SMS", "alarm_type": "sms", "duration": 2, "interval": "hours", "notify_responsible": True},
            ]
        )
        event = self.book(alarm_ids=[(6, 0, alarms.ids)])
        meeting = self._meeting(alarm_ids=[(6, 0, alarms.ids)])
        last = self._last_message()
        due = self.paris("2026-03-20 13:00")
        with self.at(due + self.seconds(30)):
            manager = self.env["calendar.alarm_manager"].with_context(lastcall=due - self.seconds(60))
            manager._send_reminder()
        messages = self.env["mail.message"].sudo().search([("id", ">", last), ("model", "=", "calendar.event")])
        self.assertIn(meeting.id, messages.mapped("res_id"), "the ordinary meeting has its alarm")
        self.assertNotIn(self.client, messages.filtered(lambda message: message.res_id == event.id).partner_ids)
        sms = self.env["sms.sms"].sudo().search([("mail_message_id", "in", messages.ids)])
        self.assertNotIn(self.client, sms.partner_id)

    def test_a6_native_answers_of_a_meeting(self):
        """A1: declining an ordinary meeting is Odoo's business."""
        event = self._meeting()
        attendee = event.attendee_ids.filtered(lambda each: each.partner_id == self.guest)
        with self.at(self.now):
            attendee.do_decline()
        self.assertFalse(attendee.booking_state)
        self.assertTrue(event.active)

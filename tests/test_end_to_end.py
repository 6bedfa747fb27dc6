import re
import time
from datetime import timedelta

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser

from .common import AppointmentMixin
from .live import LiveMixin


@tagged("post_install", "-at_install")
class TestEndToEnd(LiveMixin, AppointmentMixin, HttpCase):
    """The whole way, in Chromium and on the wire: staff book in the calendar, the client is told, reminded, cancels
    from the link, and both sides learn of it; the log tells the story (N1, N3, N4, P1, P2, L1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()

    def setUp(self):
        super().setUp()
        self.front_desk.tz = "Europe/Paris"
        self.go_live()

    def _run_dispatcher(self, limit=None):
        return self.env["appointment.notification"]._dispatch(limit=limit)  # HttpCase is in test mode already

    def _dispatch_now(self):
        self.env.invalidate_all()
        return self._run_dispatcher()

    def test_from_booking_to_cancellation(self):
        """Quick create → confirmation → reminder, once → link → cancelled → both sides told → the log."""
        action = self.env.ref("calendar.action_calendar_event").id
        self.start_tour(f"/odoo/action-{action}", "appointment_quick_create", login="an_desk", timeout=120)
        event = self.env["calendar.event"].search([("service_id", "=", self.service.id)])
        self.assertEqual(event.name, "Vanessa Durand – Cut")
        self.assertEqual((event.stop - event.start), timedelta(hours=1), "the service's duration")
        self.assertEqual(event.user_id, self.practitioner, "in the practitioner's calendar")

        self._dispatch_now()
        self.assertEqual(len(self.sms_to("+33612345601")), 1)
        self.assertEqual(len(self.smtp.to("vanessa@example.com")), 1)
        self.assertEqual(len(self.smtp.to("claire@example.com")), 1)

        self.dispatch(at=self.rows(event, trigger="reminder", channel="email").send_at)
        reminder = self.rows(event, trigger="reminder", channel="sms")
        self.dispatch(at=reminder.send_at - timedelta(minutes=1))
        self.assertEqual(reminder.state, "planned", "not a minute early")
        self.dispatch(at=reminder.send_at)
        self.dispatch(at=reminder.send_at + timedelta(minutes=1))
        texts = self.sms_to("+33612345601")
        self.assertEqual(len(texts), 2, "reminded once")

        link = re.search(r"http\S+/a/[\w-]{16}$", texts[1]).group()
        self._cancel_by_link(link)
        self.env.invalidate_all()
        self.assertFalse(event.active)
        self._dispatch_now()
        self.assertEqual(len(self.sms_to("+33612345601")), 3)
        self.assertIn("cancelled", self.sms_to("+33612345601")[2])
        self.assertIn("Cancelled", self.sms_to("+33612345699")[0], "the practitioner, by SMS: the client did it")
        self.assertIn("Cancelled", self.smtp.to("claire@example.com")[-1]["Subject"])

        self.assertEqual(
            self.told(event),
            [
                ("booked", "email", "sent", ""),
                ("booked", "sms", "sent", ""),
                ("cancelled", "email", "sent", ""),
                ("cancelled", "sms", "sent", ""),
                ("reminder", "email", "sent", ""),
                ("reminder", "sms", "sent", ""),
            ],
        )

    def _cancel_by_link(self, link):
        """As the client's phone does: open the link, tap, say why, tap."""
        phone = ChromeBrowser(self)
        self.addCleanup(phone.stop)
        self._open(phone, self.base_url() + link[link.index("/a/") :])
        self.assertIn("Your appointment", self._read(phone))
        self._tap(phone, "a[href$='/cancel']")
        self._run(phone, "document.querySelector('textarea').value = 'I am ill'")
        self._tap(phone, "form button")
        self.assertIn("has been cancelled", self._read(phone))

    def _open(self, phone, url):
        with self.allow_requests(browser=phone):
            phone.navigate_to(url, wait_stop=True)

    def _tap(self, phone, selector):
        """Click, and wait until the next page is there."""
        with self.allow_requests(browser=phone):
            before = self._run(phone, "window.performance.timeOrigin")
            self._run(phone, f'document.querySelector("{selector}").click()')
            for _each in range(100):
                if self._run(phone, "document.readyState === 'complete' && window.performance.timeOrigin") not in (
                    before,
                    False,
                ):
                    return
                time.sleep(0.1)
        self.fail(f"No page followed the tap on {selector}")

    def _read(self, phone):
        return self._run(phone, "document.body.innerText")

    def _run(self, phone, expression):
        result = phone._websocket_request("Runtime.evaluate", params={"expression": expression, "returnByValue": True})
        return result["result"].get("value")

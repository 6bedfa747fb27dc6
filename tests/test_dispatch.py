from unittest.mock import patch

from odoo.tests import tagged

from ..engine.content import values
from .common import AppointmentCase
from .live import LiveMixin


@tagged("post_install", "-at_install")
class TestTestMode(AppointmentCase):
    """Test mode: nothing leaves, everything can be read (G1)."""

    def test_g1_test_outbox(self):
        """G1: by default messages stay in the test outbox, marked, with working links."""
        event = self.book()
        with patch("odoo.addons.appointment_notify.engine.sending.channels.sms.Sms.open") as sms:
            self.dispatch()
        sms.assert_not_called()
        rows = self.rows(event, trigger="booked")
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertTrue(all(rows.mapped("is_test")))
        sms = rows.filtered(lambda row: row.channel == "sms")
        self.assertRegex(sms.body, r"/a/[\w-]{16}$")
        self.assertEqual((sms.credits, sms.encoding), (1, "gsm7"))

    def test_s6_each_message_has_its_own_token(self):
        """S6: every message carries its own link; only the hash is stored beside it."""
        event = self.book()
        self.dispatch()
        hashes = [row.token_hash for row in self.rows(event, trigger="booked", audience="client")]
        self.assertEqual(len(set(hashes)), 2)
        self.assertTrue(all(len(each) == 64 for each in hashes))


@tagged("post_install", "-at_install")
class TestDispatch(LiveMixin, AppointmentCase):
    """The sending protocol, on the wire (S1–S3)."""

    def setUp(self):
        super().setUp()
        self.go_live()

    def test_s1_live(self):
        """G1, S1: SMS through the gateway, e-mail through SMTP; once; the log keeps no working link."""
        event = self.book()
        self.assertEqual(self.dispatch(), 3)
        self.assertEqual(self.dispatch(), 0)
        (text,) = self.sms_to("+33612345601")
        self.assertRegex(text, r"^Hello Vanessa, you have an appointment on 3/20/26 at 3:00 PM at Mon Salon\. http\S+$")
        (mail,) = self.smtp.to("vanessa@example.com")
        self.assertEqual(mail["Subject"], "Your appointment on 3/20/26 at 3:00 PM, Mon Salon")
        self.assertEqual(mail["Reply-To"], "claire@example.com")
        rows = self.rows(event, trigger="booked")
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertFalse(any(rows.mapped("is_test")))
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertIn("/a/••••", sms.body)
        email = self.rows(event, trigger="booked", channel="email", audience="client")
        token = text.rsplit("/", 1)[1]
        self.assertNotIn(token, sms.body + email.body_html)
        self.assertIn("/a/••••", email.body_html)

    def test_email_parts(self):
        """T9: text, HTML and a calendar file; a Message-ID of ours."""
        self.book()
        self.dispatch()
        (mail,) = self.smtp.to("vanessa@example.com")
        types = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
        self.assertEqual(types, ["text/plain", "text/html", "text/calendar", "text/calendar"])
        self.assertTrue(mail["Message-Id"].startswith("<appointment-"))
        calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
        content = calendar.get_content()
        self.assertIn("DTSTART:20260320T140000Z", content)
        self.assertIn("vanessa@example.com", content)
        self.assertNotIn("/a/", content, "no manage link inside")

    def test_s1_recheck(self):
        """S1: a message overtaken by a change is not sent, whatever the plan says."""
        event = self.book()
        self.env.flush_all()
        self.env.cr.execute("UPDATE calendar_event SET active = false WHERE id = %s", [event.id])
        self.env.invalidate_all()
        self.dispatch()
        self.assertEqual(self.sms_to("+33612345601"), [])
        self.assertEqual(set(self.rows(event, trigger="booked", audience="client").mapped("reason")), {"cancelled"})

    def test_s1_known_unsent_is_tried_again(self):
        """S1: refused by the gateway for now (503): later; then it goes, once."""
        self.gateway.behave(mode="unavailable")
        event = self.book()
        self.dispatch()
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual(sms.state, "planned")
        self.assertTrue(sms.reason)
        self.assertGreater(sms.send_at, self.now)
        self.gateway.behave(mode="ok")
        self.dispatch(at=sms.send_at)
        self.assertEqual(len(self.sms_to("+33612345601")), 1)
        self.assertEqual(sms.state, "sent")

    def test_s1_perhaps_sent_is_in_doubt(self):
        """S1: the line is cut after the gateway took it: in doubt, and not sent again."""
        self.gateway.behave(mode="cut")
        event = self.book()
        self.dispatch()
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual((sms.state, sms.reason), ("in_doubt", "unknown_outcome"))
        self.gateway.behave(mode="ok")
        self.dispatch(at=self.now + self.seconds(7200))
        self.assertEqual(len(self.sms_to("+33612345601")), 1)

    def test_s1_refused_for_good(self):
        """S1: a number that the gateway refuses fails at once, with the reason."""
        self.gateway.behave(mode="ok", invalid=["+33612345601"])
        event = self.book()
        self.dispatch()
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual((sms.state, sms.reason), ("failed", "invalid_number"))

    def test_s1_smtp_says_later(self):
        """S1: a mail server that says "later" is tried again."""
        self.smtp.answer = "451 Try again later"
        event = self.book()
        self.dispatch()
        email = self.rows(event, trigger="booked", channel="email", audience="client")
        self.assertEqual(email.state, "planned")
        self.smtp.answer = "250 OK"
        self.dispatch(at=email.send_at)
        self.assertEqual(email.state, "sent")
        self.assertEqual(len(self.smtp.to("vanessa@example.com")), 1)

    def test_s1_lease(self):
        """S1: what a killed dispatcher left: an SMS is in doubt, an e-mail is repeated under the same Message-ID."""
        event = self.book()
        with patch("odoo.addons.appointment_notify.engine.sending.run.Dispatcher._send"):
            self.dispatch()
        rows = self.rows(event, trigger="booked")
        self.assertEqual(set(rows.mapped("state")), {"sending"})
        reference = self.rows(event, trigger="booked", channel="email", audience="client").reference
        self.dispatch(at=self.now + self.seconds(60))
        self.assertEqual(set(rows.mapped("state")), {"sending"}, "the lease holds")
        self.dispatch(at=self.now + self.seconds(3600))
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual((sms.state, sms.reason), ("in_doubt", "unknown_outcome"))
        self.assertEqual(self.sms_to("+33612345601"), [])
        (mail,) = self.smtp.to("vanessa@example.com")
        self.assertIn(reference, mail["Message-Id"])

    def test_s2_outage(self):
        """S2, N5: after a day down, what is over has expired, with its reason; what is useful goes."""
        past = self.book("2026-03-12 15:00")
        future = self.book("2026-03-14 15:00", at=self.now + self.seconds(1))
        self.dispatch(at=self.now + self.seconds(2))
        self.dispatch(at=self.paris("2026-03-13 16:00"))
        self.assertEqual(
            self.told(past, trigger="reminder", channel="sms"), [("reminder", "sms", "skipped", "expired")]
        )
        sms = self.rows(future, trigger="reminder", channel="sms")
        self.assertEqual(sms.state, "sent")

    def test_s3_one_bad_message(self):
        """S3: a message that cannot be made fails alone, with its reason."""
        good, bad = self.book(), self.book("2026-03-21 15:00", clients=self._make_client("B", "+33612345602", "b@example.com"))
        original = values.of

        def broken(brief):
            if brief.facts.event_id == bad.id:
                raise ValueError("broken template")
            return original(brief)

        with patch.object(values, "of", broken):
            self.dispatch()
        self.assertEqual(set(self.rows(good, trigger="booked").mapped("state")), {"sent"})
        self.assertEqual(
            {(row.state, row.reason, row.reason_detail) for row in self.rows(bad, trigger="booked")},
            {("failed", "render_error", "broken template")},
        )

    def test_g2_blacklisted_number(self):
        """G2: a number on Odoo's blacklist gets nothing, and the log says so."""
        self.env["phone.blacklist"].create({"number": "+33612345601"})
        event = self.book()
        self.dispatch()
        sms = self.rows(event, trigger="booked", channel="sms")
        self.assertEqual((sms.state, sms.reason), ("skipped", "blacklisted"))

    def test_l3_hold_release_send_now(self):
        """L3: a planned message is held, released, sent now; and stopped."""
        event = self.book()
        self.dispatch()
        sms, email = self.rows(event, trigger="reminder").sorted("channel", reverse=True)
        with self.at(self.now):
            sms.with_user(self.front_desk).action_hold()
            email.with_user(self.front_desk).action_stop()
        self.dispatch(at=sms.send_at)
        self.assertEqual((sms.state, email.state, email.reason), ("planned", "skipped", "stopped"))
        with self.at(self.paris("2026-03-10 22:00")):
            sms.with_user(self.front_desk).action_send_now()
        self.dispatch(at=self.paris("2026-03-10 22:01"))
        self.assertEqual(sms.state, "sent")

    def test_n9_merged_reminders(self):
        """N9: 10:00–10:30, 11:00–12:00, 14:30–15:00: one reminder for the first two, one for the third; when the
        first is cancelled, the second takes over."""
        events = [
            self.book(f"2026-03-20 {start}", stop=self.paris(f"2026-03-20 {stop}"))
            for start, stop in (("10:00", "10:30"), ("11:00", "12:00"), ("14:30", "15:00"))
        ]
        self.dispatch()
        self.dispatch(at=self.paris("2026-03-19 10:00"))
        self.dispatch(at=self.paris("2026-03-19 11:00"))
        self.assertEqual(
            self.told(events[1], trigger="reminder", channel="sms"), [("reminder", "sms", "skipped", "merged")]
        )
        with self.at(self.paris("2026-03-19 12:00")):
            events[0].with_user(self.front_desk).action_booking_cancel()
        self.dispatch(at=self.paris("2026-03-19 12:05"))
        self.dispatch(at=self.paris("2026-03-19 14:30"))
        states = [self.rows(event, trigger="reminder", channel="sms").state for event in events]
        self.assertEqual(states, ["sent", "sent", "sent"])
        texts = [text for text in self.sms_to("+33612345601") if "reminder" in text]
        self.assertEqual(["10:00" in texts[0], "11:00" in texts[1], "2:30" in texts[2]], [True, True, True])

    def test_sms_of_other_modules_use_the_gateway(self):
        """G1: other modules' SMS leave through the company's HTTP gateway too."""
        sms = self.env["sms.sms"].create({"number": "+33612345609", "body": "Hello from elsewhere"})
        sms.send()
        self.assertEqual(self.sms_to("+33612345609"), ["Hello from elsewhere"])

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged, test_cursor

from ..engine.sending.store import Abilities, store_outcomes
from ..tools.gateways import Outcome
from .common import AppointmentCase
from .live import LiveMixin

_SEND = "odoo.addons.appointment_notify.models.sending.appointment_dispatcher.AppointmentDispatcher._send"


class ProtocolCase(LiveMixin, AppointmentCase):
    def setUp(self):
        super().setUp()
        self.go_live()
        self.manager = new_test_user(
            self.env, "an_manager", groups="appointment_notify.group_manager", email="manager@example.com"
        )

    def book_many(self, count):
        clients = [
            self._make_client(f"Client {number}", f"+3361234{number:04}", "") for number in range(count)
        ]
        return [self.book(clients=client) for client in clients]

    def sms(self, *events, **filters):
        return self.rows(*events, channel="sms", audience="client", **{"trigger": "booked", **filters})

    def provider(self, channel="sms"):
        return self.env["appointment.channel.state"]._of(self.company, channel)

    def to_dos(self):
        return self.env["mail.activity"].search([("user_id", "=", self.manager.id)])


@tagged("post_install", "-at_install")
class TestBreaker(ProtocolCase):
    """A provider that takes nothing is left alone for a while (S1)."""

    def test_s1_wrong_password(self):
        """S1: one call with a wrong password, not five; rows kept, one alert, and all goes once it is mended."""
        events = self.book_many(5)
        self.gateway.behave(mode="unauthorized")
        with patch.object(self.env.registry["appointment.channel.state"], "_managers", lambda _s: self.manager):
            self.dispatch()
            self.dispatch(at=self.now + timedelta(minutes=10))
        rows = self.sms(*events)
        self.assertEqual(set(rows.mapped("state")), {"planned"})
        self.assertEqual(set(rows.mapped("reason")), {"auth"})
        self.assertEqual(sum(rows.mapped("attempts")), 2, "one call each time: held back is no attempt")
        self.assertEqual(self.provider().reason, "auth")
        self.assertEqual(len(self.to_dos()), 1)
        self.assertIn("SMS do not leave", self.to_dos().summary)
        self.gateway.behave(mode="ok")
        self.company.appointment_gateway_secret = "the right one"
        self.dispatch(at=self.now + timedelta(minutes=70))
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertEqual(len(self.gateway.accepted()), 5)
        self.assertFalse(self.to_dos(), "the to-do goes when messages leave again")

    def test_s1_hung_gateway(self):
        """S1: a gateway that hangs leaves one message in doubt; the others wait in their turn."""
        events = self.book_many(4)
        self.gateway.behave(mode="cut", accept=False)
        self.dispatch()
        rows = self.sms(*events)
        self.assertEqual(sorted(rows.mapped("state")), ["in_doubt", "planned", "planned", "planned"])
        waiting = rows.filtered(lambda row: row.state == "planned")
        self.assertEqual(set(waiting.mapped("attempts")), {0})
        self.dispatch(at=self.now + timedelta(seconds=30))
        self.assertEqual(set(waiting.mapped("attempts")), {0}, "the provider is left alone")
        self.gateway.behave(mode="ok")
        self.dispatch(at=self.now + timedelta(minutes=3))
        self.assertEqual(set(waiting.mapped("state")), {"sent"})

    def test_s1_retry_after(self):
        """S1: "slow down" is obeyed to the second, for all that waits."""
        events = self.book_many(3)
        self.gateway.behave(mode="rate_limit", retry_after=600)
        self.dispatch()
        self.gateway.behave(mode="ok")
        self.dispatch(at=self.now + timedelta(seconds=590))
        self.assertEqual(self.gateway.accepted(), [])
        self.dispatch(at=self.now + timedelta(seconds=600))
        self.assertEqual(set(self.sms(*events).mapped("state")), {"sent"})

    def test_s1_other_channel_goes_on(self):
        """S1: a stopped SMS provider does not stop e-mails, nor another company's SMS."""
        self.gateway.behave(mode="no_credit")
        self.book()
        self.dispatch()
        self.assertEqual(self.provider().reason, "credit")
        other = self._make_client("Other", "", "other@example.com")
        self.book("2026-03-21 10:00", clients=other)
        self.dispatch(at=self.now + timedelta(seconds=5))
        self.assertEqual(len(self.smtp.to("other@example.com")), 1)

    def test_s1_mail_server_down(self):
        """S1: the mail server is down: one attempt, the rest wait; it comes back."""
        self.env["ir.mail_server"].search([]).smtp_port = 9  # nobody listens there
        events = [
            self.book(clients=self._make_client(f"Client {number}", "", f"c{number}@example.com")) for number in range(3)
        ]
        self.dispatch()
        rows = self.rows(*events, trigger="booked", audience="client", channel="email")
        self.assertEqual(set(rows.mapped("state")), {"planned"})
        self.assertEqual(self.provider("email").reason, "unreachable")
        self.assertEqual(sum(self.rows(*events, trigger="booked", channel="email").mapped("attempts")), 1)
        self.env["ir.mail_server"].search([]).smtp_port = self.smtp.port
        self.dispatch(at=self.now + timedelta(minutes=2))
        self.assertEqual(set(rows.mapped("state")), {"sent"})


@tagged("post_install", "-at_install")
class TestTick(ProtocolCase):
    def test_f1_nothing_due(self):
        """F1: a tick with nothing due costs three statements, whatever is planned."""
        self.book()
        self.dispatch()
        statements = []
        original = test_cursor.TestCursor.execute

        def execute(cr, query, *args, **kwargs):
            text = str(getattr(query, "code", query))
            if "SAVEPOINT" not in text:
                statements.append(text)
            return original(cr, query, *args, **kwargs)

        with patch.object(test_cursor.TestCursor, "execute", execute):
            self.assertEqual(self.dispatch(), 0)
        self.assertEqual(len(statements), 3, statements)


@tagged("post_install", "-at_install")
class TestDoubt(ProtocolCase):
    """Messages in doubt (S1, L3)."""

    def test_s1_resent_where_duplicates_are_removed(self):
        """S1: in doubt, and the gateway removes duplicates: sent again under the same reference, taken once; both
        links open."""
        self.company.appointment_gateway_removes_duplicates = True
        self.gateway.behave(mode="cut", deduplicate=True)
        event = self.book()
        self.dispatch()
        sms = self.sms(event)
        self.assertEqual((sms.state, sms.reason), ("planned", "unknown_outcome"))
        reference = sms.reference
        self.gateway.behave(mode="ok", deduplicate=True)
        self.dispatch(at=self.now + timedelta(minutes=5))
        self.assertEqual((sms.state, sms.reference), ("sent", reference))
        (text,) = self.sms_to("+33612345601")
        page = self.env["appointment.page"]
        with self.at(self.now):
            self.assertEqual(page._find(text.rsplit("/", 1)[1]), sms, "the link that arrived is the first one")

    def test_s1_repeated_but_overtaken(self):
        """S1: to be repeated, but the appointment was cancelled meanwhile: it stays in doubt, since the first may
        have arrived."""
        self.company.appointment_gateway_removes_duplicates = True
        self.gateway.behave(mode="cut", deduplicate=True)
        event = self.book()
        self.dispatch()
        self.env.flush_all()
        self.env.cr.execute("UPDATE calendar_event SET active = false WHERE id = %s", [event.id])
        self.env.invalidate_all()
        self.dispatch(at=self.now + timedelta(minutes=5))
        self.assertEqual(self.sms(event).state, "in_doubt")

    def test_s1_dead_dispatcher_deduplicating(self):
        """S1: what a killed dispatcher left is sent again only where duplicates are removed."""
        self.company.appointment_gateway_removes_duplicates = True
        event = self.book()
        with patch(_SEND):
            self.dispatch()
        self.dispatch(at=self.now + timedelta(minutes=11))
        self.assertEqual(self.sms(event).state, "sent")
        self.assertEqual(len(self.sms_to("+33612345601")), 1)

    def test_s1_late_result_of_an_earlier_attempt(self):
        """S1: a result that is stored a second time, late, is not taken for that of the next attempt."""
        self.gateway.behave(mode="unavailable")
        event = self.book()
        self.dispatch()
        sms = self.sms(event)
        first = sms.reference
        with patch(_SEND):
            self.dispatch(at=sms.send_at)
        self.assertEqual(sms.state, "sending")
        store_outcomes(self.env, [Outcome(first, "unsent", "busy")], Abilities())
        self.assertEqual(sms.state, "sending")

    def test_s1_looked_up_at_ovhcloud(self):
        """S1: OVHcloud is asked by our tag: what it took is sent, what it does not know stays in doubt."""
        self.company.write(
            {
                "appointment_gateway_preset": "ovhcloud",
                "appointment_gateway_url": self.gateway.url("/1.0"),
                "appointment_gateway_service": "sms-xx1-1",
                "appointment_gateway_app_key": "ovh-app-key",
                "appointment_gateway_secret": "ovh-app-secret",
                "appointment_gateway_consumer_key": "ovh-consumer-key",
            }
        )
        for taken, state in ((True, "sent"), (False, "in_doubt")):
            with self.subTest(taken=taken):
                self.gateway.reset()
                self.gateway.behave(mode="cut", accept=taken)
                self.provider()._go_on()
                event = self.book(clients=self._make_client("Client", f"+3361234880{int(taken)}"))
                with self.at(self.now):
                    self.dispatch()
                    self.assertEqual(self.sms(event).state, "in_doubt")
                self.gateway.behave(mode="ok")
                self.dispatch(at=self.now + timedelta(minutes=3))
                self.assertEqual(self.sms(event).state, state)

    def test_l3_settled_by_hand(self):
        """L3: what is in doubt is marked as sent, or sent again, by the front desk; not by another's practitioner."""
        self.gateway.behave(mode="cut")
        event = self.book()
        self.dispatch()
        sms = self.sms(event)
        with self.assertRaises(AccessError):
            sms.with_user(new_test_user(self.env, "an_luc", groups="appointment_notify.group_practitioner")).action_mark_sent()
        with self.at(self.now):
            sms.with_user(self.front_desk).action_mark_sent()
        self.assertEqual((sms.state, sms.reason), ("sent", False))
        with self.assertRaises(UserError):
            sms.with_user(self.front_desk).action_mark_sent()

    def test_l3_resend(self):
        """L3, N13: a message in doubt goes again under a new reference; of one that was sent a second is made."""
        self.gateway.behave(mode="cut")
        event = self.book()
        self.dispatch()
        sms = self.sms(event)
        self.gateway.behave(mode="ok")
        for expected in (["sent"], ["sent", "sent"]):
            with self.at(self.now + timedelta(minutes=5)):
                self.sms(event)[:1].with_user(self.front_desk).action_resend()
                self.dispatch()
            self.assertEqual(self.sms(event).mapped("state"), expected)
        texts = self.sms_to("+33612345601")
        self.assertEqual(len(texts), 3)
        self.assertEqual(len(set(texts)), 3, "each with its own link")
        self.assertTrue(sms)


@tagged("post_install", "-at_install")
class TestFallback(ProtocolCase):
    """By e-mail, when an SMS fails for good (G5)."""

    def setUp(self):
        super().setUp()
        self.gateway.behave(invalid=["+33612345601"])

    def test_g5_fallback(self):
        """G5: no e-mail of that occasion goes to the client: the failed SMS is replaced by one, and the log says so."""
        rules = self.env["appointment.rule"].search([("trigger", "=", "booked"), ("channel", "=", "email")])
        rules.active = False
        event = self.book()
        self.dispatch()
        self.dispatch(at=self.now + self.seconds(60))
        email = self.rows(event, trigger="booked", channel="email", audience="client")
        self.assertEqual((email.state, email.reason), ("sent", "fallback"))
        self.assertEqual(email.fallback_of_id, self.sms(event))
        (mail,) = self.smtp.to("vanessa@example.com")
        self.assertIn("3/20/26", mail["Subject"])

    def test_g5_not_when_an_email_goes(self):
        """G5: an e-mail of that occasion goes anyway: nothing more."""
        event = self.book()
        self.dispatch()
        self.dispatch(at=self.now + self.seconds(60))
        self.assertEqual(self.sms(event).state, "failed")
        self.assertEqual(len(self.smtp.to("vanessa@example.com")), 1)

    def test_g5_not_against_the_clients_wish(self):
        """G5: a client who wants no e-mails gets none in place of an SMS either."""
        self.client.appointment_email_other = "off"
        event = self.book()
        self.dispatch()
        self.dispatch(at=self.now + self.seconds(60))
        self.assertEqual(self.smtp.to("vanessa@example.com"), [])
        self.assertEqual(self.sms(event).state, "failed")


@tagged("post_install", "-at_install")
class TestCatchUp(ProtocolCase):
    """After an outage (S2)."""

    def test_s2_two_overdue_reminders(self):
        """S2: down for two days with reminders at 48 h and 24 h overdue: the later one goes, the other says why."""
        rules = self.env["appointment.rule"].with_context(active_test=False).search(
            [("trigger", "=", "reminder"), ("channel", "=", "sms"), ("code", "=", "reminder_client_sms_48h")]
        )
        rules.active = True
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        self.gateway.reset()
        self.dispatch(at=self.paris("2026-03-19 17:00"))
        told = self.told(event, trigger="reminder")
        self.assertEqual([row[2:] for row in told].count(("skipped", "caught_up")), 2, told)
        self.assertEqual(len(self.sms_to("+33612345601")), 1)

    def test_s2_not_in_the_same_batch(self):
        """S2: so it is when the two are claimed one by one."""
        rules = self.env["appointment.rule"].with_context(active_test=False).search(
            [("trigger", "=", "reminder"), ("code", "=", "reminder_client_sms_48h")]
        )
        rules.active = True
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        self.gateway.reset()
        for _each in range(4):
            self.dispatch(at=self.paris("2026-03-19 17:00"), limit=1)
        self.assertEqual(len(self.sms_to("+33612345601")), 1)
        self.assertEqual(self.rows(event, trigger="reminder", state="sent").channel, "sms")

    def test_s2_order_is_kept(self):
        """S2: what was due first goes first."""
        clients = [self._make_client(f"C{number}", f"+3361234{number:04}") for number in range(6)]
        starts = ["18", "12", "16", "13", "17", "14"]
        for client, hour in zip(clients, starts, strict=True):
            self.book(f"2026-03-20 {hour}:00", clients=client)
        self.dispatch()
        self.gateway.reset()
        with patch("odoo.addons.appointment_notify.tools.gateways.base.ThreadPoolExecutor", _OneWorker):
            self.dispatch(at=self.paris("2026-03-19 18:30"))
        numbers = [taken["number"] for taken in self.gateway.accepted()]
        self.assertEqual(numbers, [f"+3361234{starts.index(hour):04}" for hour in sorted(starts)])


def _OneWorker(_count):
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1)

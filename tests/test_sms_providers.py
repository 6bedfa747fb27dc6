from contextlib import contextmanager
from unittest.mock import patch

import requests
from odoo.addons.iap.tools import iap_tools
from odoo.exceptions import AccessError
from odoo.tests import tagged
from urllib3.connection import HTTPConnection
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ..engine.sending.providers import iap, twilio
from .common import AppointmentCase
from .gateway_server import TWILIO_SID, TWILIO_TOKEN
from .live import LiveMixin

_FAILED = "An error occurred"


@tagged("post_install", "-at_install")
class TestTwilio(LiveMixin, AppointmentCase):
    """Twilio by the same protocol as the gateways (G1, S1)."""

    def setUp(self):
        super().setUp()
        self.go_live()
        self.company.write(
            {"sms_provider": "twilio", "sms_twilio_account_sid": TWILIO_SID, "sms_twilio_auth_token": TWILIO_TOKEN}
        )
        self.env["sms.twilio.number"].create(
            {"company_id": self.company.id, "number": "+15005550006", "country_id": self.env.ref("base.us").id}
        )
        for name, value in (("endpoint", self.gateway.url()), ("allow_private", True)):
            patcher = patch.object(twilio.TwilioProvider, name, value)
            patcher.start()
            self.addCleanup(patcher.stop)

    def send(self, **behaviour):
        self.gateway.behave(**behaviour)
        event = self.book()
        self.dispatch()
        return self.rows(event, channel="sms", trigger="booked", audience="client")

    def test_g1_sent(self):
        """G1: from the company's number, with the address for reports; the sid is kept, also for Odoo's screens."""
        sms = self.send()
        (taken,) = self.gateway.accepted()
        self.assertEqual(taken["fields"]["From"], "+15005550006")
        self.assertTrue(taken["fields"]["StatusCallback"].endswith(f"/sms_twilio/status/{sms.reference}"))
        self.assertEqual((sms.state, sms.provider_ref), ("sent", f"SM{1:032x}"))
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", sms.reference)])
        self.assertEqual(tracker.sms_twilio_sid, sms.provider_ref)

    def test_s1_failures_told_apart(self):
        """S1: what Odoo's own class hides: refused, later, in doubt, an account that needs a person."""
        for behaviour, expected in (
            ({"invalid": ["+33612345601"]}, ("failed", "invalid_number")),
            ({"blacklisted": ["+33612345601"]}, ("failed", "blacklisted")),
            ({"mode": "rate_limit"}, ("planned", "rate")),
            ({"mode": "cut"}, ("in_doubt", "unknown_outcome")),
            ({"mode": "garbage"}, ("in_doubt", "unknown_outcome")),
            ({"mode": "error"}, ("in_doubt", "unknown_outcome")),
            ({"mode": "unauthorized"}, ("planned", "auth")),
        ):
            with self.subTest(behaviour=behaviour):
                self.env["appointment.channel.state"].search([])._go_on()
                sms = self.send(**behaviour)
                self.assertEqual((sms.state, sms.reason), expected)
                sms.event_id.unlink()

    def test_g1_settings_missing(self):
        """G1: without an account nothing is called, and the log says what is missing."""
        self.company.sms_twilio_account_sid = "nonsense"
        sms = self.send()
        self.assertEqual((sms.state, sms.reason), ("planned", "no_provider"))
        self.assertIn("SID", sms.reason_detail)


@tagged("post_install", "-at_install")
class TestIap(LiveMixin, AppointmentCase):
    """Odoo IAP by the same protocol (G1, S1)."""

    def setUp(self):
        super().setUp()
        self.go_live()
        self.company.sms_provider = "iap"
        self.env.flush_all()

    @contextmanager
    def iap(self, answer):
        """IAP answers so: ``answer(messages)`` gives its results, or raises what ``requests`` or IAP raises."""
        self.calls = []

        def contact(_api, _endpoint, params, timeout=15):
            self.calls.append(params)
            try:
                return answer(params["messages"])
            except requests.RequestException:
                raise AccessError(_FAILED)  # noqa: B904  (as iap_jsonrpc does: the cause is in __context__)

        with patch.object(iap.SmsApi, "_contact_iap", contact):
            yield

    def send(self, answer, count=1):
        events = [
            self.book(clients=self._make_client(f"C{number}", f"+3361234{number:04}")) for number in range(count)
        ]
        with self.iap(answer):
            self.dispatch()
        return self.rows(*events, channel="sms", trigger="booked", audience="client")

    @staticmethod
    def all_as(state):
        return lambda messages: [
            {"uuid": number["uuid"], "state": state} for message in messages for number in message["numbers"]
        ]

    def test_g1_sent(self):
        """G1: sent with our reference and the address for reports, which find a tracker; the first one alone."""
        rows = self.send(self.all_as("success"), 3)
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertEqual([len(call["messages"]) for call in self.calls], [1, 2])
        self.assertTrue(self.calls[0]["webhook_url"].endswith("/sms/status"))
        self.assertEqual(self.env["sms.tracker"].search_count([("sms_uuid", "in", rows.mapped("reference"))]), 3)

    def test_s1_states(self):
        """S1: each state of IAP is told apart."""
        for state, expected in (
            ("processing", ("sent", False)),
            ("wrong_number_format", ("failed", "invalid_number")),
            ("insufficient_credit", ("planned", "credit")),
            ("unregistered", ("planned", "auth")),
            ("server_error", ("in_doubt", "unknown_outcome")),
            ("something new", ("in_doubt", "unknown_outcome")),
        ):
            with self.subTest(state=state):
                self.env["appointment.channel.state"].search([])._go_on()
                rows = self.send(self.all_as(state))
                self.assertEqual((rows.state, rows.reason), expected)
                rows.event_id.unlink()

    def test_s1_failures(self):
        """S1: behind IAP's AccessError: refused connections are known unsent, timeouts are in doubt and leave one."""
        refused = requests.ConnectionError(
            MaxRetryError(None, "/", NewConnectionError(HTTPConnection("iap.example"), "refused"))
        )
        busy = requests.HTTPError(response=requests.Response())
        busy.response.status_code = 503
        for error, expected in (
            (refused, "planned"),
            (requests.ConnectTimeout(), "planned"),
            (busy, "planned"),
            (requests.ReadTimeout(), "in_doubt"),
            (requests.ConnectionError("aborted"), "in_doubt"),
            (requests.exceptions.JSONDecodeError("x", "", 0), "in_doubt"),
        ):
            with self.subTest(error=error):
                self.env["appointment.channel.state"].search([])._go_on()

                def fail(_messages, error=error):
                    raise error

                rows = self.send(fail, 3)
                self.assertEqual(len(self.calls), 1, "nothing more is begun")
                self.assertEqual(rows.mapped("state").count(expected), 3 if expected == "planned" else 1)
                self.assertEqual(sum(rows.mapped("attempts")), 1)
                rows.event_id.unlink()

    def test_s1_no_credit(self):
        """S1: IAP's own error for an empty account."""

        def fail(_messages):
            raise iap_tools.InsufficientCreditError("no credit")

        rows = self.send(fail)
        self.assertEqual((rows.state, rows.reason), ("planned", "credit"))

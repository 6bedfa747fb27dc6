import hashlib
import hmac
import json
import time
from unittest.mock import patch

from odoo.addons.sms_twilio.tools.sms_twilio import generate_twilio_sms_callback_signature
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import AppointmentMixin
from .live import LiveMixin

_STORE = "odoo.addons.appointment_notify.engine.sending.run.store_outcomes"


class WebhookCase(LiveMixin, AppointmentMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()

    def setUp(self):
        super().setUp()
        self.go_live()
        self.path = self.company._appointment_webhook_url("report").split("/appointment_notify", 1)[1]
        self.path = "/appointment_notify" + self.path
        self.env.flush_all()  # the dispatcher has a cursor of its own

    def sent(self, client=None, start="2026-03-20 15:00"):
        """The SMS of a booking that has just been sent."""
        event = self.book(start, clients=client)
        self.dispatch()
        return self.rows(event, channel="sms", audience="client", trigger="booked")

    def call(self, what="report", fields=None, path=None, **options):
        path = path or self.path.replace("/report", f"/{what}")
        if fields is not None:
            options["data"] = fields
        self.env.flush_all()
        answer = self.url_open(path, **options)
        self.env.invalidate_all()
        return answer.status_code

    def call_json(self, what, data, **options):
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        return self.call(what, path=None, data=body, headers=headers, **options)


@tagged("post_install", "-at_install")
class TestReports(WebhookCase):
    """Delivery reports (G2)."""

    def test_g2_generic(self):
        """G2: by our reference or by the gateway's id, in a form, a query or JSON."""
        first = self.sent()
        self.assertEqual(first.provider_ref, "gen-1")
        self.assertEqual(self.call("report", {"reference": first.reference, "status": "DELIVRD"}), 200)
        self.assertEqual(first.state, "delivered")
        second = self.sent(start="2026-03-21 15:00")
        self.assertEqual(self.call(path=f"{self.path}?id={second.provider_ref}&status=delivered"), 200)
        self.assertEqual(second.state, "delivered")
        third = self.sent(start="2026-03-22 15:00")
        reports = [{"id": third.provider_ref, "status": "failed", "description": "Téléphone éteint 📵"}]
        self.assertEqual(self.call_json("report", reports), 200)
        self.assertEqual((third.state, third.reason, third.reason_detail), ("failed", "undelivered", "Téléphone éteint 📵"))

    def test_g2_never_backwards(self):
        """G2: repeated and out of order: delivered is the last word, and a failure is not undone by "sent"."""
        for states, last in (
            (("delivered", "sent", "failed", "delivered"), "delivered"),
            (("failed", "sent", "failed"), "failed"),
            (("sent", "failed", "delivered"), "delivered"),
        ):
            with self.subTest(states=states):
                sms = self.sent(start=f"2026-03-2{len(states)} 1{len(last)}:00".replace("19", "18"))
                sms.write({"state": "sent"})
                for state in states:
                    self.assertEqual(self.call("report", {"reference": sms.reference, "status": state}), 200)
                self.assertEqual(sms.state, last)

    def test_g2_early(self):
        """G2: a report that comes before our own result is stored stands."""
        event = self.book()
        with patch(_STORE):
            self.dispatch()
        sms = self.rows(event, channel="sms", audience="client", trigger="booked")
        self.assertEqual(sms.state, "sending")
        self.assertEqual(self.call("report", {"reference": sms.reference, "status": "delivered"}), 200)
        self.assertEqual(sms.state, "delivered")
        self.assertTrue(sms.sent_at)
        from ..engine.sending.outcome import store_outcomes
        from ..tools.gateways import Outcome

        store_outcomes(self.env, [Outcome(sms.reference, "unknown", "timeout")])
        self.assertEqual(sms.state, "delivered")

    def test_g2_settles_doubt(self):
        """G2, S1: a report settles what is in doubt."""
        self.gateway.behave(mode="cut")
        sms = self.sent()
        self.assertEqual(sms.state, "in_doubt")
        self.call("report", {"reference": sms.reference, "status": "sent"})
        self.assertEqual(sms.state, "sent")

    def test_g2_nothing_of_ours(self):
        """G2: unknown, forged, huge, unreadable: 404 (or too large), never an error, nothing changed."""
        sms = self.sent()
        other = self.env["res.company"].create({"name": "Other"})
        foreign = other._appointment_webhook_url("report").split("/sms/")[1]
        good = {"reference": sms.reference, "status": "delivered"}
        self.assertEqual(self.call("report", good, path=f"/appointment_notify/sms/{'x' * 32}/report"), 404)
        self.assertEqual(self.call("report", good, path=f"/appointment_notify/sms/{foreign}"), 404, "another company's")
        self.assertEqual(self.call("report", good, path="/appointment_notify/sms/%00/report"), 404)
        self.assertEqual(self.call("report", good, path="/appointment_notify/sms/é/report"), 404)
        self.assertEqual(self.call("report", {"reference": "f" * 32, "status": "delivered"}), 404)
        self.assertEqual(self.call("report", {"status": "delivered"}), 404)
        self.assertEqual(self.call("report", {"reference": sms.reference}), 404)
        self.assertEqual(self.call("report", {"reference": sms.reference + "\0", "status": "\0"}), 404)
        self.assertEqual(self.call(), 404)
        for body in (b"", b"{", b"[]", b"[1]", b"\xff\xfe", b'{"id": {"a": 1}, "status": []}', b"[" * 20_000,
                     b'{"id": "\\u0000\\ud800", "status": "delivered"}', b"null", b'"x"'):  # fmt: skip
            with self.subTest(body=body[:20]):
                self.assertEqual(self.call_json("report", body), 404)
        self.assertIn(self.call_json("report", b'{"a": "' + b"x" * 200_000 + b'"}'), (404, 413))
        self.assertIn(self.call("report", {**good, "x": "y" * 200_000}), (404, 413))
        self.assertEqual(sms.state, "sent")

    def test_g2_signature(self):
        """G2: where a key is set, the body must be signed with it."""
        sms = self.sent()
        self.company.appointment_webhook_key = "sesame"
        body = json.dumps({"reference": sms.reference, "status": "delivered"}).encode()
        for signature in ("", "0" * 64, "é"):
            headers = {"X-Signature": signature.encode("utf-8").decode("latin-1")}
            self.assertEqual(self.call_json("report", body, headers=headers), 404)
        self.assertEqual(sms.state, "sent")
        signature = hmac.new(b"sesame", body, hashlib.sha256).hexdigest()
        self.assertEqual(self.call_json("report", body, headers={"X-Signature": signature}), 200)
        self.assertEqual(sms.state, "delivered")

    def signed(self, content, stamp=None, key=b"sesame"):
        text = content if stamp is None else str(stamp).encode() + b"." + content
        headers = {"X-Signature": "sha256=" + hmac.new(key, text, hashlib.sha256).hexdigest()}
        return headers if stamp is None else {**headers, "X-Timestamp": str(stamp)}

    def test_s10_signed_bytes_are_parsed_bytes(self):
        """S10: a form and a query that are signed are taken; nothing that is not signed is read."""
        sms = self.sent()
        self.company.appointment_webhook_key = "sesame"
        form = f"reference={sms.reference}&status=delivered".encode()
        plain = {"Content-Type": "application/x-www-form-urlencoded"}
        empty = self.signed(b"")
        self.assertEqual(self.call("report", path=self.path, data=form, headers={**plain, **empty}), 404, "of nothing")
        self.assertEqual(self.call("report", path=f"{self.path}?{form.decode()}", data=b"", headers=empty), 404)
        self.assertEqual(self.call("report", path=f"{self.path}?{form.decode()}", headers=empty), 404)
        harmless = b"x=1"
        path = f"{self.path}?{form.decode()}"
        self.assertEqual(self.call("report", path=path, data=harmless, headers={**plain, **self.signed(harmless)}), 404)
        self.assertEqual(sms.state, "sent")
        self.assertEqual(self.call("report", path=self.path, data=form, headers={**plain, **self.signed(form)}), 200)
        self.assertEqual(sms.state, "delivered")
        other = self.sent(start="2026-03-21 15:00")
        query = f"reference={other.reference}&status=delivered"
        headers = self.signed(query.encode())
        self.assertEqual(self.call("report", path=f"{self.path}?{query}", headers=headers), 200)
        self.assertEqual(other.state, "delivered")

    def test_s10_with_a_time(self):
        """S10: a signature with a time is of use for five minutes, one without once."""
        sms = self.sent()
        self.company.appointment_webhook_key = "sesame"
        body = json.dumps({"reference": sms.reference, "status": "sent"}).encode()
        now = int(time.time())
        for stamp, status in ((now, 200), (now, 200), (now - 299, 200), (now - 400, 404), (now + 400, 404), ("x", 404), ("-1", 404)):
            self.assertEqual(self.call_json("report", body, headers=self.signed(body, stamp)), status, stamp)
        moved = {**self.signed(body, now), "X-Timestamp": str(now + 1)}
        self.assertEqual(self.call_json("report", body, headers=moved), 404)
        self.assertEqual([self.call_json("report", body, headers=self.signed(body)) for _again in range(2)], [200, 404])

    def test_s3_one_bad_report(self):
        """S3: one report of a list that cannot be taken in leaves the others."""
        first, second = self.sent(), self.sent(start="2026-03-21 15:00")
        notifications = self.env.registry["appointment.notification"]
        original = notifications._apply_report

        def broken(rows, *arguments):
            if rows == first:
                raise ValueError("injected")
            return original(rows, *arguments)

        quiet = mute_logger("odoo.addons.appointment_notify.controllers.sms_webhook")
        with patch.object(notifications, "_apply_report", broken), quiet:
            reports = [{"reference": row.reference, "status": "delivered"} for row in (first, second)]
            self.assertEqual(self.call_json("report", reports), 200)
        self.assertEqual((first.state, second.state), ("sent", "delivered"))

    def test_g2_ovhcloud_and_brevo(self):
        """G2: OVHcloud's tag is the start of our reference; Brevo names its own message."""
        sms = self.sent()
        self.assertEqual(self.call(path=f"{self.path}?tag={sms.reference[:20]}&id=77&dlr=1"), 200)
        self.assertEqual(sms.state, "delivered")
        sms = self.sent(start="2026-03-21 15:00")
        sms.provider_ref = "1511882900176220"
        event = {"msg_status": "hard_bounce", "messageId": 1511882900176220, "to": "33612345601", "tag": ""}
        self.assertEqual(self.call_json("report", event), 200)
        self.assertEqual(sms.state, "failed")

    def test_g5_after_a_report(self):
        """G5: not delivered in the end, and no e-mail of that occasion: it goes now."""
        self.env["appointment.rule"].search([("trigger", "=", "booked"), ("channel", "=", "email")]).active = False
        sms = self.sent()
        with self.at(self.now):
            self.call("report", {"reference": sms.reference, "status": "undelivered"})
        self.dispatch()
        email = self.rows(sms.event_id, channel="email", audience="client", trigger="booked")
        self.assertEqual((email.state, email.reason), ("sent", "fallback"))

    def test_g2_iap_reports(self):
        """G2: IAP's reports arrive through Odoo's own address and reach the log."""
        sms = self.sent()
        self.env["sms.tracker"].create({"sms_uuid": sms.reference})
        for status, state in (("sent", "sent"), ("delivered", "delivered"), ("not_delivered", "delivered")):
            self.make_jsonrpc_request(
                "/sms/status", {"message_statuses": [{"sms_status": status, "uuids": [sms.reference]}]}
            )
            self.env.invalidate_all()
            self.assertEqual(sms.state, state)

    def test_g2_twilio_reports(self):
        """G2: Twilio's signature is checked with the secret of the message's company."""
        other = self.env["res.company"].create({"name": "Other"})
        sms = self.sent()
        self.env["sms.tracker"].create({"sms_uuid": sms.reference})
        self.company.sms_twilio_auth_token, other.sms_twilio_auth_token = "ours", "theirs"
        fields = {"SmsStatus": "delivered", "MessageSid": "SM1"}
        path = f"/sms_twilio/status/{sms.reference}"
        wrong = generate_twilio_sms_callback_signature(other, sms.reference, fields)
        for signature in (wrong, "", "Ã©"):
            self.assertEqual(self.call("report", fields, path=path, headers={"X-Twilio-Signature": signature}), 404)
        right = generate_twilio_sms_callback_signature(self.company, sms.reference, fields)
        self.assertEqual(self.call("report", fields, path=path, headers={"X-Twilio-Signature": right}), 200)
        self.assertEqual(sms.state, "delivered")


@tagged("post_install", "-at_install")
class TestReplies(WebhookCase):
    """STOP, START, and what is for staff (G2)."""

    NUMBER = "+33612345601"

    def reply(self, text, **fields):
        return self.call("reply", {"from": "33612345601", "text": text, **fields})

    def blacklisted(self):
        return self.env["phone.blacklist"].search([("number", "=", self.NUMBER)])

    def notes(self, record):
        return [str(body) for body in record.message_ids.mapped("body")]

    def test_g2_stop_and_start(self):
        """G2: STOP blocks the number for all contacts who have it, and is logged; START takes off what STOP put on."""
        sms = self.sent()
        twin = self._make_client("Twin", self.NUMBER, "")
        self.assertEqual(self.reply(" Arrêt "), 200)
        self.assertTrue(self.blacklisted().appointment_stop)
        for record in (self.blacklisted(), self.client, twin):
            self.assertTrue(any("Arrêt" in note and "SMS (Test gateway)" in note for note in self.notes(record)))
        self.dispatch(at=self.paris("2026-03-19 15:00"))
        reminder = self.rows(sms.event_id, channel="sms", trigger="reminder")
        self.assertEqual((reminder.state, reminder.reason), ("skipped", "blacklisted"))
        self.assertEqual(self.reply("START"), 200)
        self.assertFalse(self.blacklisted())

    def test_g2_start_leaves_a_block_by_hand(self):
        """G2: a number that staff put on the blacklist is not taken off by START, even after a STOP."""
        self.env["phone.blacklist"].create({"number": self.NUMBER})
        for text in ("START", "STOP", "START"):
            self.assertEqual(self.reply(text), 200)
            self.assertTrue(self.blacklisted())

    def test_g2_other_replies_reach_staff(self):
        """G2: every other reply is a message on the appointment that was written about last, to the practitioner;
        ANNULER is about the appointment; the client is sent nothing."""
        self.sent(start="2026-03-25 15:00")
        with self.at(self.now + self.seconds(3600)):
            last = self.sent()
        self.assertEqual(self.reply("Annuler <b>svp</b> é 👍"), 200)
        self.assertFalse(self.blacklisted())
        message = last.event_id.message_ids[0]
        self.assertIn("Annuler &lt;b&gt;svp&lt;/b&gt; é 👍", message.body)
        self.assertEqual(message.author_id, self.client)
        self.assertEqual(message.notified_partner_ids, self.practitioner.partner_id)

    def test_g2_repeated_reply(self):
        """G2: the same reply again is one message."""
        sms = self.sent()
        for _again in range(3):
            self.assertEqual(self.reply("Je serai en retard", id="mo-1"), 200)
        found = [note for note in self.notes(sms.event_id) if "en retard" in note]
        self.assertEqual(len(found), 1)

    def test_s10_identical_at_once(self):
        """S10: of several at once the database lets one be the first, in each company."""
        replies, other = self.env["appointment.reply"], self.env["res.company"].create({"name": "Other"})
        firsts = [replies._is_first(company, "x") for company in (self.company, self.company, other, self.company)]
        self.assertEqual(firsts, [True, False, True, False])
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'appointment_reply%once%'")
        self.assertIn("UNIQUE", self.env.cr.fetchone()[0])

    def test_g2_b21_whose_number(self):
        """G2, B21: STOP from 1506…, at a German business: the number that we wrote to, or nobody."""
        self.company.country_id = self.env.ref("base.de")
        german, canadian = "+4915062345678", "+15062345678"
        for written in (german, canadian):
            with self.subTest(written=written):
                client = self._make_client("X", written, "")
                self.sent(client=client, start=f"2026-03-2{1 + (written == german)} 15:00")
                self.assertEqual(self.call("reply", {"from": "15062345678", "text": "STOP", "id": written}), 200)
                stopped = self.env["phone.blacklist"].search([])
                self.assertEqual(stopped.mapped("number"), [written])
                stopped.unlink()
                self.rows(client_id=client.id).write({"address": False})
                client.phone = False
        self.assertEqual(self.call("reply", {"from": "15062345678", "text": "STOP", "id": "third"}), 200)
        self.assertFalse(self.env["phone.blacklist"].search([]))

    def test_g2_brevo(self):
        """G2: Brevo sends replies to the same address as reports."""
        sms = self.sent()
        event = {"msg_status": "replied", "to": "33612345601", "reply": "Merci", "messageId": 5}
        self.assertEqual(self.call_json("report", event), 200)
        self.assertTrue(any("Merci" in note for note in self.notes(sms.event_id)))
        event = {"msg_status": "unsubscribe", "to": "33612345601", "messageId": 6}
        self.assertEqual(self.call_json("report", event), 200)
        self.assertTrue(self.blacklisted())

    def test_g2_from_nobody(self):
        """G2: a reply from a number we never wrote to, from a name, or without text."""
        self.assertEqual(self.call("reply", {"from": "33699999998", "text": "Who is this?"}), 200)
        self.assertEqual(self.call("reply", {"from": "Salon", "text": "x"}), 404)
        self.assertEqual(self.call("reply", {"from": "33612345601", "text": ""}), 404)
        self.assertEqual(self.call("reply", {"from": "33612345601", "text": "x" * 60_000}), 200)

from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..tools import base_address, smtp_answers
from .common import AppointmentCase
from .live import LiveMixin
from .smtp_server import SmtpServer


class FaultCase(LiveMixin, AppointmentCase):
    def setUp(self):
        super().setUp()
        self.go_live()
        self.manager = new_test_user(
            self.env, "an_manager", groups="appointment_notify.group_manager", email="manager@example.com"
        )
        states = self.env.registry["appointment.channel.state"]
        managers = patch.object(states, "_managers", lambda _state: self.manager)
        managers.start()
        self.addCleanup(managers.stop)
        self.env["appointment.rule"].search([("audience", "=", "staff")]).active = False

    def booked(self, *clients, channel="email"):
        """The confirmations of these clients' bookings, sent."""
        events = [self.book(clients=client) for client in clients]
        self.dispatch()
        return self.rows(*events, channel=channel, trigger="booked", audience="client")

    def mailed(self, *addresses):
        return self.booked(*(self._make_client(f"C{n}", "", address) for n, address in enumerate(addresses)))

    def state(self, channel):
        return self.env["appointment.channel.state"]._of(self.company, channel)

    def to_dos(self):
        return self.env["mail.activity"].search([("user_id", "=", self.manager.id)])


@tagged("post_install", "-at_install")
class TestOneRecipient(FaultCase):
    """What is said of one address or number fails that message alone, at once, and never stops the channel (G6)."""

    def test_g6_whatever_is_said_of_an_address(self):
        """G6: any answer at RCPT concerns that address; the others go, and the channel is not stopped."""
        for number, (answer, state) in enumerate((
            ("550 5.1.1 No such user", "failed"), ("553 5.1.3 Bad syntax", "failed"), ("552 5.2.2 Over quota", "failed"),
            ("554 5.7.1 Rejected", "failed"), ("450 4.2.0 Greylisted", "planned"), ("452 4.2.2 Mailbox full", "planned"),
        )):  # fmt: skip
            with self.subTest(answer=answer):
                bad = [f"bad{number}{letter}@example.com" for letter in "abcd"]
                self.smtp.answers = dict.fromkeys(bad, answer)
                rows = self.mailed(*bad, f"good{number}@example.com")
                self.assertEqual(rows.sorted("id").mapped("state"), [state] * 4 + ["sent"])
                self.assertFalse(self.state("email").stopped_until)

    def test_g6_b6_server_without_smtputf8(self):
        """G6, B6: josé@ at a server that cannot take it fails at once with its reason; one that can gets it."""
        old, self.smtp = self.smtp, SmtpServer(takes_utf8=False)
        self.smtp.start()
        self.addCleanup(self.smtp.stop)
        self.env["ir.mail_server"].search([]).smtp_port = self.smtp.port
        jose, anna = self.mailed("josé@exemple.fr", "anna@example.com").sorted("id")
        self.assertEqual((jose.state, jose.reason, anna.state), ("failed", "invalid_email", "sent"))
        self.assertTrue(jose.reason_detail)
        self.assertFalse(self.state("email").failures)
        self.smtp = old
        self.env["ir.mail_server"].search([]).smtp_port = old.port
        (jose,) = self.mailed("josé@exemple.fr")
        self.assertEqual(jose.state, "sent")
        self.assertEqual(len(self.smtp.to("josé@exemple.fr")), 1)

    def test_g6_a_number_refused(self):
        """G6: many numbers refused in a row: each fails alone, the rest go."""
        numbers = [f"+3361234{number:04}" for number in range(8)]
        self.gateway.behave(invalid=numbers[:7])
        clients = [self._make_client(f"C{number}", number) for number in numbers]
        rows = self.booked(*clients, channel="sms").sorted("id")
        self.assertEqual(rows.mapped("state"), ["failed"] * 7 + ["sent"])
        self.assertFalse(self.state("sms").failures)

    def test_g5_failed_twice(self):
        """G5, S3: the SMS fails, its e-mail fails, sent again by hand, fails again: that one alone."""
        self.env["appointment.rule"].search([("trigger", "=", "booked"), ("channel", "=", "email")]).active = False
        self.gateway.behave(invalid=["+33612345601"])
        self.smtp.answers = {"vanessa@example.com": "550 5.1.1 unknown"}
        sms = self.booked(self.client, channel="sms")
        self.dispatch(at=self.now + self.seconds(60))
        other = self._make_client("Other", "+33612345688")
        with self.at(self.now + self.seconds(120)):
            sms.with_user(self.front_desk).action_resend()
        beside = self.book("2026-03-21 10:00", clients=other)
        self.dispatch(at=self.now + self.seconds(121))
        self.assertEqual((sms.state, self.rows(beside, channel="sms", trigger="booked").state), ("failed", "sent"))


@tagged("post_install", "-at_install")
class TestAccount(FaultCase):
    """What concerns the account fails nobody's message: rows wait, one to-do, sent once it is put right (G6)."""

    def check_waits(self, channel, reason, mend):
        clients = [self._make_client(f"W{n}", f"+3361234{n:04}", f"w{n}@example.com") for n in range(3)]
        rows = self.booked(*clients, channel=channel)
        self.dispatch(at=self.now + self.seconds(3 * 3600))
        self.assertEqual({(row.state, row.reason) for row in rows}, {("planned", reason)})
        self.assertEqual(len(self.to_dos().filtered(lambda to_do: to_do.appointment_channel_state_id.channel == channel)), 1)
        mend()
        self.dispatch(at=self.now + self.seconds(7 * 3600))
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertFalse(self.to_dos().filtered(lambda to_do: to_do.appointment_channel_state_id.channel == channel))

    def test_g6_no_or_malformed_company_email(self):
        """G6: the company has no address, or a malformed one."""
        sender = patch.object(self.env.registry["ir.mail_server"], "_get_default_from_address", lambda _self: None)
        with sender:
            for wrong in (False, "salon", "salon@", "@example.com", "éclat@exemple.fr"):
                with self.subTest(email=wrong):
                    self.company.email = wrong
                    self.check_waits("email", "sender", lambda: self.company.write({"email": "salon@example.com"}))

    def test_g6_base_address(self):
        """G6: links to this machine: nobody could open them."""
        self.company.appointment_link_base = "localhost:8069"
        mend = lambda: self.company.write({"appointment_link_base": "rdv.example.com"})  # noqa: E731
        self.check_waits("sms", "base_address", mend)

    def test_g6_key_credit_quota(self):
        """G6: wrong key, no credit, and a mail server that says so of our account at any step."""
        for mode, reason in (("unauthorized", "auth"), ("no_credit", "credit")):
            with self.subTest(mode=mode):
                self.gateway.behave(mode=mode)
                self.check_waits("sms", reason, lambda: self.gateway.behave(mode="ok"))
        for said, reason in (("535 5.7.8 Bad credentials", "auth"), ("550 5.1.8 Sender rejected", "sender")):
            with self.subTest(said=said):
                self.smtp.senders = said
                self.check_waits("email", reason, lambda: setattr(self.smtp, "senders", "250 OK"))

    def test_t9_headers_cannot_break(self):
        """G6, T9: line feeds and separators in the company's name, two addresses in its field: one line, the first."""
        self.company.write({"name": "Mon\nSalon\u2028Bcc: x@example.com\u0085\x0b", "email": "a@example.com; b@example.com"})
        self.mailed("anna@example.com")
        (mail,) = self.smtp.to("anna@example.com")
        self.assertEqual(mail["From"].addresses[0].addr_spec, "a@example.com")
        self.assertEqual(len(mail["From"].addresses), 1)
        self.assertEqual(mail["From"].addresses[0].display_name, "Mon Salon Bcc: x@example.com")
        self.assertIsNone(mail["Bcc"])

    def test_g7_second_provider(self):
        """G7: the second takes over what surely was not sent while the first is stopped; never what is in doubt."""
        self.company.appointment_gateway_second_id = self.gateway_record.copy(
            {"name": "Second", "url": self.gateway.url("/sms?second")}
        )
        self.gateway_record.url = self.gateway.url("/nowhere")  # 404: the account's, no message's
        clients = [self._make_client(f"C{n}", f"+3361234{n:04}") for n in range(3)]
        rows = self.booked(*clients, channel="sms")
        self.assertEqual(set(rows.mapped("state")), {"sent"}, "at once")
        self.assertEqual(rows.gateway_id, self.company.appointment_gateway_second_id)
        self.assertEqual(len(self.gateway.accepted()), 3)

    def test_g7_never_what_is_in_doubt(self):
        """G7, S1: taken by the first, perhaps: the second is never asked to send it."""
        self.gateway_record.removes_duplicates = True
        self.company.appointment_gateway_second_id = self.gateway_record.copy({"name": "Second"})
        self.gateway.behave(mode="cut")
        rows = self.booked(self.client, channel="sms")
        self.assertEqual((rows.state, rows.reason), ("planned", "unknown_outcome"))
        self.gateway.behave(mode="ok")
        with patch.object(self.env.registry["appointment.channel.state"], "_is_second", lambda *_arguments: True):
            self.dispatch(at=self.now + self.seconds(600))
        self.assertEqual(rows.state, "planned")
        self.assertEqual(len(self.sms_to("+33612345601")), 1)


@tagged("post_install", "-at_install")
class TestPureFaults(AppointmentCase):
    def test_g6_base_addresses(self):
        """G6: what nobody outside can open."""
        for url in ("http://localhost:8069", "http://127.0.0.1", "https://192.168.1.5", "http://odoo:8069", "http://[::1]",
                    "https://server.local", "", "ftp://x.example", "http://", "https://a b.example", "http://x.example:99999"):
            self.assertTrue(base_address.problem(url), url)
        for url in ("https://rdv.monsalon.fr", "http://salon.example.com:8069", "https://8.8.8.8"):
            self.assertFalse(base_address.problem(url), url)

    def test_g6_smtp_answers(self):
        """G6: whose fault an answer is, by the step at which it is given."""
        for step, code, words, reason in (
            ("recipient", 550, "5.7.1 daily quota exceeded", "invalid_email"), ("recipient", 451, "later", "later"),
            ("recipient", 530, "authentication required", "auth"), ("recipient", 421, "closing", "busy"),
            ("sender", 553, "5.1.8 sender rejected", "sender"), ("sender", 451, "later", "rate"),
            ("text", 550, "5.4.5 Daily user sending quota exceeded", "credit"), ("text", 554, "5.7.1 spam", "rejected"),
            ("text", 552, "5.3.4 message too large", "rejected"), ("text", 552, "5.2.2 mailbox over quota", "rejected"),
        ):  # fmt: skip
            self.assertEqual(smtp_answers.reason_of(step, code, words), reason, (step, code, words))

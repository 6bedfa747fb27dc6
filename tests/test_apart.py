from unittest.mock import patch

from odoo.tests import tagged

from ..engine.content import values
from ..engine.sending import check, outcome, run
from ..tools.gateways import Generic, base
from .common import AppointmentCase
from .live import LiveMixin


@tagged("post_install", "-at_install")
class TestApart(LiveMixin, AppointmentCase):
    """Whatever goes wrong about one message, at whatever step, the others are sent, another company's too, and that one
    says why (S3)."""

    def setUp(self):
        super().setUp()
        self.go_live()
        self.env["appointment.rule"].search([("audience", "=", "staff")]).active = False
        self.bad = self._make_client("Bad", "+33612340000", "bad@example.com")
        self.good = [self._make_client(f"Good {n}", f"+3361234{n:04}", f"good{n}@example.com") for n in range(1, 4)]
        other = self.env["res.company"].create({"name": "Other", "email": "other@example.com", "country_id": self.company.country_id.id})
        gateway = self.gateway_record.copy({"company_id": other.id})
        other.write({"appointment_live": True, "appointment_link_base": "rdv.example.com", "sms_provider": "http",
                     "appointment_gateway_id": gateway.id, "appointment_grouping_delay": 0})  # fmt: skip
        self.other_agenda = self.env["appointment.agenda"].create({"name": "Other", "company_id": other.id, "tz": "Europe/Paris"})
        self.other_service = self.env["appointment.service"].create({"name": "O", "company_id": other.id})

    def events(self):
        bad = self.book(clients=self.bad)
        good = [self.book(clients=client) for client in self.good]
        with self.at(self.now):
            good.append(self.env["calendar.event"].create(
                {"name": "x", "start": self.paris("2026-03-20 15:00"), "service_id": self.other_service.id,
                 "agenda_id": self.other_agenda.id, "partner_ids": [(6, 0, self.good[0].ids)]}
            ))  # fmt: skip
        return bad, good

    def check_alone(self, bad, good, states=("failed", "in_doubt"), **filters):
        self.env.invalidate_all()
        rows = self.rows(*good, trigger="booked", audience="client")
        self.assertEqual({(row.state, row.company_id.name) for row in rows}, {("sent", "Mon Salon"), ("sent", "Other")})
        for row in self.rows(bad, trigger="booked", audience="client", **filters):
            self.assertIn(row.state, states, row.channel)
            self.assertTrue(row.reason, row.channel)

    def failing_for(self, owner, name, is_bad, error=None):
        """Make a function raise for the bad message only."""
        original = getattr(owner, name)

        def broken(*arguments, **keywords):
            if is_bad(*arguments):
                raise error or ValueError("injected")
            return original(*arguments, **keywords)

        return patch.object(owner, name, broken)

    def test_s3_check(self):
        """S3: looking once more at a message fails."""
        bad, good = self.events()
        with self.failing_for(check.DispatchCheck, "_overtaken", lambda _self, row: row.event_id == bad):
            self.dispatch()
        self.check_alone(bad, good)

    def test_s3_render(self):
        """S3: a text cannot be made."""
        bad, good = self.events()
        with self.failing_for(values, "of", lambda brief: "Bad" in brief.facts.client_name):
            self.dispatch()
        self.check_alone(bad, good)
        self.assertEqual(set(self.rows(bad, trigger="booked").mapped("reason")), {"render_error"})

    def test_s3_send(self):
        """S3: no request, no e-mail can be made of it."""
        bad, good = self.events()
        from ..engine.sending import smtp

        with (
            self.failing_for(Generic, "_request", lambda _self, message: message.number == "+33612340000"),
            self.failing_for(smtp, "build", lambda _server, mail, _id: mail.address == "bad@example.com"),
        ):
            self.dispatch()
        self.check_alone(bad, good)

    def test_s3_store(self):
        """S3: a result that cannot be stored, whatever its kind."""
        bad, good = self.events()
        reference = []

        def is_bad(_env, outcomes, *_rest):
            if not reference:
                reference.append(self.rows(bad, channel="sms", trigger="booked").reference)
            return reference[0] in [each.reference for each in outcomes]

        with self.failing_for(outcome, "store_accepted", is_bad):
            self.dispatch()
        self.check_alone(bad, good, ("sent",), channel="sms")

    def test_s3_store_at_all(self):
        """S3: nothing of a company's batch can be stored: its leases run out, the next company's goes on."""
        bad, good = self.events()
        original = run.store_outcomes

        def broken(env, outcomes, line=None, *more):
            if line and line.gateway_id == self.gateway_record.id:
                raise ValueError("injected")
            return original(env, outcomes, line, *more)

        with patch.object(run, "store_outcomes", broken):
            self.dispatch()
        self.env.invalidate_all()
        self.assertEqual(set(self.rows(good[-1], trigger="booked", audience="client").mapped("state")), {"sent"})
        self.assertEqual(self.rows(bad, channel="sms", trigger="booked").state, "sending")

    def test_s3_zone_broken_by_sql(self):
        """S3: an agenda's zone is nonsense in the database: its messages say so, the others go."""
        bad, good = self.events()
        self.env.flush_all()
        broken = self.agenda.copy({"name": "Broken"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE appointment_agenda SET tz = 'Mars/Olympus' WHERE id = %s", [broken.id])
        self.env.cr.execute("UPDATE calendar_event SET agenda_id = %s WHERE id = %s", [broken.id, bad.id])
        self.env.cr.execute("UPDATE appointment_notification SET agenda_id = %s WHERE event_id = %s", [broken.id, bad.id])
        self.env.invalidate_all()
        self.dispatch()
        self.check_alone(bad, good)

    def test_s3_ids_that_cannot_be_stored(self):
        """S3: NUL and half a surrogate pair in the provider's id, one of 40."""
        original = base.Gateway.deliver
        for number, wrong in enumerate(("a\0b", "\ud800", 12.0, 7.5, True, None, [], {}, "x" * 10_000)):
            with self.subTest(wrong=wrong):
                clients = [self._make_client(f"C{n}", f"+336{number}1234{n:03}") for n in range(5)]
                events = [self.book(clients=client) for client in clients]

                def deliver(gateway, message, wrong=wrong, bad=clients[0].phone):
                    if message.number != bad:
                        return original(gateway, message)
                    try:
                        return gateway._outcome(message, provider_id=base.identifier(wrong))
                    except ValueError:
                        return gateway._outcome(message, "garbled")

                with patch.object(base.Gateway, "deliver", deliver):
                    self.dispatch()
                states = self.rows(*events, channel="sms", trigger="booked").sorted("id").mapped("state")
                self.assertIn(states[0], ("sent", "in_doubt"))
                self.assertEqual(states[1:], ["sent"] * 4)

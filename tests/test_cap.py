from datetime import datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .consumption_common import ConsumptionCase


@tagged("post_install", "-at_install")
class TestCap(ConsumptionCase):
    """The month's cap (G4)."""

    def setUp(self):
        super().setUp()
        self.go_live()
        self.rules = self.env["appointment.rule"]

    def due(self, *triggers, start="2026-03-12 15:00", **values):
        """One SMS each, due together."""
        event = self.book(start, clients=self._make_client("Z", "+33612340099"))
        self.rows(event).write({"state": "skipped"})
        rows = self.env["appointment.notification"]
        for number, trigger in enumerate(triggers):
            client = self._make_client(f"C{number}", f"+336123410{number:02}")
            rule = self.rules.with_context(active_test=False).search(
                [("trigger", "=", trigger), ("channel", "=", "sms"), ("audience", "=", "client"),
                 ("company_id", "=", self.company.id)], limit=1,
            )  # fmt: skip
            rule = rule or self.rules.create(
                {"name": trigger, "trigger": trigger, "channel": "sms", "audience": "client", "body": "Hello"}
            )
            rule.active = True
            event.partner_ids += client
            attendee = event.attendee_ids.filtered(lambda each, client=client: each.partner_id == client)
            self.rows(event, client_id=client.id).write({"state": "skipped"})
            rows += rows.create(
                {
                    "rule_id": rule.id, "trigger": trigger, "audience": "client", "channel": "sms", "action": f"t:{trigger}:{number}",
                    "company_id": self.company.id, "agenda_id": self.agenda.id, "event_id": event.id,
                    "attendee_id": attendee.id, "client_id": client.id, "partner_id": client.id, "state": "planned",
                    "event_start": event.start, "send_at": self.now, "planned_at": self.now, **values,
                }
            )  # fmt: skip
        return rows

    def test_g4_order(self):
        """G4: of what falls due together the least needed waits first; what answers a booking goes, and counts."""
        self.company.appointment_credit_cap = 4
        self.sent(2, at="2026-03-09 10:00")
        rows = self.due("custom", "reminder", "booked", "reminder")
        self.dispatch()
        self.assertEqual(
            [(row.trigger, row.state, row.held) for row in rows],
            [("custom", "planned", True), ("reminder", "sent", False), ("booked", "sent", False),
             ("reminder", "planned", True)],
        )  # fmt: skip
        self.assertEqual(set((rows[0] + rows[3]).mapped("reason")), {"cap"})

    def test_g4_never_held(self):
        """G4: beyond the cap, an answer to a booking goes all the same."""
        self.company.appointment_credit_cap = 1
        self.sent(5, at="2026-03-09 10:00")
        (row,) = self.due("booked")
        self.dispatch()
        self.assertEqual(row.state, "sent")

    def test_g4_released(self):
        """L3, G4: what the cap holds is released by hand, by raising the cap, by the new month; reminders end with the start."""
        self.company.appointment_credit_cap = 1
        self.sent(1, at="2026-03-09 10:00")
        first, second, third = self.due("custom", "custom", "reminder")
        self.dispatch()
        self.assertEqual((first + second + third).mapped("held"), [True] * 3)
        with self.at(self.now):
            first.with_user(self.front_desk).action_release()
        self.dispatch(at=self.now + timedelta(minutes=1))
        self.assertEqual((first.state, second.state, second.held), ("sent", "planned", True))
        self.dispatch(at=third.event_start + timedelta(minutes=1))
        self.assertEqual((third.state, third.reason), ("skipped", "expired"))
        self.assertTrue(second.held)
        with self.at(self.now):
            self.company.appointment_credit_cap = 50
        self.dispatch(at=self.now + timedelta(minutes=2))
        self.assertEqual(second.state, "sent")

    def test_g4_new_month(self):
        """L3, G4: with the new month, in the company's zone, what waited goes."""
        self.company.appointment_credit_cap = 1
        self.sent(1, at="2026-03-31 10:00")
        self.now = datetime(2026, 3, 31, 16, 0)
        (row,) = self.due("custom", start="2026-04-20 15:00")
        self.dispatch()
        self.assertTrue(row.held)
        self.dispatch(at=datetime(2026, 3, 31, 21, 59))
        self.assertTrue(row.held)
        self.dispatch(at=datetime(2026, 4, 1, 7, 0, 1))
        self.assertEqual(row.state, "sent")

    def test_g4_alerts_once(self):
        """G4: at 80 % and at 100 %, once each a month, to the chosen users, of the cap if there is one."""
        self.company.write({"appointment_alert_user_ids": self.manager.ids, "appointment_credit_cap": 10})
        to_dos = lambda: self.env["mail.activity"].search([("user_id", "=", self.manager.id)])  # noqa: E731
        alerts = self.env["appointment.consumption.alert"]
        expected = 0
        for used, told in ((7, 0), (1, 1), (0, 0), (2, 1), (5, 0)):
            self.sent(used)
            with self.at(self.now):
                alerts._check()
                alerts._check()
            expected += told
            self.assertEqual(len(to_dos()), expected)
        self.assertEqual(alerts.search([]).mapped("percent"), [100, 80])
        self.assertIn("10 of 10", "".join(to_dos().mapped("summary")))

    def test_g4_forecast(self):
        """G4: the month's forecast is what was used and what is planned until it ends, priced as it would be billed."""
        self.company.write({"appointment_sms_allowance": 3, "appointment_price_standard": 0.1})
        self.sent(2)
        for day in (20, 25, 28):
            self.book(f"2026-03-{day} 15:00", clients=self._make_client(f"F{day}", f"+336123420{day}"))
        self.book("2026-04-20 15:00", clients=self._make_client("April", "+33612342099"))
        with self.at(self.now):
            planned = self.rows(channel="sms", state="planned").filtered(
                lambda row: row.send_at < datetime(2026, 3, 31, 22) and not row.held
            )
            credits, cost = self.company._appointment_forecast()
        self.assertEqual(credits, len(planned))
        self.assertAlmostEqual(cost, (len(planned) - 1) * 0.1)

    def test_settings_refuse_nonsense(self):
        """G4: no negative price."""
        with self.assertRaises(ValidationError):
            self.company.appointment_price_custom = -1

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AppointmentCase
from .live import LiveMixin

TAKEN = {"sent", "delivered", "failed", "in_doubt"}


def bill(rows, zone):
    """A month's bills by hand, in plain Python, from what stands in the log: {month: (credits, included, billed, cost)}.

    :param rows: dicts of the log, in any order
    """
    months = defaultdict(list)
    for row in rows:
        if row["channel"] == "sms" and not row["is_test"] and row["sent_at"] and row["state"] in TAKEN:
            local = row["sent_at"].replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
            months[local.date().replace(day=1)].append(row)
    bills = {}
    for month, of_month in months.items():
        used, credits, included, cost = 0, 0, 0, Decimal(0)
        for row in sorted(of_month, key=lambda row: (row["sent_at"], row["id"])):
            for _credit in range(row["credits"]):
                credits += 1
                if row["trigger"] in ("custom", "birthday"):
                    cost += Decimal(str(row["price"]))
                    continue
                used += 1
                if used <= row["allowance"]:
                    included += 1
                else:
                    cost += Decimal(str(row["price"]))
        bills[month] = (credits, included, credits - included, cost.quantize(Decimal("0.01")))
    return bills


class ConsumptionCase(LiveMixin, AppointmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"appointment_tz": "Europe/Paris", "appointment_sms_allowance": 200})
        cls.manager = new_test_user(
            cls.env, "an_boss", groups="appointment_notify.group_manager", email="boss@example.com"
        )
        cls.lines = cls.env["appointment.consumption"]

    def sent(self, count=1, at="2026-03-10 10:00", **values):
        """Rows as the dispatcher leaves them, one a second."""
        first = datetime.fromisoformat(at)
        company = values.pop("company", self.company)
        common = {
            "trigger": "reminder", "audience": "client", "channel": "sms", "company_id": company.id,
            "agenda_id": self.agenda.id, "client_id": self.client.id, "partner_id": self.client.id, "state": "sent",
            "credits": 1, "allowance": company.appointment_sms_allowance, "currency_id": company.currency_id.id,
            "price": company.appointment_price_custom if values.get("trigger") in ("custom", "birthday")
            else company.appointment_price_standard,
        }  # fmt: skip
        values = common | values
        return self.env["appointment.notification"].create(
            [
                {**values, "sent_at": values.get("sent_at", first + timedelta(seconds=number)), "send_at": first}
                for number in range(count)
            ]
        )

    def total(self, **domain):
        lines = self.lines.search([(name, "=", value) for name, value in domain.items()])
        return sum(lines.mapped("credits")), sum(lines.mapped("included")), sum(lines.mapped("billed"))


@tagged("post_install", "-at_install")
class TestBill(ConsumptionCase):
    def test_g4_month_by_hand(self):
        """G4: a month of traffic is, to the cent and line by line, what a bookkeeper counts with a pencil."""
        company_b = self.env["res.company"].create(
            {"name": "B", "currency_id": self.env.ref("base.CHF").id, "appointment_tz": "America/New_York",
             "appointment_sms_allowance": 3, "appointment_price_standard": 0.115}
        )  # fmt: skip
        self.sent(196, at="2026-03-02 08:00")
        self.sent(2, at="2026-03-03 08:00", state="in_doubt")
        self.sent(1, at="2026-03-03 09:00", state="failed", reason="undelivered")
        self.sent(5, at="2026-03-03 10:00", is_test=True)
        self.sent(3, at="2026-03-03 11:00", state="failed", reason="rejected", sent_at=False)
        self.sent(2, at="2026-03-03 12:00", state="skipped", reason="opted_out", sent_at=False)
        self.sent(4, at="2026-03-03 12:30", trigger="custom", credits=2)
        across = self.sent(1, at="2026-03-04 08:00", credits=2)  # 199 used: one of its two is included
        self.sent(3, at="2026-03-05 08:00", state="delivered")
        self.company.write({"appointment_price_standard": 0.123, "appointment_price_custom": 0.2})
        self.sent(3, at="2026-03-06 08:00")
        self.company.appointment_sms_allowance = 207
        self.sent(4, at="2026-03-07 08:00", credits=3, trigger="booked")
        self.sent(1, at="2026-03-07 09:00", trigger="birthday")
        # The month's edge: still March in Paris, and in New York, or not
        self.sent(1, at="2026-03-31 21:59:59")
        self.sent(1, at="2026-03-31 22:00:00")
        self.sent(1, at="2026-02-28 22:59:59")
        for moment in ("2026-03-31 21:59:59", "2026-03-31 22:00:00", "2026-04-01 03:59:59", "2026-04-01 04:00:00"):
            self.sent(2, at=moment, company=company_b, agenda_id=False, credits=2)
        for company, zone in ((self.company, "Europe/Paris"), (company_b, "America/New_York")):
            rows = self.env["appointment.notification"].search([("company_id", "=", company.id)])
            fields = ["channel", "is_test", "sent_at", "state", "credits", "trigger", "price", "allowance"]
            expected = bill(rows.read(fields), zone)
            months = self.lines._read_group(
                [("company_id", "=", company.id)],
                ["month:month", "currency_id"],
                ["credits:sum", "included:sum", "billed:sum", "cost:sum"],
            )
            found = {
                month: (credits, included, billed, Decimal(str(cost)).quantize(Decimal("0.01")))
                for month, _currency, credits, included, billed, cost in months
            }
            self.assertEqual(found, expected)
            self.assertEqual({currency for _month, currency, *_rest in months}, {company.currency_id})
        line = self.lines.search([("notification_id", "=", across.id)])
        self.assertEqual((line.included, line.billed, round(line.cost, 4)), (1, 1, 0.1))
        self.assertEqual(round(across.cost, 4), 0.1, "the row shows its line on the bill")

    def test_g4_kept_price_of_the_day(self):
        """G4: price and allowance are kept as they stood at hand-over, in doubt too; refused and tests do not count."""
        self.go_live()
        self.company.write({"appointment_price_standard": 0.07, "appointment_sms_allowance": 0})
        events = [self.book(clients=self._make_client(f"C{n}", f"+3361234000{n}")) for n in range(3)]
        modes = [{"mode": "ok"}, {"mode": "ok", "invalid": ["+33612340001"]}, {"mode": "cut"}]
        for event, mode in zip(events, modes, strict=True):
            self.gateway.behave(**mode)
            rows = self.rows(event, channel="sms", trigger="booked", audience="client")
            rows.forced = True
            (self.rows(channel="sms", state="planned") - rows).write({"held": True})
            self.dispatch()
            self.rows(state="planned").write({"held": False})
        self.company.write({"appointment_price_standard": 0.5, "appointment_sms_allowance": 999})
        sent, refused, doubtful = (
            self.rows(event, channel="sms", trigger="booked", audience="client") for event in events
        )
        self.assertEqual([sent.state, doubtful.state, refused.state], ["sent", "in_doubt", "failed"])
        lines = self.lines.search([("notification_id", "in", (sent + doubtful + refused).ids)])
        self.assertEqual(lines.notification_id, sent + doubtful)
        self.assertEqual([round(line.cost, 2) for line in lines], [0.07, 0.07])
        self.assertEqual(set(lines.mapped("provider")), {"generic"})
        self.assertEqual(doubtful.sent_at, self.now)

    def test_g4_resent_counts_twice(self):
        """G4: sent again by hand, an SMS that was taken, or may have been, is a second one on the bill."""
        self.go_live()
        event = self.book()
        self.gateway.behave(mode="cut")
        self.dispatch()
        sms = self.rows(event, channel="sms", trigger="booked", audience="client")
        self.gateway.behave(mode="ok")
        with self.at(self.now + timedelta(minutes=5)):
            sms.with_user(self.front_desk).action_resend()
            self.dispatch()
        self.assertEqual(sms.state, "sent")
        self.assertEqual(self.total(trigger="booked", client_id=self.client.id)[0], 2)

    def test_s5_who_reads(self):
        """S5, L5: a practitioner sees own agendas, the manager the company's, another company nothing; nobody writes."""
        self.sent(1)
        self.sent(1, agenda_id=False)
        other_company = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "an_other", groups="appointment_notify.group_manager",
            company_id=other_company.id, company_ids=[(6, 0, other_company.ids)],
        )  # fmt: skip
        for user, count in ((self.practitioner, 1), (self.manager, 2), (stranger, 0)):
            for model in ("appointment.consumption", "appointment.delivery"):
                self.assertEqual(self.env[model].with_user(user).search_count([]), count, (user.name, model))
        self.assertFalse(self.env["appointment.consumption.month"].with_user(stranger).search([]).filtered("messages"))
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            self.lines.with_user(self.manager).search([], limit=1).write({"credits": 0})


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
                    "rule_id": rule.id, "trigger": trigger, "audience": "client", "channel": "sms", "key": f"t:{trigger}:{number}",
                    "company_id": self.company.id, "agenda_id": self.agenda.id, "event_id": event.id,
                    "attendee_id": attendee.id, "client_id": client.id, "partner_id": client.id, "state": "planned",
                    "event_start": event.start, "send_at": self.now, "planned_at": self.now, **values,
                }
            )  # fmt: skip
        return rows

    def test_g4_order(self):
        """G4: of what falls due together the least needed waits first; what answers a booking goes, and counts."""
        self.company.appointment_credit_cap = 5
        self.sent(2, at="2026-03-09 10:00")
        rows = self.due("custom", "review", "reminder", "booked", "reminder")
        rows[1].attendee_id.booking_state = "done"
        self.rows(rows.event_id).filtered(lambda row: row not in rows).write({"state": "skipped"})
        self.dispatch()
        self.assertEqual(
            [(row.trigger, row.state, row.held) for row in rows],
            [("custom", "planned", True), ("review", "planned", True), ("reminder", "sent", False),
             ("booked", "sent", False), ("reminder", "sent", False)],
        )  # fmt: skip
        self.assertEqual(set(rows[:2].mapped("reason")), {"cap"})

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

from collections import defaultdict
from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .consumption_common import ConsumptionCase

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

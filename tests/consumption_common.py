from datetime import datetime, timedelta

from odoo.tests import new_test_user

from .common import AppointmentCase
from .live import LiveMixin


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

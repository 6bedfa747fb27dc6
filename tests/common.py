from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from odoo.fields import Command
from odoo.sql_db import BaseCursor
from odoo.tests import TransactionCase, new_test_user
from odoo.tests.test_cursor import TestCursor

# Tuesday 10 March 2026, 11:00 in Paris: winter time, inside the sending hours.
NOW = datetime(2026, 3, 10, 10, 0)


class AppointmentMixin:
    """A salon in Paris with a practitioner, a front desk, two services and a client; and a clock that stands."""

    @classmethod
    def setUpAppointments(cls):
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls.now = NOW
        cls.company = cls.env.company
        cls.company.write(
            {
                "name": "Mon Salon",
                "email": "salon@example.com",
                "phone": "+33 1 99 00 12 34",
                "country_id": cls.env.ref("base.fr").id,
                "appointment_grouping_delay": 0,
            }
        )
        cls.practitioner = new_test_user(
            cls.env, "an_claire", groups="appointment_notify.group_practitioner", name="Claire Martin",
            email="claire@example.com",
        )  # fmt: skip
        cls.practitioner.partner_id.phone = "+33 6 12 34 56 99"
        cls.front_desk = new_test_user(
            cls.env, "an_desk", groups="appointment_notify.group_front_desk", name="Denis Accueil",
            email="desk@example.com",
        )  # fmt: skip
        cls.agenda = cls.env["appointment.agenda"].create(
            {"name": "Claire", "user_id": cls.practitioner.id, "tz": "Europe/Paris"}
        )
        cls.service = cls.env["appointment.service"].create({"name": "Cut", "duration": 1.0})
        cls.yoga = cls.env["appointment.service"].create({"name": "Yoga", "duration": 1.0, "capacity": 8})
        cls.client = cls._make_client("Vanessa Durand", "+33612345601", "vanessa@example.com")

    @classmethod
    def _make_client(cls, name, phone="", email="", **values):
        return cls.env["res.partner"].create(
            {"name": name, "phone": phone, "email": email, "tz": "Europe/Paris", "lang": "en_US", **values}
        )

    @contextmanager
    def at(self, moment):
        """Stop the clock of the database and of Python at a moment (naive UTC)."""
        before, self.now = self.now, moment
        try:
            with (
                patch.object(BaseCursor, "now", lambda _cr: moment),
                patch.object(TestCursor, "now", lambda _cr: moment),
                freeze_time(moment.replace(tzinfo=UTC)),
            ):
                yield
        finally:
            self.now = before

    def paris(self, text):
        """Naive UTC of a wall-clock time in Paris, written ``2026-03-12 15:00``."""
        from ..tools import schedule

        local = datetime.fromisoformat(text).replace(tzinfo=schedule.zone("Europe/Paris"))
        return local.astimezone(UTC).replace(tzinfo=None)

    def book(self, start="2026-03-20 15:00", clients=None, user=None, service=None, at=None, **values):
        """Book an appointment as the front desk does in the calendar, at the test's now."""
        clients = self.client if clients is None else clients
        with self.at(at or self.now):
            return (
                self.env["calendar.event"]
                .with_user(user or self.front_desk)
                .create(
                    {
                        "name": "Appointment",
                        "start": self.paris(start),
                        "service_id": (service or self.service).id,
                        "agenda_id": self.agenda.id,
                        "partner_ids": [Command.set(clients.ids)],
                        **values,
                    }
                )
                .sudo()
            )

    def change(self, records, values, user=None, at=None):
        with self.at(at or self.now):
            records.with_user(user or self.front_desk).write(values)

    def dispatch(self, at=None, limit=None):
        """Run the dispatcher at a moment; return how many messages it handled."""
        with self.at(at or self.now):
            return self._run_dispatcher(limit)

    def _run_dispatcher(self, limit=None):
        with self.enter_registry_test_mode():
            return self.env["appointment.notification"]._dispatch(limit=limit)

    def rows(self, *records, **filters):
        """Notifications of appointments, oldest first, filtered by field values."""
        domain = [(name, "=", value) for name, value in filters.items()]
        if records:
            domain.append(("event_id", "in", [record.id for record in records]))
        return self.env["appointment.notification"].sudo().search(domain, order="id")

    def told(self, *records, audience="client", **filters):
        """[(trigger, channel, state, reason)] of the messages, sorted."""
        rows = self.rows(*records, audience=audience, **filters)
        return sorted((row.trigger, row.channel, row.state, row.reason or "") for row in rows)

    @staticmethod
    def seconds(count):
        return timedelta(seconds=count)


class AppointmentCase(AppointmentMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()

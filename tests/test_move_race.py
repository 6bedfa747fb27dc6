import threading
from datetime import UTC, datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged


@tagged("post_install", "-at_install")
class TestRace(BaseCase):
    """Two clients, one time: real connections and commits, as two workers of a server have."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.events = []
        with self.registry.cursor() as cr:
            self.make(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"}))
        self.addCleanup(self.clean_up)

    def make(self, env):
        attendance = [
            Command.create({"name": "x", "dayofweek": str(day), "hour_from": 9, "hour_to": 17, "day_period": "morning"})
            for day in range(7)
        ]
        hours = env["resource.calendar"].create({"name": "Race", "attendance_ids": [Command.clear(), *attendance]})
        agenda = env["appointment.agenda"].create(
            {"name": "Race", "tz": "UTC", "resource_calendar_id": hours.id, "slot_step": 60}
        )
        service = env["appointment.service"].create({"name": "Race", "duration": 1.0})
        yoga = env["appointment.service"].create({"name": "Race class", "duration": 1.0, "capacity": 2})
        clients = env["res.partner"].create([{"name": f"Racer {n}"} for n in range(3)])
        noon = datetime.now(UTC).replace(tzinfo=None, hour=12, minute=0, second=0, microsecond=0)
        self.start = noon + timedelta(days=10)

        def book(client, start, kind):
            event = env["calendar.event"].with_context(appointment_no_notify=True).create(
                {"name": "Race", "start": start, "service_id": kind.id, "agenda_id": agenda.id,
                 "partner_ids": [Command.set(client.ids)]}
            )  # fmt: skip
            self.events.append(event.id)
            return event

        self.pair = [book(client, self.start + timedelta(days=n), service).id for n, client in enumerate(clients[:2])]
        self.sessions = [book(client, self.start + timedelta(days=5 + n), yoga).id for n, client in enumerate(clients)]
        self.made = [(record._name, record.ids) for record in (agenda, service, yoga, hours, clients)]

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"appointment_no_notify": True})
            events = env["calendar.event"].browse(self.events)
            env["appointment.notification"].search([("event_id", "in", self.events)]).unlink()
            events.unlink()
            for name, ids in self.made:
                env[name].browse(ids).unlink()

    def race(self, event_ids, start):
        """Two clients press the same button at once; both have seen the time free. What each is told."""
        both_have_looked = threading.Barrier(2)
        told = {}

        def press(event_id):
            waited = []
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

                def request():
                    attendee = env["calendar.event"].browse(event_id).attendee_ids.filtered("is_client")
                    if not waited:
                        self.assertIn(start, env["appointment.slots"]._offers(attendee))
                        waited.append(both_have_looked.wait(30))
                    return env["appointment.page"]._move(attendee, f"{start:%Y%m%dT%H%M%S}")

                told[event_id] = retrying(request, env)

        threads = [threading.Thread(target=press, args=(event_id,)) for event_id in event_ids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return [told[event_id] for event_id in event_ids]

    def test_one_time(self):
        """P4: one wins; the other is refused, and keeps the old time."""
        wanted = self.start.replace(hour=9) + timedelta(days=20)
        results = self.race(self.pair, wanted)
        self.assertEqual(sorted(results), [False, True])
        with self.registry.cursor() as cr:
            events = api.Environment(cr, SUPERUSER_ID, {})["calendar.event"].browse(self.pair)
            expected = [wanted if won else self.start + timedelta(days=n) for n, won in enumerate(results)]
            self.assertEqual(events.mapped("start"), expected)

    def test_last_place(self):
        """P4: so with the last place of a class."""
        target = self.sessions[2]
        results = self.race(self.sessions[:2], self.start + timedelta(days=7))
        self.assertEqual(sorted(results), [False, True])
        with self.registry.cursor() as cr:
            event = api.Environment(cr, SUPERUSER_ID, {})["calendar.event"].browse(target)
            self.assertEqual(len(event.attendee_ids.filtered("is_client")), 2)

import threading
from datetime import UTC, datetime, timedelta

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
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

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"lang": "en_US", "appointment_no_notify": True})

    def staff_books(self, env, start):
        pair = env["calendar.event"].browse(self.pair[0])
        event = env["calendar.event"].create(
            {"name": "By staff", "start": start, "service_id": pair.service_id.id, "agenda_id": pair.agenda_id.id,
             "partner_ids": [Command.set(env["calendar.event"].browse(self.pair[1]).partner_ids.ids)]}
        )  # fmt: skip
        self.events.append(event.id)

    def client_moves(self, env, start):
        attendee = env["calendar.event"].browse(self.pair[0])._booking_clients()
        return env["appointment.page"]._move(attendee, f"{start:%Y%m%dT%H%M%S}")

    def begin(self, env):
        """From here on the transaction sees what is there now."""
        env["calendar.event"].browse(self.pair).mapped("start")

    def test_p4_staff_book_while_a_client_moves(self):
        """P4: staff book between a client's look and the client's press: the client is refused, and keeps the time."""
        wanted = self.start.replace(hour=10) + timedelta(days=20)
        with self.registry.cursor() as of_client:
            env = self.env_of(of_client)
            self.begin(env)
            with self.registry.cursor() as of_staff:
                self.staff_books(self.env_of(of_staff), wanted)
            self.assertFalse(self.client_moves(env, wanted))

    def test_p4_a_client_moves_while_staff_book(self):
        """P4: the other way round staff are told, once; saved again, both are there, and staff know."""
        wanted = self.start.replace(hour=11) + timedelta(days=20)
        with self.registry.cursor() as of_staff:
            env = self.env_of(of_staff)
            self.begin(env)
            with self.registry.cursor() as of_client:
                self.assertTrue(self.client_moves(self.env_of(of_client), wanted))
            with self.assertRaisesRegex(UserError, "Racer 0 has just moved there"):
                self.staff_books(env, wanted)
            of_staff.rollback()
            self.events.pop() if len(self.events) > 5 else None
        with self.registry.cursor() as of_staff:
            self.staff_books(self.env_of(of_staff), wanted)

    def test_p4_staff_wait_for_nobody(self):
        """P4: two members of staff book the same time in two open transactions; neither waits, neither is refused."""
        wanted = self.start.replace(hour=13) + timedelta(days=20)
        with self.registry.cursor() as one, self.registry.cursor() as other:
            for cr in (one, other):
                cr.execute("SET LOCAL lock_timeout = '500ms'")
                self.begin(self.env_of(cr))
            self.staff_books(self.env_of(one), wanted)
            self.staff_books(self.env_of(other), wanted)

    def test_p4_staff_and_client_in_one_moment(self):
        """P4: in threads, whoever is first: never two without anybody having been told."""
        for hour in (9, 10, 14, 15):
            wanted = self.start.replace(hour=hour) + timedelta(days=25)
            both, told = threading.Barrier(2), {}

            def press(who, what, wanted=wanted, both=both, told=told):
                with self.registry.cursor() as cr:
                    env = self.env_of(cr)
                    self.begin(env)
                    both.wait(30)
                    try:
                        told[who] = what(env, wanted)
                    except UserError:
                        told[who] = False
                        cr.rollback()
                        env.clear()

            def book(env, wanted):
                self.staff_books(env, wanted)
                return True

            threads = [
                threading.Thread(target=press, args=("client", self.client_moves)),
                threading.Thread(target=press, args=("staff", book)),
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            self.assertEqual(sorted(told.values()), [False, True], f"{hour}: {told}")

    def test_a6_two_presses_at_once(self):
        """A6, P7: every button of a booking and of the log pressed twice in one moment: done once, no error."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
            row = self.make_row(env)
        event = self.pair[1]
        presses = [
            ("calendar.event", event, "action_booking_confirm"), ("calendar.event", event, "action_booking_done"),
            ("calendar.event", event, "action_booking_no_show"), ("calendar.event", event, "action_booking_confirm"),
            ("calendar.event", event, "action_booking_cancel"), ("calendar.event", event, "action_booking_restore"),
            ("appointment.notification", row, "action_hold"), ("appointment.notification", row, "action_release"),
            ("appointment.notification", row, "action_send_now"),
        ]  # fmt: skip
        for model, record_id, method in presses:
            self.press_twice(model, record_id, method)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            self.assertEqual(env["calendar.event"].browse(event).booking_state, "confirmed")
            rows = env["appointment.notification"].search([("event_id", "=", event), ("audience", "=", "client")])
            live = rows.filtered(lambda each: each.state == "planned")
            self.assertEqual(len({(row.attendee_id, row.partner_id, row.rule_id, row.action) for row in live}), len(live), "nothing is planned twice")
            sms = live.filtered(lambda each: each.trigger == "booked" and each.channel == "sms")
            self.assertLessEqual(len(sms), 1)

    def make_row(self, env):
        event = env["calendar.event"].browse(self.pair[1])
        event._booking_clients().partner_id.phone = "+33612345601"
        rule = env.ref("appointment_notify.rule_reminder_24h_client_sms", raise_if_not_found=False)
        rule = rule or env["appointment.rule"].search([("trigger", "=", "reminder"), ("channel", "=", "sms")], limit=1)
        event._plan_notifications()
        rows = env["appointment.notification"].search([("event_id", "=", event.id)])
        if not rows.filtered(lambda row: row.state == "planned"):
            rows |= rows.create({
                "rule_id": rule.id, "trigger": "reminder", "audience": "client", "channel": "sms", "state": "planned",
                "company_id": event.agenda_id.company_id.id, "event_id": event.id, "event_start": event.start,
                "attendee_id": event._booking_clients().id, "client_id": event._booking_clients().partner_id.id,
                "partner_id": event._booking_clients().partner_id.id, "send_at": event.start, "action": "race",
            })  # fmt: skip
        return rows.filtered(lambda row: row.state == "planned")[0].id

    def press_twice(self, model, record_id, method):
        at_once, failed = threading.Barrier(2), []

        def press():
            first = []
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

                def request():
                    record = env[model].browse(record_id)
                    record.read(["display_name"])
                    if not first:
                        first.append(at_once.wait(30))
                    return getattr(record, method)()

                try:
                    retrying(request, env)
                except Exception as error:
                    failed.append(error)

        threads = [threading.Thread(target=press) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(failed, f"{model}.{method}")

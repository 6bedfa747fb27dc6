from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import AppointmentCase


class ManyCase(AppointmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = cls.env["appointment.rule"].with_context(active_test=False)
        for channel in ("sms", "email"):
            if not rules.search([("trigger", "=", "called_off"), ("audience", "=", "client"), ("channel", "=", channel)]):
                rules.create({"name": "Called off", "trigger": "called_off", "audience": "client", "channel": channel,
                              "subject": "Sorry", "body": "Sorry, not on _START-DATE_."})  # fmt: skip
        cls.company.write({"appointment_custom_sms": True, "appointment_tz": "Europe/Paris"})
        cls.landline = cls._make_client("Marc Petit", "+33 1 99 00 12 34")

    def wizard(self, name, user=None, **values):
        return self.env[name].with_user(user or self.front_desk).create(values)


@tagged("post_install", "-at_install")
class TestCallOff(ManyCase):
    """A day or a selection is called off in one go (N18)."""

    def call_off(self, events, user=None, **values):
        return self.wizard("appointment.call.off", user, event_ids=[Command.set(events.ids)], **values)

    def test_n18_told_before_and_once(self):
        """N18: how many, who cannot be reached and why, before; one message a client and channel; doing it twice is harmless."""
        first = self.book("2026-03-20 15:00")
        second = self.book("2026-03-20 17:00")
        third = self.book("2026-03-20 10:00", clients=self.landline)
        events = first + second + third
        self.dispatch()
        with self.at(self.now):
            wizard = self.call_off(events, self.practitioner, words="Claire is ill.")
            self.assertEqual((wizard.event_count, wizard.client_count, wizard.message_count), (3, 2, 2))
            self.assertEqual(wizard.unreachable_partner_ids, self.landline)
            self.assertIn("+33 1 99 00 12 34", wizard.unreachable_why)
            self.assertEqual(wizard.credits, 1)
            self.assertTrue(wizard.example)
            wizard.action_call_off()
            wizard.action_call_off()
        self.assertFalse(any(events.mapped("active")))
        self.assertEqual(
            [row for row in self.told(first, second) if row[0] == "called_off"],
            [("called_off", "email", "planned", ""), ("called_off", "email", "skipped", "merged"),
             ("called_off", "sms", "planned", ""), ("called_off", "sms", "skipped", "merged")],
        )  # fmt: skip
        self.assertFalse(self.rows(*events, trigger="cancelled", audience="client"))
        self.assertEqual(self.landline.activity_ids.user_id, self.practitioner)
        self.assertEqual(first.attendee_ids.filtered("is_client").called_off_words, "Claire is ill.")
        self.dispatch()
        self.assertEqual(
            [row for row in self.told(first) if row[0] == "called_off"],
            [("called_off", "email", "sent", ""), ("called_off", "sms", "sent", "")],
        )
        self.assertIn("call", wizard.done_words.lower())

    def test_n18_move(self):
        """N18: moved in one go by wall-clock time, over the change of the clocks; clashes are said before."""
        event = self.book("2026-03-27 15:00")
        self.book("2026-04-03 15:30", clients=self.landline)
        self.dispatch()
        with self.at(self.now):
            wizard = self.call_off(event, mode="move", shift_days=7)
            self.assertEqual((wizard.message_count, wizard.clash_count), (2, 1))
            wizard.action_call_off()
        self.assertEqual(event.start, self.paris("2026-04-03 15:00"))
        self.assertIn(("moved", "sms", "planned", ""), self.told(event))

    def test_n18_agenda_and_day(self):
        """N18: the day of an agenda; what is over, cancelled or elsewhere is left alone."""
        today, gone = self.book("2026-03-20 15:00"), self.book("2026-03-20 17:00", clients=self.landline)
        other = self.book("2026-03-21 15:00")
        self.change(gone, {"active": False})
        with self.at(self.now):
            wizard = self.wizard(
                "appointment.call.off", agenda_id=self.agenda.id, date_from="2026-03-20", date_to="2026-03-20"
            )
            self.assertEqual(wizard.event_count, 1)
            wizard.action_call_off()
        self.assertEqual([today.active, other.active], [False, True])

    def test_s5_others_may_not(self):
        """S5: a practitioner calls off the own agenda only, and sees nothing of others'."""
        event = self.book()
        other = new_test_user(self.env, "an_other", groups="appointment_notify.group_practitioner")
        with self.at(self.now), self.assertRaises(AccessError):
            self.call_off(event, other).action_call_off()
        self.assertTrue(event.active)

    def test_n18_thousand(self):
        """N18: the number of queries does not depend on the number of appointments."""
        def queries(count, day):
            clients = self.env["res.partner"].create(
                [{"name": f"Client {i}", "phone": f"+3361234{i:04}", "lang": "en_US"} for i in range(count)]
            )
            events = self.env["calendar.event"]
            with self.at(self.now):
                events = events.create([
                    {"name": "A", "start": self.paris(f"2026-04-{day:02} 15:00"), "service_id": self.service.id,
                     "agenda_id": self.agenda.id, "partner_ids": [Command.set(client.ids)]} for client in clients
                ])  # fmt: skip
                self.env["appointment.notification"].flush_model()
                self.env.invalidate_all()
                wizard = self.call_off(events)
                before = self.cr.sql_log_count
                self.assertEqual(wizard.message_count, count)
                return self.cr.sql_log_count - before

        queries(2, 1)
        self.assertLessEqual(queries(60, 2) - queries(6, 3), 3)


@tagged("post_install", "-at_install")
class TestCustomSms(ManyCase):
    """Staff's own words (N12)."""

    def test_n12_once_to_each_client(self):
        """N12: once to each client, whatever was chosen; who is not reached is named and left out; the switch counts."""
        event, again = self.book("2026-03-20 15:00"), self.book("2026-03-20 17:00", clients=self.client + self.landline, service=self.yoga)
        refuses = self._make_client("Nina Non", "+33612345602", appointment_sms_other="off")
        with self.at(self.now):
            wizard = self.wizard(
                "appointment.custom.sms", event_ids=[Command.set((event + again).ids)],
                partner_ids=[Command.set((self.client + refuses).ids)], body="Hello _CLIENT-FIRST-NAME_, we are closed.",
            )  # fmt: skip
            self.assertEqual((wizard.message_count, wizard.credits, wizard.cost), (1, 1, 0.15))
            self.assertEqual(wizard.unreachable_partner_ids, self.landline + refuses)
            self.assertIn("Hello Vanessa, we are closed.", wizard.example)
            wizard.action_send()
            wizard.action_send()
        rows = self.rows(trigger="custom")
        self.assertEqual([(row.client_id, row.state) for row in rows], [(self.client, "planned")])
        self.dispatch()
        self.assertEqual((rows.state, rows.body), ("sent", "Hello Vanessa, we are closed."))
        self.assertTrue(wizard.action_open_messages()["domain"])

    def test_n12_once_for_each_appointment(self):
        """N12: a text that names the appointment goes once for each that was chosen, with a link only where it asks for one."""
        events = self.book("2026-03-20 15:00") + self.book("2026-03-20 17:00")
        with self.at(self.now):
            wizard = self.wizard(
                "appointment.custom.sms", event_ids=[Command.set(events.ids)], lang="en_US",
                partner_ids=[Command.set(self.landline.ids)], body="See you at _START-TIME_",
            )  # fmt: skip
            self.assertEqual(wizard.message_count, 2)
            self.assertIn(self.landline, wizard.unreachable_partner_ids)
            wizard.action_send()
        self.dispatch()
        bodies = self.rows(trigger="custom").mapped("body")
        self.assertEqual(len(set(bodies)), 2)
        self.assertFalse([body for body in bodies if "http" in body])

    def test_n12_refusals(self):
        """N12, T1: unknown macros, an empty text, the switch off: said, and nothing is sent."""
        with self.at(self.now):
            for body in ("_START-DAET_", "   ", "x" * 5000):
                with self.assertRaises(UserError):
                    self.wizard("appointment.custom.sms", partner_ids=[Command.set(self.client.ids)], body=body).action_send()
            wizard = self.wizard("appointment.custom.sms", partner_ids=[Command.set(self.client.ids)], body="x")
            self.company.appointment_custom_sms = False
            with self.assertRaises(UserError):
                wizard.action_send()
        self.assertFalse(self.rows(trigger="custom"))
        with self.assertRaises(AccessError):
            self.wizard("appointment.custom.sms", self.practitioner, body="x")

    def test_n12_later_and_outside_hours(self):
        """N5, N12: at the moment chosen; outside the sending hours at the next opening; cancelled before: not sent."""
        event = self.book("2026-03-20 15:00")
        with self.at(self.now):
            wizard = self.wizard(
                "appointment.custom.sms", event_ids=[Command.set(event.ids)], body="See you on _START-DATE_",
                send_at=self.paris("2026-03-12 22:00"),
            )  # fmt: skip
            self.assertEqual(wizard.leaves_at, self.paris("2026-03-13 09:00"))
            wizard.action_send()
        self.change(event, {"active": False})
        self.dispatch(at=self.paris("2026-03-13 09:01"))
        self.assertEqual([(row.state, row.reason) for row in self.rows(trigger="custom")], [("skipped", "cancelled")])


@tagged("post_install", "-at_install")
class TestBirthday(ManyCase):
    """Birthday wishes (N12)."""

    def setUp(self):
        super().setUp()
        rule = self.env["appointment.rule"].with_context(active_test=False).search(
            [("company_id", "=", self.company.id), ("trigger", "=", "birthday")]
        )
        rule.active = True

    def run_at(self, text):
        with self.at(self.paris(text)):
            self.env["appointment.birthday"]._cron_send()
        return self.rows(trigger="birthday")

    def test_n12_once_a_year_at_its_hour(self):
        """N12: not before the hour, once a year, clients with an appointment only, never who left."""
        self.book("2026-03-20 15:00")
        left = self._make_client("Paul Parti", "+33612345603", birthdate_date="1980-03-12")
        self.book("2026-03-20 17:00", clients=left)
        left.active = False
        self._make_client("Sans Rendez-vous", "+33612345604", birthdate_date="1980-03-12")
        self.client.birthdate_date = "1990-03-12"
        self.assertFalse(self.run_at("2026-03-12 09:55"))
        rows = self.run_at("2026-03-12 10:05")
        self.assertEqual(rows.client_id, self.client)
        self.assertEqual(self.run_at("2026-03-12 10:35"), rows)
        self.dispatch(at=self.paris("2026-03-12 10:36"))
        self.assertEqual(rows.state, "sent")
        self.assertNotIn("http", rows.body)
        self.assertEqual(len(self.run_at("2027-03-12 10:05")), 2)

    def test_n12_29_february(self):
        """N12: born on 29 February: on the 28th in other years, on the 29th in a leap year."""
        self.book("2026-03-20 15:00")
        self.client.birthdate_date = "1992-02-29"
        self.assertEqual(len(self.run_at("2027-02-28 10:05")), 1)
        self.assertEqual(len(self.run_at("2028-02-28 10:05")), 1)
        self.assertEqual(len(self.run_at("2028-02-29 10:05")), 2)

    def test_n12_off(self):
        """A14, N12: the switch or the rule off: nothing; too late in the day: not at all."""
        self.book("2026-03-20 15:00")
        self.client.birthdate_date = "1990-03-12"
        self.assertFalse(self.run_at("2026-03-12 20:05"))
        self.company.appointment_custom_sms = False
        self.assertFalse(self.run_at("2026-03-12 10:05"))


@tagged("post_install", "-at_install")
class TestResend(ManyCase):
    """The confirmation once more, from the client's form (N13)."""

    def test_n13_resend(self):
        """N13: chosen appointments, on a channel; says what happens; a practitioner for the own agenda only."""
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        with self.at(self.now):
            wizard = self.wizard(
                "appointment.resend", self.practitioner, partner_id=self.client.id, event_ids=[Command.set(event.ids)], channel="sms"
            )
            self.assertEqual((wizard.message_count, wizard.credits), (1, 1))
            wizard.action_resend()
            wizard.action_resend()
        self.dispatch()
        self.assertEqual(len(self.rows(event, trigger="booked", channel="sms", audience="client", state="sent")), 2)
        other = new_test_user(self.env, "an_other", groups="appointment_notify.group_practitioner")
        with self.at(self.now), self.assertRaises(AccessError):
            self.wizard(
                "appointment.resend", other, partner_id=self.client.id, event_ids=[Command.set(event.ids)], channel="sms"
            ).action_resend()

    def test_n13_default(self):
        """N13: the client's appointments to come are proposed."""
        event = self.book("2026-03-20 15:00")
        with self.at(self.now):
            env = self.env["appointment.resend"].with_user(self.front_desk)
            values = env.with_context(active_model="res.partner", active_id=self.client.id).default_get(
                ["partner_id", "event_ids", "channel"]
            )
        self.assertEqual(values["event_ids"], [(6, 0, event.ids)])

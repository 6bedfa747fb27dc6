from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AppointmentCase

_OUR_EVENT_FIELDS = (
    "service_id", "agenda_id", "booking_state", "booking_origin", "booking_paid", "booking_signature_id",
    "notification_ids", "booked_resource_ids", "booking_sequence",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAccess(AppointmentCase):
    """Who may see and do what (S5)."""

    def setUp(self):
        super().setUp()
        self.manager = new_test_user(self.env, "an_manager", groups="appointment_notify.group_manager")
        self.other = new_test_user(self.env, "an_other", groups="appointment_notify.group_practitioner")
        self.employee = new_test_user(self.env, "an_employee", groups="base.group_user")
        self.portal = new_test_user(self.env, "an_portal", groups="base.group_portal")
        self.event = self.book(clients=self.client + self.portal.partner_id, service=self.yoga)
        self.row = self.rows(self.event)[0]

    def _can(self, user, operation, record):
        return record.with_user(user).has_access(operation)

    def test_s5_log(self):
        """S5: a practitioner reads the log of own agendas, the front desk of all; nobody creates or deletes."""
        readers = {user: self._can(user, "read", self.row) for user in self._users()}
        self.assertEqual(readers, {
            self.practitioner: True, self.other: False, self.front_desk: True, self.manager: True,
            self.employee: False, self.portal: False,
        })  # fmt: skip
        for user in self._users():
            self.assertFalse(self._can(user, "create", self.row))
            self.assertFalse(self._can(user, "unlink", self.row))
            self.assertFalse(self._can(user, "write", self.row))
        with self.at(self.now):
            self.row.with_user(self.practitioner).action_hold()
        self.assertTrue(self.row.held)
        with self.assertRaises(AccessError):
            self.row.with_user(self.other).action_release()

    def _users(self):
        return [self.practitioner, self.other, self.front_desk, self.manager, self.employee, self.portal]

    def test_s5_configuration(self):
        """S5: rules, services, agendas and signatures are the manager's."""
        signature = self.env["appointment.signature"].create({"name": "S"})
        for record in (self.row.rule_id, self.service, self.agenda, signature):
            self.assertTrue(self._can(self.manager, "write", record))
            self.assertTrue(self._can(self.front_desk, "read", record))
            self.assertFalse(self._can(self.front_desk, "write", record))
            self.assertFalse(self._can(self.employee, "read", record))

    def test_s5_secrets(self):
        """S5: the gateway's secrets are for system administrators."""
        self.company.appointment_webhook_key = "hush"
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).read(["appointment_webhook_key"])
        with self.assertRaises(AccessError):
            self.row.with_user(self.manager).read(["token_hash"])

    @mute_logger("odoo.orm.models", "odoo.models")
    def test_s5_portal_reads_nothing_by_rpc(self):
        """S5: a portal user may read the event he attends, but none of our fields on it, and none of our models."""
        event = self.event.with_user(self.portal)
        self.assertTrue(event.read(["name", "start"]))
        for name in _OUR_EVENT_FIELDS:
            with self.assertRaises(AccessError, msg=name):
                event.read([name])
            with self.assertRaises(AccessError, msg=name):
                event.search([(name, "!=", False)])
        for model in ("appointment.notification", "appointment.rule", "appointment.service", "appointment.agenda"):
            with self.assertRaises(AccessError, msg=model):
                self.env[model].with_user(self.portal).search([])

    def test_s5_companies(self):
        """S5: another company's rules, log and agendas are not seen."""
        company = self.env["res.company"].create({"name": "Other"})
        agenda = self.env["appointment.agenda"].create({"name": "Elsewhere", "company_id": company.id})
        self.assertFalse(self._can(self.manager, "read", agenda))
        rules = self.env["appointment.rule"].search([("company_id", "=", company.id)])
        self.assertTrue(rules, "a new company has the shipped rules")
        self.assertFalse(self._can(self.manager, "read", rules[0]))

    def test_an_employee_makes_a_series(self):
        """A1: a colleague without our groups repeats an ordinary meeting, and an appointment."""
        with self.at(self.now):
            for service in (False, self.service.id):
                event = self.env["calendar.event"].with_user(self.employee).create(
                    {"name": "Weekly", "start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00"),
                     "service_id": service, "recurrency": True, "rrule_type": "weekly", "fri": True, "count": 3,
                     "end_type": "count", "interval": 1, "event_tz": "Europe/Paris"}
                )  # fmt: skip
                events = event.recurrence_id.calendar_event_ids
                self.assertEqual(len(events), 3)
                self.assertEqual(set(events.sudo().mapped("service_id").ids), {service} - {False})

    def test_an_employee_without_our_groups(self):
        """A1, S5: a colleague without our groups still moves and deletes the event, and the client is told."""
        self.dispatch()
        self.change(
            self.event,
            {"start": self.paris("2026-03-21 10:00"), "stop": self.paris("2026-03-21 11:00")},
            user=self.employee,
        )
        self.assertTrue(self.rows(self.event, trigger="moved", client_id=self.client.id))
        with self.at(self.now):
            self.event.with_user(self.employee).unlink()
        self.assertTrue(self.rows(trigger="cancelled", client_id=self.client.id))

    def test_a1_private_meetings_stay_private(self):
        """A1: the front desk reads a colleague's private appointment, and not his private meeting."""
        values = {"start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00"),
                  "privacy": "private", "location": "Secret"}  # fmt: skip
        events = self.env["calendar.event"].with_user(self.practitioner)
        with self.at(self.now):
            meeting = events.create({"name": "Private", **values})
            appointment = events.create({"name": "Cut", "service_id": self.service.id, "agenda_id": self.agenda.id, **values})
        for name in ("name", "location", "description"):
            self.env.flush_all()
            self.env.invalidate_all()
            for other in ("name", name):
                read = meeting.with_user(self.front_desk).read([other])[0][other]
                self.assertIn(read, ("Busy", False), f"{name}, {other}")
        self.assertEqual(appointment.with_user(self.front_desk).read(["location"])[0]["location"], "Secret")

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import AppointmentCase

_QUIET = ("odoo.orm.models", "odoo.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
class TestAccessByRpc(AppointmentCase):
    """What somebody tries who knows the models and not the screens (S5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ours = "appointment_notify.group_"
        cls.company_b = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.manager = new_test_user(cls.env, "ar_manager", groups=f"{ours}manager")
        cls.manager_b = new_test_user(
            cls.env, "ar_manager_b", groups=f"{ours}manager", company_id=cls.company_b.id,
            company_ids=[Command.set(cls.company_b.ids)],
        )  # fmt: skip
        cls.other = new_test_user(cls.env, "ar_other", groups=f"{ours}practitioner")
        cls.employee = new_test_user(cls.env, "ar_employee", groups="base.group_user")
        cls.admin = new_test_user(cls.env, "ar_admin", groups="base.group_system,base.group_user")
        for user in (cls.other, cls.employee, cls.manager_b, cls.admin):
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.portal = new_test_user(cls.env, "ar_portal", groups="base.group_portal")

    def setUp(self):
        super().setUp()
        self.event = self.book()
        self.attendee = self.event._booking_clients()
        self.row = self.rows(self.event)[0]

    def rpc(self, user, model, method, *arguments, **keywords):
        """A call as it comes in: what is public is reached, and nothing is prepared."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.at(self.now):
            return call_kw(self.env[model].with_user(user), method, list(arguments), keywords)

    def refused(self, user, model, method, *arguments, **keywords):
        with mute_logger(*_QUIET), self.env.cr.savepoint(), self.assertRaises(AccessError, msg=f"{user.login} {method}"):
            self.rpc(user, model, method, *arguments, **keywords)

    def test_s5_log_rows_are_written_by_nobody(self):
        """S5: no door of the ORM writes a row of the log: not the administrator's, nor a command through the event."""
        model, ids = "appointment.notification", self.row.ids
        other = self.book("2026-03-21 15:00")
        for user in (self.front_desk, self.manager, self.admin):
            for values in (
                {"attendee_id": other.attendee_ids[0].id}, {"event_start": "2020-01-01 00:00:00"},
                {"company_id": self.company_b.id}, {"body_html": "<p>x</p>"}, {"is_preview": True}, {"state": "sent"},
            ):  # fmt: skip
                self.refused(user, model, "write", ids, values)
                self.refused(user, model, "web_save", ids, values, specification={})
                self.refused(user, "calendar.event", "write", self.event.ids, {"notification_ids": [(1, ids[0], values)]})
            self.refused(user, model, "unlink", ids)
            self.refused(user, model, "copy", ids)
            self.refused(user, model, "name_create", "x")
            self.refused(user, model, "create", [{"trigger": "custom", "audience": "client", "channel": "sms",
                                                  "company_id": self.company.id}])  # fmt: skip
            for command in ((2, ids[0], 0), (3, ids[0], 0), (5, 0, 0), (6, 0, []), (0, 0, {"trigger": "booked"})):
                self.refused(user, "calendar.event", "write", self.event.ids, {"notification_ids": [command]})
                self.refused(user, "calendar.event", "web_save", self.event.ids, {"notification_ids": [command]}, specification={})
            if user == self.admin:
                self.refused(user, model, "load", [".id", "state"], [[str(ids[0]), "Sent"]])
            else:
                with mute_logger(*_QUIET):
                    result = self.rpc(user, model, "load", [".id", "state"], [[str(ids[0]), "Sent"]])
                self.assertFalse(result["ids"], user.login)
            self.assertEqual(self.row.state, "planned")

    def test_s5_a_link_row_moves_to_no_other_event(self):
        """S5: nor is a row linked to another event."""
        other = self.book("2026-03-21 15:00")
        self.refused(self.front_desk, "calendar.event", "write", other.ids, {"notification_ids": [(4, self.row.id, 0)]})

    def test_s5_buttons_check(self):
        """S5: practitioners hold, release, stop and resend for own agendas; nobody else's."""
        sms = self.rows(self.event, channel="sms", audience="client", trigger="booked")
        email = self.rows(self.event, channel="email", audience="client", trigger="booked")
        self.rpc(self.practitioner, sms._name, "action_hold", sms.ids)
        self.assertTrue(sms.held)
        self.rpc(self.practitioner, sms._name, "action_release", sms.ids)
        self.assertFalse(sms.held)
        self.dispatch()
        self.rpc(self.practitioner, sms._name, "action_resend", email.ids)
        self.assertEqual(len(self.rows(self.event, channel="email", audience="client", trigger="booked")), 2)
        for user in (self.other, self.employee, self.manager_b, self.admin, self.portal):
            for method in ("action_hold", "action_release", "action_send_now", "action_stop", "action_resend"):
                self.refused(user, sms._name, method, sms.ids)

    def test_s5_bookings_of_others(self):
        """S5: state and answers of a client are read and written by who keeps the appointment, in its company."""
        self.attendee.cancel_reason = "My knee"
        names = ("booking_state", "cancel_reason", "presence_confirmed", "booking_paid", "is_client", "booking_origin")
        for user in (self.practitioner, self.front_desk, self.manager):
            read = self.rpc(user, "calendar.attendee", "read", self.attendee.ids, list(names))
            self.assertEqual(read[0]["cancel_reason"], "My knee")
            self.rpc(user, "calendar.attendee", "write", self.attendee.ids, {"presence_confirmed": True})
        for user in (self.other, self.employee, self.manager_b, self.admin, self.portal):
            for name in names:
                self.refused(user, "calendar.attendee", "read", self.attendee.ids, [name])
                if user != self.portal:  # who may export nothing
                    self.refused(user, "calendar.attendee", "export_data", self.attendee.ids, [name])
                    self.refused(user, "calendar.event", "export_data", self.event.ids, [f"attendee_ids/{name}"])
            self.refused(user, "calendar.attendee", "write", self.attendee.ids, {"presence_confirmed": False})
            command = [(1, self.attendee.id, {"booking_state": "done"})]
            self.refused(user, "calendar.event", "write", self.event.ids, {"attendee_ids": command})
            values = {"event_id": self.event.id, "partner_id": user.partner_id.id, "booking_state": "done"}
            self.refused(user, "calendar.attendee", "create", [values])

    def test_s5_no_question_about_others(self):
        """S5: what cannot be read is not found, grouped or sorted by either."""
        self.attendee.cancel_reason = "My knee"
        mine = [("event_id", "=", self.event.id)]
        knee = [*mine, ("cancel_reason", "ilike", "knee")]
        self.assertEqual(self.rpc(self.front_desk, "calendar.attendee", "search_count", knee), 1)
        for user in (self.other, self.manager_b):
            self.assertEqual(self.rpc(user, "calendar.attendee", "search_count", knee), 0)
            self.assertEqual(self.rpc(user, "calendar.attendee", "search", mine, order="cancel_reason"), [])
            self.assertFalse(self.rpc(user, "calendar.attendee", "formatted_read_group", mine, ["booking_state"], ["__count"]))
            events = [("id", "=", self.event.id), ("attendee_ids.cancel_reason", "ilike", "knee")]
            self.assertEqual(self.rpc(user, "calendar.event", "search_count", events), 0)
        for user in (self.employee, self.admin):
            self.refused(user, "calendar.attendee", "search_count", knee)
            self.refused(user, "calendar.event", "search_count", [("attendee_ids.cancel_reason", "ilike", "knee")])
            self.refused(user, "calendar.attendee", "formatted_read_group", mine, ["booking_state"], ["__count"])

    def test_s5_a_booking_in_the_calendar_of_a_colleague(self):
        """S5: a calendar shows colleagues' events as ever, without what is ours; nothing fails."""
        for user in (self.other, self.manager_b):
            names = ["name", "booking_state", "booking_paid", "booking_client_count", "booking_signature_id"]
            (read,) = self.rpc(user, "calendar.event", "read", self.event.ids, names)
            self.assertEqual(read["name"], "Appointment")
            self.assertFalse(any(read[name] for name in names[1:]))
        self.assertEqual(self.event.booking_state, "confirmed", "and the next one to look sees it")

    def test_s5_who_keeps_it_is_not_changed_by_others(self):
        """S5: nobody takes an appointment over by writing himself on it, nor the service or another company's agenda."""
        agenda = self.env["appointment.agenda"].create({"name": "Other", "user_id": self.other.id, "tz": "Europe/Paris"})
        agenda_b = self.env["appointment.agenda"].create({"name": "B", "company_id": self.company_b.id})
        for values in ({"user_id": self.other.id}, {"agenda_id": agenda.id}, {"service_id": False}):
            for user in (self.other, self.employee):
                self.refused(user, "calendar.event", "write", self.event.ids, values)
        self.refused(self.front_desk, "calendar.event", "write", self.event.ids, {"agenda_id": agenda_b.id})
        self.refused(self.manager, "calendar.event", "create", [{
            "name": "x", "start": self.paris("2026-03-21 10:00"), "stop": self.paris("2026-03-21 11:00"),
            "service_id": self.service.id, "agenda_id": agenda_b.id,
        }])  # fmt: skip
        self.refused(self.front_desk, "calendar.event", "write", self.event.ids, {"booking_sequence": 99})
        self.rpc(self.practitioner, "calendar.event", "write", self.event.ids, {"agenda_id": agenda.id})
        self.assertEqual(self.event.agenda_id, agenda, "the own one may be handed over")

    def test_s5_other_companies_change_nothing(self):
        """S5: who does not belong to the company neither moves nor deletes its appointments."""
        for user in (self.manager_b,):
            self.refused(user, "calendar.event", "write", self.event.ids, {"location": "x"})
            self.refused(user, "calendar.event", "unlink", self.event.ids)
            self.refused(user, "calendar.event", "action_archive", self.event.ids)
            self.refused(user, "calendar.attendee", "do_decline", self.attendee.ids)

    def test_s5_private_appointments(self):
        """S5: front desk and practitioner book, move and cancel private ones; a manager of another company sees
        "Busy", a private meeting nobody but its own people."""
        private = self.book(privacy="private", location="3rd floor", user=self.front_desk)
        self.rpc(self.front_desk, "calendar.event", "write", private.ids, {
            "start": self.paris("2026-03-20 17:00"), "stop": self.paris("2026-03-20 18:00"),
        })  # fmt: skip
        self.assertEqual(self.rpc(self.front_desk, "calendar.event", "read", private.ids, ["location"])[0]["location"], "3rd floor")
        self.rpc(self.front_desk, "calendar.event", "action_booking_cancel", private.ids)
        self.assertFalse(private.active)
        private = self.book("2026-03-22 15:00", privacy="private", location="3rd floor")
        self.rpc(self.front_desk, "calendar.event", "unlink", private.ids)
        private = self.book("2026-03-23 15:00", privacy="private", location="3rd floor")
        for user in (self.manager_b, self.other, self.employee):
            (read,) = self.rpc(user, "calendar.event", "read", private.ids, ["name", "location"])
            self.assertEqual((read["name"], read["location"]), ("Busy", False))
            self.refused(user, "calendar.event", "write", private.ids, {"location": "x"})
        with self.at(self.now):
            meeting = self.env["calendar.event"].with_user(self.practitioner).create({
                "name": "Lawyer", "privacy": "private", "description": "Divorce",
                "start": self.paris("2026-03-24 15:00"), "stop": self.paris("2026-03-24 16:00"),
            })  # fmt: skip
        (read,) = self.rpc(self.front_desk, "calendar.event", "read", meeting.ids, ["name", "description"])
        self.assertEqual((read["name"], read["description"]), ("Busy", False))
        self.refused(self.front_desk, "calendar.event", "write", meeting.ids, {"name": "x"})
        self.refused(self.front_desk, "calendar.event", "unlink", meeting.ids)

    def test_t10_preview(self):
        """T10, S5: a preview is made of appointments that one keeps, and of rules of the own company."""
        model, values = "appointment.preview", {"company_id": self.company.id, "body": "_CLIENT-NAME_"}
        for user in (self.other, self.manager_b):
            company = {"company_id": user.company_id.id}
            self.refused(user, model, "web_save", [], {**values, **company, "event_id": self.event.id},
                         specification={"shown_sms": {}})  # fmt: skip
        rule_b = self.env["appointment.rule"].with_context(active_test=False).search([("company_id", "=", self.company_b.id)], limit=1)
        self.refused(self.practitioner, model, "web_save", [], {**values, "rule_id": rule_b.id}, specification={"shown_sms": {}})
        explained = {"trigger": "reminder", "audience": "client", "channel": "sms", "body": "x", "rule_id": rule_b.id}
        self.refused(self.practitioner, "appointment.rule", "explain_text", explained)

    def test_s5_portal(self):
        """S5: by RPC portal users see nothing of ours, on companies, contacts and users either."""
        event = self.book("2026-03-25 15:00", clients=self.portal.partner_id)
        me, company = self.portal.partner_id, self.company
        self.assertTrue(self.rpc(self.portal, "res.partner", "read", me.ids, ["name"]))
        for model, ids, name in (
            ("res.partner", me.ids, "appointment_sms_other"), ("res.users", self.portal.ids, "appointment_sms_other"),
            ("res.users", self.portal.ids, "appointment_sms_by_client"), ("res.company", company.ids, "appointment_live"),
            ("calendar.event", event.ids, "service_id"),
        ):  # fmt: skip
            self.refused(self.portal, model, "read", ids, [name])
            self.refused(self.portal, model, "search_count", [(name, "=", 1)])
            self.assertNotIn(name, self.rpc(self.portal, model, "fields_get"))
        for model in ("res.users", "res.partner"):
            record = self.portal if model == "res.users" else me
            self.refused(self.portal, model, "write", record.ids, {"appointment_sms_other": "off"})
        self.refused(self.portal, "res.users", "write", self.portal.ids, {"appointment_sms_by_client": False})

    def test_s5_settings_of_managers(self):
        """S5: a manager sets what is ours of the own company, without being an administrator: nothing else, no secret."""
        company = self.company.with_user(self.manager)
        company._write_appointment_settings({"appointment_grouping_delay": 3, "phone": "+33199001235"})
        self.assertEqual(self.company.appointment_grouping_delay, 3)
        for values in ({"name": "x"}, {"appointment_gateway_secret": "x"}, {"sms_provider": "http"}, {"currency_id": 1}):
            with mute_logger(*_QUIET), self.assertRaises(AccessError, msg=str(values)):
                company._write_appointment_settings(values)
        for user in (self.front_desk, self.manager_b, self.admin):
            with self.assertRaises(AccessError):
                self.company.with_user(user)._write_appointment_settings({"appointment_grouping_delay": 4})
        self.refused(self.manager, "res.company", "write", self.company.ids, {"appointment_grouping_delay": 4})

    def test_s5_a_colleague_is_a_client(self):
        """A6, S5: an employee answers the invitation to an own appointment, and to nobody else's."""
        event = self.book("2026-03-26 15:00", clients=self.employee.partner_id + self.client, service=self.yoga)
        with self.at(self.now):
            mine = event.attendee_ids.filtered(lambda each: each.partner_id == self.employee.partner_id)
            mine.is_client = True
        self.rpc(self.employee, "calendar.attendee", "do_accept", mine.ids)
        self.assertTrue(mine.presence_confirmed)
        self.refused(self.employee, "calendar.attendee", "do_decline", (event._booking_clients() - mine).ids)

    def test_s5_an_employee_adds_a_guest(self):
        """A1, S5: a colleague without our groups adds a participant, who is a client like any other."""
        guest = self._make_client("Guest", "+33612345603", "guest@example.com")
        self.rpc(self.employee, "calendar.event", "write", self.event.ids, {"partner_ids": [Command.link(guest.id)]})
        self.assertEqual(self.event._booking_clients().partner_id, self.client + guest)
        with self.assertRaises(UserError):
            self.rpc(self.front_desk, "calendar.attendee", "copy", self.attendee.ids)

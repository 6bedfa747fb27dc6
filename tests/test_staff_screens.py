from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestStaffScreens(AppointmentCase):
    """What staff see of an appointment without opening it, and before they save it (U1)."""

    def test_u1_title_begins_with_the_client(self):
        """U1: the client's name first; a class is called after its service, and shows how many places are taken."""
        self.assertEqual(self.book(name=False).name, "Vanessa Durand – Cut")
        event = self.book("2026-03-20 18:00", service=self.yoga, name=False)
        self.assertEqual((event.name, event.with_user(self.practitioner).booking_places), ("Yoga", "1/8"))

    def test_u1_offered(self):
        """U1, H2: done and no-show from 15 minutes before the start; then they can be undone."""
        event = self.book("2026-03-20 15:00").with_user(self.practitioner)
        for text, expected in (("14:44", "cancel"), ("14:45", "done,no_show,cancel")):
            event.invalidate_recordset()
            with self.at(self.paris(f"2026-03-20 {text}")):
                self.assertEqual(event.booking_offered, expected)
        with self.at(self.paris("2026-03-20 15:10")):
            event.action_booking_no_show()
            event.invalidate_recordset()
            self.assertEqual(event.booking_offered, "done,undo")

    def test_u1_is_she_reminded(self):
        """U1: one click tells the phone, what went last and what goes next, of each client."""
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        with self.at(self.now):
            (client,) = event.with_user(self.practitioner).get_booking_popover()["clients"]
        self.assertEqual((client["name"], client["phone"]), ("Vanessa Durand", "+33612345601"))
        self.assertIn("Booked", client["last"])
        self.assertIn("Reminder", client["next"])

    def warning(self, start, **values):
        with self.at(self.now):
            event = self.env["calendar.event"].with_user(self.front_desk).new(
                {"name": "x", "start": self.paris(start), "stop": self.paris(start.replace(":00", ":45")), "service_id": self.service.id,
                 "agenda_id": self.agenda.id, "partner_ids": [Command.set(self.client.ids)], **values}
            )  # fmt: skip
            return event.booking_warning or ""

    def test_u1_warnings(self):
        """U1: double booking of agenda and client, outside the hours, a full class: said before saving, and no block."""
        self.agenda.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Open", "tz": "Europe/Paris", "attendance_ids": [Command.clear(), *(
                Command.create({"name": "d", "dayofweek": str(day), "hour_from": 9, "hour_to": 18}) for day in range(5)
            )]}
        )  # fmt: skip
        self.assertFalse(self.warning("2026-03-20 15:00"))
        self.book("2026-03-20 15:00")
        self.assertIn("Claire is taken", self.warning("2026-03-20 15:00"))
        other = self.env["appointment.agenda"].create({"name": "Room 2", "tz": "Europe/Paris"})
        self.assertIn("Vanessa Durand is taken", self.warning("2026-03-20 15:00", agenda_id=other.id))
        self.assertIn("Outside the opening hours", self.warning("2026-03-21 10:00"))
        clients = self.env["res.partner"].create([{"name": f"C{i}"} for i in range(9)])
        self.assertIn("9 for 8", self.warning("2026-03-20 10:00", service_id=self.yoga.id, partner_ids=[Command.set(clients.ids)]))
        self.book("2026-03-20 15:00", clients=self._make_client("Second", "+33612345655"))

    def test_u1_form(self):
        """U1: the warning stands in the form that is being filled in."""
        self.book("2026-03-20 15:00")
        with self.at(self.now):
            form = Form(self.env["calendar.event"].with_user(self.front_desk))
            form.service_id = self.service
            form.start = self.paris("2026-03-20 15:00")
            self.assertIn("taken", form.booking_warning)

    def test_u1_front_desk_sees_all_agendas(self):
        """U1: a new front desk user sees every practitioner at once, as a new practitioner is seen by all; whom one hid stays hidden."""
        filters = self.env["calendar.filters"].with_context(active_test=False)

        def shown(user):
            return filters.search([("user_id", "=", user.id), ("active", "=", True)]).partner_id

        new = new_test_user(self.env, "an_new_desk", groups="appointment_notify.group_front_desk")
        self.assertIn(self.practitioner.partner_id, shown(new))
        filters.search([("user_id", "=", new.id), ("partner_id", "=", self.practitioner.partner_id.id)]).active = False
        second = new_test_user(self.env, "an_second", groups="appointment_notify.group_practitioner")
        self.env["appointment.agenda"].create({"name": "Second", "user_id": second.id, "tz": "Europe/Paris"})
        self.assertIn(second.partner_id, shown(new))
        self.assertNotIn(self.practitioner.partner_id, shown(new))
        self.assertNotIn(second.partner_id, shown(self.practitioner))

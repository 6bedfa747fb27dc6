from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.access_log import mask
from .common import AppointmentCase, AppointmentMixin


@tagged("post_install", "-at_install")
class TestNativeDoors(AppointmentCase):
    """Odoo's own doors to an appointment do what ours do, or are not there (A2)."""

    CANCELLED = [("cancelled", "email", "planned", ""), ("cancelled", "sms", "planned", "")]

    def setUp(self):
        super().setUp()
        self.event = self.book()
        self.dispatch()

    def press_the_bin(self, event, user, which="one"):
        """As the calendar's and the form's JavaScript do."""
        with self.at(self.now):
            action = event.with_user(user).action_unlink_event(event.attendee_ids[0].partner_id.id)
            self.assertEqual(action["res_model"], "calendar.popover.delete.wizard")
            self.assertTrue(event.active, "asked first")
            wizard = self.env[action["res_model"]].with_user(user).with_context(**action["context"]).create({"delete": which})
            wizard.action_cancel_appointment()
        return wizard

    def test_a2_bin(self):
        """A2: the bin asks, then cancels for client and practitioner; it can be restored. Nobody has "declined"."""
        for user in (self.practitioner, self.front_desk):
            event = self.book("2026-03-27 15:00")
            self.dispatch()
            wizard = self.press_the_bin(event, user)
            self.assertEqual(wizard.appointment_clients or "Vanessa Durand", "Vanessa Durand")
            self.assertEqual((event.exists().active, event.booking_state), (False, "cancelled"))
            self.assertEqual(self.told(event, trigger="cancelled"), self.CANCELLED)
            self.assertNotIn("declined", event.attendee_ids.mapped("state"))
            with self.at(self.now):
                event.with_user(user).action_booking_restore()
            self.assertTrue(event.active)

    def test_a2_bin_of_a_class(self):
        """A2, A3: a class in the bin: all its clients are told."""
        other = self._make_client("Bruno", "+33612345602", "bruno@example.com")
        event = self.book("2026-03-27 15:00", clients=self.client + other, service=self.yoga)
        self.dispatch()
        self.press_the_bin(event, self.practitioner)
        self.assertFalse(event.active)
        self.assertEqual(self.rows(event, trigger="cancelled", audience="client").client_id, self.client + other)

    def test_a2_bin_of_a_series(self):
        """A2, A7: this date, this and the following, or all."""
        for which, left in (("one", 2), ("next", 1), ("all", 0)):
            event = self.book(
                "2026-04-03 15:00", recurrency=True, rrule_type="weekly", fri=True, count=3, end_type="count", interval=1,
                event_tz="Europe/Paris",
            )  # fmt: skip
            dates = event.recurrence_id.calendar_event_ids.sorted("start")
            self.press_the_bin(dates[1 if which == "next" else 0], self.front_desk, which)
            self.assertEqual(len(dates.exists().filtered("active")), left, which)

    def test_a2_bin_of_others(self):
        """A2, S5: who does not keep the appointment gets no question."""
        other = new_test_user(self.env, "nd_other", groups="appointment_notify.group_practitioner")
        employee = new_test_user(self.env, "nd_employee", groups="base.group_user")
        for user in (other, employee):
            with self.assertRaises(AccessError):
                self.event.with_user(user).action_unlink_event(user.partner_id.id)
            wizard = self.env["calendar.popover.delete.wizard"].with_user(user).create({"calendar_event_id": self.event.id})
            for method in ("close", "action_delete", "action_send_mail_and_delete", "action_cancel_appointment"):
                with self.assertRaises(AccessError):
                    getattr(wizard, method)()
            self.assertFalse(wizard.appointment_clients)
        self.assertTrue(self.event.active)

    def test_a2_the_practitioner_does_not_decline(self):
        """A2: nor accepts that his client is not told: the calendar's "No" says what to do. A colleague who attends may."""
        colleague = new_test_user(self.env, "nd_colleague", groups="base.group_user", email="c@example.com")
        self.change(self.event, {"partner_ids": [Command.link(colleague.partner_id.id)]})
        mine = self.event.attendee_ids.filtered(lambda each: each.partner_id == self.practitioner.partner_id)
        with self.assertRaisesRegex(UserError, "The client is told"):
            mine.with_user(self.practitioner).do_decline()
        with self.assertRaisesRegex(UserError, "The client is told"):
            self.event.with_user(self.practitioner).change_attendee_status("declined", "self_only")
        theirs = self.event.attendee_ids.filtered(lambda each: each.partner_id == colleague.partner_id)
        with self.at(self.now):
            theirs.with_user(colleague).do_decline()
        self.assertEqual((theirs.state, self.event.booking_state), ("declined", "confirmed"))

    def test_a2_mail_button(self):
        """A2: Odoo's e-mail button is not there for appointments, and mails no client."""
        with self.assertRaises(UserError):
            self.event.with_user(self.front_desk).action_open_composer()
        mails = self.env["mail.mail"].search_count([])
        with self.at(self.now):
            self.event.with_user(self.front_desk).action_sendmail()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        arch = self.env["calendar.event"].with_user(self.front_desk).get_view(view_type="form")["arch"]
        self.assertIn('invisible="not user_can_edit or service_id"', arch)

    def test_a1_the_bin_of_a_meeting(self):
        """A1, S9: an ordinary meeting goes as ever."""
        with self.at(self.now):
            meeting = self.env["calendar.event"].with_user(self.practitioner).create({
                "name": "Meeting", "start": self.paris("2026-03-20 17:00"), "stop": self.paris("2026-03-20 18:00"),
                "partner_ids": [Command.set((self.practitioner.partner_id + self.client).ids)],
            })  # fmt: skip
            action = meeting.action_unlink_event(self.practitioner.partner_id.id)
            self.assertEqual(action["view_id"], self.env.ref("calendar.view_event_delete_wizard_form").id)
            self.assertEqual(meeting.action_open_composer()["res_model"], "mail.compose.message")
            meeting.attendee_ids.filtered(lambda each: each.partner_id == self.practitioner.partner_id).do_decline()
            self.env["calendar.popover.delete.wizard"].create({"calendar_event_id": meeting.id}).action_delete()
        self.assertFalse(meeting.exists())


@tagged("post_install", "-at_install")
class TestInvitationLinks(AppointmentMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()

    def test_a2_links_of_invitations(self):
        """A2, P7: accept, decline and view of an earlier invitation open our page and change nothing; its buttons do."""
        event = self.book()
        client = event._booking_clients()
        client.booking_marked_paid = True
        staff = event.attendee_ids - client
        self.env.flush_all()
        with self.at(self.now):
            for what in ("meeting/accept", "meeting/decline", "recurrence/accept", "recurrence/decline", "meeting/view"):
                for attendee in (client, staff):
                    page = self.url_open(f"/calendar/{what}?token={attendee.access_token}&id={event.id}")
                    self.assertEqual(page.status_code, 200, what)
                    if attendee == client:
                        self.assertIn("/a/invitation/", page.url)
                        self.assertIn("Mon Salon", page.text)
                        self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.env.invalidate_all()
            self.assertEqual((client.booking_state, client.presence_confirmed), ("confirmed", False))
            self.assertEqual((client.state, staff.state), ("needsAction", "needsAction"))
            self.assertEqual(self.url_open(f"/a/invitation/{'0' * 32}").status_code, 404)
            self.assertEqual(self.url_open(f"/a/invitation/{staff.access_token}").status_code, 404)
        with self.at(self.paris("2026-05-20 15:00")):
            self.assertEqual(self.url_open(f"/a/invitation/{client.access_token}").status_code, 404)

    def test_a2_a_guest_of_a_meeting(self):
        """A1: the links of an ordinary meeting accept and decline, as Odoo's do."""
        with self.at(self.now):
            meeting = self.env["calendar.event"].with_user(self.front_desk).create({
                "name": "Meeting", "start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00"),
                "partner_ids": [Command.set(self.client.ids)],
            })  # fmt: skip
            self.env.flush_all()
            self.url_open(f"/calendar/meeting/decline?token={meeting.attendee_ids.access_token}&id={meeting.id}")
        self.env.invalidate_all()
        self.assertEqual(meeting.attendee_ids.state, "declined")


@tagged("post_install", "-at_install")
class TestMergedContacts(AppointmentCase):
    def test_a9_two_contacts_of_one_person(self):
        """A9: two contacts who attend one appointment are merged: one client, one reminder a channel, nobody told."""
        double = self._make_client("V. Durand", "+33612345601", "v.durand@example.com")
        event = self.book(clients=self.client + double, service=self.yoga)
        self.dispatch()
        event._booking_clients().filtered(lambda each: each.partner_id == double).booking_marked_paid = True
        with self.at(self.now):
            self.env["base.partner.merge.automatic.wizard"]._merge((self.client + double).ids, self.client)
        self.env.invalidate_all()
        client = event._booking_clients()
        self.assertEqual((len(client), client.partner_id, client.booking_paid), (1, self.client, True))
        reminders = self.rows(event, trigger="reminder", state="planned", audience="client")
        self.assertEqual(len(reminders), len(set(reminders.mapped("channel"))))
        self.assertTrue(reminders)
        self.assertFalse(self.rows(event, trigger="cancelled"))
        told = self.rows(event, trigger="booked", audience="client", state="sent")
        self.assertEqual(told.attendee_id, client, "older links open the one that is left")


@tagged("post_install", "-at_install")
class TestAccessLog(AppointmentCase):
    def test_s6_no_link_in_the_log(self):
        """S6: personal links are masked, behind a language and with encoded slashes too."""
        for path in (
            "/a/SECRET", "/fr/a/SECRET/cancel", "/a%2FSECRET", "//a//SECRET?x=1", "/fr_FR/a%2fSECRET%2Fmove", "/a/invitation/SECRET",
            "/a/feed/SECRET.ics", "/appointment_notify/sms/SECRET/report", "/calendar/meeting/decline?token=SECRET&id=3",
        ):  # fmt: skip
            self.assertNotIn("SECRET", mask(f'"GET {path} HTTP/1.1" 200 -'), path)
        self.assertEqual(mask('"GET /web/login HTTP/1.1"'), '"GET /web/login HTTP/1.1"')

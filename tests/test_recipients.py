from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..engine.people import Account, People, Staff
from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestRecipients(AppointmentCase):
    """Who is told: families, contacts of companies, who left, agendas without a person (A9, A11, A12)."""

    def _to(self, event, channel, **filters):
        """{names of those to whom a message goes}"""
        rows = self.rows(event, audience="client", channel=channel, state="planned", **filters)
        return set(rows.mapped("partner_id.name"))

    def _child(self, name="Jules", phone="", email="", parent=None, **values):
        return self._make_client(name, phone, email, parent_id=(parent or self.client).id, **values)

    def test_b16_child_without_number(self):
        """B16, A9: a child without number or address of its own: the parent is told, and the row knows both."""
        child = self._child()
        event = self.book(clients=child)
        for channel in ("sms", "email"):
            self.assertEqual(self._to(event, channel), {"Vanessa Durand"})
        self.assertEqual(self.rows(event, audience="client").client_id, child)
        self.dispatch()
        told = self.rows(event, audience="client", trigger="booked", state="sent")
        self.assertEqual(set(told.mapped("address")), {"+33612345601", "vanessa@example.com"})

    def test_b16_child_with_number(self):
        """B16, A9: a child with a number of its own and no address: SMS to the child, e-mail to the parent."""
        event = self.book(clients=self._child(phone="06 12 34 56 22"))
        self.assertEqual((self._to(event, "sms"), self._to(event, "email")), ({"Jules"}, {"Vanessa Durand"}))

    def test_b16_landline_counts_as_none(self):
        """A9: a number that takes no SMS is none: the parent is told."""
        event = self.book(clients=self._child(phone="01 42 68 53 00"))
        self.assertEqual(self._to(event, "sms"), {"Vanessa Durand"})

    def test_a9_both(self):
        """A9: both where the child's box says so; the same number twice is one message."""
        child = self._child(phone="06 12 34 56 22", email="vanessa@example.com")
        child.write({"appointment_recipient_sms": True, "appointment_recipient_email": True})
        event = self.book(clients=child)
        self.assertEqual(self._to(event, "sms"), {"Jules", "Vanessa Durand"})
        self.assertEqual(self._to(event, "email"), {"Jules"})
        doubles = self.rows(event, channel="email", audience="client", reason="duplicate")
        self.assertEqual(doubles.partner_id, self.client)

    def test_a9_nobody_has_a_number(self):
        """A9, N17: neither child nor parent can be told: the reason is the child's."""
        self.client.phone = False
        child = self._child(phone="12")
        event = self.book(clients=child)
        row = self.rows(event, trigger="booked", channel="sms", audience="client")
        self.assertEqual((row.partner_id, row.state, row.reason), (child, "skipped", "invalid_number"))

    def test_a9_guardian(self):
        """A9: a contact of the client whose box is ticked is told too; others are not."""
        self._child("Guardian", "06 12 34 56 33", appointment_recipient_sms=True)
        self._child("Other", "06 12 34 56 44")
        event = self.book()
        self.assertEqual(self._to(event, "sms"), {"Vanessa Durand", "Guardian"})
        self.assertEqual(self._to(event, "email"), {"Vanessa Durand"})

    def test_a9_own_box(self):
        """A9: the client's own box, unticked, leaves the guardian alone."""
        self._child("Guardian", "06 12 34 56 33", appointment_recipient_sms=True)
        self.client.appointment_recipient_sms = False
        self.assertEqual(self._to(self.book(), "sms"), {"Guardian"})

    def test_a9_contact_of_a_company(self):
        """A9: a company's contact is told itself only, number or not."""
        company = self._make_client("ACME", "06 12 34 56 55", "acme@example.com", is_company=True)
        employee = self._child("Paul", email="paul@example.com", parent=company)
        event = self.book(clients=employee)
        self.assertEqual((self._to(event, "sms"), self._to(event, "email")), (set(), {"Paul"}))
        row = self.rows(event, trigger="booked", channel="sms", audience="client")
        self.assertEqual((row.partner_id, row.reason), (employee, "no_number"))

    def test_b8_two_addresses(self):
        """B8: two addresses in one field are one message to both."""
        self.client.email = "a@exemple.fr; b@exemple.fr"
        event = self.book()
        row = self.rows(event, trigger="booked", channel="email", audience="client")
        self.assertEqual((len(row), row.state, row.address), (1, "planned", "a@exemple.fr, b@exemple.fr"))

    def test_b8_one_of_two_is_told_already(self):
        """B8, A9: of two addresses, the one that another recipient has is not written to twice."""
        self._child("Guardian", email="g@exemple.fr, vanessa@example.com", appointment_recipient_email=True)
        event = self.book()
        rows = self.rows(event, trigger="booked", channel="email", audience="client")
        self.assertEqual(set(rows.mapped("address")), {"vanessa@example.com", "g@exemple.fr"})

    def test_b15_archived_contact(self):
        """B15, A11: an archived contact gets nothing, whenever it was archived; staff see it while booking."""
        before = self.book()
        self.dispatch()
        with self.at(self.now):
            self.client.active = False
        self.assertEqual(
            set(self.told(before, trigger="reminder")),
            {("reminder", "email", "skipped", "archived"), ("reminder", "sms", "skipped", "archived")},
        )
        event = self.book("2026-03-21 15:00")
        self.assertEqual({row[2:] for row in self.told(event)}, {("skipped", "archived")})
        self.assertEqual(event.with_user(self.front_desk).booking_unreachable_why, "Vanessa Durand: archived contact")
        with self.at(self.now):
            self.client.active = True
        self.assertEqual({row[2] for row in self.told(before, trigger="reminder")}, {"planned"})

    def test_b15_archived_after_planning(self):
        """B15: archived behind the planner's back, the dispatcher looks once more."""
        self.company.appointment_grouping_delay = 5
        event = self.book()
        self.env.cr.execute("UPDATE res_partner SET active = false WHERE id = %s", [self.client.id])
        self.client.invalidate_recordset()
        self.dispatch(at=self.now + self.seconds(600))
        self.assertEqual(
            self.told(event, trigger="booked"),
            [("booked", "email", "skipped", "archived"), ("booked", "sms", "skipped", "archived")],
        )

    # ------------------------------------------------------------
    # Staff
    # ------------------------------------------------------------

    def _leave(self, user):
        user.active = False
        self.env.flush_all()

    def test_b14_practitioner_left_organiser_told(self):
        """B14, A11: the practitioner left: the organiser is told of a client's cancellation."""
        event = self.book(user_id=self.front_desk.id)
        self.dispatch()
        self._leave(self.practitioner)
        self._cancel_online(event)
        told = self.rows(event, audience="staff", trigger="cancelled")
        self.assertEqual(told.partner_id, event.user_id.partner_id)
        self.assertEqual(told.partner_id, self.front_desk.partner_id)

    def test_b14_practitioner_left_fallback_told(self):
        """B14, A11: with no organiser either, the account's fallback person; the managers if empty."""
        event = self.book()
        self.dispatch()
        event.user_id = self.practitioner
        self._leave(self.practitioner)
        boss = new_test_user(
            self.env, "an_boss", groups="appointment_notify.group_manager", email="boss@example.com", name="Boss"
        )
        staff = Staff(self.env, self.agenda.ids, event.user_id.ids)
        self.assertIn(boss.id, [member.id for member in staff.concerned(self.agenda.id, event.user_id.id)])
        self.company.appointment_fallback_user_id = self.front_desk
        self._cancel_online(event)
        told = self.rows(event, audience="staff", trigger="cancelled", channel="email")
        self.assertEqual(told.partner_id, self.front_desk.partner_id)

    def test_b14_expired_request(self):
        """B14, A5: the to-do about a request that nobody confirmed goes to somebody who is here."""
        self.service.manual_confirmation = True
        with self.at(self.now):
            event = self.env["calendar.event"].with_context(appointment_origin="online").create(
                {"name": "A", "start": self.paris("2026-03-20 15:00"), "service_id": self.service.id,
                 "agenda_id": self.agenda.id, "partner_ids": [Command.set(self.client.ids)]}
            )  # fmt: skip
        event.user_id = self.practitioner
        self.company.appointment_fallback_user_id = self.front_desk
        self._leave(self.practitioner)
        with self.at(self.paris("2026-03-20 15:00")):
            self.env["calendar.attendee"]._cron_expire_pending()
        self.assertEqual(self.client.activity_ids.user_id, self.front_desk)

    def test_a11_planned_for_who_left(self):
        """A11: a message that waits for a colleague who left is not sent."""
        self.practitioner.write({"appointment_quiet_from": 10.0, "appointment_quiet_until": 12.0, "tz": "Europe/Paris"})
        event = self.book()
        self.assertTrue(self.rows(event, audience="staff"))
        self._leave(self.practitioner)
        self.dispatch(at=self.now + self.seconds(7200))
        rows = self.rows(event, audience="staff")
        self.assertEqual(set(rows.mapped("reason")), {"archived"})

    def test_a11_who_left_is_no_client(self):
        """A11: a colleague whose user is archived is not taken for a client."""
        partner = self.front_desk.partner_id
        self.front_desk.sudo().active = False
        event = self.book(clients=self.client + partner, user=self.practitioner)
        attendee = event.attendee_ids.filtered(lambda each: each.partner_id == partner)
        self.assertFalse(attendee.is_client)
        self.assertFalse(self.rows(event, client_id=partner.id))

    def test_a12_nobody_in_place_of_nobody(self):
        """A12: an agenda without practitioner: no staff message, not for the booker either; a to-do goes to who acts."""
        room = self.env["appointment.agenda"].create({"name": "Room 2", "tz": "Europe/Paris"})
        nobody = self._make_client("Nobody")
        event = self.book(agenda_id=room.id, clients=nobody, user_id=self.front_desk.id)
        self.assertFalse(self.rows(event, audience="staff"))
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(nobody.activity_ids.user_id, self.front_desk)
        self.assertFalse(self.rows(event, audience="staff"))

    def _cancel_online(self, event):
        with self.at(self.now):
            event._booking_clients().with_context(appointment_origin="online").write({"booking_state": "cancelled"})

    # ------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------

    def test_f7_constant_queries(self):
        """F7: people and staff are read in a constant number of queries, however many they are."""
        clients = self.env["res.partner"].create([{"name": f"C{n}", "phone": f"06123456{n:02}"} for n in range(60)])
        account = Account.of(self.company)
        self.env.flush_all()
        with self.assertQueryCount(1):
            people = People(self.env, clients.ids)
            for client in clients:
                people.told(client.id, "booked", "sms", account)
        with self.assertQueryCount(2):
            staff = Staff(self.env, [self.agenda.id] * 60, [self.front_desk.id])
            for _each in range(60):
                staff.told(self.agenda.id, self.front_desk.id, "email", by_client=True)

    def test_n17_says_why(self):
        """N17: the form names each client, and why no message reaches him or her."""
        landline = self._make_client("Paul", "01 42 68 53 00", "paul")
        off = self._make_client("Lea", "06 12 34 56 22", appointment_sms_other="off", appointment_email_other="off")
        event = self.book(clients=landline + off, service=self.yoga)
        self.assertEqual(
            event.with_user(self.front_desk).booking_unreachable_why,
            "Paul: the phone number is a fixed line, the e-mail address cannot be read; "
            "Lea: does not want these messages",
        )

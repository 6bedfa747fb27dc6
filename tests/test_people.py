from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestPeople(AppointmentCase):
    """What clients and staff choose, and who reaches nobody (A5, A8–A10, N14, N17)."""

    def _online(self, start="2026-03-20 15:00", **values):
        with self.at(self.now):
            return (
                self.env["calendar.event"]
                .with_context(appointment_origin="online")
                .create(
                    {
                        "name": "Appointment",
                        "start": self.paris(start),
                        "service_id": self.service.id,
                        "agenda_id": self.agenda.id,
                        "partner_ids": [Command.set(self.client.ids)],
                        **values,
                    }
                )
            )

    def test_a5_refused(self):
        """A5: refusing a request sends the cancellation."""
        self.service.manual_confirmation = True
        event = self._online()
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(
            self.told(event, trigger="cancelled"),
            [("cancelled", "email", "planned", ""), ("cancelled", "sms", "planned", "")],
        )

    def test_a5_moved_by_staff_stays_pending(self):
        """A5: a request that is moved is still to be confirmed, and says so."""
        self.service.manual_confirmation = True
        event = self._online()
        self.dispatch()
        self.change(event, {"start": self.paris("2026-03-21 15:00"), "stop": self.paris("2026-03-21 16:00")})
        self.assertEqual({row.trigger for row in self.rows(event)}, {"pending"})
        self.assertEqual(len(self.rows(event, trigger="pending", audience="client", channel="email")), 2)

    def test_a5_expires_silently(self):
        """A5: nobody confirmed before the start: no message, a to-do for staff; once."""
        self.service.manual_confirmation = True
        event = self._online()
        self.dispatch()
        count = len(self.rows(event))
        for _each in range(2):
            with self.at(self.paris("2026-03-20 15:00")):
                self.env["calendar.attendee"]._cron_expire_pending()
        self.assertEqual(event.booking_state, "cancelled")
        self.assertEqual(len(self.rows(event)), count)
        to_do = self.client.activity_ids
        self.assertEqual((len(to_do), to_do.user_id), (1, self.practitioner))

    def test_a8_paid(self):
        """A8: marked by staff, or by a paid or partly paid invoice."""
        event = self.book()
        client = event._booking_clients()
        self.assertFalse(event.booking_paid)
        with self.at(self.now):
            event.with_user(self.front_desk).booking_paid = True
        self.assertTrue(client.booking_paid)
        event.booking_paid = False
        invoice = self.env["account.move"].create({"move_type": "out_invoice", "partner_id": self.client.id})
        client.invoice_ids = invoice
        self.assertFalse(client.booking_paid)
        for payment_state, is_paid in (("not_paid", False), ("partial", True), ("paid", True), ("reversed", False)):
            with self.subTest(payment_state=payment_state):
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE account_move SET state = 'posted', payment_state = %s WHERE id = %s",
                    [payment_state, invoice.id],
                )
                self.env.invalidate_all()
                self.assertEqual(client.booking_paid, is_paid)
                found = self.env["calendar.attendee"].search([("booking_paid", "=", True)])
                self.assertEqual(client in found, is_paid)

    def test_a9_bulk(self):
        """A9: preferences of a selection, with the count first; plans follow."""
        others = [self._make_client(f"C{n}", f"+3361234561{n}", f"c{n}@example.com") for n in range(3)]
        others[0].appointment_sms_reminder = "off"
        event = self.book()
        clients = self.client + others[0] + others[1] + others[2]
        with self.at(self.now):
            wizard = (
                self.env["appointment.preference"]
                .with_user(self.front_desk)
                .with_context(active_model="res.partner", active_ids=clients.ids)
                .create({"appointment_sms_reminder": "off"})
            )
            self.assertEqual((wizard.partner_count, wizard.changed_count), (4, 3))
            wizard.action_apply()
        self.assertEqual(set(clients.mapped("appointment_sms_reminder")), {"off"})
        self.assertEqual(
            self.told(event, trigger="reminder", channel="sms"), [("reminder", "sms", "skipped", "opted_out")]
        )
        with self.assertRaisesRegex(UserError, "at least one"):
            self.env["appointment.preference"].create({"partner_ids": [(6, 0, clients.ids)]}).action_apply()

    def test_a9_account_default_off(self):
        """A9: with reminders off for the account, only who was switched on is reminded (seed 3)."""
        self.company.appointment_reminders = False
        event = self.book()
        self.assertEqual(set(self.rows(event, trigger="reminder").mapped("reason")), {"opted_out"})
        with self.at(self.now):
            self.client.appointment_email_reminder = "on"
        self.assertEqual(
            self.told(event, trigger="reminder"),
            [("reminder", "email", "planned", ""), ("reminder", "sms", "skipped", "opted_out")],
        )

    def test_a9_a_corrected_number_replans(self):
        """A9, G3: a number corrected later is used by what is planned."""
        client = self._make_client("Nora", "12", country_id=self.env.ref("base.fr").id)
        event = self.book(clients=client)
        self.assertEqual(self.rows(event, trigger="reminder", channel="sms").reason, "invalid_number")
        with self.at(self.now):
            client.with_user(self.front_desk).sudo().phone = "06 12 34 56 77"
        row = self.rows(event, trigger="reminder", channel="sms")
        self.assertEqual((row.state, row.address), ("planned", "+33612345677"))

    def test_a10_staff_choose(self):
        """A10: each member of staff chooses channel by channel what he or she is told of."""
        self.practitioner.write({"appointment_sms_by_staff": True, "appointment_email_by_staff": False})
        event = self.book()
        self.assertEqual(self.told(event, audience="staff"), [("booked", "sms", "planned", "")])
        self.practitioner.write({"appointment_sms_by_client": False})
        event = self._online("2026-03-25 15:00")
        self.assertEqual(self.told(event, audience="staff"), [("booked", "email", "planned", "")])

    def test_a10_one_message_for_a_group(self):
        """A10: one message per appointment and action, also for a group."""
        clients = self.client + self._make_client("Bruno", "+33612345602", "bruno@example.com")
        event = self.book(clients=clients, service=self.yoga)
        self.dispatch()
        self.change(event, {"start": self.paris("2026-03-21 15:00"), "stop": self.paris("2026-03-21 16:00")})
        for trigger in ("booked", "moved"):
            told = self.rows(event, audience="staff", trigger=trigger).filtered(lambda row: row.reason != "merged")
            self.assertEqual(len(told), 1)

    def test_a10_the_first_of_a_group_cancels(self):
        """A10, N10: when the client who was named cancels within the delay, staff hear of the others."""
        self.company.appointment_grouping_delay = 1
        bruno = self._make_client("Bruno", "+33612345602", "bruno@example.com")
        event = self.book(clients=self.client + bruno, service=self.yoga)
        first = event._booking_clients().filtered(lambda client: client.partner_id == self.client)
        with self.at(self.now + self.seconds(20)):
            first.with_user(self.front_desk).action_booking_cancel()
        self.dispatch(at=self.now + self.seconds(200))
        told = self.rows(event, audience="staff", state="sent")
        self.assertEqual((told.mapped("trigger"), told.client_id), (["booked"], bruno))

    def test_a10_quiet_hours(self):
        """A10: a message that falls into the quiet hours waits until they end."""
        self.practitioner.write({"appointment_quiet_from": 20.0, "appointment_quiet_until": 7.5, "tz": "Europe/Paris"})
        event = self.book(at=self.paris("2026-03-10 22:00"))
        self.assertEqual(self.rows(event, audience="staff").send_at, self.paris("2026-03-11 07:30"))
        soon = self.book("2026-03-11 06:00", at=self.paris("2026-03-10 22:00"))
        self.assertEqual(self.rows(soon, audience="staff").send_at, self.paris("2026-03-10 22:00"), "it would be over")

    def test_n16_email_first(self):
        """N16: the SMS reminder is spared to who has e-mail and confirmed presence."""
        self.env.ref("appointment_notify.rule_reminder_client_sms_24h").email_first = True
        event = self.book()
        event._booking_clients().presence_confirmed = True
        self.dispatch(at=self.paris("2026-03-19 15:00"))
        self.assertEqual(
            self.told(event, trigger="reminder", channel="sms"), [("reminder", "sms", "skipped", "email_first")]
        )
        other = self.book("2026-03-27 15:00")
        self.dispatch(at=self.paris("2026-03-26 15:00"))
        self.assertEqual(self.told(other, trigger="reminder", channel="sms"), [("reminder", "sms", "sent", "")])

    def test_n17_unreachable(self):
        """N17: staff see it when booking; a cancellation that reaches nobody gives a to-do to call."""
        nobody = self._make_client("Nobody")
        event = self.book(clients=nobody)
        self.assertEqual(event.with_user(self.front_desk).booking_unreachable, "Nobody")
        self.assertFalse(self.book("2026-03-21 15:00").booking_unreachable)
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        call = nobody.activity_ids
        self.assertEqual((len(call), call.user_id), (1, self.practitioner))
        self.assertIn("3/20/26", call.summary)
        self.assertFalse(self.client.activity_ids)

    def test_n14_many_are_replanned_in_the_background(self):
        """N14: many appointments re-plan in batches, resumable, with nothing of the past sent."""
        from unittest.mock import patch

        from ..models.texts import appointment_rule

        events = [self.book(f"2026-04-{day:02} 15:00") for day in range(1, 8)]
        rule = self.env.ref("appointment_notify.rule_reminder_client_sms_24h")
        with self.at(self.now), patch.object(appointment_rule, "REPLAN_AT_ONCE", 3):
            with self.enter_registry_test_mode():
                rule.delay = 5
                self.assertTrue(self.company.appointment_replan_pending)
                self.env.ref("appointment_notify.ir_cron_replan").method_direct_trigger()
            self.assertFalse(self.company.appointment_replan_pending)
        hours = {self.rows(event, rule_id=rule.id).send_at - event.start for event in events}
        self.assertEqual(hours, {-self.seconds(5 * 3600)})

    def test_partners_added_to_several_events(self):
        """A6: adding a client to several appointments at once gives each its attendee, told once each."""
        events = self.book("2026-03-20 15:00", service=self.yoga) + self.book("2026-03-27 15:00", service=self.yoga)
        new = self._make_client("Bruno", "+33612345602", "bruno@example.com")
        self.change(events[0], {"partner_ids": [Command.link(new.id)]})
        self.change(events, {"partner_ids": [Command.link(new.id)]})
        self.assertEqual([new in event.attendee_ids.partner_id for event in events], [True, True])
        self.assertEqual(len(self.rows(*events, trigger="booked", channel="sms", client_id=new.id)), 2)

    def test_merged_contacts(self):
        """A6: merging two contacts keeps their plans, and none is planned twice."""
        twin = self._make_client("Vanessa D.", "+33612345601", "vanessa@example.com")
        event = self.book(clients=twin)
        with self.at(self.now):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (twin + self.client).ids, dst_partner=self.client, extra_checks=False
            )
            event.invalidate_recordset()
            event._plan_notifications()
        rows = self.rows(event, trigger="reminder")
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.partner_id, self.client)

    def test_booking_for_somebody_else(self):
        """U1: the practitioner stands once in the appointment; the service says which agenda it is."""
        event = self.book(clients=self.client + self.practitioner.partner_id)
        self.assertEqual(sorted(event.attendee_ids.partner_id.ids), sorted((self.client + self.practitioner.partner_id).ids))
        filters = self.env["calendar.filters"].search([("user_id", "=", self.front_desk.id)])
        self.assertIn(self.practitioner.partner_id, filters.partner_id, "the booked calendar is shown")
        other = self.env["appointment.agenda"].create({"name": "Marc", "tz": "Europe/Paris", "sequence": 99})
        self.service.agenda_ids = other
        self.assertEqual(self.book(agenda_id=False, name=False).name, "Vanessa Durand – Cut")
        self.assertEqual(self.book(agenda_id=False).agenda_id, other)

    def test_a3_a_colleague_as_client(self):
        """A3: an employee can be a client: marked by hand, he has a booking; nobody is mailed about it twice."""
        colleague = self.front_desk.partner_id
        event = self.book(clients=self.client + colleague)
        attendee = event.attendee_ids.filtered(lambda each: each.partner_id == colleague)
        self.assertFalse(attendee.is_client)
        with self.at(self.now):
            attendee.is_client = True
        self.assertEqual(attendee.booking_state, "confirmed")
        told = self.rows(event, trigger="booked", channel="email", client_id=colleague.id, audience="client")
        self.assertEqual(len(told), 1)

    def test_t1_first_name(self):
        """T1: the first name is proposed, corrected by hand, and stays."""
        client = self._make_client("DURAND Vanessa", "+33612345644")
        self.assertEqual(client.appointment_first_name, "Vanessa")
        client.appointment_first_name = "Durand"
        client.name = "DURAND Vanessa Marie"
        self.assertEqual(client.appointment_first_name, "Durand")
        client.name = "Anne Martin"
        self.assertEqual(client.appointment_first_name, "Anne")
        self.dispatch()
        event = self.book(clients=client)
        self.dispatch()
        self.assertIn("Hello Anne,", self.rows(event, trigger="booked", channel="sms").body)

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..engine.planning.collector import plan_pending
from .common import AppointmentCase

_HOSTILE = {
    "active_test": False, "lang": "fr_FR", "tz": "Asia/Tokyo", "default_state": "sent", "default_trigger": "custom",
    "default_company_id": 0, "mail_notrack": True, "tracking_disable": False, "mail_create_nosubscribe": True,
}  # fmt: skip
_PLAN = ["trigger", "audience", "channel", "partner_id", "send_at", "state", "reason", "address", "event_start", "origin"]


@tagged("post_install", "-at_install")
class TestKnowledgeDoors(AppointmentCase):
    """Who hears of what happens to an appointment, by whichever door (A6, A13, A14, N10)."""

    def _booked(self, **values):
        event = self.book(**values)
        self.dispatch(at=self.now + self.seconds(400))
        return event

    def _went(self, event, audience="client", **filters):
        rows = self.rows(event, audience=audience, **filters)
        return sorted((row.trigger, row.channel) for row in rows if row.state == "sent")

    def _do(self, records, method, at=None):
        with self.at(at or self.now):
            getattr(records.with_user(self.front_desk), method)()
            plan_pending(self.env)

    # ------------------------------------------------------------
    # What a client knows, where one channel is closed
    # ------------------------------------------------------------

    def test_n10_booked_and_cancelled_without_email(self):
        """CASES: no e-mail; booked, and cancelled 20 seconds later, within the delay: nothing to anybody."""
        self.company.appointment_grouping_delay = 1
        self.client.email = False
        event = self.book()
        self._do(event, "action_booking_cancel", at=self.now + self.seconds(20))
        self.assertEqual(self.dispatch(at=self.now + self.seconds(600)), 0)

    def test_n10_cancelled_and_restored_without_email(self):
        """CASES: no e-mail; told; cancelled and restored a minute later, or moved and back: nothing."""
        self.company.appointment_grouping_delay = 5
        self.client.email = False
        event = self._booked()
        later = self.now + self.seconds(3600)
        self._do(event, "action_booking_cancel", at=later)
        self._do(event, "action_booking_restore", at=later + self.seconds(60))
        hour = {"start": self.paris("2026-03-20 17:00"), "stop": self.paris("2026-03-20 18:00")}
        back = {"start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00")}
        for values, seconds in ((hour, 600), (back, 630)):
            self.change(event, values, at=later + self.seconds(seconds))
            plan_pending(self.env)
        self.assertEqual(self.dispatch(at=later + self.seconds(7200)), 0)

    def test_n10_the_merged_one_cancelled_and_restored(self):
        """CASES: two booked in one go; the second cancelled, told; restored hours later: a confirmation, to staff too."""
        self.company.appointment_grouping_delay = 1
        self.book("2026-03-20 15:00")
        second = self.book("2026-03-20 18:00")
        self.dispatch(at=self.now + self.seconds(70))
        self._do(second, "action_booking_cancel", at=self.now + self.seconds(130))
        self.dispatch(at=self.now + self.seconds(200))
        self._do(second, "action_booking_restore", at=self.now + self.seconds(10800))
        self.dispatch(at=self.now + self.seconds(11000))
        self.assertEqual(self._went(second, trigger="booked"), [("booked", "email"), ("booked", "sms")])
        self.assertEqual(self._went(second, "staff", trigger="booked"), [("booked", "email")])

    def test_a6_staff_whose_last_word_was_the_cancellation(self):
        """CASES: cancelled, which staff were told and the client's rules are off; restored: staff are told."""
        for channel in ("sms", "email"):
            self.env.ref(f"appointment_notify.rule_cancelled_client_{channel}").active = False
        event = self._booked()
        self._do(event, "action_booking_cancel")
        self.dispatch(at=self.now + self.seconds(400))
        self._do(event, "action_booking_restore", at=self.now + self.seconds(86400))
        self.dispatch(at=self.now + self.seconds(86500))
        self.assertEqual(self._went(event, "staff"), [("booked", "email"), ("booked", "email"), ("cancelled", "email")])

    def test_a6_moved_then_cancelled(self):
        """CASES: moved, then cancelled within the delay: the cancellation names the time that the client knows."""
        event = self._booked()
        self.company.appointment_grouping_delay = 1
        self.change(event, {"start": self.paris("2026-03-21 09:00"), "stop": self.paris("2026-03-21 10:00")})
        plan_pending(self.env)
        self._do(event, "action_booking_cancel", at=self.now + self.seconds(20))
        self.dispatch(at=self.now + self.seconds(600))
        sms = self.rows(event, trigger="cancelled", channel="sms", audience="client")
        self.assertIn("3/20/26 at 3:00 PM", sms.body)
        self.assertFalse(self._went(event, trigger="moved"))

    def test_n10_taken_out_and_put_back_in_two_saves(self):
        """N10: a client taken out of a class and put back within the delay hears nothing, and is reminded once."""
        event = self._booked(service=self.yoga)
        self.company.appointment_grouping_delay = 1
        for command, seconds in ((Command.unlink, 10), (Command.link, 40)):
            self.change(event, {"partner_ids": [command(self.client.id)]}, at=self.now + self.seconds(seconds))
            plan_pending(self.env)
        self.assertEqual(self.dispatch(at=self.now + self.seconds(900)), 0)
        reminders = self.rows(event, trigger="reminder", state="planned")
        self.assertEqual(sorted(reminders.mapped("channel")), ["email", "sms"])
        self.assertEqual(reminders.attendee_id, event._booking_clients())

    def test_n8_no_show_corrected(self):
        """CASES: 10:00 to 10:30, no-show marked at 10:20, corrected to done at 12:00: the review goes at 14:30."""
        self.env.ref("appointment_notify.rule_review_client_sms").active = True
        event = self.book("2026-03-12 10:00", stop=self.paris("2026-03-12 10:30"))
        self._do(event, "action_booking_no_show", at=self.paris("2026-03-12 10:20"))
        self._do(event, "action_booking_done", at=self.paris("2026-03-12 12:00"))
        review = self.rows(event, trigger="review", channel="sms")
        self.assertEqual((review.state, review.send_at), ("planned", self.paris("2026-03-12 14:30")))

    # ------------------------------------------------------------
    # Hand-over, copies, import (A13)
    # ------------------------------------------------------------

    def _another_agenda(self):
        marc = new_test_user(
            self.env, "an_marc", groups="appointment_notify.group_practitioner", name="Marc", email="marc@example.com"
        )
        return self.env["appointment.agenda"].create({"name": "Marc", "user_id": marc.id, "tz": "Europe/Paris"})

    def test_a13_another_agenda(self):
        """A13: who gets the appointment is told as of a booking, who loses it as of a cancellation; the client is not."""
        event = self._booked()
        other = self._another_agenda()
        self.change(event, {"agenda_id": other.id})
        told = {(row.partner_id, row.trigger) for row in self.rows(event, audience="staff", state="planned")}
        self.assertEqual(told, {(self.practitioner.partner_id, "cancelled"), (other.user_id.partner_id, "booked")})
        self.dispatch(at=self.now + self.seconds(400))
        self.assertEqual(len(self._went(event, "staff", trigger="cancelled")), 1)
        self.assertFalse(self.rows(event, audience="client", state="planned", trigger="moved"))

    def test_a13_another_practitioner(self):
        """A13: an agenda that gets another practitioner hands over what is to come: one message each."""
        events = self._booked() + self._booked(start="2026-03-21 15:00")
        marc = self._another_agenda().user_id
        with self.at(self.now + self.seconds(500)):
            self.agenda.user_id = marc
        rows = self.rows(*events, audience="staff", state="planned")
        self.assertEqual(
            {(row.partner_id, row.trigger) for row in rows},
            {(self.practitioner.partner_id, "cancelled"), (marc.partner_id, "booked")},
        )
        self.assertEqual(events.user_id, marc)

    def test_a13_copies(self):
        """A13: the copy of a cancelled appointment, or of a no-show, is live and told."""
        event = self._booked()
        self._do(event, "action_booking_cancel")
        with self.at(self.now):
            copy = event.with_user(self.front_desk).copy(
                {"start": self.paris("2026-03-24 15:00"), "stop": self.paris("2026-03-24 16:00")}
            ).sudo()
        self.assertTrue(copy.active)
        self.assertEqual((copy.booking_state, copy.booking_paid), ("confirmed", False))
        self.assertEqual(len(self.rows(copy, trigger="booked", audience="client", state="planned")), 2)

    def test_a13_import(self):
        """A13: Odoo's import announces nothing, and plans the reminders."""
        names = ["name", "start", "stop", "service_id/.id", "agenda_id/.id", "partner_ids/.id"]
        row = ["A", "2026-03-20 14:00:00", "2026-03-20 15:00:00", str(self.service.id), str(self.agenda.id), str(self.client.id)]
        with self.at(self.now):
            model = self.env["calendar.event"].with_user(self.front_desk).with_context(import_file=True, tz="UTC")
            event = self.env["calendar.event"].browse(model.load(names, [row])["ids"])
        self.assertEqual(set(self.rows(event).mapped("trigger")), {"reminder"})
        self._do(event, "action_booking_cancel", at=self.now + self.seconds(60))
        self.assertEqual(len(self.rows(event, trigger="cancelled", audience="client", state="planned")), 2)

    # ------------------------------------------------------------
    # Context (A14), one plan a transaction (F3)
    # ------------------------------------------------------------

    def test_a14_a_hostile_context_changes_nothing(self):
        """A14: the whole plan under the context of any screen is the plan under a clean one."""
        plans = []
        for context in ({}, _HOSTILE):
            client = self._make_client("Twin", "+33612345677", "twin@example.com")
            event = self.book(clients=client)
            hostile = event.with_user(self.front_desk).with_context(**context)
            with self.at(self.now):
                hostile.write({"start": self.paris("2026-03-22 10:00"), "stop": self.paris("2026-03-22 11:00")})
                plan_pending(self.env)
                hostile._plan_notifications()
                hostile.action_booking_cancel()
                plan_pending(self.env)
                hostile.action_booking_restore()
            plan = self.rows(event).read(_PLAN)
            plans.append([{**row, "id": 0, "partner_id": "client" if row["audience"] == "client" else "staff"} for row in plan])
        self.assertEqual(*plans)

    def test_a14_rules_that_are_off(self):
        """A14: a rule that is off plans nothing, whatever the screen's context."""
        rule = self.env.ref("appointment_notify.rule_reminder_client_sms_48h")
        event = self.book()
        with self.at(self.now):
            event.with_context(active_test=False)._plan_notifications()
            rule.with_context(active_test=False).delay = 30
        self.assertFalse(self.rows(event, rule_id=rule.id))

    def test_f3_many_writes_are_planned_once(self):
        """F3: writes of one transaction are one change, planned before anybody reads the plan; a savepoint that is
        rolled back takes its own with it."""
        event = self._booked()
        with self.at(self.now):
            for hour in (16, 17, 18):
                event.write({"start": self.paris(f"2026-03-20 {hour}:00"), "stop": self.paris("2026-03-20 19:00")})
            try:
                with self.env.cr.savepoint():
                    event.action_booking_cancel()
                    raise ValueError
            except ValueError:
                self.env.invalidate_all()
            rows = self.rows(event, trigger="moved", audience="client")
        self.assertEqual(set(rows.mapped("event_start")), {self.paris("2026-03-20 18:00")})
        self.assertEqual(len(rows), 2)
        self.assertFalse(self.rows(event, trigger="cancelled"))

    def test_f3_caches_follow(self):
        """F3: what is kept in memory follows rules, hours, zones, delays and countries when they change."""
        self.book()
        self.env.ref("appointment_notify.rule_reminder_client_sms_24h").delay = 20
        self.company.write({"appointment_send_from": 6, "appointment_grouping_delay": 3})
        self.agenda.tz = "Europe/London"
        event = self.book("2026-03-23 15:00")
        reminder = self.rows(event, trigger="reminder", channel="sms")
        self.assertEqual(reminder.send_at, self.paris("2026-03-22 19:00"))
        booked = self.rows(event, trigger="booked", channel="sms", audience="client")
        self.assertEqual(booked.send_at, self.now + self.seconds(180))
        self.client.write({"phone": "0612345678", "country_id": False})
        self.company.country_id = self.env.ref("base.be")
        event = self.book("2026-03-25 15:00")
        self.assertEqual(self.rows(event, trigger="booked", channel="sms", audience="client").reason, "invalid_number")

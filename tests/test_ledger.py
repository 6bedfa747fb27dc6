"""The only room that writes the notification table (H2): rows follow what they are about, and never step backwards."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from ..engine.ledger import delivery, desk
from ..engine.words import states
from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestLedger(AppointmentCase):
    def guardian(self, name, phone, email):
        """Somebody who is told of the client's appointments beside the client."""
        return self._make_client(
            name, phone, email, parent_id=self.client.id, appointment_recipient_sms=True, appointment_recipient_email=True
        )

    def test_h2_a_merge_keeps_what_was_sent(self):
        """H2, A6: two recipients of one appointment who become one: nothing of the log goes, nothing planned goes twice."""
        helene = self.guardian("Hélène", "+33612345677", "helene@example.com")
        paul = self.guardian("Paul", "+33612345678", "paul@example.com")
        event = self.book()
        self.dispatch()
        of_both = self.rows(event).filtered(lambda row: row.partner_id in helene + paul)
        sent = of_both.filtered(lambda row: row.state == "sent")
        planned = of_both.filtered(lambda row: row.trigger == "reminder" and row.state == "planned")
        self.assertEqual((set(sent.partner_id), len(planned)), ({helene, paul}, 4), "by SMS and by e-mail")
        with self.at(self.now):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (helene + paul).ids, dst_partner=helene, extra_checks=False
            )
        self.env.invalidate_all()
        self.assertEqual(of_both.exists(), of_both)
        self.assertEqual(of_both.partner_id, helene)
        self.assertEqual(sorted(planned.filtered(lambda row: row.reason == "duplicate").mapped("channel")), ["email", "sms"])
        self.assertFalse(of_both.filtered(lambda row: row.state == "planned" and row.is_copy))

    def test_h2_planned_twice_is_there_once(self):
        """H2, S1: planning the same again adds nothing, whatever the order."""
        event = self.book()
        before = self.rows(event)
        with self.at(self.now):
            event._plan_notifications()
            event._plan_notifications()
        self.assertEqual(self.rows(event), before)
        keys = [(row.attendee_id, row.partner_id, row.rule_id, row.action) for row in before]
        self.assertEqual(len(keys), len(set(keys)))

    def test_s3_a_failure_of_what_was_sent_again(self):
        """S3, G5: an SMS fails, its e-mail fails, it is sent again and refused again: one row more, no violation."""
        event = self.book()
        sms = self.rows(event, trigger="booked", channel="sms", audience="client")
        email = self.rows(event, trigger="booked", channel="email", audience="client")
        with self.at(self.now):
            desk.skip(email, "stopped")
            for attempt in range(1, 4):
                sms.write({"state": "sending"})
                sms._apply_report("failed", "no such number")
                self.env.flush_all()
                copies = self.rows(event, fallback_of_id=sms.id)
                self.assertEqual(len(copies), attempt)
                self.assertEqual(set(copies.mapped("action")), {sms.action})
                copies.write({"state": "failed"})
                self.env.flush_all()
                desk.resend(sms, self.now)
                self.assertEqual((sms.state, sms.reference), ("planned", False))

    def test_s1_reports_never_step_backwards(self):
        """S1, G2: of each state, only what leads on is taken from a report."""
        row = self.rows(self.book(), trigger="booked", channel="sms", audience="client")
        expected = {
            ("sending", "delivered"): "delivered", ("sending", "failed"): "failed", ("sending", "sent"): "sending",
            ("sent", "delivered"): "delivered", ("sent", "failed"): "failed", ("sent", "sent"): "sent",
            ("in_doubt", "delivered"): "delivered", ("in_doubt", "failed"): "failed", ("in_doubt", "sent"): "sent",
            ("failed", "delivered"): "delivered", ("failed", "sent"): "failed",
            ("delivered", "failed"): "delivered", ("delivered", "sent"): "delivered",
            ("planned", "delivered"): "planned", ("skipped", "delivered"): "skipped",
        }  # fmt: skip
        for (before, reported), after in expected.items():
            with self.subTest(before=before, reported=reported):
                row.write({"state": before, "doubtful": False})
                delivery.note(row, reported)
                self.assertEqual(row.state, after)
        row.write({"state": "planned", "doubtful": True})
        self.assertFalse(delivery.note(row, "failed"), "it is to be repeated: that failure is of the first time")
        self.assertEqual(delivery.note(row, "delivered"), row)

    def test_h2_series_takes_its_rows_along(self):
        """H2, A7: rows of an edited series are about the new appointments, and each is there once."""
        events = self.book_series() if hasattr(self, "book_series") else self.book(
            recurrency=True, rrule_type="weekly", tue=False, fri=True, interval=1, count=3, end_type="count",
            event_tz="Europe/Paris",
        ).recurrence_id.calendar_event_ids  # fmt: skip
        sent = self.rows(*events, trigger="booked")
        self.assertTrue(sent)
        with self.at(self.now):
            first = events.sorted("start")[0]
            first.with_user(self.front_desk).write(
                {"start": first.start + timedelta(hours=1), "stop": first.stop + timedelta(hours=1),
                 "recurrence_update": "all_events"}
            )  # fmt: skip
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(sent.exists(), sent)
        self.assertTrue(all(row.event_id.active for row in sent))

    def test_h2_deleting_leaves_the_log(self):
        """H2, A6: appointment, client, rule deleted: what was said stays, and nothing collides."""
        event, other = self.book(), self.book("2026-03-23 15:00")
        self.dispatch()
        said = self.rows(event, other, state="sent")
        rules = said.rule_id
        with self.at(self.now):
            (event + other).with_user(self.front_desk).unlink()
            self.env.flush_all()
            rules.unlink()
        self.assertEqual(said.exists(), said)
        self.assertFalse(said.attendee_id or said.rule_id)

    def test_s1_states_of_the_table(self):
        """S1: the words and the statements agree on what may follow what."""
        self.assertNotIn(states.PLANNED, states.get(states.SENT).leads_to)
        self.assertNotIn(states.SKIPPED, states.get(states.IN_DOUBT).leads_to)

    def test_n10_out_of_a_class_and_back(self):
        """N10, H2: a client taken out of a class and put back: the rows are about the new attendee."""
        event = self.book(service=self.yoga)
        other = self._make_client("Bruno", "+33612345602", "bruno@example.com")
        with self.at(self.now):
            event.with_user(self.front_desk).write({"partner_ids": [Command.link(other.id)]})
            self.env.flush_all()
            event.with_user(self.front_desk).write({"partner_ids": [Command.unlink(other.id)]})
            self.env.flush_all()
            event.with_user(self.front_desk).write({"partner_ids": [Command.link(other.id)]})
            self.env.flush_all()
        attendee = event.attendee_ids.filtered(lambda each: each.partner_id == other)
        live = self.rows(event, client_id=other.id).filtered(lambda row: row.state != "skipped")
        self.assertTrue(live)
        self.assertEqual(live.attendee_id, attendee)

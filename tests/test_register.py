from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestRegister(AppointmentCase):
    """Everything that a client was sent, and will be (L2, L3)."""

    def open(self, client=None, user=None):
        action = (client or self.client).with_user(user or self.front_desk).action_open_appointment_notifications()
        return self.env[action["res_model"]].with_user(user or self.front_desk).browse(action["res_id"])

    def test_l3_two_clicks(self):
        """L2, L3: from the client's form to the text of her reminder: one click, and the row; a planned one shows the
        text as it would be now, with a link that opens nothing and is kept nowhere."""
        event = self.book("2026-03-20 15:00")
        with self.at(self.now):
            register = self.open()
            reminder = register.notification_ids.filtered(lambda row: row.trigger == "reminder" and row.channel == "sms")
            self.assertIn("Mon Salon", reminder.preview_body)
            self.assertIn("3:00", reminder.preview_body)
            self.assertFalse(reminder.body)
            before = reminder.sudo().token_hash
        self.change(event, {"start": self.paris("2026-03-20 16:30"), "stop": self.paris("2026-03-20 17:30")})
        reminder.invalidate_recordset()
        with self.at(self.now):
            self.assertIn("4:30", reminder.preview_body)
        self.assertEqual(reminder.sudo().token_hash, before)
        self.assertFalse(before)

    def test_l3_today_first(self):
        """L3: the log opens on today and what comes, then what was, newest first; pages follow each other."""
        rows = self.env["appointment.notification"].create(
            [
                {"trigger": "reminder", "audience": "client", "channel": "sms", "company_id": self.company.id,
                 "agenda_id": self.agenda.id, "client_id": self.client.id, "send_at": moment, "state": "skipped"}
                for moment in (datetime(2026, 3, 8, 9), datetime(2026, 3, 12, 9), False, datetime(2026, 3, 10, 9),
                               datetime(2026, 3, 9, 9), datetime(2026, 3, 11, 9))
            ]
        )  # fmt: skip
        log = self.env["appointment.notification"].with_user(self.front_desk).with_context(
            appointment_from_today=True, tz="Europe/Paris"
        )
        with self.at(datetime(2026, 3, 10, 12)):
            domain = [("id", "in", rows.ids)]
            found = log.search_fetch(domain, ["send_at"])
            pages = [log.search_fetch(domain, ["send_at"], offset=offset, limit=2) for offset in (0, 2, 4)]
        expected = [rows[3], rows[5], rows[1], rows[4], rows[0], rows[2]]
        self.assertEqual(found.ids, [row.id for row in expected])
        self.assertEqual([row.id for page in pages for row in page], found.ids)

    def test_l2_others_beside(self):
        """L2: Odoo's own e-mails to the client stand beside ours, as far as the user may read what they are about."""
        self.book("2026-03-20 15:00")
        post = {"subtype_xmlid": "mail.mt_comment", "message_type": "comment", "body": "x", "partner_ids": self.client.ids}
        self.client.message_post(subject="Your invoice", **post)
        hidden = self.env["res.partner"].create({"name": "Hidden", "company_id": self.env["res.company"].create({"name": "C"}).id})
        hidden.message_post(subject="Not yours", **post)
        register = self.open()
        self.assertEqual(register.line_ids.mapped("subject"), ["Your invoice"])
        self.assertEqual(register.line_ids.channel, "email")
        self.assertTrue(register.notification_ids)

    def test_s5_register_of_own_agendas(self):
        """S5: a practitioner sees the messages of own agendas only, in the count too."""
        other = new_test_user(self.env, "an_luc", groups="appointment_notify.group_practitioner", email="luc@example.com")
        self.book("2026-03-20 15:00")
        self.assertFalse(self.open(user=other).notification_ids)
        self.assertEqual(self.client.with_user(other).appointment_notification_count, 0)
        self.assertTrue(self.open(user=self.practitioner).notification_ids)
        self.assertEqual(
            self.client.with_user(self.practitioner).appointment_notification_count,
            len(self.open(user=self.practitioner).notification_ids),
        )

    def test_l3_class_by_client(self):
        """L3: the timeline of a class is grouped by client; that of one client is not."""
        other = self._make_client("Paul", "+33612340055")
        group = self.book("2026-03-20 15:00", clients=self.client + other, service=self.yoga)
        single = self.book("2026-03-21 15:00")
        self.assertEqual(group.with_user(self.front_desk).action_open_notifications()["context"].get("group_by"), ["client_id"])
        self.assertNotIn("group_by", single.with_user(self.front_desk).action_open_notifications()["context"])

    def test_l3_held_ends_with_the_start(self):
        """L3: what staff hold goes no more once the appointment has begun, and the log says so."""
        event = self.book("2026-03-20 15:00")
        row = self.rows(event, trigger="reminder", channel="sms")
        with self.at(self.now):
            row.with_user(self.front_desk).action_hold()
        self.dispatch(at=event.start - timedelta(hours=1))
        self.assertEqual(row.state, "planned")
        self.dispatch(at=event.start + timedelta(minutes=1))
        self.dispatch(at=event.start + timedelta(minutes=2))
        self.assertEqual((row.state, row.reason), ("skipped", "expired"))

from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AppointmentCase
from .live import LiveMixin

_BATCH = "odoo.addons.appointment_notify.models.retention.appointment_purge.BATCH"


@tagged("post_install", "-at_install")
class TestPurge(LiveMixin, AppointmentCase):
    """Texts go after a time, figures stay (S7, L4)."""

    def purge(self, at):
        with self.at(at):
            return self.env["appointment.purge"]._gc_appointment_texts()

    def test_s7_texts_go_figures_stay(self):
        """S7, L4: after the months, texts, numbers, links, replies, reasons and words of reviews are gone; credits, costs,
        states and stars stay; what was purged is counted."""
        self.go_live()
        self.company.appointment_retention_months = 6
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        sms = self.rows(event, channel="sms", trigger="booked", audience="client")
        self.assertTrue(sms.body and sms.address and sms.sudo().token_hash)
        client = event.attendee_ids.filtered("is_client")
        client.cancel_reason = "I am ill"
        self.env["appointment.reply"]._receive(self.company, "+33612345601", "See you then", "SMS", "1")
        event.message_post(body="A word", author_id=self.client.id, subtype_xmlid="mail.mt_note")
        event.message_post(body="Ours", subtype_xmlid="mail.mt_note")
        rating = self.env["rating.rating"].create(
            {"partner_id": self.client.id, "res_model_id": self.env["ir.model"]._get_id("calendar.event"), "res_id": event.id,
             "rating": 5, "feedback": "Lovely", "consumed": True}
        )  # fmt: skip
        self.env.flush_all()
        self.env.cr.execute("UPDATE mail_message SET date = %s WHERE model = 'calendar.event'", [self.now])
        self.env.cr.execute("UPDATE rating_rating SET create_date = %s", [self.now])
        self.assertEqual(self.purge(self.now + timedelta(days=60)), (0, 0))
        self.assertTrue(sms.body)
        credits = self.env["appointment.consumption"].search([("notification_id", "=", sms.id)]).credits
        self.purge(datetime(2027, 4, 1))
        self.env.invalidate_all()
        self.assertFalse(sms.body or sms.address or sms.sudo().token_hash or sms.sudo().reference)
        self.assertEqual((sms.state, sms.credits, sms.client_id), ("sent", 1, self.client))
        self.assertEqual(self.env["appointment.consumption"].search([("notification_id", "=", sms.id)]).credits, credits)
        self.assertFalse(client.cancel_reason)
        bodies = "".join(str(body) for body in event.message_ids.mapped("body"))
        self.assertNotIn("See you then", bodies)
        self.assertNotIn("A word", bodies)
        self.assertIn("Ours", bodies)
        self.assertEqual((rating.rating, rating.feedback), (5, False))
        counts = {purge.kind: purge.count for purge in self.env["appointment.purge"].search([])}
        self.assertEqual(counts["replies"], 2)
        self.assertEqual((counts["reasons"], counts["reviews"]), (1, 1))
        self.assertEqual(self.purge(datetime(2027, 4, 1)), (0, 0), "twice is once")

    def test_s7_batches(self):
        """S7: in batches that say that more is left; what is planned is never touched."""
        for day in range(5):
            self.book(f"2026-03-2{day} 15:00", clients=self._make_client(f"C{day}", "", f"c{day}@example.com"))
        self.dispatch()
        sent = self.rows().filtered("body")
        planned = self.rows(state="planned")
        with patch(_BATCH, 3):
            done, more = self.purge(datetime(2027, 6, 1))
            self.assertEqual((done, more), (3, 1))
            rounds = 0
            while more:
                _done, more = self.purge(datetime(2027, 6, 1))
                rounds += 1
        self.assertGreater(rounds, 1)
        self.env.invalidate_all()
        self.assertFalse(any(sent.mapped("body")))
        self.assertEqual(set(planned.mapped("state")), {"planned"})

    def test_s7_months(self):
        """S7: at least a month."""
        with self.assertRaises(ValidationError):
            self.company.appointment_retention_months = 0

    def test_l4_erased_person_stays_a_figure(self):
        """L4: what Odoo's privacy look-up deletes of the log takes the person out, and not the credits."""
        self.go_live()
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        sms = self.rows(event, channel="sms", trigger="booked", audience="client")
        email = self.rows(event, channel="email", trigger="booked", audience="client")
        (sms + email).unlink()
        self.assertTrue(sms.exists())
        self.assertFalse(email.exists())
        self.assertFalse(sms.client_id or sms.body or sms.address)
        self.assertEqual(self.env["appointment.consumption"].search([("notification_id", "=", sms.id)]).credits, 1)

    def test_l4_title(self):
        """L4: erasing a contact takes the name out of the titles of appointments."""
        event = self.book("2026-03-20 15:00", name="Vanessa Durand – Cut")
        self.client.unlink()
        self.assertEqual(event.name, "… – Cut")

    def test_l4_privacy_lookup(self):
        """L4: Odoo's look-up finds the log and the consents of a person."""
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        self.book("2026-03-20 15:00")
        wizard = self.env["privacy.lookup.wizard"].create({"name": self.client.name, "email": self.client.email})
        wizard.action_lookup()
        self.assertIn("appointment.notification", wizard.line_ids.mapped("res_model"))


@tagged("post_install", "-at_install")
class TestConsent(AppointmentCase):
    """Each choice keeps who, when, from where and the words shown (S7, L4)."""

    def consents(self):
        return self.env["appointment.consent"].search([("partner_id", "=", self.client.id)])

    def test_s7_by_staff(self):
        """S7: a choice on the contact's form; the same again is none."""
        with self.at(self.now):
            self.client.with_user(self.front_desk).appointment_sms_reminder = "off"
            self.client.with_user(self.front_desk).appointment_sms_reminder = "off"
        consent = self.consents()
        self.assertEqual(
            (consent.what, consent.before, consent.after, consent.source, consent.user_id, consent.date),
            ("appointment_sms_reminder", "default", "off", "staff", self.front_desk, self.now),
        )
        self.assertIn("Reminders by SMS", consent.words)

    def test_s7_by_page(self):
        """S7: the client's own choice online names nobody of the staff."""
        event = self.book("2026-03-20 15:00")
        attendee = event.attendee_ids.filtered("is_client")
        with self.at(self.now):
            self.env["appointment.page"]._choose(attendee, {"appointment_email_reminder", "appointment_email_other"})
        consents = self.consents()
        self.assertEqual(set(consents.mapped("source")), {"page"})
        self.assertFalse(consents.user_id)
        self.assertIn("appointment_sms_reminder", consents.mapped("what"))

    def test_s7_by_stop(self):
        """S7: STOP and START, with the words of the reply, once each."""
        reply = self.env["appointment.reply"]
        reply._receive(self.company, "+33612345601", "Stop svp", "SMS", "1")
        reply._receive(self.company, "+33612345601", "STOP", "SMS", "2")
        reply._receive(self.company, "+33612345601", "START", "SMS", "3")
        consents = self.consents().sorted("id")
        self.assertEqual(set(consents.mapped("source")), {"stop"})
        self.assertEqual((consents[-1].after, consents[-1].words), ("on", "START"))

    def test_s7_by_import(self):
        """S7: an import says that it was one."""
        self.env["res.partner"].with_user(self.front_desk).with_context(import_file=True).load(
            ["name", "appointment_sms_other"], [["Imported", "off"]]
        )
        consent = self.env["appointment.consent"].search([("partner_id.name", "=", "Imported")])
        self.assertEqual((consent.source, consent.after), ("import", "off"))

    def test_s5_nobody_writes(self):
        """S5: consents are read by staff, and written by nobody."""
        self.client.appointment_sms_reminder = "off"
        consent = self.consents().with_user(self.front_desk)
        self.assertTrue(consent.words)
        for act in (lambda: consent.write({"words": "x"}), consent.unlink,
                    lambda: consent.create({"partner_id": self.client.id})):  # fmt: skip
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                act()

from datetime import datetime

from odoo.tests import tagged

from .common import AppointmentCase
from .live import LiveMixin


@tagged("post_install", "-at_install")
class TestDigest(AppointmentCase):
    """The morning's digest (L5)."""

    def setUp(self):
        super().setUp()
        (self.front_desk + self.practitioner).write({"appointment_digest": True, "tz": "Europe/Paris"})
        self.practitioner.lang = "en_US"
        self.other_agenda = self.env["appointment.agenda"].create({"name": "Chair 2", "tz": "Europe/Paris"})

    def mails(self, at):
        before = self.env["mail.mail"].search([])
        with self.at(at):
            self.env["appointment.digest"]._cron_send()
        return {mail.email_to: mail for mail in self.env["mail.mail"].search([]) - before}

    def test_l5_morning(self):
        """L5: from six in the user's morning, once: today and tomorrow by agenda, whom to call, own agendas only."""
        lost = self._make_client("Paul Perdu", "01 42 68 53 00", "")
        self.book("2026-03-12 15:00")
        self.book("2026-03-13 09:30", clients=lost, agenda_id=self.other_agenda.id)
        self.book("2026-03-14 09:30", clients=self._make_client("Not yet", "+33612340011"))
        self.assertFalse(self.mails(datetime(2026, 3, 12, 4, 59)), "not yet six in Paris")
        mails = self.mails(datetime(2026, 3, 12, 5, 5))
        desk, own = (mails[user.email_formatted].body_html for user in (self.front_desk, self.practitioner))
        self.assertIn("Vanessa Durand", desk)
        self.assertIn("Paul Perdu", desk)
        self.assertIn("tel:0142685300", desk)
        self.assertIn("No message reaches this client", desk)
        self.assertIn("Has not confirmed yet", desk)
        self.assertNotIn("Not yet", desk)
        self.assertIn("Vanessa Durand", own)
        self.assertNotIn("Paul Perdu", own)
        self.assertFalse(self.mails(datetime(2026, 3, 12, 6, 0)), "once a day")
        self.assertTrue(self.mails(datetime(2026, 3, 13, 5, 5)))

    def test_l5_nothing_to_say(self):
        """L5: nobody is written to about nothing, nor who did not ask."""
        self.assertFalse(self.mails(datetime(2026, 3, 12, 5, 5)))
        self.book("2026-03-12 15:00")
        (self.front_desk + self.practitioner).appointment_digest = False
        self.assertFalse(self.mails(datetime(2026, 3, 12, 5, 30)))

    def test_l5_language(self):
        """L5: in the user's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.front_desk.lang = "fr_FR"
        self.book("2026-03-12 15:00")
        body = self.mails(datetime(2026, 3, 12, 5, 5))[self.front_desk.email_formatted].body_html
        self.assertIn("15h00", body)


@tagged("post_install", "-at_install")
class TestCalls(LiveMixin, AppointmentCase):
    """N17, late: what fails once it has left."""

    def calls(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("activity_type_id", "=", self.env.ref("mail.mail_activity_data_call").id)]
        )

    def test_n17_fails_at_the_provider(self):
        """N17: a cancellation refused by the provider, with nothing to fall back on, gives one to-do to call."""
        self.go_live()
        client = self._make_client("No mail", "+33612340077")
        event = self.book("2026-03-20 15:00", clients=client)
        self.dispatch()
        self.gateway.behave(mode="ok", invalid=["+33612340077"])
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.dispatch()
        sms = self.rows(event, trigger="cancelled", channel="sms", audience="client")
        self.assertEqual(sms.state, "failed")
        call = self.calls()
        self.assertEqual((call.res_id, call.user_id), (client.id, self.practitioner))
        self.assertIn("No mail", call.summary)
        self.assertIn("cancelled", call.summary)

    def test_n17_another_way(self):
        """N17: where the e-mail goes, nobody has to call; a late report of failure counts as well."""
        self.go_live()
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.dispatch()
        sms = self.rows(event, trigger="cancelled", channel="sms", audience="client")
        email = self.rows(event, trigger="cancelled", channel="email", audience="client")
        with self.at(self.now):
            sms._apply_report("failed", "unknown subscriber")
        self.assertFalse(self.calls())
        email.state = "failed"
        self.client.email = False  # nothing to fall back on
        sms.state = "sent"
        with self.at(self.now):
            sms._apply_report("failed", "unknown subscriber")
        self.assertEqual(len(self.calls()), 1)

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .live import LiveMixin
from .test_texts import TextsCase


class PreviewCase(TextsCase):
    def setUp(self):
        super().setUp()
        with self.at(self.now - timedelta(days=2)):
            self.manager.partner_id.write({"phone": "+33698765432", "email": "manager@example.com", "tz": "Europe/Paris"})

    def preview(self, user=None, lang="en_US", **values):
        model = self.env["appointment.preview"].with_user(user or self.manager).with_context(lang=lang)
        with self.at(self.now):
            return model.create(
                {"trigger": "reminder", "audience": "client", "channel": "sms", "max_credits": 1, "lang": lang, **values}
            )


@tagged("post_install", "-at_install")
class TestPreview(PreviewCase):
    """T10"""

    def test_t10_unsaved_text(self):
        """T10: a text that was never saved, on an appointment that might be, with what it costs."""
        preview = self.preview(body="Bonjour _PRÉNOM-DU-CLIENT_, fête le _DATE-DE-DÉBUT_ !")
        self.assertRegex(preview.shown_sms, r"^Bonjour Vanessa, fete le 11/25/27 ! http\S+/a/\S{16}$")
        self.assertRegex(preview.cost, r"^\d+ characters · GSM-7 · 1 credit")
        self.assertEqual(preview.note, "Replaced: ê → e.")

    def test_t10_real_appointment(self):
        """T10: the same words as the message that goes out, but for the link."""
        event = self.book()
        rule = self._rule("booked_client_sms")
        preview = self.preview(rule_id=rule.id, trigger="booked", body=rule.body, event_id=event.id)
        self.dispatch()
        sent = self.rows(event, trigger="booked", channel="sms").body
        self.assertEqual(preview.shown_sms.rsplit("/", 1)[0], sent.rsplit("/", 1)[0])
        self.assertNotEqual(preview.shown_sms, sent)

    def test_t10_languages(self):
        """T10: in any language: the unsaved text in mine, the saved ones in theirs."""
        self.reset_texts(self.sms_rule, body={"en_US": "Hello", "fr_FR": "Salut _DATE-DE-DÉBUT_"})
        preview = self.preview(rule_id=self.sms_rule.id, body="Howdy _START-DATE_")
        self.assertTrue(preview.shown_sms.startswith("Howdy 11/25/27"))
        preview.lang = "fr_FR"
        self.assertTrue(preview.shown_sms.startswith("Salut 25/11/27"))

    def test_t10_shortened(self):
        """T10, T4: shortening is shown before it happens."""
        preview = self.preview(body="Hello _CLIENT-FIRST-NAME_, " + "please be on time " * 12)
        self.assertIn("Shortened: in full it would cost 2 credits.", preview.note)

    def test_t10_email(self):
        """T10: an e-mail as rendered, signed by the one that wins."""
        self.company.appointment_signature_id = self.env["appointment.signature"].create(
            {"name": "House", "body_html": "<p>The house</p>"}
        )
        preview = self.preview(channel="email", trigger="booked", subject="On _START-DATE_", body="Hello _CLIENT-NAME_")
        self.assertEqual((preview.shown_subject, preview.signature), ("On 11/25/27", "House"))
        self.assertIn("Hello Vanessa Durand", preview.shown_html)
        self.assertIn("The house", preview.shown_html)
        self.assertNotIn("cid:", preview.shown_html)
        self.assertFalse(preview.shown_sms)

    def test_t10_every_trigger(self):
        """T10: every shipped rule can be previewed, for an appointment that might be and for a real one."""
        event = self.book()
        rules = self.env["appointment.rule"].with_context(active_test=False).search([("company_id", "=", self.company.id)])
        for rule in rules:
            for event_id in (False, event.id):
                with self.subTest(rule=rule.code, event=event_id):
                    preview = self.preview(
                        rule_id=rule.id, event_id=event_id, subject=rule.subject, body=rule.body,
                        **{name: rule[name] for name in ("trigger", "audience", "channel", "max_credits")},
                    )  # fmt: skip
                    shown = preview.shown_sms or preview.shown_plain
                    self.assertTrue(shown)
                    self.assertNotIn("False", shown)
                    self.assertNotRegex(shown, r"_[A-Z-]+_")

    def test_t10_form(self):
        """T10: the window shows it before anything is saved."""
        form = Form(
            self.env["appointment.preview"].with_user(self.front_desk).with_context(
                default_trigger="reminder", default_audience="client", default_channel="sms",
                default_body="See you on _START-DATE_", default_rule_id=self.sms_rule.id,
            ),
            view="appointment_notify.appointment_preview_view_form",
        )  # fmt: skip
        self.assertTrue(form.shown_sms.startswith("See you on "))
        form.lang = "fr_FR"
        self.assertIn("http", form.shown_sms)

    def test_s6_preview_link_opens_nothing(self):
        """T10, S6: nobody cancels a client's appointment from a preview."""
        preview = self.preview(body="x", event_id=self.book().id)
        with self.at(self.now):
            preview.action_send_to_myself()
        self.dispatch()
        row = self.env["appointment.notification"].sudo().search([("is_preview", "=", True)])
        self.assertEqual((row.state, row.token_hash), ("sent", False))

    def test_s5_other_company(self):
        """S5: nothing of a company that is not mine."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        with self.assertRaises(AccessError):
            self.preview(body="x", company_id=other.id).read(["shown_sms"])
        with self.assertRaises(AccessError):
            self.preview(user=new_test_user(self.env, "an_none", groups="base.group_user"), body="x")


@tagged("post_install", "-at_install")
class TestSendToMyself(LiveMixin, PreviewCase):
    """T10"""

    def _send(self, **values):
        preview = self.preview(**values)
        with self.at(self.now):
            action = preview.action_send_to_myself()
        self.dispatch()
        rows = self.env["appointment.notification"].sudo().search([("is_preview", "=", True)])
        return rows, action["params"]["message"]

    def test_t10_test_mode(self):
        """T10, G1: in test mode it waits in the test outbox."""
        row, message = self._send(body="Unsaved _CLIENT-FIRST-NAME_")
        self.assertEqual((row.state, row.is_test, row.partner_id), ("sent", True, self.manager.partner_id))
        self.assertTrue(row.body.startswith("Unsaved Vanessa"))
        self.assertIn("test outbox", message)
        self.assertFalse(row.client_id, "no client's log shows it")

    def test_t10_live(self):
        """T10: live, the unsaved text really comes, by SMS and by e-mail."""
        self.go_live()
        row, message = self._send(body="Unsaved _CLIENT-FIRST-NAME_")
        self.assertEqual((row.state, row.is_test), ("sent", False))
        (text,) = self.sms_to("+33698765432")
        self.assertTrue(text.startswith("Unsaved Vanessa"))
        self.assertIn("+33698765432", message)
        self._send(channel="email", trigger="booked", subject="Try", body="Unsaved e-mail", event_id=self.book().id)
        (mail,) = [mail for mail in self.smtp.to("manager@example.com") if mail["Subject"] == "Try"]
        self.assertIn("Unsaved e-mail", mail.get_body(("plain",)).get_content())

    def test_t10_about_a_cancelled_or_past_appointment(self):
        """T10: what is previewed is not re-checked against an appointment: it tells nobody anything."""
        event = self.book()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        row, _message = self._send(body="Hello", event_id=event.id)
        self.assertEqual(row.state, "sent")

    def test_t10_no_number(self):
        """T10: without a number of one's own, the reason is said at once."""
        self.manager.partner_id.phone = False
        with self.assertRaisesRegex(UserError, "No phone number"):
            self._send(body="Hello")

    def test_t10_who_may_send(self):
        """T10: only those who may edit texts, to a number that was theirs yesterday, ten times a day."""
        with self.assertRaises(AccessError):
            self._preview_sends(self.preview(user=self.front_desk, body="Any text to anybody"))
        for _number in range(10):
            self._preview_sends(self.preview(body="Again"))
        with self.assertRaisesRegex(UserError, "Ten previews a day"):
            self._preview_sends(self.preview(body="Once more"))
        with self.at(self.now + timedelta(days=1, hours=1)):
            self.preview(body="The next day").action_send_to_myself()
            self.manager.partner_id.phone = "+33612345679"
            with self.assertRaisesRegex(UserError, "was changed today"):
                self.preview(body="x").action_send_to_myself()
        with self.at(self.now + timedelta(days=2, hours=2)):
            self.preview(body="The day after").action_send_to_myself()

    def _preview_sends(self, preview):
        with self.at(self.now):
            preview.action_send_to_myself()


@tagged("post_install", "-at_install")
class TestWhosePreview(PreviewCase):
    def test_t10_only_what_the_log_shows(self):
        """T10, S5: an appointment of another practitioner, of another company or a private one is not previewed."""
        other = new_test_user(self.env, "an_other", groups="appointment_notify.group_practitioner", name="Other")
        mine = self.book()
        self.assertIn("Vanessa", self.preview(user=self.practitioner, body="_CLIENT-NAME_", event_id=mine.id).shown_sms)
        with self.assertRaises(AccessError):
            self.preview(user=other, body="_CLIENT-NAME_", event_id=mine.id).read(["shown_sms"])
        private = self.book("2026-03-21 15:00", user=self.practitioner, privacy="private")
        with self.assertRaises(AccessError):
            self.preview(user=other, body="_CLIENT-NAME_", event_id=private.id).read(["shown_sms"])
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        agenda = self.env["appointment.agenda"].create({"name": "There", "company_id": elsewhere.id, "tz": "Europe/Paris"})
        service = self.env["appointment.service"].create({"name": "S", "company_id": elsewhere.id})
        theirs = self.env["calendar.event"].create(
            {"name": "x", "start": self.paris("2026-03-22 15:00"), "service_id": service.id, "agenda_id": agenda.id,
             "partner_ids": [(6, 0, self.client.ids)]}
        )  # fmt: skip
        with self.assertRaises(AccessError):
            self.preview(body="_CLIENT-NAME_", event_id=theirs.id).read(["shown_sms"])

    def test_t11_plural(self):
        """T11: one credit, two credits; in French too."""
        self.assertRegex(self.preview(body="x").cost, r"· 1 credit$")
        self.assertRegex(self.preview(body="x" * 200, max_credits=2, lang="fr_FR").cost, r"· 2 crédits$")

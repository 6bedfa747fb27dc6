import importlib.util

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import AppointmentCase


class SignatureCase(AppointmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.default, cls.a, cls.b, cls.c = cls.env["appointment.signature"].create(
            [
                {"name": name, "body_html": f"<p>Signed {name}</p>", "body_sms": f"-{name}"}
                for name in ("default", "A", "B", "C")
            ]
        )
        cls.company.appointment_signature_id = cls.default
        cls.rooms = cls.env["resource.resource"].create(
            [{"name": f"Room {number}", "resource_type": "material"} for number in (1, 2, 3)]
        )
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreign = cls.env["appointment.signature"].create({"name": "Foreign", "company_id": cls.other_company.id})

    def winner(self, event):
        event = event.with_user(self.practitioner)
        return event.booking_signature_id.name, event.booking_signature_level

    def signed(self, event, trigger="booked"):
        self.dispatch()
        html = self.rows(event, trigger=trigger, channel="email", audience="client").body_html
        return [name for name in ("default", "A", "B", "C", "Foreign") if f"Signed {name}" in html]


@tagged("post_install", "-at_install")
class TestSignatures(SignatureCase):
    def test_t7_table(self):
        """T7: the four rows of seed 2, section 5, literally: account, agenda, service, resource → signature used."""
        none = self.env["appointment.signature"]
        table = [
            (none, none, none, "default", "account"),
            (self.a, none, none, "A", "agenda"),
            (self.a, self.b, none, "B", "service"),
            (self.a, self.b, self.c, "C", "resource"),
        ]
        for day, (agenda, service, resource, name, level) in enumerate(table, start=20):
            with self.subTest(name):
                self.agenda.signature_id, self.service.signature_id = agenda, service
                self.rooms[0].signature_id = resource
                event = self.book(f"2026-03-{day} 15:00", booked_resource_ids=[Command.set(self.rooms[0].ids)])
                self.assertEqual(self.winner(event), (name, level))
                self.assertEqual(self.signed(event), [name])

    def test_t7_other_combinations(self):
        """T7: a level that is left out is passed over."""
        self.rooms[0].signature_id = self.c
        event = self.book(booked_resource_ids=[Command.set(self.rooms[0].ids)])
        self.assertEqual(self.winner(event), ("C", "resource"))
        self.service.signature_id = self.b
        self.assertEqual(self.winner(self.book("2026-03-21 15:00")), ("B", "service"))

    def test_t7_several_resources(self):
        """T7: of several rooms the first that has a signature signs."""
        self.rooms[1].signature_id, self.rooms[2].signature_id = self.b, self.c
        event = self.book(booked_resource_ids=[Command.set(self.rooms.ids)])
        self.assertEqual(self.winner(event), ("B", "resource"))

    def test_t7_none_at_all(self):
        """T7: without any signature, messages go unsigned, and nothing says "False"."""
        self.company.appointment_signature_id = False
        event = self.book()
        self.assertEqual(self.winner(event), (False, "account"))
        self.assertEqual(self.signed(event), [])
        for row in self.rows(event):
            self.assertNotIn("False", (row.body or "") + (row.body_html or ""))

    def test_t7_archived(self):
        """T7: an archived signature signs nothing: the next level does."""
        self.service.signature_id, self.agenda.signature_id = self.b, self.a
        self.b.active = False
        self.assertEqual(self.winner(self.book()), ("A", "agenda"))
        (self.a | self.default).write({"active": False})
        self.assertEqual(self.winner(self.book("2026-03-21 15:00")), (False, "account"))

    def test_t7_another_companys_is_refused(self):
        """T7: on an agenda, a service, a resource, and in the settings."""
        manager = new_test_user(
            self.env, "an_two", groups="appointment_notify.group_manager",
            company_ids=[Command.set((self.company | self.other_company).ids)], company_id=self.company.id,
        )  # fmt: skip
        for record in (self.agenda, self.service):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.with_user(manager).signature_id = self.foreign
                self.env.flush_all()
        with self.assertRaises(UserError):
            self.rooms[0].signature_id = self.foreign
        for name in ("", "pending_", "cancelled_", "invoice_", "review_", "voucher_"):
            with self.subTest(name), self.assertRaises(ValidationError):
                self.company[f"appointment_{name}signature_id"] = self.foreign

    def test_t7_in_the_recipients_language(self):
        """T7: signatures are translated like texts."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.default.with_context(lang="fr_FR").body_html = "<p>Signé en français</p>"
        self.client.lang = "fr_FR"
        event = self.book()
        self.dispatch()
        self.assertIn("Signé en français", self.rows(event, channel="email", trigger="booked", audience="client").body_html)

    def test_t8_pending(self):
        """T8, A5: waiting bookings have a signature of their own; once confirmed, the usual one."""
        self.company.write(
            {"appointment_manual_confirmation": True, "appointment_pending_signature_id": self.a.id,
             "appointment_cancelled_signature_id": self.b.id}
        )  # fmt: skip
        self.service.signature_id = self.c
        event = self._book_online()
        self.assertEqual(self.winner(event), ("A", "status"))
        self.assertEqual(self.signed(event, "pending"), ["A"])
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_confirm()
        self.assertEqual(self.signed(event, "booked"), ["C"])
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        self.assertEqual(self.signed(event, "cancelled"), ["B"])
        self.assertEqual(self.winner(event), ("B", "status"))

    def _book_online(self):
        env = self.env
        self.env = env(context={**env.context, "appointment_origin": "online"})
        try:
            return self.book().with_env(env)
        finally:
            self.env = env

    def test_t8_review(self):
        """T8: review requests have a signature of their own."""
        self.company.appointment_review_signature_id = self.a
        rules = self.env["appointment.rule"].with_context(active_test=False)
        rules.search([("code", "=", "review_client_email"), ("company_id", "=", self.company.id)]).active = True
        event = self.book()
        self.dispatch()
        self.dispatch(at=self.paris("2026-03-20 20:30"))
        self.dispatch(at=self.paris("2026-03-21 10:30"))
        self.assertEqual(self.signed(event, "review"), ["A"])

    def test_t7_sms_signature(self):
        """T7: in SMS a signature is a short text of its own, where the text asks for it."""
        rule = self.env["appointment.rule"].search(
            [("code", "=", "booked_client_sms"), ("company_id", "=", self.company.id)]
        )
        rule.body = "RDV _START-DATE_. _SIGNATURE_"
        event = self.book()
        self.dispatch()
        self.assertRegex(self.rows(event, trigger="booked", channel="sms").body, r"^RDV 3/20/26\. -default http")
        with self.assertRaisesRegex(ValidationError, "at most 40"):
            self.default.body_sms = "x" * 41
        with self.assertRaisesRegex(ValidationError, "macros"):
            self.default.body_sms = "_LINK_"

    def test_t7_html_is_sanitized(self):
        """T7: a signature cannot bring a script along."""
        self.default.body_html = '<p onclick="x()">Hi<script>alert(1)</script></p>'
        self.assertNotIn("script", self.default.body_html)
        self.assertNotIn("onclick", self.default.body_html)


@tagged("post_install", "-at_install")
class TestOtherSignatures(SignatureCase):
    """T8: e-mails of other apps."""

    def _invoice(self, company=None, **values):
        return self.env["account.move"].with_company(company or self.company).create(
            {"move_type": "out_invoice", "partner_id": self.client.id, "invoice_user_id": self.front_desk.id, **values}
        )

    def _body(self, template, record, **options):
        return str(template._render_field("body_html", record.ids, **options)[record.id])

    def test_t8_invoices(self):
        """T8: the settings' signature takes the place of the salesperson's in invoices."""
        self.front_desk.signature = "<p>Denis <b>salesman</b></p>"
        template, invoice = self.env.ref("account.email_template_edi_invoice"), self._invoice()
        self.assertIn("salesman", self._body(template, invoice))
        self.company.appointment_invoice_signature_id = self.a
        body = self._body(template, invoice)
        self.assertIn("Signed A", body)
        self.assertNotIn("salesman", body)
        self.assertNotIn("--", body.split("Signed A")[0][-20:])
        self.assertIn("Do not hesitate", body, "the rest stays")

    def test_t8_invoice_without_a_salespersons_signature(self):
        """T8: below the text where there was none."""
        self.front_desk.signature = False
        self.company.appointment_invoice_signature_id = self.a
        body = self._body(self.env.ref("account.email_template_edi_invoice"), self._invoice())
        self.assertGreater(body.index("Signed A"), body.index("Do not hesitate"))

    def test_t8_a_templates_own(self):
        """T8: a template's own signature beats the settings'; an archived or foreign one signs nothing."""
        template, invoice = self.env.ref("account.email_template_edi_invoice"), self._invoice()
        self.company.appointment_invoice_signature_id = self.a
        template.signature_id = self.b
        self.assertIn("Signed B", self._body(template, invoice))
        self.b.active = False
        self.assertIn("Signed A", self._body(template, invoice))
        template.signature_id = self.foreign
        self.assertIn("Signed A", self._body(template, invoice))

    def test_t8_other_templates_are_untouched(self):
        """T8: nothing is signed that nobody chose."""
        self.company.appointment_invoice_signature_id = self.a
        template = self.env["mail.template"].create(
            {"name": "Plain", "model_id": self.env.ref("base.model_res_partner").id, "body_html": "<p>Hello</p>"}
        )
        self.assertEqual(self._body(template, self.client), "<p>Hello</p>")
        template.signature_id = self.b
        self.assertIn("Signed B", self._body(template, self.client))

    def test_t8_in_the_customers_language(self):
        """T8: in the language the e-mail is rendered in."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.appointment_invoice_signature_id = self.a
        self.a.with_context(lang="fr_FR").body_html = "<p>Signé A</p>"
        self.client.lang = "fr_FR"
        template, invoice = self.env.ref("account.email_template_edi_invoice"), self._invoice()
        self.assertIn("Signé A", self._body(template, invoice, compute_lang=True))
        self.assertIn("Signé A", self._body(template, invoice, set_lang="fr_FR"))
        self.assertIn("Signé A", self._body(template, invoice, res_ids_lang={invoice.id: "fr_FR"}))

    def test_t8_invoice_wizard(self):
        """T8: what the "Send" window of an invoice shows is signed."""
        self.company.appointment_invoice_signature_id = self.a
        product = self.env["product.product"].create({"name": "Cut"})
        invoice = self._invoice(invoice_line_ids=[Command.create({"product_id": product.id, "price_unit": 45})])
        invoice.action_post()
        wizard = self.env["account.move.send.wizard"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"move_id": invoice.id})
        self.assertIn("Signed A", wizard.body)

    def test_t8_gift_cards(self):
        """T8: gift cards of the app loyalty, where it is installed; without it nothing is missing."""
        template = self.env.ref("loyalty.mail_template_gift_card", raise_if_not_found=False)
        if not template:
            self.assertIsNotNone(importlib.util.find_spec("odoo.addons.loyalty"))
            self.skipTest("loyalty is not installed")
        self.company.appointment_voucher_signature_id = self.a
        program = self.env["loyalty.program"].create(
            {"name": "Gift cards", "program_type": "gift_card", "trigger": "auto", "applies_on": "future"}
        )
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.client.id, "points": 50}
        )
        self.assertIn("Signed A", self._body(template, card))

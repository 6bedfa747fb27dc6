from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestSettingsPage(AppointmentCase):
    """Managers set everything of this module without system rights (U2, S5, N14, G7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "an_manager", groups="appointment_notify.group_manager")

    def page(self, user=None):
        return self.env["appointment.settings"].with_user(user or self.manager)

    def rule(self, code):
        return self.env["appointment.rule"].with_context(active_test=False).search(
            [("company_id", "=", self.company.id), ("code", "=", code)]
        )

    def test_u2_manager_saves(self):
        """U2, S5: company fields and rules' switches, by a manager without system rights; what was not touched stays."""
        settings = self.page().create({})
        self.rule("moved_client_sms").active = False  # by somebody else, meanwhile
        settings.write({"appointment_min_gap": 2.5, "appointment_phone": "+33 1 99 00 55 55", "appointment_rule_done_client_sms": True})
        self.assertEqual((self.company.appointment_min_gap, self.company.phone), (2.5, "+33 1 99 00 55 55"))
        self.assertTrue(self.rule("done_client_sms").active)
        self.assertFalse(self.rule("moved_client_sms").active)

    def test_u2_page_shows_what_the_model_has(self):
        """U2: the page is built from Odoo's settings, in their order; no secret, and no provider of other apps' SMS."""
        view = self.page().get_view(view_type="form")
        for name in ("appointment_rule_reminder_client_sms_24h", "appointment_signature_id", "appointment_sms_allowance",
                     "appointment_fallback_user_id", "appointment_birthday_hour"):  # fmt: skip
            self.assertIn(f'name="{name}"', view["arch"])
        self.assertNotIn("webhook", view["arch"])
        order = [view["arch"].index(f'id="{name}"') for name in (
            "appointment_reminder_email", "appointment_client_emails", "appointment_signature", "appointment_client_sms", "appointment_prices"
        )]  # fmt: skip
        self.assertEqual(order, sorted(order))

    def test_n14_counts_before_saving(self):
        """N14: how many appointments are planned anew, and that clients will be reminded twice, before it is saved."""
        self.book("2026-03-20 15:00")
        with self.at(self.now), Form(self.page()) as form:
            self.assertFalse(form.appointment_before_saving)
            form.appointment_rule_reminder_client_sms_48h = True
            self.assertIn("1 coming", form.appointment_before_saving)
            self.assertIn("2 reminders", form.appointment_before_saving)
        self.assertTrue(self.rule("reminder_client_sms_48h").active)

    def test_n14_form_of_a_rule(self):
        """N14: the form of a message says it too."""
        rule = self.rule("reminder_client_sms_48h").with_user(self.manager)
        with self.at(self.now):
            result = rule.onchange({"active": True}, ["active"], {"active": {}, "company_id": {}, "trigger": {}, "channel": {}, "audience": {}})
        self.assertIn("2 reminders", result["warning"]["message"])

    def test_s5_nobody_else(self):
        """S5: front desk and other companies' managers are refused."""
        with self.assertRaises(AccessError):
            self.page(self.front_desk).create({})
        with self.assertRaises(AccessError):
            self.env["appointment.going.live"].with_user(self.front_desk).create({})

    def test_g7_going_live_and_back(self):
        """G7: what is missing keeps from going live; a manager goes live and back."""
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost:8069")
        self.book("2026-03-20 15:00")
        with self.at(self.now):
            page = self.env["appointment.going.live"].with_user(self.manager).create({})
            self.assertIn("localhost", page.missing)
            with self.assertRaises(UserError):
                page.action_go_live()
            self.company.appointment_link_base = "rdv.example.com"
            page.invalidate_recordset()
            self.assertTrue(page.is_ready, page.missing)
            self.assertTrue(page.waiting)
            page.action_go_live()
            self.assertTrue(self.company.appointment_live)
            page.action_go_back()
            self.assertFalse(self.company.appointment_live)

import json
from datetime import timedelta

from odoo.tests import HttpCase, new_test_user, tagged

from .common import AppointmentMixin
from .live import LiveMixin


@tagged("post_install", "-at_install")
class TestHealth(LiveMixin, AppointmentMixin, HttpCase):
    """A dispatcher that has stopped is seen (S4); trying the provider (G1); copied databases (S8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()
        cls.manager = new_test_user(cls.env, "an_manager", groups="appointment_notify.group_manager")
        cls.admin = new_test_user(
            cls.env, "an_admin", groups="appointment_notify.group_manager,base.group_system"
        )

    def setUp(self):
        super().setUp()
        self.go_live()
        self.env.flush_all()

    def health(self, at=None):
        self.env.flush_all()
        with self.at(at or self.now):
            answer = self.url_open("/appointment_notify/health")
        return answer.status_code, json.loads(answer.text)

    def problems(self, user, at=None):
        with self.at(at or self.now):
            return self.env["appointment.health"].with_user(user).get_problems()

    def test_s4_stopped_dispatcher(self):
        """S4: not run for ten minutes: 503, and managers are told; others are not."""
        self.dispatch()
        self.assertEqual(self.health()[0], 200)
        self.assertEqual(self.problems(self.manager), [])
        later = self.now + timedelta(minutes=11)
        status, answer = self.health(at=later)
        self.assertEqual((status, answer["status"], answer["last_run"]), (503, "failing", "2026-03-10T10:00:00Z"))
        (problem,) = self.problems(self.manager, at=later)
        self.assertIn("last ran on", problem)
        self.assertEqual(self.problems(self.front_desk, at=later), [])

    def test_s4_overdue_and_in_doubt(self):
        """S4: the oldest overdue message, and how many are in doubt; held ones are not overdue."""
        self.gateway.behave(mode="cut")
        event = self.book()
        self.dispatch()
        self.assertEqual(self.health()[1]["in_doubt"], 1)
        reminder = self.rows(event, trigger="reminder", channel="sms")
        later = reminder.send_at + timedelta(minutes=31)
        self.env["appointment.heartbeat"].search([]).last_run = later
        self.assertEqual(self.health(at=later)[0], 503)
        self.assertIn("Messages are late", self.problems(self.manager, at=later)[0])
        self.rows(event, state="planned").write({"held": True})
        self.assertEqual(self.health(at=later)[1]["oldest_overdue"], None)

    def test_s4_stopped_provider(self):
        """S4: a provider that refuses the account is shown, without any name."""
        self.gateway.behave(mode="unauthorized")
        self.book()
        self.dispatch()
        status, answer = self.health()
        (provider,) = answer["stopped_providers"]
        self.assertEqual((status, provider["channel"], provider["reason"]), (503, "sms", "auth"))
        for name in ("Vanessa", "Claire", "Mon Salon", "+336", "example.com"):
            self.assertNotIn(name, json.dumps(answer))
        self.assertIn("refused the account", self.problems(self.manager)[0])

    def test_s4_banner(self):
        """S4: managers see it in red above the log, in a real browser."""
        self.env["appointment.heartbeat"].search([]).unlink()
        action = self.env.ref("appointment_notify.appointment_notification_action").id
        self.browser_js(
            f"/odoo/action-{action}",
            """
            const banner = document.querySelector(".o_appointment_health.alert-danger");
            if (!banner.textContent.includes("has never run")) { throw new Error(banner.textContent); }
            console.log("test successful");
            """,
            ready="!!document.querySelector('.o_appointment_health')",
            login="an_manager",
        )

    def test_g1_test_message(self):
        """G1: a test SMS reports in words what the provider answered, and what credit is left."""
        company = self.company.with_user(self.admin)
        notice = company.action_appointment_test_sms("06 12 34 56 01")["params"]
        self.assertEqual(notice["type"], "success")
        self.assertEqual(len(self.sms_to("+33612345601")), 1)
        for mode, words in (
            ("unauthorized", "The provider refused the account."),
            ("no_credit", "No credit left"),
            ("cut", "may have been sent"),
            ("unavailable", "slow down"),
        ):
            with self.subTest(mode=mode):
                self.gateway.behave(mode=mode)
                notice = company.action_appointment_test_sms("0612345601")["params"]
                self.assertEqual(notice["type"], "danger")
                self.assertIn(words, notice["message"])

    def test_g1_test_message_from_settings(self):
        """G1: the button in the settings; the credit that Brevo tells is shown."""
        self.gateway_record.write(
            {
                "provider": "brevo",
                "url": self.gateway.url("/v3"),
                "secret": "xkeysib-brevo-key",
            }
        )
        settings = self.env["res.config.settings"].with_user(self.admin).create({"appointment_test_number": "0612345601"})
        self.assertIn("Credit left: 82.85", settings.action_appointment_test_sms()["params"]["message"])
        (taken,) = self.gateway.accepted()
        self.assertEqual(taken["fields"]["webUrl"], settings.appointment_report_url)
        self.env.flush_all()
        self.book()
        self.dispatch()
        settings = self.env["res.config.settings"].with_user(self.admin).create({})
        self.assertEqual(settings.appointment_balance, 82.85)

    def test_s8_copied_database(self):
        """S8: in a copy of a live database nothing leaves, nothing is lost, and managers see why."""
        self.env.cr.execute("UPDATE res_company SET appointment_live_in = 'production/uuid'")
        self.env.invalidate_all()
        event = self.book()
        self.assertEqual(self.dispatch(), 0)
        self.assertEqual(self.gateway.accepted(), [])
        self.assertEqual(set(self.rows(event, trigger="booked").mapped("state")), {"planned"})
        self.assertIn("copy of the database", self.problems(self.manager)[0])
        self.company.appointment_live = False
        self.company.appointment_live = True
        self.env.flush_all()
        self.assertEqual(self.dispatch(), 3)

    def test_s8_same_name_on_another_server(self):
        """S8: a dump restored under the same name on another PostgreSQL server sends nothing."""
        self.env.cr.execute("SELECT system_identifier FROM pg_control_system()")
        (server,) = self.env.cr.fetchone()
        here = self.company.sudo().appointment_live_in
        self.assertEqual(here.split("/"), [self.env.cr.dbname, here.split("/")[1], str(server)])
        self.env.cr.execute("UPDATE res_company SET appointment_live_in = %s", [here.replace(str(server), "123")])
        self.env.invalidate_all()
        self.book()
        self.assertEqual(self.dispatch(), 0)
        self.assertIn("copy of the database", self.problems(self.manager)[0])

    def test_s6_test_links_close_when_live(self):
        """S6, S8: a link of the test outbox opens while testing, and no more once messages are real."""
        self.company.appointment_live = False
        event = self.book()
        self.env.flush_all()
        self.dispatch()
        sms = self.rows(event, channel="sms", audience="client", trigger="booked")
        token = sms.body.rsplit("/", 1)[1]
        self.env.flush_all()
        with self.at(self.now):
            self.assertEqual(self.url_open(f"/a/{token}").status_code, 200)
            self.company.appointment_live = True
            self.env.flush_all()
            self.assertEqual(self.url_open(f"/a/{token}").status_code, 404)

    def test_s8_neutralized(self):
        """S8: neutralize.sql runs, and nothing is left that could send."""
        from odoo.modules.neutralize import get_neutralization_queries

        self.gateway_record.secret = "secret"
        event = self.book()
        self.env.flush_all()
        for query in get_neutralization_queries(["appointment_notify"]):
            self.env.cr.execute(query)
        self.env.invalidate_all()
        self.assertEqual(self.dispatch(), 0)
        self.assertEqual(set(self.rows(event).mapped("held")), {True})
        self.assertFalse(self.env["appointment.gateway"].search([]))
        self.env.cr.execute("SELECT count(*) FROM appointment_notification WHERE token_hash IS NOT NULL")
        self.assertEqual(self.env.cr.fetchone(), (0,))
        company = self.company.sudo()
        self.assertEqual((company.appointment_live, company.sms_provider), (False, "iap"))
        for field in company._fields.values():
            if field.name.startswith(("appointment_gateway_", "appointment_webhook_")):
                self.assertFalse(company[field.name], field.name)
        crons = self.env["ir.cron"].search([("cron_name", "like", "Appointment notifications%")])
        self.assertFalse(crons)

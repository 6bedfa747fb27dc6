import json
import subprocess
import sys
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

from .database_copy import DatabaseCopy
from .gateway_server import GatewayServer

_HERE = Path(__file__).resolve().parent
_ADDONS = _HERE / "addons"
_RUN = _HERE.parent / "benchmarks" / "fault_run.py"
_BOOK = """
from datetime import timedelta
company = env.company
company.write({"appointment_live": True, "appointment_grouping_delay": 0, "appointment_link_base": "rdv.example.com",
               "email": "salon@example.com", "country_id": env.ref("base.fr").id, **COMPANY})
env["ir.mail_server"].search([]).active = False
client = env["res.partner"].create({"name": "Vanessa", "phone": "+33612345601", "lang": "en_US", **CLIENT})
event = env["calendar.event"].create({
    "name": "x", "start": env.cr.now() + timedelta(days=9),
    "service_id": env["appointment.service"].create({"name": "Cut", "duration": 1.0}).id,
    "agenda_id": env["appointment.agenda"].create({"name": "A", "tz": "Europe/Paris"}).id,
    "partner_ids": [(6, 0, client.ids)]})
env.cr.commit()
env["appointment.notification"]._dispatch()
env.invalidate_all()
rows = env["appointment.notification"].search([("event_id", "=", event.id), ("trigger", "=", "booked")])
print("ROWS", __import__("json").dumps([[r.channel, r.state, r.reason, r.provider, r.address, r.subject] for r in rows]))
"""

_ARRIVE = _BOOK.split("event = ")[0] + """
company.write(OPEN)
start = env.cr.now().replace(microsecond=0) + timedelta(days=9)
event = env["calendar.event"].create({
    "name": "x", "start": start, "stop": start + timedelta(hours=1),
    "service_id": env["appointment.service"].create({"name": "Cut", "duration": 1.0}).id,
    "agenda_id": env["appointment.agenda"].create({"name": "A", "tz": "UTC"}).id,
    "partner_ids": [(6, 0, client.ids)]})
env.cr.commit()
def rows():
    env.invalidate_all()
    return env["appointment.notification"].search([("event_id", "=", event.id), ("trigger", "=", "arrival")], order="id")
def told():
    return [[r.state, r.reason, (r.event_start - r.send_at).total_seconds() / 3600] for r in rows()]
printed = {"planned": told()}
event.write({"start": start + timedelta(days=1), "stop": start + timedelta(days=1, hours=1)})
env.cr.commit()
printed["moved"] = [*told(), (rows().event_start - start).days]
rule = env.ref("appointment_arrival.rule_arrival")
rule.delay = 3
env.cr.commit()
printed["replanned"] = told()
event._plan_notifications()
env.cr.commit()
printed["again"] = told()
event.attendee_ids.filtered("is_client").action_booking_cancel()
env.cr.commit()
printed["cancelled"] = told()
event.with_context(active_test=False).attendee_ids.filtered("is_client").action_booking_restore()
env.cr.commit()
printed["restored"] = told()
env.cr.execute("UPDATE appointment_notification SET send_at = now() AT TIME ZONE 'UTC' WHERE id = ANY(%s) AND state = 'planned'", [rows().ids])
env.cr.commit()
env["appointment.notification"]._dispatch()
printed["sent"] = [[r.state, r.reason, r.body] for r in rows() if r.sent_at]
printed["log"] = dict(env["appointment.notification"]._fields["trigger"]._description_selection(env)).get("arrival")
printed["form"] = rule.follows_clock and not rule.is_reminder
print("ROWS", __import__("json").dumps(printed))
"""


@tagged("post_install", "-at_install")
class TestOutsideAddons(BaseCase):
    """A channel, a provider and an occasion of other addons, each in one file (H1), installed into a copy of the
    database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = DatabaseCopy(get_db_name(), f"{get_db_name()}_outside")
        cls.addClassCleanup(cls.database.drop)
        cls.gateway = GatewayServer()
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)
        cls.odoo("-i", "appointment_push,appointment_acme,appointment_arrival", "--stop-after-init", "--no-http")

    @classmethod
    def odoo(cls, *options, script=None):
        addons = ",".join([*config["addons_path"], str(_ADDONS)])
        command = [sys.executable, "-m", "odoo", *(["shell"] if script else []), "-d", cls.database.name,
                   "--addons-path", addons, "--log-level=warn", *options]  # fmt: skip
        done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=300)
        if "Traceback" in done.stdout + done.stderr or done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout

    def book(self, company="{}", client="{}"):
        """[[channel, state, reason, provider, address, subject]] of a booking's messages, sent."""
        return self.run_script(_BOOK.replace("COMPANY", company).replace("CLIENT", client))

    def run_script(self, script):
        self.gateway.reset()
        printed = self.odoo("--no-http", script=script)
        return json.loads(next(line for line in printed.splitlines() if "ROWS" in line).split("ROWS", 1)[1])

    def test_h1_one_file_under_60_lines(self):
        """H1: the channel, the provider and the occasion each take one Python file of less than 60 lines."""
        for addon in ("appointment_push", "appointment_acme", "appointment_arrival"):
            files = [path for path in (_ADDONS / addon).glob("*.py") if not path.name.startswith("__")]
            self.assertEqual(len(files), 1, addon)
            self.assertLess(len(files[0].read_text().splitlines()), 60, addon)

    def test_h1_push(self):
        """H1: the channel finds its address, renders its text with the link, sends, and keeps its result."""
        url = self.gateway.url("/sms")
        rows = self.book(f'{{"push_url": "{url}"}}', '{"push_token": "token-1"}')
        (push,) = [row for row in rows if row[0] == "push"]
        self.assertEqual(push[:5], ["push", "sent", None or False, "push", "token-1"])
        self.assertTrue(push[5].startswith("See you on"))
        (taken,) = [each for each in self.gateway.accepted() if each["number"] == "token-1"]
        self.assertIn("Hello Vanessa, at", taken["text"])
        self.assertRegex(taken["text"], r"/a/[\w-]{16}$")
        rows = self.book(f'{{"push_url": "{url}"}}')
        self.assertIn(["push", "skipped", "no_app"], [row[:3] for row in rows])
        rows = self.book(f'{{"push_url": "{url}"}}', '{"push_token": "t", "appointment_push_other": "off"}')
        self.assertIn(["push", "skipped", "opted_out"], [row[:3] for row in rows])

    def test_h1_provider(self):
        """H1: the provider's settings are asked for by the form, checked, and used."""
        url = self.gateway.url("/sms")
        gateway = (
            '{"sms_provider": "http", "appointment_gateway_id": env["appointment.gateway"].create({"name": "Acme",'
            f'"company_id": company.id, "provider": "acme", "allow_private": True, "url": "{url}", "acme_token": TOKEN}}).id}}'
        )
        rows = self.book(gateway.replace("TOKEN", '"t"'))
        self.assertIn(["sms", "sent", False, "acme"], [row[:4] for row in rows])
        self.assertEqual(len(self.gateway.accepted()), 1)
        rows = self.book(gateway.replace("TOKEN", "False"))
        self.assertIn(["sms", "planned", "no_provider"], [row[:3] for row in rows])
        printed = self.odoo("--no-http", script='print("FORM", env["appointment.gateway"].get_view()["arch"])')
        self.assertIn('name="acme_token"', printed)

    def test_h1_occasion(self):
        """H1, N14: an occasion that follows the clock is planned, moves along, is planned anew when its rule changes,
        goes with the appointment and comes back with it; it is sent, and the log names it."""
        company = (
            '{"sms_provider": "http", "appointment_gateway_id": env["appointment.gateway"].create({"name": "Acme",'
            f'"company_id": company.id, "provider": "acme", "allow_private": True, "url": "{self.gateway.url("/sms")}",'
            '"acme_token": "t"}).id}'
        )
        opening = '{"appointment_send_from": 0.0, "appointment_send_until": 24.0}'
        script = _ARRIVE.replace("COMPANY", company).replace("CLIENT", "{}").replace("OPEN", opening)
        told = self.run_script(script)
        self.assertEqual(told["planned"], [["planned", False, 2]])
        self.assertEqual(told["moved"], [["planned", False, 2], 1])
        self.assertEqual(told["replanned"], [["planned", False, 3]])
        self.assertEqual(told["again"], told["replanned"])
        self.assertEqual(told["cancelled"], [["skipped", "cancelled", 3]])
        self.assertEqual(told["restored"], [["planned", False, 3]])
        ((state, _reason, text),) = told["sent"]
        self.assertEqual(state, "sent")
        self.assertIn("ring twice", text)
        self.assertIn("ring twice", "".join(each["text"] for each in self.gateway.accepted()))
        self.assertEqual((told["log"], told["form"]), ("Arrival", True))

    def test_s1_push_through_the_fault_run(self):
        """H1, S1: dispatchers are killed while the new channel sends: nothing lost, nothing accepted twice."""
        command = [sys.executable, _RUN, "--kills", "20", "--messages", "200", "--template", self.database.name,
                   "--database", f"{get_db_name()}_faults", "--seed", "7", "--channel", "push", "--addons", _ADDONS]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        result = json.loads(done.stdout)
        self.assertTrue(result["kept"], done.stdout)
        self.assertEqual((result["messages"], result["lost"], result["accepted twice"]), (200, 0, 0))

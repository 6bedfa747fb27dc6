import json
import subprocess
import sys

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from .database_copy import DatabaseCopy

_MODELS = ("calendar.event", "calendar.attendee", "res.partner", "res.users", "res.company", "res.config.settings",
           "mail.template", "resource.resource", "phone.blacklist", "mail.activity", "sms.tracker")  # fmt: skip
# In a live database, with an appointment and messages about it
_USE = """
from datetime import timedelta
env.company.write({"sms_provider": "http", "appointment_live": True, "appointment_grouping_delay": 0})
service = env["appointment.service"].create({"name": "Cut", "duration": 1.0})
client = env["res.partner"].create({"name": "V", "phone": "+33612345601", "email": "v@example.com"})
env["calendar.event"].create({
    "name": "x", "start": env.cr.now() + timedelta(days=9), "service_id": service.id,
    "agenda_id": env["appointment.agenda"].create({"name": "A"}).id, "partner_ids": [(6, 0, client.ids)]})
env.company.appointment_signature_id = env["appointment.signature"].create({"name": "S"})
names = env["ir.model.data"].search([("model", "=", "ir.model.fields")])
others = set(names.filtered(lambda name: name.module != "appointment_notify").mapped("res_id"))
fields = env["ir.model.fields"].browse(set(names.mapped("res_id")) - others)
print("OURS", __import__("json").dumps([[env[f.model]._table, f.name] for f in fields if f.model in env]))
env.cr.commit()
env["ir.module.module"].search([("name", "=", "appointment_notify")]).button_immediate_uninstall()
"""
_LOOK = """
for model in MODELS:
    for view in env["ir.ui.view"].search([("model", "=", model), ("type", "!=", "qweb")]):
        if view.mode == "primary":
            env[model].get_view(view.id, view.type)
    env[model].search([], limit=1).read()
event = env["calendar.event"].search([("name", "=", "x")])
event.write({"start": event.start})
print("PROVIDER", env.company.sms_provider)
print("DONE")
"""


@tagged("post_install", "-at_install")
class TestUninstall(BaseCase):
    """Uninstalling leaves nothing (S8). On a copy of the database, in processes of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = DatabaseCopy(get_db_name(), f"{get_db_name()}_uninstall")
        cls.addClassCleanup(cls.database.drop)

    def shell(self, script):
        """Run a script in Odoo's shell; what it printed."""
        command = [sys.executable, "-m", "odoo", "shell", "-d", self.database.name, "--no-http", "--log-level=error"]
        done = subprocess.run(command, input=script, capture_output=True, text=True, timeout=300)
        self.assertNotIn("Traceback", done.stdout + done.stderr)
        return done.stdout

    def column(self, statement):
        return {value for (value,) in self.database.query(statement)}

    def test_s8_nothing_is_left(self):
        """S8: no table, column, cron, view, menu, group, rule or setting of ours; Odoo's screens and its calendar
        work; companies on an HTTP gateway are back to Odoo's own provider."""
        printed = self.shell(_USE)
        line = next(line for line in printed.splitlines() if "OURS" in line)
        ours = {tuple(pair) for pair in json.loads(line.split("OURS", 1)[1])}
        self.assertGreater(len(ours), 100)
        columns = set(
            self.database.query("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        )
        tables = {table for table, _column in columns}
        self.assertEqual({table for table in tables if table.startswith("appointment_")}, set())
        self.assertEqual({table for table in tables if "appointment_" in table}, set(), "nor many2many tables")
        kept = {pair for pair in ours & columns if pair[1] not in ("id", "create_uid", "write_uid")}
        self.assertEqual(kept, set())
        self.assertFalse(self.column("SELECT name FROM ir_model_data WHERE module = 'appointment_notify'"))
        self.assertFalse(self.column("SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'Appointment%'"))
        self.assertFalse(self.column("SELECT model FROM ir_model WHERE model LIKE 'appointment.%'"))
        self.assertFalse(self.column("SELECT id FROM ir_ui_view WHERE arch_db::text LIKE '%appointment_%'"))
        self.assertFalse(self.column("SELECT sequencename FROM pg_sequences WHERE sequencename LIKE '%appointment%'"))
        self.assertFalse(self.column("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%appointment%'"))
        self.assertFalse(self.column("SELECT res_model FROM mail_activity WHERE res_model LIKE 'appointment.%'"))
        self.assertFalse(self.column("SELECT model FROM mail_message WHERE model LIKE 'appointment.%'"))
        printed = self.shell(_LOOK.replace("MODELS", repr(_MODELS)))
        self.assertIn("PROVIDER iap", printed)
        self.assertIn("DONE", printed)

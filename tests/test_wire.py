import subprocess
import sys
import time

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from .database_copy import DatabaseCopy
from .gateway_server import GatewayServer
from .smtp_server import SmtpServer

_BOOK = """
from datetime import timedelta
company = env.company
gateway = env["appointment.gateway"].create({"name": "G", "provider": PROVIDER, "allow_private": True, **SETTINGS})
company.write({"appointment_live": True, "appointment_grouping_delay": 0, "appointment_link_base": "rdv.example.com",
               "email": "salon@example.com", "country_id": env.ref("base.fr").id, "sms_provider": "http",
               "appointment_gateway_id": gateway.id})
env["ir.mail_server"].search([]).active = False
env["ir.mail_server"].create({"name": "S", "smtp_host": "127.0.0.1", "smtp_port": PORT, "smtp_encryption": "none"})
env["calendar.event"].create({
    "name": "x", "start": env.cr.now() + timedelta(days=9),
    "service_id": env["appointment.service"].create({"name": "Cut", "duration": 1.0}).id,
    "agenda_id": env["appointment.agenda"].create({"name": "A", "tz": "Europe/Paris"}).id,
    "partner_ids": [(6, 0, env["res.partner"].create(
        {"name": "V", "phone": "+33612345601", "email": "v@example.com"}).ids)]})
env.cr.commit()
DOUBTS
env.cr.commit()
import time
began = time.monotonic()
env["appointment.notification"]._dispatch()
print("SECONDS", time.monotonic() - began)
"""
_DOUBTS = """
env.cr.execute('''INSERT INTO appointment_notification
    (trigger, audience, channel, company_id, state, reference, address, lease_until, send_at, due_at, held, attempts)
    SELECT 'booked', 'client', 'sms', %s, 'in_doubt', md5(n::text), '+3361234' || lpad(n::text, 4, '0'),
           now() AT TIME ZONE 'UTC' - interval '1 minute', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC',
           false, 1 FROM generate_series(1, 200) n''', [company.id])
"""
# Connections of a dispatcher that have held a transaction open for longer than any of its own takes
_OPEN = """
    SELECT query FROM pg_stat_activity
     WHERE datname = current_database() AND state LIKE 'idle in transaction%'
       AND clock_timestamp() - state_change > interval '0.3 seconds'
"""


@tagged("post_install", "-at_install")
class TestWire(BaseCase):
    """Nothing is called inside a transaction, and nothing takes for ever (S10). In a process of its own."""

    def setUp(self):
        super().setUp()
        self.database = DatabaseCopy(get_db_name(), f"{get_db_name()}_wire")
        self.addCleanup(self.database.drop)
        self.gateway, self.smtp = GatewayServer(), SmtpServer()
        for server in (self.gateway, self.smtp):
            server.start()
            self.addCleanup(server.stop)

    def run_dispatcher(self, provider="generic", settings="{}", doubts=""):
        """Seconds that a run took, and what was seen meanwhile of open transactions."""
        script = _BOOK.replace("PROVIDER", repr(provider)).replace("SETTINGS", settings).replace("DOUBTS", doubts)
        command = [sys.executable, "-m", "odoo", "shell", "-d", self.database.name, "--no-http", "--log-level=error"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        process.stdin.write(script.replace("PORT", str(self.smtp.port)))
        process.stdin.close()
        seen, in_hand = [], 0
        while process.poll() is None:
            if self.database.query("SELECT 1 FROM appointment_notification WHERE state = 'sending'"):
                in_hand += 1
                seen += self.database.query(_OPEN)
            time.sleep(0.05)
        printed = process.stdout.read()
        self.assertIn("SECONDS", printed)
        return float(printed.split("SECONDS")[1].split()[0]), seen, in_hand

    def test_s10_no_open_transaction(self):
        """S10: while a gateway and a mail server take their time, no connection waits inside a transaction."""
        self.gateway.behave(mode="slow", seconds=1.5)
        self.smtp.before_answering = lambda: time.sleep(1.5)
        url = self.gateway.url("/sms")
        _seconds, seen, in_hand = self.run_dispatcher(
            settings=f'{{"url": "{url}", "auth": "none", "id_path": "messages.0.id"}}'
        )
        self.assertGreater(in_hand, 20, "it was seen while it called")
        self.assertEqual(seen, [])
        self.assertEqual((len(self.gateway.accepted()), len(self.smtp.messages)), (1, 1))

    def test_s10_look_ups_are_bounded(self):
        """S10: 200 messages in doubt at a provider that does not answer: the others go at once, the run ends soon."""
        self.gateway.behave(mode="hang", seconds=30)
        settings = f'{{"url": "{self.gateway.url("/v3")}", "secret": "xkeysib-brevo-key"}}'
        seconds, seen, _in_hand = self.run_dispatcher("brevo", settings, _DOUBTS)
        self.assertLess(seconds, 45)
        self.assertEqual(seen, [])
        self.assertEqual(len(self.smtp.messages), 1)

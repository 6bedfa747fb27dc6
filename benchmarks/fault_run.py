"""Nothing lost, nothing doubled (S1): dispatchers are killed while they send, and everything else fails, too.

    dev/python benchmarks/fault_run.py --kills 200 --messages 2000
    dev/python benchmarks/fault_run.py --kills 200 --messages 2000 --deduplicate
    dev/python benchmarks/fault_run.py --kills 200 --messages 2000 --email
    dev/python benchmarks/fault_run.py … --restart-command 'pg_ctl -D … -m immediate restart'

Real processes, a real PostgreSQL, a real HTTP gateway (or SMTP server) in a process of its own. The dispatchers,
two at a time, are killed with SIGKILL at random moments; meanwhile the gateway cuts lines after taking a message,
is killed and comes back, every database connection is cut, and the clock jumps. Works on a copy of ``--template``
(a database that has the module), which it drops at the end. Prints JSON; exits with 1 if a promise is broken.

The dispatchers are forked from this process, so that a new one is there at once, and not after Odoo's start: they
share nothing with it but the loaded code.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from mmap import mmap
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from database_copy import DatabaseCopy
from gateway_server import GatewayServer

DISPATCHERS = 2
AT_ONCE = 20  # messages in one call of the dispatcher, so that kills meet every step often


class Clock:
    """Seconds by which the dispatchers' clock is ahead, shared with the forked processes."""

    def __init__(self):
        self._shared = mmap(-1, 8)
        self.ahead = 0

    @property
    def ahead(self):
        return int.from_bytes(self._shared[:8], "big")

    @ahead.setter
    def ahead(self, seconds):
        self._shared[:8] = seconds.to_bytes(8, "big")

    def use(self):
        from odoo.sql_db import BaseCursor

        original = BaseCursor.now
        BaseCursor.now = lambda cr: original(cr) + timedelta(seconds=self.ahead)


class Dispatchers:
    """Processes that dispatch for ever, until they are killed."""

    def __init__(self, registry):
        self._registry, self.pids, self.kills = registry, set(), 0

    def fill(self):
        while len(self.pids) < DISPATCHERS:
            pid = os.fork()
            if not pid:
                self._dispatch_for_ever()
            self.pids.add(pid)

    def kill_one(self):
        self._end(random.choice(sorted(self.pids)), signal.SIGKILL)
        self.kills += 1

    def end(self):
        for pid in sorted(self.pids):
            self._end(pid, signal.SIGKILL)

    def _end(self, pid, how):
        os.kill(pid, how)
        os.waitpid(pid, 0)
        self.pids.discard(pid)

    def _dispatch_for_ever(self):
        from odoo import SUPERUSER_ID, api

        random.seed()
        while True:
            try:
                with self._registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    handled = env["appointment.notification"]._dispatch(limit=AT_ONCE)
            except Exception:  # a connection that was cut: cron would log it and come back in a minute
                handled = 0
            if not handled:
                time.sleep(0.1)


def load_registry(name, addons=None):
    import odoo
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-d", name, "--log-level=critical", "--max-cron-threads=0"])
    if addons:
        config["addons_path"] = [*config["addons_path"], addons]
    odoo.modules.module.initialize_sys_path()
    return Registry(name)


def make_messages(registry, count, channel, settings):
    """``count`` clients with one due message each, about appointments in two months."""
    from odoo import SUPERUSER_ID, api
    from odoo.fields import Command

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "mail_create_nolog": True})
        env.cr.execute("DELETE FROM appointment_notification")  # whatever the template was used for
        env.cr.execute("DELETE FROM appointment_channel_state")
        env["ir.mail_server"].search([]).active = False
        rules = env["appointment.rule"].search([])
        kept = rules.filtered(
            lambda rule: rule.trigger == "booked" and rule.audience == "client" and rule.channel == channel
        )
        (rules - kept).active = False
        company = env.company
        company.write(
            {"appointment_live": True, "appointment_grouping_delay": 0, "email": "salon@example.com",
             "country_id": env.ref("base.fr").id, "appointment_link_base": "rdv.example.com"}
        )  # fmt: skip
        company.write(settings(env))
        own = {"push_token": "token-%s"} if channel == "push" else {}
        clients = env["res.partner"].create(
            [
                {"name": f"Client {number}", "phone": f"+336{number:08}", "email": f"client{number}@example.com",
                 **{name: value % number for name, value in own.items()}}
                for number in range(count)
            ]
        )  # fmt: skip
        service = env["appointment.service"].create({"name": "Class", "duration": 1.0, "capacity": count})
        agenda = env["appointment.agenda"].create({"name": "Agenda", "tz": "Europe/Paris"})
        start = (cr.now() + timedelta(days=60)).replace(hour=10, minute=0, second=0, microsecond=0)
        for first in range(0, count, 100):
            env["calendar.event"].create(
                {
                    "name": "Class",
                    "start": start,
                    "service_id": service.id,
                    "agenda_id": agenda.id,
                    "partner_ids": [Command.set(clients[first : first + 100].ids)],
                }
            )
        cr.execute("UPDATE ir_cron SET active = false")
        rows = env["appointment.notification"].search([("state", "=", "planned"), ("channel", "=", channel)])
        # They become due a few at a time, so that there is work at every kill.
        rows.send_at = start - timedelta(days=1)
        return len(rows)


def company_settings(options, server):
    """``env`` → what to write on the company, so that it sends to this server."""

    def email(env):
        env["ir.mail_server"].create(
            {"name": "Faults", "smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_encryption": "none"}
        )
        return {}

    def sms(env):
        gateway = env["appointment.gateway"].create(
            {"name": "Faults", "provider": "generic", "url": server.url("/sms"), "auth": "none", "allow_private": True,
             "id_path": "messages.0.id", "removes_duplicates": options.deduplicate}
        )  # fmt: skip
        return {"sms_provider": "http", "appointment_gateway_id": gateway.id}

    def push(_env):
        return {"push_url": server.url("/sms")}

    return {"email": email, "sms": sms, "push": push}[options.channel]


class Faults:
    """Everything that goes wrong besides the kills, at random."""

    def __init__(self, server, database, clock, restart_command):
        self.server, self.database, self.clock = server, database, clock
        self.restart_command = restart_command
        self.counts = Counter()

    def maybe(self):
        restarts = 6 if self.restart_command else 0
        fault = random.choices(
            [None, self.clock_jumps, self.server_down, self.connections_cut, self.lines_cut, self.postgres_restarted],
            [60, 25, 6, 6, 3, restarts],
        )[0]
        if fault:
            self.counts[fault.__name__] += 1
            fault()

    def clock_jumps(self):
        """Mostly past leases and pauses; now and then back by a minute, as when a clock is set right."""
        jump = random.choice([660, 660, 1200, -60])
        self.clock.ahead = max(0, self.clock.ahead + jump)

    def server_down(self):
        self.server.kill()
        time.sleep(random.uniform(0.05, 0.4))
        self.server.start()
        self.server.well()

    def connections_cut(self):
        self.database.cut_connections()

    def postgres_restarted(self):
        """With `immediate`: as after a power cut, it recovers from its log."""
        subprocess.run(self.restart_command, shell=True, check=True, stdout=subprocess.DEVNULL)

    def lines_cut(self):
        """A message is taken, and the line is cut before the answer."""
        self.server.cut_lines()


class Gateway:
    """The tests' gateway in its process, with what it took in a file."""

    def __init__(self, folder, deduplicate):
        self._state = Path(folder) / "accepted.jsonl"
        self._server, self._deduplicate = GatewayServer(state_file=self._state), deduplicate

    def start(self):
        self._server.start()
        self.well()

    def well(self):
        self._server.behave(deduplicate=self._deduplicate, mode="slow", seconds=0.01)

    def cut_lines(self):
        self._server.behave(deduplicate=self._deduplicate, mode="cut", times=3)

    def kill(self):
        self._server.kill()

    def url(self, path):
        return self._server.url(path)

    def taken(self):
        """{number: how often}; a message whose line in the file is cut was not answered for either."""
        counts = Counter()
        for line in self._state.read_bytes().splitlines():
            with suppress(ValueError):
                counts[json.loads(line)["number"]] += 1
        return counts


class MailServer:
    """An SMTP server in its process, which notes recipient and Message-ID before it says OK."""

    CODE = """
import sys
from email import message_from_bytes
from aiosmtpd.controller import UnthreadedController
import asyncio
state = open(sys.argv[2], "a", buffering=1)
class Handler:
    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(0.002)
        state.write(f"{envelope.rcpt_tos[0]} {message_from_bytes(envelope.content)['Message-Id']}\\n")
        return "250 OK"
loop = asyncio.new_event_loop()
controller = UnthreadedController(Handler(), "127.0.0.1", int(sys.argv[1]), loop=loop)
controller.begin()
print(controller.server.sockets[0].getsockname()[1], flush=True)
loop.run_forever()
"""

    def __init__(self, folder):
        self._state, self.port, self._process = Path(folder) / "mails.txt", 0, None

    def start(self):
        command = [sys.executable, "-c", self.CODE, str(self.port), str(self._state)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.port = int(self._process.stdout.readline())

    def well(self):
        """It always is, while it runs."""

    def cut_lines(self):
        """In mid-delivery: whoever is connected loses the line."""
        self.kill()
        self.start()

    def kill(self):
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()

    def taken(self):
        """{address: its Message-IDs}"""
        found = {}
        for line in self._state.read_text().splitlines():
            address, _, message_id = line.partition(" ")
            found.setdefault(address, []).append(message_id)
        return found


def run(options):
    with tempfile.TemporaryDirectory() as folder:
        server = MailServer(folder) if options.channel == "email" else Gateway(folder, options.deduplicate)
        server.start()
        database = DatabaseCopy(options.template, options.database)
        dispatchers = None
        try:
            registry = load_registry(options.database, options.addons)
            planned = make_messages(registry, options.messages, options.channel, company_settings(options, server))
            clock = Clock()
            clock.use()
            import odoo

            odoo.sql_db.close_all()
            dispatchers, faults = Dispatchers(registry), Faults(server, database, clock, options.restart_command)
            began = time.monotonic()
            finished = torment(dispatchers, faults, database, options.kills, -(-planned // options.kills))
            seconds = time.monotonic() - began
            dispatchers.end()
            return judge(options, database, server, planned, finished) | {
                "kills": dispatchers.kills, **faults.counts, "seconds": round(seconds, 1),
            }  # fmt: skip
        finally:
            if dispatchers:
                dispatchers.end()
            server.kill()
            database.drop()


def torment(dispatchers, faults, database, kills, flow):
    """Kill ``kills`` times while ``flow`` messages become due each time, then let them finish in peace; whether
    they did."""
    while dispatchers.kills < kills:
        make_due(database, flow)
        dispatchers.fill()
        time.sleep(random.uniform(0.02, 0.3))
        dispatchers.kill_one()
        faults.maybe()
    for _again in range(120):
        dispatchers.fill()
        if not open_messages(database):
            return True
        faults.clock.ahead += 660  # leases run out, pauses end
        time.sleep(0.5)
    return False


def make_due(database, count):
    database.query(
        f"""
        UPDATE appointment_notification SET send_at = now() AT TIME ZONE 'UTC'
         WHERE id IN (SELECT id FROM appointment_notification
                       WHERE state = 'planned' AND attempts = 0 AND send_at > now() AT TIME ZONE 'UTC' + interval '1 day'
                       ORDER BY id LIMIT {count} FOR UPDATE SKIP LOCKED)
        """
    )


def open_messages(database):
    ((count,),) = database.query("SELECT count(*) FROM appointment_notification WHERE state IN ('planned', 'sending')")
    return count


def judge(options, database, server, planned, finished):
    rows = database.query("SELECT address, state FROM appointment_notification WHERE attempts > 0 OR state <> 'skipped'")
    taken = server.taken()
    often = {address: len(ids) for address, ids in taken.items()} if options.channel == "email" else taken
    lost = [address for address, state in rows if not often.get(address) and state != "in_doubt"]
    twice = [address for address, count in often.items() if count > 1]
    if options.channel == "email":  # repeated, but each time as the same message
        twice = [address for address, ids in taken.items() if len(set(ids)) > 1]
    untold = [address for address, state in rows if often.get(address) and state not in ("sent", "delivered", "in_doubt")]
    result = {
        "messages": planned,
        "states": dict(Counter(state for _address, state in rows)),
        "taken": sum(often.values()),
        "lost": len(lost),
        "accepted twice": len(twice),
        "taken and not told": len(untold),
        "in doubt and taken": sum(1 for address, state in rows if state == "in_doubt" and often.get(address)),
        "finished": finished,
    }
    if options.channel == "email":
        result["repeated under the same Message-ID"] = sum(1 for ids in taken.values() if len(ids) > 1)
    result["kept"] = finished and len(rows) == planned and not lost and not twice and not untold
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--template", default="test", help="a database that has the module")
    parser.add_argument("--database", default="faults", help="the copy to work on; dropped before and afterwards")
    parser.add_argument("--deduplicate", action="store_true", help="the gateway removes duplicates by our reference")
    parser.add_argument("--channel", default="sms", help="sms, email, or push of the addon in tests/addons")
    parser.add_argument("--email", dest="channel", action="store_const", const="email", help="the same as --channel email")
    parser.add_argument("--addons", help="a folder with more addons")
    parser.add_argument("--restart-command", help="restarts PostgreSQL, as: pg_ctl -D … -m immediate restart")
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    random.seed(options.seed)
    result = run(options)
    print(json.dumps(result, indent=1))
    sys.exit(0 if result["kept"] else 1)


if __name__ == "__main__":
    main()

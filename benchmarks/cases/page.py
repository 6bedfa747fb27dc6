"""The client's page against Odoo's plain page of a meeting, over real HTTP (F5)."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import odoo
import requests
from measure import Sample, Series
from odoo.fields import Command
from odoo.tools import config


def run(bench):
    with bench.native.env(no_mail_to_attendees=True) as env:
        start = env.cr.now() + timedelta(days=30)
        event = env["calendar.event"].create(
            {"name": "Cut", "start": start, "stop": start + timedelta(hours=1),
             "partner_ids": [Command.set([env.user.partner_id.id, bench.native.client_ids[0]])]}
        )  # fmt: skip
        attendee = event.attendee_ids.filtered(lambda each: each.partner_id.id == bench.native.client_ids[0])
        native_path = f"/calendar/meeting/view?token={attendee.access_token}&id={event.id}"
    ours_path = f"/a/{_token(bench.ours, start)}"
    odoo.sql_db.close_all()
    series, sizes = {"native": Series(), "ours": Series()}, {}
    with _server(bench.native) as native_url, _server(bench.ours) as ours_url:
        places = {"native": native_url + native_path, "ours": ours_url + ours_path}
        sessions = {name: requests.Session() for name in places}
        for number in range(bench.rounds * 5 + 5):
            for name, url in places.items():
                began = time.perf_counter()
                answer = sessions[name].get(url, timeout=60)
                took = time.perf_counter() - began
                assert answer.status_code == 200, (name, answer.status_code)
                sizes[name] = len(answer.content)
                if number >= 5:
                    series[name].samples.append(Sample(took, took, 0))
    bench.report.add("F5", "The client's page", 1.2, series)
    bench.report.figures["bytes of the client's page (goal 30,720)"] = sizes["ours"]


def _token(side, start):
    """A working link: as a client would read it in the test outbox."""
    with side.superuser() as env:
        env.company.appointment_live = False
        rules = env["appointment.rule"].with_context(active_test=False).search(
            [("trigger", "=", "booked"), ("audience", "=", "client")]
        )
        rules.write({"active": True, "origin": "any"})
        env["calendar.event"].create(
            {"name": "Cut", "start": start, "stop": start + timedelta(hours=1), "service_id": side.service_id,
             "agenda_id": side.agenda_id, "partner_ids": [Command.set(side.client_ids[:1])]}
        )  # fmt: skip
    with side.superuser() as env:
        env["appointment.notification"]._dispatch()
    with side.superuser() as env:
        row = env["appointment.notification"].search([("body", "like", "/a/"), ("is_test", "=", True)], order="id desc", limit=1)
        return re.search(r"/a/([\w-]{16,})", row.body)[1]


@contextmanager
def _server(side):
    """Odoo as a process of its own, on the side's database."""
    port = 21000 + hash(side.name) % 1000
    command = [sys.executable, "-m", "odoo", "-c", config["config"] or "", "-d", side.copy.name, "--db-filter", side.copy.name,
               "--http-port", str(port), "--max-cron-threads=0", "--log-level=critical"]  # fmt: skip
    process = subprocess.Popen(command)
    try:
        for _again in range(120):
            try:
                requests.get(f"http://127.0.0.1:{port}/web/health", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()

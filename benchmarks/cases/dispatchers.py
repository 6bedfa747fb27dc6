"""One dispatcher against two and four, each a process of its own (F4)."""

import os
import time

import odoo
from due import dispatch, make_due, plan_ours
from gateways import use_gateway
from servers import gateway


def run(bench):
    seconds = {}
    plan_ours(bench.ours, "sms", bench.messages * 10)
    with gateway(0.02) as port:
        use_gateway(bench.ours, port)
        for _again in range(2):
            for number in (1, 2, 4):
                make_due(bench.ours, "sms", bench.messages)
                took = _together(bench.ours, number)
                seconds[number] = min(took, seconds.get(number, took))
    taken = bench.ours.copy.query(
        "SELECT count(*), count(DISTINCT reference) FROM appointment_notification WHERE channel = 'sms' AND attempts > 0"
    )[0]
    assert taken[0] == taken[1], taken
    for number in (2, 4):
        bench.report.figures[f"{number} dispatchers against one (goal {'1.6' if number == 2 else 'disjoint'})"] = round(
            seconds[1] / seconds[number], 2
        )


def _together(side, number):
    """Seconds until nothing is due any more."""
    odoo.sql_db.close_all()
    began, pids = time.perf_counter(), []
    for _each in range(number):
        pid = os.fork()
        if not pid:
            try:
                while dispatch(side):
                    pass
            finally:
                os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    return time.perf_counter() - began

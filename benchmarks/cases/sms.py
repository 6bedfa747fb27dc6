"""Due SMS over real HTTP: an instant gateway, one that takes 50 ms, one that takes 200 ms (F2)."""

from due import check_each_went_once, dispatch, make_due, native_due, native_remind, plan_ours
from gateways import use_gateway, use_twilio_at
from measure import in_turn
from servers import gateway

# (seconds a call, ours each round, native each round, requirement's goal)
_SPEEDS = (
    (0.0, 1.0, 60, "≥ 1,500 a second"),
    (0.05, 0.5, 20, None),
    (0.2, 0.5, 8, "≥ 400 a second"),
)


def run(bench):
    rounds = max(2, bench.rounds // 2)
    shares = sum(share for _delay, share, _count, _goal in _SPEEDS)
    plan_ours(bench.ours, "sms", int(bench.messages * (rounds + 1) * shares))
    for delay, share, native_count, goal in _SPEEDS:
        count = int(bench.messages * share)
        with gateway(delay) as port:
            use_gateway(bench.ours, port)
            use_twilio_at(bench.native, port)
            series = in_turn(
                {
                    "native": (lambda n=native_count: native_due(bench.native, "sms", n),
                               lambda _alarm, n=native_count: native_remind(bench.native, n), native_count),
                    "ours": (lambda n=count: make_due(bench.ours, "sms", n),
                             lambda _none, n=count: dispatch(bench.ours, n), count),
                },
                rounds,
            )  # fmt: skip
        finding = bench.report.add("F2", f"SMS, {delay * 1000:.0f} ms a call", goal, series, unit="ms")
        wanted = {0.0: 1500, 0.2: 400}.get(delay)
        if wanted:
            finding.met = 1 / finding.series["ours"].low() >= wanted
        bench.report.figures[f"SMS a second at {delay * 1000:.0f} ms a call (best round)"] = round(1 / series["ours"].low())
        if not delay:
            cpu = bench.report.add("F2", "SMS: CPU a message", "≤ 0.6 ms", series)
            cpu.met = series["ours"].low("cpu") <= 0.0006
            statements = bench.report.add("F2", "SMS: statements a message", "≤ 0.2", series)
            statements.met = series["ours"].median("statements") <= 0.2
    check_each_went_once(bench, "sms")

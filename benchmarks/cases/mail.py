"""Due e-mails over real SMTP (F2)."""

from due import (
    check_each_went_once,
    dispatch,
    make_due,
    native_due,
    native_remind,
    plan_ours,
    use_mail_server,
)
from measure import in_turn
from servers import mail_server

NATIVE = 20


def run(bench):
    count, rounds = bench.messages // 2, max(2, bench.rounds // 2)
    plan_ours(bench.ours, "email", count * (rounds + 2))
    with mail_server() as port:
        for side in (bench.native, bench.ours):
            use_mail_server(side, port)
        with bench.ours.superuser() as env:
            env.company.write({"appointment_live": True, "appointment_link_base": "rdv.example.com"})
        series = in_turn(
            {
                "native": (lambda: native_due(bench.native, "email", NATIVE),
                           lambda _alarm: native_remind(bench.native, NATIVE), NATIVE),
                "ours": (lambda: make_due(bench.ours, "email", count), lambda _none, n=count: dispatch(bench.ours, n), count),
            },
            rounds,
        )  # fmt: skip
    bench.report.add("F2", "E-mail", round(1 / 15, 3), series)
    bench.report.figures["e-mails a second (best round)"] = round(1 / series["ours"].low())
    check_each_went_once(bench, "email")

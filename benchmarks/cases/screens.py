"""Screens: a week of appointments, a form, the log and the reports with many rows (F7)."""

from datetime import datetime, timedelta

from lxml import etree
from measure import in_turn
from odoo.fields import Command

_WEEK = datetime(2027, 3, 1)


def run(bench):
    native, ours = bench.native, bench.ours
    for side in (native, ours):
        _fill_week(side, bench.batch)
    domain = [("start", ">=", str(_WEEK)), ("start", "<", str(_WEEK + timedelta(days=7)))]

    def reading(side, view):
        fields = _fields(side, view)

        def work():
            with side.env() as env:
                events = env["calendar.event"]
                if view == "calendar":
                    found = events.web_search_read(domain, {name: {} for name in fields})
                    env["res.partner"].browse(side.client_ids[:50]).get_attendee_detail([row["id"] for row in found["records"]])
                else:
                    events.search(domain, limit=1).web_read({name: {} for name in fields})

        return None, work, 1

    add, report = bench.report.add, bench.report
    week = in_turn({"native": reading(native, "calendar"), "ours": reading(ours, "calendar")}, bench.rounds)
    add("F7", f"Calendar: a week of {bench.batch}", 1.15, week)
    form = in_turn({"native": reading(native, "form"), "ours": reading(ours, "form")}, bench.rounds)
    add("F7", "An event's form", 1.3, form)
    _fill_log(ours, bench.log_rows)
    for title, work, limit in _log_screens(ours):
        finding = add("F7", f"{title}, {bench.log_rows:,} rows", f"≤ {limit} ms", in_turn({"ours": (None, work, 1)}, bench.rounds))
        finding.met = finding.series["ours"].low() * 1000 <= limit
    report.note_load()


def _fill_week(side, count):
    with side.env(no_mail_to_attendees=True, appointment_no_notify=True) as env:
        extra = {"service_id": side.service_id, "agenda_id": side.agenda_id} if side.agenda_id else {}
        env["calendar.event"].create(
            [
                {"name": "Cut", "start": _WEEK + timedelta(minutes=number * 20), "user_id": side.organiser_id,
                 "stop": _WEEK + timedelta(minutes=number * 20 + 60), **extra,
                 "partner_ids": [Command.set([env.user.partner_id.id, side.client_ids[number % len(side.client_ids)]])]}
                for number in range(count)
            ]
        )  # fmt: skip


def _fields(side, view):
    with side.env() as env:
        arch = env["calendar.event"].get_views([[False, view]])["views"][view]["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).xpath("//field[not(ancestor::field)]")}
        return sorted(names & set(env["calendar.event"]._fields))


def _fill_log(side, count):
    """A business's past and future, without planning each: copies of one row for many clients."""
    with side.env(no_mail_to_attendees=True) as env:
        start = env.cr.now() + timedelta(days=30)
        env["calendar.event"].create(
            {"name": "Cut", "start": start, "stop": start + timedelta(hours=1), "service_id": side.service_id,
             "agenda_id": side.agenda_id, "partner_ids": [Command.set(side.client_ids[:1])]}
        )  # fmt: skip
    with side.superuser() as env:
        rows = env["appointment.notification"].search([("event_start", "=", start.replace(microsecond=0)), ("channel", "=", "sms")], limit=1)
        rows = rows or env["appointment.notification"].search([("channel", "=", "sms")], limit=1)
        env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'appointment_notification'")
        changed = {
            "id": "nextval('appointment_notification_id_seq')", "attendee_id": "NULL", "event_id": "NULL",
            "client_id": f"({side.client_ids[0]} + number %% {len(side.client_ids)})",
            "partner_id": f"({side.client_ids[0]} + number %% {len(side.client_ids)})",
            "send_at": "now() AT TIME ZONE 'UTC' - interval '700 days' + number * interval '1 minute' * 1051200.0 / %(count)s",
            "sent_at": "now() AT TIME ZONE 'UTC' - interval '700 days' + number * interval '1 minute' * 1008000.0 / %(count)s",
            "state": "'delivered'", "reason": "NULL", "credits": "1", "reference": "md5(number::text)", "token_hash": "NULL",
            "is_test": "false", "attempts": "1",
        }  # fmt: skip
        names = [name for (name,) in env.cr.fetchall()]
        values = [changed.get(name, name) for name in names]
        if "key" in names:
            values[names.index("key")] = "'log:' || number"
        env.cr.execute(
            f"INSERT INTO appointment_notification ({', '.join(names)}) SELECT {', '.join(values)}"
            " FROM appointment_notification, generate_series(1, %(count)s) AS number WHERE id = %(id)s",
            {"count": count, "id": rows.id},
        )
    side.copy.query("VACUUM ANALYZE appointment_notification")


def _log_screens(side):
    """[(title, work, milliseconds)]"""

    def reading(model, domain, fields, context=()):
        def work():
            with side.env(**dict(context)) as env:
                known = {name: {} for name in fields if name in env[model]._fields}
                env[model].web_search_read(domain, known, limit=80)

        return work

    def grouping(model, by, what):
        def work():
            with side.env() as env:
                env[model].formatted_read_group([], by, what)

        return work

    fields = ("send_at", "state", "trigger", "channel", "client_id", "partner_id", "reason", "event_start", "credits")
    yield "The log's first page", reading("appointment.notification", [], fields), 50
    client = [("client_id", "=", side.client_ids[3])]
    yield "A client's messages", reading("appointment.notification", client, fields), 50
    with side.superuser() as env:
        known = [name for name in ("appointment.consumption", "appointment.attendance") if name in env]
    if "appointment.consumption" in known:
        yield "Consumption by month", grouping("appointment.consumption", ["month:month"], ["credits:sum", "cost:sum"]), 1000
    if "appointment.attendance" in known:
        yield "Attendance by service", grouping("appointment.attendance", ["service_id"], ["no_show:avg"]), 1000

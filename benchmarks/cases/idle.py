"""A tick with nothing due: how it grows with what is planned (F1)."""

from measure import in_turn

_EVENTS = """
    WITH made AS (
        INSERT INTO calendar_event (name, start, stop, user_id, active, privacy, show_as, create_uid, write_uid)
        SELECT 'Idle', moment, moment + interval '1 hour', %(user)s, true, 'public', 'busy', %(user)s, %(user)s
          FROM (SELECT now() AT TIME ZONE 'UTC' + interval '40 days' + number * interval '1 second' AS moment
                  FROM generate_series(1, %(count)s) AS number) AS moments
        RETURNING id)
    INSERT INTO calendar_alarm_calendar_event_rel (calendar_event_id, calendar_alarm_id) SELECT id, %(alarm)s FROM made
"""


def run(bench):
    native, ours = bench.native, bench.ours
    with native.superuser() as env:
        alarm_id = env["calendar.alarm"].create({"name": "1 d", "alarm_type": "email", "interval": "days", "duration": 1}).id
    with ours.superuser() as env:
        pattern = _columns(env)
    stood = 0
    for size in bench.idle_sizes:
        with native.superuser() as env:
            env.cr.execute(_EVENTS, {"user": native.organiser_id, "count": size - stood, "alarm": alarm_id})
        with ours.superuser() as env:
            env.cr.execute(pattern, {"first": stood + 1, "last": size, "company": env.company.id})
        stood = size
        for side in (native, ours):
            side.copy.query("VACUUM ANALYZE")
        series = in_turn({"native": (None, lambda: _native(native), 1), "ours": (None, lambda: _ours(ours), 1)}, bench.rounds)
        bench.report.add("F1", f"Idle tick, {size:,} planned", "≤ 3 statements", series, unit="ms", scale=1000, growth=size)
    for side, table in ((native, "calendar_event"), (ours, "appointment_notification")):
        bench.report.figures[f"bytes a row of {table}"] = round(_bytes(side, table))
        side.copy.query(f"DELETE FROM {table} WHERE {'name' if side is native else 'reason_detail'} = 'Idle'")
        side.copy.query(f"VACUUM FULL ANALYZE {table}")


def _bytes(side, table):
    ((size, rows),) = side.copy.query(f"SELECT pg_total_relation_size('{table}'), (SELECT count(*) FROM {table})")
    return size / max(rows, 1)


def _columns(env):
    """An INSERT of future messages that fills whatever columns may not be empty."""
    env.cr.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'appointment_notification' AND is_nullable = 'NO' AND column_default IS NULL"
    )
    values = {
        "state": "'planned'", "trigger": "'reminder'", "audience": "'client'", "channel": "'sms'", "held": "false",
        "company_id": "%(company)s", "origin": "'staff'", "reason_detail": "'Idle'", "attempts": "0",
        "send_at": "now() AT TIME ZONE 'UTC' + interval '30 days' + number * interval '1 second'",
        "planned_at": "now() AT TIME ZONE 'UTC'", "event_start": "now() AT TIME ZONE 'UTC' + interval '31 days'",
    }  # fmt: skip
    for name, kind in env.cr.fetchall():
        empty = {"integer": "0", "boolean": "false"}.get(kind, "'Idle' || number")
        values.setdefault(name, empty)
    known = set(env["appointment.notification"]._fields)
    values = {name: value for name, value in values.items() if name in known and name != "id"}
    if "key" in known:
        values["key"] = "'idle:' || number"
    return (
        f"INSERT INTO appointment_notification ({', '.join(values)}) SELECT {', '.join(values.values())}"
        " FROM generate_series(%(first)s, %(last)s) AS number"
    )


def _native(side):
    with side.superuser() as env:
        env["calendar.alarm_manager"]._send_reminder()


def _ours(side):
    with side.superuser() as env:
        env["appointment.notification"]._dispatch()

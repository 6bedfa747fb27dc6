"""Messages that are due, on both sides: the same texts to the same people."""

from datetime import timedelta

from odoo.fields import Command

TEXT = "Hello, you have an appointment on 05/06/27 at 3:00 PM at Mon Salon."


def plan_ours(side, channel, count):
    """``count`` planned messages of one channel, due in a month; a few are made due at a time with ``make_due``."""
    with side.superuser() as env:
        env.cr.execute("UPDATE appointment_notification SET held = true WHERE state = 'planned'")  # other cases' messages
        rules = env["appointment.rule"].with_context(active_test=False).search([])
        rules.active = False
        rules.filtered(
            lambda rule: rule.trigger == "booked" and rule.audience == "client" and rule.channel == channel
        )[:1].write({"active": True, "origin": "any"})
        service = env["appointment.service"].create({"name": "Class", "duration": 1.0, "capacity": len(side.client_ids)})
        start = (env.cr.now() + timedelta(days=60)).replace(hour=10, minute=0, second=0, microsecond=0)
    for number in range(-(-count // len(side.client_ids))):
        with side.superuser() as env:  # each in a go of its own: those of one go are told in one message
            env["calendar.event"].create(
                {"name": "Class", "start": start + timedelta(days=number), "service_id": service.id,
                 "agenda_id": side.agenda_id, "partner_ids": [Command.set(side.client_ids)]}
            )  # fmt: skip
    with side.superuser() as env:
        env.cr.execute(
            "UPDATE appointment_notification SET send_at = now() AT TIME ZONE 'UTC' + interval '30 days'"
            " WHERE state = 'planned' AND NOT held AND channel = %s",
            [channel],
        )


def make_due(side, channel, count):
    side.copy.query(
        f"""
        UPDATE appointment_notification SET send_at = now() AT TIME ZONE 'UTC'
         WHERE id IN (SELECT id FROM appointment_notification WHERE state = 'planned' AND attempts = 0 AND NOT held
                         AND channel = '{channel}' AND send_at > now() AT TIME ZONE 'UTC' + interval '1 day'
                       ORDER BY id LIMIT {count})
        """
    )
    side.copy.query("ANALYZE appointment_notification")


def dispatch(side, count=None):
    """Send what is due.

    :param count: how many there must have been
    """
    with side.superuser() as env:
        handled = env["appointment.notification"]._dispatch()
    if count is not None and handled != count:
        raise RuntimeError(f"{handled} messages were handled, not {count}.")
    return handled


def native_due(side, kind, count):
    """``count`` events with one attendee and an alarm that is due now."""
    with side.superuser() as env:
        alarm = env["calendar.alarm"].create({"name": kind, "alarm_type": kind, "interval": "days", "duration": 1})
        if kind == "sms":
            alarm.sms_template_id = env["sms.template"].create(
                {"name": "Reminder", "model_id": env["ir.model"]._get_id("calendar.event"), "body": TEXT}
            )
        start = env.cr.now() + timedelta(days=1, seconds=-30)
        env["calendar.event"].with_context(no_mail_to_attendees=True).create(
            [
                {"name": "Cut", "start": start, "stop": start + timedelta(hours=1), "user_id": False,
                 "partner_ids": [Command.set([client_id])], "alarm_ids": [Command.set(alarm.ids)]}
                for client_id in (side.client_ids * (1 + count // len(side.client_ids)))[:count]
            ]
        )  # fmt: skip
    return alarm.id


def native_remind(side, count):
    """What the native scheduled action does, then its queue."""
    with side.superuser() as env:
        since = env.cr.now() - timedelta(minutes=5)
        env["calendar.alarm_manager"].with_context(lastcall=since)._send_reminder()
        env["mail.mail"].process_email_queue()
        env.cr.execute("DELETE FROM calendar_alarm_calendar_event_rel")
    return count


def use_mail_server(side, port):
    from odoo.addons.base.models.ir_mail_server import IrMail_Server

    IrMail_Server._disable_send = classmethod(lambda cls: False)
    with side.superuser() as env:
        env["ir.mail_server"].search([]).active = False
        env["ir.mail_server"].create(
            {"name": "Bench", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none"}
        )


def check_each_went_once(bench, channel):
    """Every message that was handed over was taken, once."""
    rows = bench.ours.copy.query(
        "SELECT state, count(*), count(DISTINCT reference) FROM appointment_notification"
        f" WHERE channel = '{channel}' AND attempts > 0 GROUP BY state"
    )
    bench.report.figures[f"{channel} by state"] = {state: count for state, count, _references in rows}
    if any(count != references for _state, count, references in rows) or {row[0] for row in rows} - {"sent", "delivered"}:
        raise RuntimeError(f"Not every message went once: {rows}")

"""When a cancellation or a move reaches nobody, staff call (N17)."""

from ...tools import schedule, wording
from ..words import audiences, occasions, reasons, states
from .run import aware

_GOES_ANYWAY = (reasons.MERGED, reasons.SUPERSEDED)


def ask_staff_to_call(run):
    """A to-do on the client for each appointment whose cancellation or move goes to no one."""
    told, untold = set(), {}
    for row in [*run.inserts, *(row for _id, row in run.updates)]:
        if not occasions.get(row.trigger).must_be_told or row.audience != audiences.CLIENT or run.by_client:
            continue
        about = (row.client_id, row.trigger)
        if row.state == states.PLANNED or row.reason in _GOES_ANYWAY:
            told.add(about)
        else:
            untold.setdefault(about, []).append(row)
    for about, rows in untold.items():
        if about not in told:
            _add_to_do(run, rows)


def _add_to_do(run, rows):
    row = rows[0]
    user = run.responsible(row)
    if user is None:
        return
    env = run.env(context={"lang": user.lang, "active_test": False})
    client = env["res.partner"].browse(row.client_id)
    agenda = env["appointment.agenda"].browse(row.agenda_id)
    local = aware(row.event_start).astimezone(schedule.zone(agenda.tz or "UTC"))
    when = f"{wording.date(local, env.lang)} {wording.time(local, env.lang)}"
    if row.trigger == occasions.MOVED:
        summary = env._("Call %(client)s: the appointment is now on %(when)s", client=client.name, when=when)
    else:
        summary = env._("Call %(client)s: the appointment of %(when)s is cancelled", client=client.name, when=when)
    client.activity_schedule(
        "mail.mail_activity_data_call",
        summary=summary,
        note=env._("No message about it reaches the client. %(causes)s", causes=_causes(env, rows)),
        user_id=user.id,
    )


def _causes(env, rows):
    """Why not, by channel, in words: "SMS: No phone number. E-mail: Invalid e-mail address." """
    fields = env["appointment.notification"]._fields
    channels, reasons = (dict(fields[name]._description_selection(env)) for name in ("channel", "reason"))
    causes = dict.fromkeys((channels[row.channel], reasons.get(row.reason, "")) for row in rows)
    return " ".join(env._("%(channel)s: %(reason)s.", channel=channel, reason=reason) for channel, reason in causes)

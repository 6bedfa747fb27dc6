"""When a cancellation or a move reaches nobody, staff call (N17)."""

from ...tools import schedule, wording
from .run import aware

_MUST_BE_TOLD = ("cancelled", "moved")


def ask_staff_to_call(run):
    """A to-do on the client for each appointment whose cancellation or move goes to no one."""
    told, untold = set(), {}
    for row in [*run.inserts, *(row for _id, row in run.updates)]:
        if row.trigger not in _MUST_BE_TOLD or row.audience != "client" or run.by_client:
            continue
        about = (row.client_id, row.trigger)
        if row.state == "planned" or row.reason in ("merged", "superseded"):
            told.add(about)
        else:
            untold.setdefault(about, row)
    for (client_id, trigger), row in untold.items():
        if (client_id, trigger) not in told:
            _add_to_do(run, client_id, trigger, row)


def _add_to_do(run, client_id, trigger, row):
    env = run.env
    client = env["res.partner"].browse(client_id)
    agenda = env["appointment.agenda"].browse(row.agenda_id)
    member = run.responsible(row)
    if member is None:
        return
    local = aware(row.event_start).astimezone(schedule.zone(agenda.tz or "UTC"))
    when = f"{wording.date(local, member.lang)} {wording.time(local, member.lang)}"
    env = env(context={**env.context, "lang": member.lang})
    summaries = {
        "cancelled": env._("Call %(client)s: the appointment of %(when)s is cancelled", client=client.name, when=when),
        "moved": env._("Call %(client)s: the appointment is now on %(when)s", client=client.name, when=when),
    }
    client.activity_schedule(
        "mail.mail_activity_data_call",
        summary=summaries[trigger],
        note=env._("No message about it reaches the client: there is no usable number or address, or they are not wanted."),
        user_id=member.id,
    )

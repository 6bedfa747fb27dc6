"""What must be told failed on every way, once it had left for the provider: staff call (N17)."""

from datetime import UTC

from ...tools import schedule, wording
from ..people.staff import Staff
from ..words import audiences, occasions, origins, reasons, states


def ask_staff_to_call(rows):
    """One to-do on the client for each cancellation or move that reaches him or her on no channel any more.

    :param rows: ``appointment.notification`` (sudo) that have just failed; e-mails in their place are planned already
    """
    lost = rows.filtered(
        lambda row: row.state == states.FAILED
        and row.audience == audiences.CLIENT
        and row.client_id
        and row.origin != origins.ONLINE  # the client knows: he or she did it
        and not row.is_preview
        and not row.is_test
        and occasions.get(row.trigger).must_be_told
    )
    about = {}
    for row in lost:
        about.setdefault((row.client_id, row.trigger, row.event_start), row)
    for row in about.values():
        if not _reaches(row):
            _add_to_do(row)


def _reaches(row):
    """Whether another message about the same still reaches, or has reached, the client or a contact."""
    return bool(
        row.search_count(
            [
                ("client_id", "=", row.client_id.id),
                ("company_id", "=", row.company_id.id),
                ("trigger", "=", row.trigger),
                ("audience", "=", audiences.CLIENT),
                ("event_start", "=", row.event_start),
                ("id", "!=", row.id),
                "|", ("state", "in", states.GOES), ("reason", "=", reasons.MERGED),
            ],
            limit=1,
        )
    )  # fmt: skip


def _add_to_do(row):
    env = row.env
    member = Staff(env, [row.agenda_id.id], [row.event_id.user_id.id]).responsible(
        row.agenda_id.id, row.event_id.user_id.id, row.create_uid.id
    )
    if member is None:
        return
    env = env(context={**env.context, "lang": member.lang})
    when = ""
    if row.event_start:
        local = row.event_start.replace(tzinfo=UTC).astimezone(schedule.zone(row.agenda_id.tz or "UTC"))
        when = f"{wording.date(local, member.lang)} {wording.time(local, member.lang)}"
    summary = (
        env._("Call %(client)s: the appointment is now on %(when)s", client=row.client_id.name, when=when)
        if row.trigger == occasions.MOVED
        else env._("Call %(client)s: the appointment of %(when)s is cancelled", client=row.client_id.name, when=when)
    )
    reason = dict(row._fields["reason"]._description_selection(env)).get(row.reason, "")
    row.client_id.activity_schedule(
        "mail.mail_activity_data_call",
        summary=summary,
        note=env._("The message about it failed: %(reason)s. Nothing else reaches the client.", reason=reason),
        user_id=member.id,
    )

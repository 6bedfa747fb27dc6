"""An SMS that fails for good is replaced by an e-mail, where none of that occasion goes to the client (G5)."""

from ..people import Account, People
from .unreached import ask_staff_to_call

_GOES = ("planned", "sending", "sent", "delivered", "in_doubt")


def fall_back(rows):
    """Plan e-mails in place of failed SMS. They are due at once, and say of which SMS they take the place. Where
    nothing goes in place of what must be told, staff are asked to call (N17).

    :param rows: ``appointment.notification`` that have just failed
    """
    failed = rows.filtered(
        lambda row: row.channel == "sms" and row.audience == "client" and row.client_id and not row.is_preview
    )
    for row in failed:
        rule = _email_rule(row)
        if rule and not _has_email(row) and _can_receive(row):
            _plan_email(row, rule)
    ask_staff_to_call(rows)


def _email_rule(row):
    """The rule whose text the e-mail has: switched off or not, since this is no message of its own."""
    rules = row.env["appointment.rule"].with_context(active_test=False)
    domain = [("trigger", "=", row.trigger), ("audience", "=", "client"), ("channel", "=", "email")]
    found = rules.search([*domain, ("company_id", "=", row.company_id.id)])
    return found.sorted(lambda rule: (not rule.active, rule.sequence, rule.id))[:1]


def _has_email(row):
    domain = [("client_id", "=", row.client_id.id), ("trigger", "=", row.trigger), ("channel", "=", "email"),
              ("audience", "=", "client"), ("company_id", "=", row.company_id.id)]  # fmt: skip
    if row.event_start:
        domain.append(("event_start", "=", row.event_start))
    else:
        domain.append(("fallback_of_id", "=", row.id))
    goes = ["|", ("state", "in", _GOES), ("reason", "=", "merged")]
    return bool(row.search_count([*domain, *goes], limit=1))


def _can_receive(row):
    people = People(row.env, {row.client_id.id, row.partner_id.id})
    account = Account.of(row.company_id)
    return people.wants(row.client_id.id, row.trigger, "email", account) and bool(
        people.address(row.partner_id.id, "email", account)[0]
    )


def _plan_email(row, rule):
    now = row.env.cr.now()
    row.create(
        {
            "rule_id": rule.id,
            "channel": "email",
            "key": f"{row.key}:email",
            "fallback_of_id": row.id,
            "reason": "fallback",
            "send_at": now,
            "due_at": row.due_at or row.send_at,
            "planned_at": now,
            **{
                name: row[name].id if row._fields[name].relational else row[name]
                for name in ("company_id", "agenda_id", "event_id", "attendee_id", "client_id", "partner_id", "trigger",
                             "audience", "event_start", "told_start", "origin", "facts", "forced")
            },
        }
    )

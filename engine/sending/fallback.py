"""A message that fails for good is replaced on another channel, where none of that occasion goes there to the client
(G5)."""

from ..ledger import desk
from ..people import Account, People
from ..words import audiences, reasons, states
from .channels import channels
from .unreached import ask_staff_to_call


def fall_back(rows):
    """Plan messages in place of failed ones. They are due at once, and say of which they take the place.
    Where nothing goes in place of what must be told, staff are asked to call (N17).

    :param rows: ``appointment.notification`` that have just failed
    """
    for row in rows.filtered(lambda row: row.audience == audiences.CLIENT and row.client_id and not row.is_preview):
        channel = channels.get(row.env, row.channel)
        other = channel and channels.get(row.env, channel.instead)
        if other and (rule := _rule(row, other)) and not _has_one(row, other) and _can_receive(row, other.code):
            _plan(row, rule)
    ask_staff_to_call(rows)


def _rule(row, channel):
    """The rule whose text the message has: switched off or not, since this is no message of its own."""
    rules = row.env["appointment.rule"].with_context(active_test=False)
    domain = [("trigger", "=", row.trigger), ("audience", "=", audiences.CLIENT), ("channel", "=", channel.code)]
    found = rules.search([*domain, ("company_id", "=", row.company_id.id)])
    return found.sorted(lambda rule: (not rule.active, rule.sequence, rule.id))[:1]


def _has_one(row, channel):
    domain = [("client_id", "=", row.client_id.id), ("trigger", "=", row.trigger), ("channel", "=", channel.code),
              ("audience", "=", audiences.CLIENT), ("company_id", "=", row.company_id.id)]  # fmt: skip
    if row.event_start:
        domain.append(("event_start", "=", row.event_start))
    else:
        domain.append(("fallback_of_id", "=", row.id))
    goes = ["|", ("state", "in", states.GOES), ("reason", "=", reasons.MERGED)]
    return bool(row.search_count([*domain, *goes], limit=1))


def _can_receive(row, channel):
    people, account = People(row.env, {row.client_id.id, row.partner_id.id}), Account.of(row.company_id)
    return people.wants(row.client_id.id, row.trigger, channel, account) and bool(
        people.address(row.partner_id.id, channel, account)[0]
    )


def _plan(row, rule):
    desk.replace(row, rule, rule.channel, row.env.cr.now())

"""The answer to a reply: one SMS, planned like any other, with the link behind which it can be undone (N19).

Nothing answers an answer: presence is confirmed once, and what is cancelled cannot be cancelled again.
"""

from odoo import SUPERUSER_ID, api

from ..ledger.row import ANSWER
from ..planning.clients import read_clients
from ..planning.collector import plan_pending
from ..planning.rules import Rule, applicable
from ..planning.run import PlanRun
from ..words import audiences, occasions, states


def answer(attendee, number, trigger):
    """Plan the message about what was done, unless what was done has already brought one to that number.

    :param attendee: sudo
    :param trigger: ``presence`` or ``cancelled``
    """
    env = api.Environment(attendee.env.cr, SUPERUSER_ID, {})
    attendee.env.flush_all()
    plan_pending(attendee.env)
    if _is_told(env, attendee, number, trigger):
        return
    client = read_clients(env, [attendee.event_id.id]).get(attendee.id)
    rule = _rule(env, attendee, trigger)
    if not client or not rule:
        return
    run = PlanRun(env, [(client, client)])
    run.by_client = True
    for told in run.addressees(rule, client):
        if told.address == number:
            # The moment tells a second answer, after an undo, from the same one planned twice.
            action = f"{ANSWER}{run.now:%Y%m%d%H%M%S}"
            send_at, reason = run.due(rule.timing, client, run.now)
            run.inserts.append(
                run.row(rule, client, told.partner_id, action, address=number, send_at=send_at,
                        reason=told.reason or reason, told_start=client.start)
            )  # fmt: skip
    run.store()


def _is_told(env, attendee, number, trigger):
    return bool(
        env["appointment.notification"].search_count(
            [("attendee_id", "=", attendee.id), ("trigger", "=", trigger), ("channel", "=", "sms"),
             ("address", "=", number), ("audience", "=", audiences.CLIENT), ("state", "=", states.PLANNED)],
            limit=1,
        )
    )  # fmt: skip


def _rule(env, attendee, trigger):
    """The rule whose words it has: the most specific one; of cancellations also one that is off, as a client who
    cancels by SMS waits for an answer by SMS. A rule for confirmed presence that is off is: no answer."""
    event = attendee.event_id
    rules = env["appointment.rule"].with_context(active_test=trigger != occasions.CANCELLED).search(
        [("company_id", "=", event.agenda_id.company_id.id), ("trigger", "=", trigger), ("channel", "=", "sms"),
         ("audience", "=", audiences.CLIENT)], order="active desc, sequence, id",
    )  # fmt: skip
    best = applicable(map(Rule.of, rules), event.service_id.id, event.agenda_id.id).get(trigger)
    return best[0] if best else None

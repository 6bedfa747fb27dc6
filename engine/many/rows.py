"""From letters to rows of the plan: one statement (S1)."""

from ..ledger import plan as ledger
from ..ledger.row import Planned


def plan(letters, go, send_at, own_text=None):
    """Write the rows of letters.

    :param go: names this sending
    :param send_at: naive UTC
    :param own_text: the Text of all, where staff wrote it
    """
    if not letters:
        return
    env, now = letters[0].env, letters[0].env.cr.now()
    facts = {"text": own_text._asdict()} if own_text else None
    ledger.add(env, [_row(letter, go, send_at, now, facts) for letter in letters])
    notifications = env["appointment.notification"]
    notifications.invalidate_model(flush=False)
    notifications._trigger_dispatch()


def _row(letter, go, send_at, now, facts):
    attendee, event = letter.attendee_id, letter.attendee_id.event_id
    return Planned(
        rule_id=letter.rule_id.id or None,
        trigger=letter.trigger,
        audience=letter.audience,
        channel=letter.channel,
        company_id=letter.company_id.id,
        agenda_id=event.agenda_id.id or None,
        event_id=event.id or None,
        attendee_id=attendee.id or None,
        client_id=letter.client_id.id,
        partner_id=letter.partner_id.id,
        action=go,
        about_event_id=event.id or None,
        event_start=event.start or None,
        send_at=send_at,
        planned_at=now,
        told_start=event.start or None,
        address=letter.address,
        facts=facts,
    )

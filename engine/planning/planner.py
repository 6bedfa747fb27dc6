"""Turns changes of appointments into planned notifications (N), inside the change's transaction.

What decides is read in an environment of its own: no language, company, timezone or filter of whoever clicks (A14).
"""

from odoo import SUPERUSER_ID, api

from .actions import ActionPlanner
from .clients import read_clients
from .clock import ClockPlanner
from .imported import say_what_was_imported
from .run import PlanRun
from .series import carry_over
from .unreachable import ask_staff_to_call


def plan(env, collector):
    """Plan what a change brings: its messages (booked, moved …), and what the clock brings."""
    env = _clean(env)
    changes = _changes(env, collector)
    if not changes:
        return
    run = PlanRun(env, changes, collector)
    clock = ClockPlanner(run)
    if not collector.actor.is_import:
        actions = ActionPlanner(run)
        for before, after in changes:
            actions.plan(before, after)
        actions.finish()
    for before, after in changes:
        clock.plan(before, after)
    run.store()
    if collector.actor.is_import:
        say_what_was_imported(run, collector)
    else:
        ask_staff_to_call(run)


def replan(env, event_ids):
    """Plan only what the clock brings, for appointments as they are now (N14). Idempotent."""
    env = _clean(env)
    changes = [(client, client) for client in read_clients(env, event_ids).values()]
    if not changes:
        return
    run = PlanRun(env, changes)
    clock = ClockPlanner(run)
    for before, after in changes:
        clock.plan(before, after)
    run.store()


def _clean(env):
    env = api.Environment(env.cr, SUPERUSER_ID, {})
    # Rows are read and written by statements: what waits in the cache to be written would be lost, or not seen.
    env["appointment.notification"].flush_model()
    return env


def _changes(env, collector):
    """[(Client before or None, Client after or None)]"""
    after = read_clients(env, collector.event_ids)
    carried = carry_over(env, collector, after)
    settled = {new.attendee_id for _old, new in carried.values()}
    changes = list(carried.values())
    before = {
        attendee_id: client
        for attendee_id, client in collector.before.items()
        if attendee_id not in carried and attendee_id not in settled
    }
    gone = {_booking(client): attendee_id for attendee_id, client in before.items() if attendee_id not in after}
    for attendee_id, client in after.items():
        if attendee_id in carried or attendee_id in settled:
            continue
        old = before.pop(attendee_id, None) or before.pop(gone.get(_booking(client)), None)
        changes.append((old and old._replace(attendee_id=attendee_id), client))
    return changes + [(client, None) for client in before.values()]


def _booking(client):
    """Taken out and put back, a client's attendee is another, and the booking the same (N10)."""
    return client.event_id, client.partner_id

from odoo import models

from ...engine.planning.actions import ActionPlanner
from ...engine.planning.clock import ClockPlanner
from ...engine.planning.collector import read_clients
from ...engine.planning.run import PlanRun
from ...engine.planning.series import carry_over
from ...engine.planning.unreachable import ask_staff_to_call


class AppointmentPlanner(models.AbstractModel):
    """Turns changes of appointments into planned notifications (N), inside the change's transaction."""

    _name = "appointment.planner"
    _description = "Plans appointment notifications"

    def _plan(self, collector):
        """Plan what a change brings: its messages (booked, moved …), and what the clock brings."""
        if self.env.context.get("appointment_no_notify"):
            return
        changes = self._changes(collector)
        if not changes:
            return
        run = PlanRun(self.env, changes, collector)
        actions, clock = ActionPlanner(run), ClockPlanner(run)
        for before, after_change in changes:
            actions.plan(before, after_change)
            clock.plan(before, after_change)
        actions.finish()
        run.store()
        ask_staff_to_call(run)

    def _changes(self, collector):
        """[(Client before or None, Client after or None)]"""
        after = read_clients(self.env, collector.event_ids)
        carried = carry_over(self.env, collector, after)
        settled = {new.attendee_id for _old, new in carried.values()}
        changes = list(carried.values())
        for attendee_id in dict.fromkeys([*collector.before, *after]):
            if attendee_id not in carried and attendee_id not in settled:
                changes.append((collector.before.get(attendee_id), after.get(attendee_id)))
        return changes

    def _replan(self, events):
        """Plan only what the clock brings, for appointments as they are now (N14). Idempotent."""
        changes = [(client, client) for client in read_clients(self.env, events.ids).values()]
        if not changes:
            return
        run = PlanRun(self.env, changes)
        clock = ClockPlanner(run)
        for before, after in changes:
            clock.plan(before, after)
        run.store()

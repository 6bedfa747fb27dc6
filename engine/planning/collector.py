"""Collects what changes in appointments, and plans it once: before the transaction commits (F3).

Odoo changes an event in many nested calls (recurrences archive and recreate, attendees come and go by commands), and
a transaction may hold many changes. Clients are told the net change: the state before the first of them against the
state after the last.

A change that is under way stands in ``cr.cache``; one that is whole, and not planned yet, in ``cr.precommit.data``,
which a rollback empties, be it of the transaction or of a savepoint. Whoever reads the plan is given it before: to the
ORM it is like a value that waits to be written (``appointment.notification.flush_model``). A deletion, or an edit of a series, is planned as soon as it is whole, as
what comes next may build on it.
"""

from contextlib import contextmanager
from dataclasses import replace

from ..content import collect
from ..words import booking
from .actor import actor_of
from .clients import clients_in_cache
from .planner import plan

_OPEN = "appointment_notify.change"
_PENDING = "appointment_notify.pending"
_REGISTERED = "appointment_notify.registered"


class ChangeCollector:
    def __init__(self, env, actor):
        self.actor = actor
        self.user_id = env.uid
        self.now = env.cr.now()
        self.before = {}  # attendee id -> Client
        self.event_ids = set()  # appointments to look at when planning
        self.were_appointments = set()  # events that had a service before
        self.created_event_ids = set()
        self.kept_facts = {}  # attendee id -> facts, of attendees that are being deleted
        self.kept_row_ids = set()  # messages about those
        self.deleted_event_ids = set()
        self.called_off_ids = set()  # taken away by the business: it says so, and why (N18)
        self.carried_event_ids = set()  # created by a series edit, for bookings that stood before
        self.go = 0  # counts the calls that make up this change
        self.goes = {}  # event id -> the last of them that touched it
        self.is_intricate = False
        self.states = {}  # attendee id -> state of clients whom the call under way cancelled with their appointment

    def watch(self, events):
        """Remember events as they are now, unless this change has touched them before."""
        self.goes.update(dict.fromkeys(events.ids, self.go))
        new_ids = set(events.ids) - self.event_ids
        if not new_ids:
            return
        self.event_ids |= new_ids
        appointments = events.sudo().filtered(lambda event: event.id in new_ids and event.service_id)
        if appointments:
            self.were_appointments.update(appointments.ids)
            self.before.update(clients_in_cache(appointments))

    @property
    def new_event_ids(self):
        """Created by this change, with nothing before them."""
        return self.created_event_ids - self.carried_event_ids

    def created(self, events, in_series=False):
        self.goes.update(dict.fromkeys(events.ids, self.go))
        self.event_ids |= set(events.ids)
        self.created_event_ids |= set(events.ids)
        self.is_intricate = self.is_intricate or in_series

    def keep_facts(self, attendees):
        """Facts of client attendees that are about to be deleted."""
        clients = attendees.sudo().filtered(
            lambda attendee: attendee.is_client and attendee.event_id.service_id
        )
        if clients:
            self.is_intricate = True
        for lang, of_lang in clients.grouped(lambda attendee: attendee.partner_id.lang).items():
            for attendee_id, facts in collect.of_attendees(of_lang.with_env(attendees.env(context={"lang": lang}))).items():
                self.kept_facts.setdefault(attendee_id, replace(facts, status=booking.CANCELLED).to_json())


@contextmanager
def collecting(env):
    """The collector of the change under way. Once the outermost block is left, what it changed waits to be planned,
    also where it was left by an error: whoever catches that may commit what was done before it."""
    cache = env.cr.cache
    collector = cache.get(_OPEN)
    if collector is not None:
        yield collector
        return
    actor = actor_of(env)
    collector = cache[_OPEN] = _continued(env, actor) or ChangeCollector(env, actor)
    collector.go += 1
    collector.states = {}
    try:
        yield collector
    finally:
        del cache[_OPEN]
        if collector.event_ids and not actor.is_silent:
            _put_off(env, collector)
    if collector.is_intricate:
        plan_pending(env)


def plan_pending(env):
    """Plan now what waits to be planned. Under way, a change stays as it is: half of it means nothing."""
    cr = env.cr
    if _PENDING not in cr.precommit.data or _OPEN in cr.cache:
        return
    collector = cr.cache[_OPEN] = cr.precommit.data.pop(_PENDING)
    try:
        plan(env, collector)
    except BaseException:
        _put_off(env, collector)  # nothing is committed without its plan
        raise
    finally:
        del cr.cache[_OPEN]


def _continued(env, actor):
    """The change that waits to be planned, where this one goes on with it: by the same actor, at the same time."""
    waiting = env.cr.precommit.data.get(_PENDING)
    if waiting and (waiting.actor != actor or waiting.now != env.cr.now()):
        plan_pending(env)
        return None
    return env.cr.precommit.data.pop(_PENDING, None)


def _put_off(env, collector):
    data = env.cr.precommit.data
    data[_PENDING] = collector
    if not data.get(_REGISTERED):
        # Both are forgotten together: when the hooks run, and when a rollback clears them.
        data[_REGISTERED] = True
        env.cr.precommit.add(lambda: _before_commit(env))
    # ``env.flush_all()``, the idiom before raw SQL, flushes the models that have dirty fields: now ours is one of them.
    env._field_dirty[env.registry["appointment.notification"]._fields["state"]].update(())


def _before_commit(env):
    env.cr.precommit.data.pop(_REGISTERED, None)
    plan_pending(env)

"""Collects what one outermost create, write or unlink changes in appointments, and plans it once on exit.

Odoo changes an event in many nested calls (recurrences archive and recreate, attendees come and go by
commands). Clients are told the net change: the state before the outermost call against the state after it.
"""

from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from odoo.tools import SQL

from ..content import collect

_KEY = "appointment_notify.collector"


class Client(NamedTuple):
    """One client of one appointment at one moment, as far as notifications care. Times are naive UTC."""

    attendee_id: int
    event_id: int
    partner_id: int
    state: str
    origin: str
    active: bool
    start: datetime
    stop: datetime
    service_id: int
    agenda_id: int
    organiser_id: int | None
    location: str | None
    recurrence_id: int | None
    sequence: int

    @property
    def status(self):
        """``pending`` or ``confirmed`` (the client is expected), ``over`` (came, or did not), ``gone``."""
        if self.state in ("done", "no_show"):
            return "over"
        if not self.active or self.state == "cancelled":
            return "gone"
        return "pending" if self.state == "pending" else "confirmed"

    @property
    def is_live(self):
        return self.status in ("pending", "confirmed")


class ChangeCollector:
    def __init__(self, env):
        self.env = env
        self.before = {}  # attendee id -> Client
        self.event_ids = set()  # appointments to look at on exit
        self.were_appointments = set()  # events that had a service before
        self.created_event_ids = set()
        self.kept_facts = {}  # attendee id -> facts, of attendees that are being deleted
        self.kept_rows = {}  # attendee id -> [Existing], of the same
        self.deleted_event_ids = set()
        self.carried_event_ids = set()  # created by a series edit, for bookings that stood before

    def watch(self, events):
        """Remember events as they are now, unless this change has touched them before."""
        new_ids = set(events.ids) - self.event_ids
        if not new_ids:
            return
        self.event_ids |= new_ids
        self.were_appointments |= _appointment_ids(self.env, new_ids)
        self.before.update(read_clients(self.env, new_ids & self.were_appointments))

    @property
    def new_event_ids(self):
        """Created by this change, with nothing before them."""
        return self.created_event_ids - self.carried_event_ids

    def created(self, events):
        self.event_ids |= set(events.ids)
        self.created_event_ids |= set(events.ids)

    def state_before(self, attendee_id):
        """The state to restore a client to: its own if this same change cancelled it, else confirmed."""
        client = self.before.get(attendee_id)
        return client.state if client and client.is_live else "confirmed"

    def keep_facts(self, attendees):
        """Facts of client attendees that are about to be deleted."""
        clients = attendees.sudo().filtered(
            lambda attendee: attendee.is_client and attendee.event_id.service_id
        )
        for lang, of_lang in clients.grouped(lambda attendee: attendee.partner_id.lang).items():
            for attendee_id, facts in collect.of_attendees(of_lang.with_context(lang=lang)).items():
                self.kept_facts.setdefault(attendee_id, replace(facts, status="cancelled").to_json())


@contextmanager
def collecting(env):
    """The collector of the change under way; the outermost block plans on exit."""
    cache = env.cr.cache
    collector = cache.get(_KEY)
    if collector is not None:
        yield collector
        return
    collector = cache[_KEY] = ChangeCollector(env)
    try:
        yield collector
        if collector.event_ids:
            env["appointment.planner"].sudo()._plan(collector)
    finally:
        cache.pop(_KEY, None)


def read_clients(env, event_ids):
    """The clients of appointments as they are now: {attendee id: Client}."""
    if not event_ids:
        return {}
    env["calendar.event"].flush_model()
    env["calendar.attendee"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT attendee.id, event.id, attendee.partner_id, COALESCE(attendee.booking_state, 'confirmed'),
                   COALESCE(attendee.booking_origin, 'staff'), event.active, event.start, event.stop,
                   event.service_id, event.agenda_id, event.user_id, event.location, event.recurrence_id,
                   COALESCE(event.booking_sequence, 0)
              FROM calendar_attendee attendee
              JOIN calendar_event event ON event.id = attendee.event_id
             WHERE event.id = ANY(%s) AND event.service_id IS NOT NULL AND attendee.is_client
             ORDER BY event.start, attendee.id
            """,
            list(event_ids),
        )
    )
    return {row[0]: Client(*row) for row in rows}


def _appointment_ids(env, event_ids):
    env["calendar.event"].flush_model(["service_id"])
    rows = env.execute_query(
        SQL(
            "SELECT id FROM calendar_event WHERE id = ANY(%s) AND service_id IS NOT NULL",
            list(event_ids),
        )
    )
    return {row[0] for row in rows}

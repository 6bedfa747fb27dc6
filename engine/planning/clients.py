"""Clients of appointments at one moment, as far as notifications care: plain data."""

from datetime import datetime
from typing import NamedTuple

from odoo import SUPERUSER_ID
from odoo.tools import SQL

from ..words import booking, origins
from .knowledge import Known


class Client(NamedTuple):
    """Times are naive UTC."""

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
    practitioner_id: int | None
    company_id: int
    organiser_id: int | None
    location: str | None
    recurrence_id: int | None
    cancelled_at: datetime | None
    created_at: datetime | None

    @property
    def status(self):
        """``pending`` or ``confirmed`` (the client is expected), ``over`` (came, or did not), ``gone``."""
        return booking.status(self.state, self.active)

    @property
    def is_live(self):
        return self.status in booking.AWAITED

    @property
    def as_known(self):
        """What whoever knows all knows of it."""
        status = self.status
        if status == booking.GONE:
            return None
        return Known(self.start, booking.PENDING if status == booking.PENDING else booking.CONFIRMED)

    @property
    def staff(self):
        """What decides who of the staff is told."""
        return self.agenda_id, self.practitioner_id, self.organiser_id


def clients_in_cache(events):
    """The clients of appointments as the ORM knows them: {attendee id: Client}. What a loop over many events
    changes one by one is read for all at once."""
    events = events.with_env(events.env(user=SUPERUSER_ID, su=True, context={}))
    found = {}
    for event in events:
        if not event.service_id:
            continue
        agenda = event.agenda_id
        for attendee in event.attendee_ids:
            if attendee.is_client:
                found[attendee.id] = Client(
                    attendee.id, event.id, attendee.partner_id.id, attendee.booking_state or booking.CONFIRMED,
                    attendee.booking_origin or origins.STAFF, event.active, event.start, event.stop, event.service_id.id,
                    agenda.id, agenda.user_id.id or None, agenda.company_id.id, event.user_id.id or None,
                    event.location or None, event.recurrence_id.id or None, attendee.cancelled_at or None,
                    attendee.create_date or None,
                )  # fmt: skip
    return found


def read_clients(env, event_ids):
    """The clients of appointments as they stand in the database: {attendee id: Client}, in the order of the starts."""
    if not event_ids:
        return {}
    env["calendar.event"].flush_model()
    env["calendar.attendee"].flush_model()
    env["appointment.agenda"].flush_model(["user_id", "company_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT attendee.id, event.id, attendee.partner_id, COALESCE(attendee.booking_state, 'confirmed'),
                   COALESCE(attendee.booking_origin, 'staff'), event.active, event.start, event.stop,
                   event.service_id, event.agenda_id, agenda.user_id, agenda.company_id, event.user_id,
                   event.location, event.recurrence_id, attendee.cancelled_at,
                   attendee.create_date
              FROM calendar_attendee attendee
              JOIN calendar_event event ON event.id = attendee.event_id
              JOIN appointment_agenda agenda ON agenda.id = event.agenda_id
             WHERE event.id = ANY(%s) AND event.service_id IS NOT NULL AND attendee.is_client
             ORDER BY event.start, attendee.id
            """,
            list(event_ids),
        )
    )
    return {row[0]: Client(*row) for row in rows}

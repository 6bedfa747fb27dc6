from datetime import UTC, datetime, time, timedelta

import pytz
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.words import booking
from ...tools import slots

HORIZON = timedelta(days=60)
_LONGEST_BUFFER = timedelta(days=1)


class AppointmentSlots(models.AbstractModel):
    """Where an appointment could move to: free times, or other sessions of a group class (P4)."""

    _name = "appointment.slots"
    _description = "Free times of an agenda"

    def _offers(self, attendee):
        """What a client may choose from.

        :param attendee: the client's attendee, sudo
        :return: {start, naive UTC: the session (calendar.event) there, or an empty one: the appointment moves}
        """
        event = attendee.event_id
        if event.service_id.capacity > 1:
            return {session.start: session for session in reversed(self._sessions(attendee))}
        if event._booking_clients().filtered(lambda client: client.booking_state != booking.CANCELLED) != attendee:
            return {}  # an appointment of several: nobody moves it for the others
        return dict.fromkeys(self._free_starts(event), event.browse())

    def _take_turns(self, event):
        """Clients who move to an agenda or to a room at the same time do it one after the other (P4).

        Writing the row, and not only locking it, makes whoever waited for it fail to serialize, so that Odoo
        starts that request again, on what the first one left. Without it, the second would go on with what it
        had read before.
        """
        agenda = event.agenda_id
        if agenda.user_id:
            agenda |= agenda.with_context(active_test=False).search([("user_id", "=", agenda.user_id.id)])
        for records in (agenda, event.booked_resource_ids):
            if records:
                table = SQL.identifier(records._table)
                query = SQL("UPDATE %s SET write_date = write_date WHERE id = ANY(%s)", table, sorted(records.ids))
                self.env.cr.execute(query, log_exceptions=False)
        self.env.invalidate_all()

    def _earliest(self, event):
        """Clients who may not move later than some hours before may not move to an earlier moment either."""
        return self.env.cr.now() + timedelta(hours=event.service_id.move_notice_hours)

    # ------------------------------------------------------------
    # Sessions of a group class
    # ------------------------------------------------------------

    def _sessions(self, attendee):
        """Other sessions of the same class on the same agenda with a place left, where the client is not yet."""
        event = attendee.event_id
        sessions = event.search(
            [
                ("service_id", "=", event.service_id.id),
                ("agenda_id", "=", event.agenda_id.id),
                ("start", ">", self._earliest(event)),
                ("start", "<=", self.env.cr.now() + HORIZON),
            ],
            order="start, id",
        )
        return [
            session
            for session in sessions
            if attendee.partner_id not in session.attendee_ids.partner_id
            and self._places_taken(session) < session.service_id.capacity
        ]

    def _places_taken(self, session):
        return len(session._booking_clients().filtered(lambda client: client.booking_state != booking.CANCELLED))

    # ------------------------------------------------------------
    # Free times
    # ------------------------------------------------------------

    def _free_starts(self, event):
        """When an appointment could take place instead, naive UTC, ascending.

        Opening hours are the agenda's, else the company's, on the agenda's clock (N6). Rooms and the practitioner
        are there when they are not on leave: a room's own working hours are the company's by default, and would
        shorten an agenda's long evening without anybody knowing why.
        """
        agenda, service = event.agenda_id, event.service_id
        zone = pytz.timezone(agenda.tz)
        begins = self.env.cr.now().replace(tzinfo=UTC).astimezone(zone)
        begins = zone.localize(datetime.combine(begins.date(), time.min))  # the grid starts at the opening
        ends = begins + HORIZON
        starts = slots.free_starts(
            self._openings(agenda, begins, ends, zone),
            self._leaves(event, begins, ends, zone) + self._busy(event, begins, ends, zone),
            event.stop - event.start,
            timedelta(minutes=service.buffer_after),
            timedelta(minutes=agenda.slot_step),
            self._earliest(event).replace(tzinfo=UTC),
        )
        starts = [start.replace(tzinfo=None) for start in starts]
        return [start for start in starts if start > self.env.cr.now() and start != event.start]

    def _is_still_free(self, attendee):
        """Whether a booking that was cancelled can stand again: nothing else is at its time, or a place is left."""
        event = attendee.event_id
        if event.service_id.capacity > 1:
            return event.active and self._places_taken(event) < event.service_id.capacity
        if event.active:  # others of the same appointment are expected still
            return True
        zone = pytz.timezone(event.agenda_id.tz)
        start = event.start.replace(tzinfo=UTC)
        stop = event.stop.replace(tzinfo=UTC) + timedelta(minutes=event.service_id.buffer_after)
        taken = self._leaves(event, start, stop, zone) + self._busy(event, start, stop, zone)
        return not any(begins < stop and ends > start for begins, ends in taken)

    def _calendar(self, agenda):
        return agenda.resource_calendar_id or agenda.company_id.resource_calendar_id

    def _openings(self, agenda, begins, ends, zone):
        calendar = self._calendar(agenda)
        if not calendar:
            return []
        return [(opens, closes) for opens, closes, _of in calendar._attendance_intervals_batch(begins, ends, tz=zone)[False]]

    def _leaves(self, event, begins, ends, zone):
        """When the business, the practitioner or a room is away."""
        agenda = event.agenda_id
        user = agenda.user_id or event.user_id
        away = Domain("time_type", "=", "leave")
        of_company = away & Domain("company_id", "in", (False, agenda.company_id.id))
        leaves = [*self._calendar(agenda)._leave_intervals_batch(begins, ends, domain=list(of_company), tz=zone)[False]]
        people = self.env["resource.resource"].search([("user_id", "=", user.id)]) if user else event.booked_resource_ids
        resources = people | event.booked_resource_ids
        if resources:
            of_resources = list(away & Domain("resource_id", "in", resources.ids))
            # Asked of no calendar, so that leaves taken in whichever calendar count.
            found = self.env["resource.calendar"]._leave_intervals_batch(
                begins, ends, resources=resources, domain=of_resources, tz=zone
            )
            leaves += [leave for resource in resources for leave in found[resource.id]]
        return [(start, stop) for start, stop, _of in leaves]

    def _busy(self, event, begins, ends, zone):
        """When the agenda, the practitioner or a booked room is taken by something else."""
        agenda = event.agenda_id
        taken = Domain("agenda_id", "=", agenda.id)
        user = agenda.user_id or event.user_id
        if user:
            comes = [("partner_id", "=", user.partner_id.id), ("state", "!=", "declined")]
            taken |= Domain("show_as", "=", "busy") & Domain("attendee_ids", "any", comes)
        if event.booked_resource_ids:
            taken |= Domain("booked_resource_ids", "in", event.booked_resource_ids.ids)
        others = event.search(
            taken
            & Domain("id", "!=", event.id)
            & Domain("start", "<", _naive(ends + _LONGEST_BUFFER))
            & Domain("stop", ">", _naive(begins - _LONGEST_BUFFER))
        )
        return [_time_taken(other, zone) for other in others]


def _time_taken(event, zone):
    """(start, end) aware: with the break after it, and whole days on the agenda's clock."""
    if event.allday:
        days = (event.start_date, event.stop_date + timedelta(days=1))
        return tuple(zone.localize(datetime.combine(day, time.min)) for day in days)
    stop = event.stop + timedelta(minutes=event.service_id.buffer_after)
    return event.start.replace(tzinfo=UTC), stop.replace(tzinfo=UTC)


def _naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)

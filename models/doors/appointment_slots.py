from odoo import models
from odoo.exceptions import UserError

from ...engine import turns


class AppointmentSlots(models.AbstractModel):
    """Two at one time in the very same moment (P4): see ``engine/turns.py``."""

    _inherit = "appointment.slots"

    def init(self):
        turns.make_sequence(self.env.cr)

    def _take_turns(self, event):
        super()._take_turns(event)
        return turns.take_for_client(self.env, turns.keys(event))

    def _is_still_offered(self, attendee, start):
        """The same question, asked of what others have committed meanwhile. To be asked once the turn is taken."""
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            fresh = attendee.with_env(attendee.env(cr=cr))
            return start in fresh.env["appointment.slots"]._offers(fresh)

    def _is_still_free_afresh(self, attendee):
        """The same, of a booking that is taken back (N21)."""
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            fresh = attendee.with_env(attendee.env(cr=cr))
            return fresh.env["appointment.slots"]._is_still_free(fresh)

    def _staff_take_turns(self, events):
        """Those who book or move one-to-one appointments of these.

        :raise UserError: where a client has moved there since this began; once saved again, it is booked
        """
        events = events.sudo().filtered(lambda event: event.active and event.service_id.capacity == 1 and event.agenda_id)
        if not events or not turns.take_for_staff(self.env, turns.keys(events)):
            return
        taken = [
            (event.start, event.stop, event.id, event.agenda_id.id, event.user_id.id or 0, event.booked_resource_ids.ids)
            for event in events
        ]
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            new = _overlaps(cr, taken) - _overlaps(self.env.cr, taken)
        for client, start in sorted(new):
            raise UserError(
                self.env._(
                    "%(client)s has just moved there online (%(start)s UTC). Choose another time, or save again to book both.",
                    client=client,
                    start=start,
                )
            )


def _overlaps(cr, taken):
    """{(client, start)} of other appointments at these times, of the same agenda, organiser or room."""
    cr.execute_values(
        """
        SELECT attendee.common_name, other.start
          FROM (VALUES %s) AS mine (start, stop, event_id, agenda_id, user_id, resource_ids)
          JOIN calendar_event other
            ON other.start < mine.stop AND other.stop > mine.start AND other.active AND other.id <> mine.event_id
           AND (other.agenda_id = mine.agenda_id OR other.user_id = mine.user_id
                OR EXISTS (SELECT FROM calendar_event_booked_resource_rel booked
                            WHERE booked.calendar_event_id = other.id
                              AND booked.resource_resource_id = ANY(mine.resource_ids::int[])))
          JOIN calendar_attendee attendee ON attendee.event_id = other.id AND attendee.is_client
         WHERE other.service_id IS NOT NULL
        """,
        taken,
        template="(%s::timestamp, %s::timestamp, %s, %s, %s, %s)",
    )
    return set(cr.fetchall())

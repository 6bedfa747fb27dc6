from datetime import UTC, datetime, time, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.words import audiences, booking, states
from ...tools import schedule, wording

_BOOKING = "appointment_notify.group_practitioner"


class CalendarEvent(models.Model):
    """What staff see of an appointment without opening it (U1)."""

    _inherit = "calendar.event"

    booking_places = fields.Char("Places", compute="_compute_booking_places", groups=_BOOKING, help="Of a class: 5/8.")
    booking_offered = fields.Char(
        compute="_compute_booking_offered", groups=_BOOKING, help="What may be done with it now, comma between (H2)."
    )

    @api.depends("attendee_ids.is_client", "attendee_ids.booking_state", "service_id.capacity")
    @api.depends_context("uid")
    def _compute_booking_places(self):
        kept = set(self._kept_bookings()._ids)
        for event in self:
            capacity = event.sudo().service_id.capacity if event._ids[0] in kept else 0
            clients = event.sudo()._booking_clients() if capacity > 1 else ()
            taken = sum(client.booking_state != booking.CANCELLED for client in clients)
            event.booking_places = f"{taken}/{capacity}" if capacity > 1 else False

    @api.depends("attendee_ids.is_client", "attendee_ids.booking_state", "start")
    @api.depends_context("uid")
    def _compute_booking_offered(self):
        kept, now = set(self._kept_bookings()._ids), self.env.cr.now()
        for event in self:
            clients = event.sudo()._booking_clients() if event.service_id and event._ids[0] in kept else ()
            found = {client.booking_state for client in clients} - {False}
            event.booking_offered = ",".join(booking.offered(found, event.start, now)) if found and event.start else False

    def get_booking_popover(self):
        """What the calendar's popover tells of an appointment, read when it opens, so that the week costs nothing.

        :return: {places, clients: [{id, name, phone, state, label, offered: [names], last, next}]}
        """
        self.ensure_one()
        self._check_keeps_bookings()
        event, now = self.sudo(), self.env.cr.now()
        clients, messages = event._booking_clients(), self._messages_of_clients()
        labels = dict(booking.selection(self.env))
        return {
            "places": self.booking_places or "",
            "clients": [
                {
                    "id": client.id,
                    "name": client.partner_id.name or "",
                    "phone": client.partner_id.phone or "",
                    "state": client.booking_state,
                    "label": labels.get(client.booking_state, ""),
                    "offered": booking.offered({client.booking_state}, event.start, now),
                    **messages.get(client.partner_id.id, {"last": "", "next": ""}),
                }
                for client in clients.sudo()
            ],
        }

    def _messages_of_clients(self):
        """{client id: {last, next}} in words: what went last, and what goes next."""
        rows = self.env["appointment.notification"].sudo().search(
            [("event_id", "=", self.id), ("audience", "=", audiences.CLIENT),
             ("state", "in", (states.PLANNED, *states.WENT))], order="send_at, id"
        )  # fmt: skip
        tz = schedule.zone(self.sudo().agenda_id.tz or "UTC")
        kinds, channels = (dict(rows._fields[name]._description_selection(self.env)) for name in ("trigger", "channel"))
        found = {}
        for row in rows:
            told = found.setdefault(row.client_id.id, {"last": "", "next": ""})
            moment = (row.sent_at or row.send_at).replace(tzinfo=UTC).astimezone(tz)
            lang = self.env.lang or "en_US"
            when = f"{wording.date(moment, lang)} {wording.time(moment, lang)}"
            words = f"{kinds[row.trigger]} · {channels[row.channel]} · {when}"
            if row.state != states.PLANNED:
                told["last"] = words
            elif not told["next"]:
                told["next"] = words
        return found

    @api.model
    def _of_day(self, company, first, last, agenda=None):
        """The appointments that start on the days from first to last (dates, both included), of an agenda by its clock,
        else of all of the company's that the user keeps, by the company's."""
        tz = schedule.zone((agenda or company).sudo()["tz" if agenda else "appointment_tz"] or "UTC")
        since, until = (
            datetime.combine(day, time.min, tz).astimezone(UTC).replace(tzinfo=None)
            for day in (first, last + timedelta(days=1))
        )
        domain = Domain("service_id", "!=", False) & Domain("start", ">=", since) & Domain("start", "<", until)
        domain &= Domain("agenda_id", "=", agenda.id) if agenda else Domain("agenda_id.company_id", "=", company.id)
        return self.search(domain & self._kept_bookings_domain(), order="start, id")

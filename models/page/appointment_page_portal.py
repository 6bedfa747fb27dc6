from odoo import models
from odoo.fields import Domain

from ...engine.content import collect
from ...engine.content.facts import Facts
from ...engine.words import booking


class AppointmentPage(models.AbstractModel):
    """A client's appointments, for the client who is logged in (P6)."""

    _inherit = "appointment.page"

    def _own_attendee(self, client, attendee_id):
        """That attendee, sudo, if it is the client's own; else none."""
        attendee = self.env["calendar.attendee"].sudo().browse(attendee_id).exists()
        own = attendee.is_client and attendee.partner_id == client and attendee.event_id.service_id
        return attendee if own else attendee.browse()

    def _own_domain(self, client, upcoming=None, search=""):
        """Appointments (calendar.event, archived ones too) of a client: those to come, the others, or all.

        :param search: words of the service, the agenda or the practitioner
        """
        own = [("partner_id", "=", client.id), ("is_client", "=", True)]
        domain = Domain("service_id", "!=", False) & Domain("attendee_ids", "any", own)
        if upcoming is not None:
            awaited = [*own, ("booking_state", "in", booking.LIVE)]
            to_come = (
                Domain("active", "=", True)
                & Domain("start", ">", self.env.cr.now())
                & Domain("attendee_ids", "any", awaited)
            )
            domain &= to_come if upcoming else ~to_come
        for word in search.replace("\x00", "").split():
            domain &= (
                Domain("service_id.name", "ilike", word)
                | Domain("agenda_id.name", "ilike", word)
                | Domain("agenda_id.user_id.name", "ilike", word)
            )
        return domain

    def _own_events(self):
        return self.env["calendar.event"].sudo().with_context(active_test=False)

    def _list_own(self, client, upcoming, search, limit, offset):
        """[dict] of a page of the list, in words: the next one first, of the past the last one first."""
        events = self._own_events().search(
            self._own_domain(client, upcoming, search),
            order="start, id" if upcoming else "start desc, id desc",
            limit=limit,
            offset=offset,
        )
        states = self._status_words()
        attendees = events.attendee_ids.filtered(lambda attendee: attendee.is_client and attendee.partner_id == client)
        return [
            {
                "id": attendee.id,
                "when": _as_title(self._when(Facts(tz=event.agenda_id.tz, client_tz=client.tz or ""), event.start)),
                "service": event.service_id.name,
                "practitioner": (event.agenda_id.user_id or event.user_id).name or "",
                "status": self._status(attendee),
                "words": states[self._status(attendee)],
            }
            for event in events
            for attendee in attendees.filtered(lambda attendee, event=event: attendee.event_id == event)[:1]
        ]

    def _status_words(self):
        _ = self.env._
        return {
            booking.PENDING: _("Waiting for confirmation"),
            booking.CONFIRMED: _("Confirmed"),
            booking.OVER: _("Past"),
            booking.GONE: _("Cancelled"),
        }

    def _cancelled_sentence(self, attendee):
        """The sentence of P2, if that appointment is cancelled; else nothing."""
        if not attendee or self._status(attendee) != booking.GONE:
            return ""
        facts = collect.of_attendees(attendee)[attendee.id]
        return self._notices(attendee, facts, booking.GONE, None)[0]


def _as_title(text):
    """With a capital: it stands alone, and some languages write weekdays small."""
    return text[:1].upper() + text[1:]

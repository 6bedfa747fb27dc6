import re
from datetime import UTC, timedelta

from odoo import models
from odoo.tools import html2plaintext

from ...engine.page import staff_note
from ...engine.words import booking
from ...tools import schedule

REASON_LENGTH = 500
_TOLD_AGAIN_AFTER = timedelta(hours=1)


class AppointmentPage(models.AbstractModel):
    """What a client may do with an appointment, and does: behind a personal link, or logged in (P)."""

    _name = "appointment.page"
    _description = "The client's page of an appointment"

    def _status(self, attendee):
        """``pending`` or ``confirmed`` (it is to come), ``over`` (it has begun), ``gone`` (cancelled, or deleted)."""
        event = attendee.event_id
        return booking.status_now(attendee.booking_state, event.active, event.start, self.env.cr.now())

    def _refusal(self, attendee):
        """Why the client may not cancel (P2, P3): ``over``, ``paid``, ``not_allowed``, ``too_late``; None: may."""
        status = self._status(attendee)
        return booking.cancel_refusal(
            status,
            attendee.booking_paid,
            attendee.event_id.service_id.cancel_allowed,
            self._cancel_deadline_of(attendee) if status in booking.AWAITED else None,
            self.env.cr.now(),
        )

    def _cancel_deadline_of(self, attendee):
        """Until when that client may cancel, naive UTC: a move away from a start that was inside the notice does not
        lift it (P2)."""
        return self._cancel_deadline(attendee.event_id, attendee.notice_start)

    def _cancel_deadline(self, event, start=None):
        """Until when clients may cancel, naive UTC."""
        return self._hours_before(event, event.service_id.cancel_notice_hours, start)

    def _hours_before(self, event, hours, start=None):
        """So many hours before the start, or another one, on the agenda's clock (N6), naive UTC."""
        start = (start or event.start).replace(tzinfo=UTC).astimezone(schedule.zone(event.agenda_id.tz))
        return (start - timedelta(hours=hours)).astimezone(UTC).replace(tzinfo=None)

    def _cancel(self, attendee, reason=""):
        """Cancel for the client, or tell staff that it was refused (P2, P3). Twice is harmless.

        :return: whether the booking is cancelled now
        """
        if self._status(attendee) == booking.GONE:
            return True
        refusal = self._refusal(attendee)
        if refusal:
            self._tell_staff(attendee, refusal)
            return False
        attendee.event_id._track_set_author(attendee.partner_id)
        self._as_client(attendee).write(
            {"booking_state": booking.CANCELLED, "cancel_reason": _clean(reason)[:REASON_LENGTH].strip() or False}
        )
        return True

    def _may_confirm_presence(self, attendee):
        return self._status(attendee) == booking.CONFIRMED and not attendee.presence_confirmed

    def _confirm_presence(self, attendee):
        if self._may_confirm_presence(attendee):
            self._as_client(attendee).write({"presence_confirmed": True})

    def _as_client(self, attendee):
        """What is done behind a personal link the client does, whoever is logged in (A4)."""
        return attendee.sudo().with_context(appointment_origin="online")

    def _tell_staff(self, attendee, refusal):
        """A note on the appointment about a refused attempt (P3); a repeated one is told once an hour."""
        members = staff_note.staff_of(attendee.event_id)
        event = staff_note.in_words_of_staff(attendee.event_id, members)
        env, client = event.env, attendee.partner_id
        reason = {
            "over": env._("the appointment has begun"),
            "paid": env._("the booking is paid"),
            "not_allowed": env._("this service cannot be cancelled online"),
            "too_late": env._("it was too late"),
        }[refusal]
        body = env._(
            "%(client)s tried to cancel online. This was refused: %(reason)s.", client=client.name, reason=reason
        )
        told_since = self.env.cr.now() - _TOLD_AGAIN_AFTER
        if any(note.date > told_since and html2plaintext(note.body) == body for note in event.message_ids):
            return
        staff_note.post(event, members, client, body)


def _clean(text, keep_lines=False):
    """What somebody typed, without what a database cannot hold; on one line, or on its own."""
    lines = text.splitlines() if keep_lines else [text]
    lines = [" ".join(re.sub(r"[\x00-\x1f\x7f]", " ", line).split()) for line in lines]
    return "\n".join(lines)

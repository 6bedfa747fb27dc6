from datetime import timedelta

from odoo import models

from ...engine.content import phrases
from ...engine.planning.collector import collecting
from ...engine.words import booking
from ...tools import schedule, wording

UNDO_FOR = timedelta(minutes=15)


class AppointmentPage(models.AbstractModel):
    """Taking back one's own cancellation (N21): shortly afterwards, while the time is free. Never a refusal, nor what
    the business cancelled."""

    _inherit = "appointment.page"

    def _cancel(self, attendee, reason=""):
        before = attendee.booking_state
        done = super()._cancel(attendee, reason)
        if done and before in booking.LIVE:
            attendee.sudo().undo_state = before
        return done

    def _undo_refusal(self, attendee):
        """Why the client may not take it back: ``gone`` (not the own cancellation, or too late), ``taken``; None: may."""
        now = self.env.cr.now()
        is_own = attendee.booking_state == booking.CANCELLED and attendee.cancelled_by == "client" and attendee.undo_state
        if not is_own or not attendee.cancelled_at or now > attendee.cancelled_at + UNDO_FOR:
            return "gone"
        if attendee.event_id.start <= now:
            return "gone"
        return None if self.env["appointment.slots"]._is_still_free(attendee) else "taken"

    def _undo(self, attendee):
        """Take back the client's own cancellation. Twice is harmless.

        :return: None: it is booked; else why not
        """
        if self._status(attendee) in booking.LIVE:
            return None
        if self._undo_refusal(attendee):
            return self._undo_refusal(attendee)
        slots = self.env["appointment.slots"]
        is_alone = slots._take_turns(attendee.event_id)
        refusal = self._undo_refusal(attendee)
        if refusal or not is_alone or not slots._is_still_free_afresh(attendee):
            return refusal or "taken"
        client = self._as_client(attendee)
        event = client.event_id
        event._track_set_author(client.partner_id)
        with collecting(client.env) as changes:
            changes.watch(event)
            client.write(
                {
                    "booking_state": client.undo_state,
                    "undo_state": False,
                    "cancel_reason": False,
                    "cancelled_with_event": False,
                }
            )
            if not event.active:
                event.write({"active": True})
        return None

    def _describe(self, attendee, facts, *, done="", **options):
        page = super()._describe(attendee, facts, done=done, **options)
        page["may_undo"] = page["status"] == booking.GONE and not self._undo_refusal(attendee)
        if page["may_undo"]:
            until = phrases.local(attendee.cancelled_at + UNDO_FOR, schedule.zone(facts.tz))
            page["undo_until"] = self.env._(
                "Was that a mistake? Until %(time)s you can take it back.", time=wording.time(until, self.env.lang)
            )
        if done == "undone" and page["status"] in booking.LIVE:
            page["notices"] = [self.env._("Your appointment stands again."), *page["notices"]]
        elif done in ("taken", "gone") and page["status"] == booking.GONE:
            page["notices"] = [*page["notices"], self._undo_refused(done)]
        return page

    def _undo_refused(self, refusal):
        if refusal == "taken":
            return self.env._("This time is no longer free. Please call us.")
        return self.env._("This can no longer be taken back here. Please call us.")

import hashlib
from datetime import timedelta

from markupsafe import Markup
from odoo import models
from odoo.tools import SQL

from ...engine.page import staff_note
from ...engine.words import booking
from .appointment_page import _clean

WORD_LENGTH = 500
LATE_MINUTES = (5, 10, 15, 20, 30)
LATE_WITHIN = timedelta(hours=3)  # before the start: earlier, nobody knows
_WORDS_A_DAY = 5


class AppointmentPage(models.AbstractModel):
    """What a client tells the staff (P8): being late, once; a word."""

    _inherit = "appointment.page"

    def _late_minutes(self):
        return LATE_MINUTES

    def _word_length(self):
        return WORD_LENGTH

    # ------------------------------------------------------------
    # Running late
    # ------------------------------------------------------------

    def _was_told_late(self, attendee):
        return bool(attendee.late_told_for) and attendee.late_told_for == attendee.event_id.start

    def _may_tell_late(self, attendee):
        if self._status(attendee) != booking.CONFIRMED or self._was_told_late(attendee):
            return False
        return attendee.event_id.start - self.env.cr.now() <= LATE_WITHIN

    def _tell_late(self, attendee, minutes, reader):
        """Tell staff, once for each start: of two clicks at once the second starts again, and finds that it was told.

        :param minutes: as it came in
        :return: whether it is told now
        """
        if self._was_told_late(attendee):
            return True
        if minutes not in {str(each) for each in LATE_MINUTES} or not self._may_tell_late(attendee):
            return False
        attendee.sudo().late_told_for = attendee.event_id.start
        members = staff_note.staff_of(attendee.event_id)
        event = staff_note.in_words_of_staff(attendee.event_id, members)
        body = event.env._(
            "%(client)s is running about %(minutes)s minutes late.", client=attendee.partner_id.name, minutes=minutes
        )
        staff_note.post(event, members, reader, body)
        return True

    # ------------------------------------------------------------
    # A word
    # ------------------------------------------------------------

    def _may_write(self, attendee):
        return self._status(attendee) in booking.LIVE

    def _write_word(self, attendee, text, reader):
        """A client's words to the staff, as a note on the appointment. The same ones again change nothing.

        :return: ``sent``, ``empty``, or ``enough``: too many for one day
        """
        text = _clean(text, keep_lines=True)[:WORD_LENGTH].strip()
        if not text or not self._may_write(attendee):
            return "empty"
        own = f"<appointment-reply-page-{attendee.id}-"  # purged as all replies are (S7)
        digest = hashlib.sha256(f"{self.env.cr.now():%Y-%m-%d}:{text}".encode()).hexdigest()[:24]
        message_id = f"{own}{digest}@appointment-notify>"
        # Two clicks at once: the second starts again, and finds the words of the first.
        query = SQL("UPDATE calendar_attendee SET write_date = write_date WHERE id = %s", attendee.id)
        self.env.cr.execute(query, log_exceptions=False)
        event = attendee.event_id
        since = self.env.cr.now() - timedelta(days=1)
        of_event = [("model", "=", event._name), ("res_id", "=", event.id), ("message_id", "=like", f"{own}%")]
        before = self.env["mail.message"].sudo().search([*of_event, ("date", ">", since)])
        if message_id in before.mapped("message_id"):
            return "sent"
        if len(before) >= _WORDS_A_DAY:
            return "enough"
        members = staff_note.staff_of(event)
        event = staff_note.in_words_of_staff(event, members)
        intro = self._words_of_writer(event, attendee.partner_id, reader)
        lines = Markup("<br/>").join(text.split("\n"))
        staff_note.post(event, members, reader, Markup("<p>%s</p><p>%s</p>") % (intro, lines), message_id)
        return "sent"

    def _words_of_writer(self, event, client, reader):
        if reader == client:
            return event.env._("%(client)s writes on the appointment's page:", client=client.name)
        return event.env._(
            "%(reader)s writes on the appointment's page of %(client)s:", reader=reader.name, client=client.name
        )

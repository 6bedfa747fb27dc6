from odoo import models
from odoo.tools import SQL

from ...engine.words import booking
from ..page.appointment_page import _clean

COMMENT_LENGTH = 2000
RATES = (5, 4, 3, 2, 1)


class AppointmentPage(models.AbstractModel):
    """Leaving a rating (N8). Odoo's ratings keep it; nobody outside sees it until staff publish it."""

    _inherit = "appointment.page"

    def _review_status(self, attendee):
        """``open`` (the client may rate), ``given``, or None: it did not take place, or not yet."""
        event = attendee.event_id
        gone = attendee.booking_state not in (booking.CONFIRMED, booking.DONE) or not event.active
        if not attendee or gone or event.stop > self.env.cr.now():
            return None
        return "given" if self._rating(attendee) else "open"

    def _rating(self, attendee):
        return self.env["rating.rating"].sudo().search(
            [
                ("res_model", "=", "calendar.event"),
                ("res_id", "=", attendee.event_id.id),
                ("partner_id", "=", attendee.partner_id.id),
                ("consumed", "=", True),
            ],
            limit=1,
        )

    def _review(self, attendee, rate, comment=""):
        """Rate for the client, once: twice is harmless.

        :param rate: as it came in; "1" (bad) to "5" (very good) are taken
        :return: whether there is a rating now
        """
        if rate not in {str(each) for each in RATES} or not self._review_status(attendee):
            return False
        # Of two clicks at once the second starts again, and finds the rating of the first.
        query = SQL("UPDATE calendar_attendee SET write_date = write_date WHERE id = %s", attendee.id)
        self.env.cr.execute(query, log_exceptions=False)
        if self._review_status(attendee) == "given":
            return True
        event = attendee.event_id
        rating = self.env["rating.rating"].sudo().create(
            {
                "partner_id": attendee.partner_id.id,
                "rated_partner_id": event._rating_get_operator().id,
                "res_model_id": self.env["ir.model"]._get_id(event._name),
                "res_id": event.id,
            }
        )
        comment = _clean(comment, keep_lines=True)[:COMMENT_LENGTH].strip()
        event.rating_apply(int(rate), rating=rating, feedback=comment, subtype_xmlid="mail.mt_note")
        rating.message_id.is_internal = True
        return True

    def _describe_review(self, attendee):
        """[(rate, its words)], the best first."""
        _ = self.env._
        words = (_("Very good"), _("Good"), _("Fair"), _("Poor"), _("Bad"))
        return {
            "choices": [*zip(RATES, words, strict=True)],
            "status": self._review_status(attendee),
            "comment_length": COMMENT_LENGTH,
            "of": _(
                "Your opinion may be published on the page of %(agenda)s, with your first name and the month, and "
                "nothing else of you.",
                agenda=attendee.event_id.agenda_id.name or "",
            ),
        }

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.ledger import purge

BATCH = 2000
KINDS = [
    ("messages", "Texts, numbers and addresses of messages"),
    ("replies", "What clients wrote"),
    ("reasons", "Reasons of cancellations"),
    ("reviews", "Words of reviews"),
]
# kind -> the company's months
_MONTHS = {
    "messages": "appointment_retention_months",
    "replies": "appointment_retention_words_months",
    "reasons": "appointment_retention_words_months",
    "reviews": "appointment_retention_reviews_months",
}


class AppointmentPurge(models.Model):
    """What was purged, and when (S7, L4): texts go after a time, figures and consents stay.

    In batches, by Odoo's daily clean-up, which calls again while more is left. Each batch is one statement that finds
    what is left by itself: interrupted at any moment it goes on where it was, and doing it twice deletes nothing more.
    """

    _name = "appointment.purge"
    _description = "Purge of old texts"
    _order = "date desc, id desc"
    _rec_name = "kind"

    date = fields.Date(readonly=True, required=True)
    company_id = fields.Many2one("res.company", readonly=True, required=True, ondelete="cascade")
    kind = fields.Selection(KINDS, "What", readonly=True, required=True)
    count = fields.Integer("How many", readonly=True)
    before = fields.Datetime("Older than", readonly=True)

    _day_unique = models.UniqueIndex("(company_id, kind, date)")

    @api.autovacuum
    def _gc_appointment_texts(self):
        """:return: (how many were purged, whether more is left)"""
        done, is_more = 0, False
        for company in self.env["res.company"].sudo().with_context(active_test=False).search([("appointment_retention_months", ">", 0)]):
            for kind, months in _MONTHS.items():
                before = company._appointment_kept_since(months)
                count = getattr(self, f"_purge_{kind}")(company, before)
                if count:
                    self._note(company, kind, count, before)
                done += count
                is_more |= count >= BATCH
        if done:
            self.env.invalidate_all(flush=False)
        return done, int(is_more)

    def _note(self, company, kind, count, before):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO appointment_purge AS purge (date, company_id, kind, count, before)
                VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (company_id, kind, date) DO UPDATE SET count = purge.count + EXCLUDED.count,
                                                                   before = EXCLUDED.before
                """,
                self.env.cr.now().date(),
                company.id,
                kind,
                count,
                before,
            )
        )

    def _purge_messages(self, company, before):
        return purge.purge(self.env, company.id, before, BATCH)

    def _purge_replies(self, company, before):
        """Messages on an appointment that a client wrote, and replies that came by SMS, with their attachments."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT message.id FROM mail_message message
                  JOIN calendar_event event ON event.id = message.res_id AND message.model = 'calendar.event'
                  JOIN appointment_agenda agenda ON agenda.id = event.agenda_id
                 WHERE agenda.company_id = %(company)s AND message.date < %(before)s
                   AND NOT EXISTS (SELECT 1 FROM rating_rating WHERE message_id = message.id)
                   AND (starts_with(message.message_id, '<appointment-reply-')
                        OR EXISTS (SELECT 1 FROM calendar_attendee attendee WHERE attendee.event_id = event.id
                                    AND attendee.is_client AND attendee.partner_id = message.author_id))
                UNION
                SELECT message.id FROM mail_message message
                  JOIN res_partner partner ON partner.id = message.res_id AND message.model = 'res.partner'
                 WHERE message.date < %(before)s AND starts_with(message.message_id, '<appointment-reply-')
                   AND COALESCE(partner.company_id, %(company)s) = %(company)s
                 LIMIT %(limit)s
                """,
                company=company.id,
                before=before,
                limit=BATCH,
            )
        )
        self.env["mail.message"].sudo().browse(message_id for (message_id,) in found).unlink()
        return len(found)

    def _purge_reasons(self, company, before):
        """Why a client cancelled, and what staff wrote when they called off."""
        purged = self.env.execute_query(
            SQL(
                """
                WITH old AS (
                    SELECT attendee.id FROM calendar_attendee attendee
                      JOIN calendar_event event ON event.id = attendee.event_id
                      JOIN appointment_agenda agenda ON agenda.id = event.agenda_id
                     WHERE agenda.company_id = %(company)s AND event.stop < %(before)s
                       AND COALESCE(attendee.cancel_reason, attendee.called_off_words) IS NOT NULL
                     LIMIT %(limit)s FOR NO KEY UPDATE OF attendee SKIP LOCKED
                )
                UPDATE calendar_attendee AS attendee SET cancel_reason = NULL, called_off_words = NULL
                  FROM old WHERE old.id = attendee.id RETURNING attendee.id
                """,
                company=company.id,
                before=before,
                limit=BATCH,
            )
        )
        return len(purged)

    def _purge_reviews(self, company, before):
        """The client's words and staff's answer to them; the stars stay."""
        purged = self.env.execute_query(
            SQL(
                """
                WITH old AS (
                    SELECT rating.id, rating.message_id FROM rating_rating rating
                      JOIN appointment_agenda agenda ON agenda.id = rating.parent_res_id
                     WHERE rating.parent_res_model = 'appointment.agenda' AND agenda.company_id = %(company)s
                       AND rating.create_date < %(before)s
                       AND COALESCE(NULLIF(rating.feedback, ''), NULLIF(rating.publisher_comment, '')) IS NOT NULL
                     LIMIT %(limit)s FOR NO KEY UPDATE OF rating SKIP LOCKED
                ), messages AS (
                    UPDATE mail_message SET body = '' FROM old WHERE mail_message.id = old.message_id
                )
                UPDATE rating_rating AS rating SET feedback = NULL, publisher_comment = NULL
                  FROM old WHERE old.id = rating.id RETURNING rating.id
                """,
                company=company.id,
                before=before,
                limit=BATCH,
            )
        )
        return len(purged)

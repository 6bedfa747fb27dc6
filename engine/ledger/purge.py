"""What is kept of messages when their time is over: figures, but nobody's texts or addresses (S7)."""

from odoo.tools import SQL


def purge(env, company_id, before, limit):
    """Texts, subjects, addresses, kept facts, the provider's words and names for the message, links. What was told of the
    place, perhaps a client's home, stays while the appointment is to come: it decides whether a change is one.

    :param before: naive UTC; what was due earlier is purged
    :return: how many rows, at most ``limit``
    """
    env["appointment.notification"].flush_model()
    purged = env.execute_query(
        SQL(
            """
            WITH old AS (
                SELECT id, reference FROM appointment_notification
                 WHERE company_id = %(company)s AND send_at < %(before)s AND state NOT IN ('planned', 'sending')
                   AND COALESCE(body, body_html, subject, address, reason_detail, reference, token_hash, facts::text,
                                CASE WHEN COALESCE(event_start, send_at) < %(before)s THEN told_rest::text END)
                       IS NOT NULL
                 LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
            ), trackers AS (
                DELETE FROM sms_tracker USING old
                 WHERE sms_uuid = old.reference AND mail_notification_id IS NULL
            )
            UPDATE appointment_notification AS row
               SET body = NULL, body_html = NULL, subject = NULL, address = NULL, facts = NULL, reason_detail = NULL,
                   reference = NULL, provider_ref = NULL, token_hash = NULL, token_hash_before = NULL,
                   told_rest = CASE WHEN COALESCE(event_start, send_at) < %(before)s THEN NULL ELSE told_rest END
              FROM old WHERE old.id = row.id RETURNING row.id
            """,
            company=company_id,
            before=before,
            limit=limit,
        )
    )
    return len(purged)

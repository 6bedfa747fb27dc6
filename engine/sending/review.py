"""Nobody is asked for a review again and again (N8)."""

from datetime import timedelta

from ..words import occasions, states


def asked_lately(env, rows):
    """The due review requests whose client was asked about another appointment not long ago, or is being asked now.

    :return: set of row ids. What staff send on purpose counts as wanted.
    """
    requests = rows.filtered(lambda row: row.trigger == occasions.REVIEW and not row.is_preview and not row.forced)
    if not requests:
        return set()
    asked = env["appointment.notification"].search_fetch(
        [
            ("trigger", "=", occasions.REVIEW),
            ("client_id", "in", requests.client_id.ids),
            ("state", "in", states.WENT),
            ("sent_at", "!=", False),
        ],
        ["client_id", "company_id", "attendee_id", "sent_at"],
    )
    lately, first = set(), {}
    for row in requests.sorted(lambda row: (row.event_start, row.id)):
        since = env.cr.now() - timedelta(days=row.company_id.appointment_review_days)
        was_asked = any(
            other.client_id == row.client_id
            and other.company_id == row.company_id
            and other.attendee_id != row.attendee_id
            and other.sent_at > since
            for other in asked
        )
        about = first.setdefault((row.client_id, row.company_id), row.attendee_id)
        if was_asked or (row.company_id.appointment_review_days and about != row.attendee_id):
            lately.add(row.id)
    return lately

"""Rows follow what they are about: a series that was edited, a client put back, contacts merged, things deleted."""

from ..words import reasons, states
from . import desk


def follow_series(env, pairs):
    """Odoo made new appointments in place of others: the rows are about the new ones. ``pairs``: [(old, new attendee id)]"""
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row SET attendee_id = new.id, event_id = new.event_id
          FROM (VALUES %s) AS pair (old_id, new_id), calendar_attendee AS new
         WHERE row.attendee_id = pair.old_id AND new.id = pair.new_id
        """,
        pairs,
    )


def move_to(env, attendee_id, event_id):
    """A client's booking goes over to another date of the class: so do its rows."""
    env.cr.execute(
        "UPDATE appointment_notification SET event_id = %s WHERE attendee_id = %s", [event_id, attendee_id]
    )
    env["appointment.notification"].invalidate_model(["event_id"], flush=False)


def take_back(env, attendee_ids):
    """A client was taken out of an appointment and put back. ``attendee_ids``: {row id: attendee id}"""
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row SET attendee_id = v.attendee_id, facts = NULL
          FROM (VALUES %s) AS v (id, attendee_id) WHERE row.id = v.id
        """,
        list(attendee_ids.items()),
        page_size=1000,
    )


def cut_off(rows, facts):
    """Attendees are about to be deleted: what the rows speak of is kept on them (A6).

    Cut here and not by the foreign key: PostgreSQL may check the one before it has cut the other, in an order that
    depends on when the modules were installed.

    :param facts: {attendee: dict}
    """
    for attendee, of_attendee in rows.grouped("attendee_id").items():
        of_attendee.write({"facts": facts[attendee.id], "attendee_id": False})


def erase(rows, partners):
    """Contacts are about to be deleted: nothing more is sent, and their numbers and texts go (A6). So do the provider's
    words, which may repeat them. The message's names stay, for what is still on its way; the purge takes them (S7)."""
    desk.skip(rows, reasons.CONTACT_DELETED)
    rows.write(
        {
            "address": False, "body": False, "body_html": False, "subject": False, "facts": False, "told_rest": False,
            "reason_detail": False,
            "token_hash": False, "token_hash_before": False,
        }
    )  # fmt: skip
    rows.filtered(lambda row: row.client_id in partners).write({"attendee_id": False})


def join(rows, attendee):
    """Two bookings of one appointment are one: what is planned for the other goes on for the one that is left, once;
    the links of its messages open that one."""
    live = [("attendee_id", "=", attendee.id), ("state", "!=", states.SKIPPED)]
    standing = {_same(row) for row in rows.search(live)}
    on = rows.filtered(lambda row: row.state == states.PLANNED and _same(row) not in standing)
    desk.skip(rows - on, reasons.DUPLICATE)
    (rows - on).write({"attendee_id": attendee.id, "is_copy": True})
    on.write({"attendee_id": attendee.id})


def _same(row):
    return row.partner_id, row.rule_id, row.action


def before_merge(env, partner_ids):
    """Contacts are about to become one. Of rows that would then be the same, the first that went or goes stays; one
    that is planned is given up, any other keeps to itself: Odoo would delete it for the sake of the unique index."""
    env["appointment.notification"].flush_model()
    env.cr.execute(
        """
        WITH ranked AS (
            SELECT id, row_number() OVER (PARTITION BY attendee_id, rule_id, action
                                          ORDER BY state = 'planned', id) AS place
              FROM appointment_notification
             WHERE partner_id = ANY(%(ids)s) AND attendee_id IS NOT NULL AND rule_id IS NOT NULL AND action IS NOT NULL
               AND state <> 'skipped' AND is_copy IS NOT TRUE
        )
        UPDATE appointment_notification AS row
           SET is_copy = TRUE,
               state = CASE WHEN row.state = 'planned' THEN 'skipped' ELSE row.state END,
               reason = CASE WHEN row.state = 'planned' THEN 'duplicate' ELSE row.reason END
          FROM ranked WHERE ranked.id = row.id AND place > 1
        """,
        {"ids": list(partner_ids)},
    )
    env["appointment.notification"].invalidate_model(["is_copy", "state", "reason"], flush=False)


def close_links(rows):
    """No link of these messages opens any more (S6)."""
    rows.write({"token_hash": False, "token_hash_before": False})

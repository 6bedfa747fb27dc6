"""Editing a series ("all events", "this and following") makes Odoo archive events and create others: nothing links
old to new. Clients see the net change, so the old bookings live on in the new ones (A7)."""

from odoo.tools import SQL


def carry_over(env, collector, after):
    """Pair the clients that a series edit took away with those it brought, in the order of their starts.

    States, payment, links and messages move over to the new attendees.

    :param after: {attendee id: Client}, as they are now
    :return: {old attendee id: (old Client on the new attendee, new Client with the old state)}
    """
    gone, come = {}, {}
    for client in collector.before.values():
        now = after.get(client.attendee_id)
        if client.recurrence_id and client.is_live and (now is None or now.status == "gone"):
            gone.setdefault(client.partner_id, []).append(client)
    for client in after.values():
        if client.recurrence_id and client.is_live and client.event_id in collector.created_event_ids:
            come.setdefault(client.partner_id, []).append(client)
    pairs = [
        (old, new)
        for partner_id in gone.keys() & come.keys()
        for old, new in zip(_by_start(gone[partner_id]), _by_start(come[partner_id]), strict=False)
    ]
    if pairs:
        _move_over(env, pairs)
        collector.carried_event_ids |= {new.event_id for _old, new in pairs}
    return {
        old.attendee_id: (
            old._replace(attendee_id=new.attendee_id, event_id=new.event_id),
            new._replace(state=old.state, origin=old.origin),
        )
        for old, new in pairs
    }


def _by_start(clients):
    return sorted(clients, key=lambda client: (client.start, client.attendee_id))


def _move_over(env, pairs):
    ids = [(old.attendee_id, new.attendee_id, old.state) for old, new in pairs]
    env.cr.execute_values(
        """
        UPDATE calendar_attendee AS new
           SET booking_state = pair.state, booking_origin = old.booking_origin, booking_marked_paid = old.booking_marked_paid,
               presence_confirmed = old.presence_confirmed,
               booking_uid = COALESCE(old.booking_uid, old.event_id || '-' || old.partner_id)
          FROM (VALUES %s) AS pair (old_id, new_id, state), calendar_attendee AS old
         WHERE new.id = pair.new_id AND old.id = pair.old_id
        """,
        ids,
    )
    env.cr.execute_values(
        """
        UPDATE appointment_notification AS row
           SET attendee_id = new.id, event_id = new.event_id,
               key = regexp_replace(row.key, '^[0-9]+:[0-9]+:', new.event_id || ':' || new.id || ':')
          FROM (VALUES %s) AS pair (old_id, new_id), calendar_attendee AS new
         WHERE row.attendee_id = pair.old_id AND new.id = pair.new_id
        """,
        [(old_id, new_id) for old_id, new_id, _state in ids],
    )
    env.execute_query(
        SQL(
            """
            UPDATE calendar_event AS new SET booking_sequence = old.booking_sequence
              FROM unnest(%s, %s) AS pair (old_id, new_id), calendar_event AS old
             WHERE new.id = pair.new_id AND old.id = pair.old_id RETURNING new.id
            """,
            [old.event_id for old, _new in pairs],
            [new.event_id for _old, new in pairs],
        )
    )
    env.cr.execute_values(
        """
        UPDATE calendar_attendee_account_move_rel AS rel SET calendar_attendee_id = pair.new_id
          FROM (VALUES %s) AS pair (old_id, new_id) WHERE rel.calendar_attendee_id = pair.old_id
        """,
        [(old_id, new_id) for old_id, new_id, _state in ids],
    )
    env["calendar.attendee"].invalidate_model(flush=False)
    env["calendar.event"].invalidate_model(["booking_sequence"], flush=False)
    env["appointment.notification"].invalidate_model(flush=False)

"""Editing a series ("all events", "this and following") makes Odoo archive events and create others: nothing links
old to new. Clients see the net change, so the old bookings live on in the new ones (A7)."""

from bisect import bisect_left
from datetime import timedelta

from odoo.tools import SQL

from ..ledger import rebind

_SAME_DATE = timedelta(hours=6)


def carry_over(env, collector, after):
    """Pair the clients that a series edit took away with those it brought: by the shift of the series, so that what
    was done or cancelled stays with its date; whoever is still expected and left over, in the order of the starts.

    States, payment, links and messages move over to the new attendees.

    :param after: {attendee id: Client}, as they are now
    :return: {old attendee id: (old Client on the new attendee, new Client with the old state)}
    """
    gone, come = _gone(collector, after), {}
    for client in after.values():
        if client.recurrence_id and client.is_live and client.event_id in collector.created_event_ids:
            come.setdefault(client.partner_id, []).append(client)
    pairs = []
    for partner_id in gone.keys() & come.keys():
        pairs += _pair(gone[partner_id], come[partner_id], _shift(collector, after, partner_id))
    if pairs:
        _move_over(env, pairs)
        collector.carried_event_ids |= {new.event_id for _old, new in pairs}
        _cancel_again(env, {new.event_id for old, new in pairs if not old.active})
    return {
        old.attendee_id: (
            old._replace(attendee_id=new.attendee_id, event_id=new.event_id),
            new._replace(state=old.state, origin=old.origin, active=old.active),
        )
        for old, new in pairs
    }


def _gone(collector, after):
    """{partner id: clients of the events that the edit took away, or that were cancelled before}"""
    taken, stood_archived = {}, []
    for client in collector.before.values():
        now = after.get(client.attendee_id)
        if client.recurrence_id and not client.active:
            stood_archived.append(client)
        elif client.recurrence_id and (now is None or not now.active):
            taken.setdefault(client.partner_id, []).append(client)
    edited = {client.recurrence_id for clients in taken.values() for client in clients}
    for client in stood_archived:
        if client.recurrence_id in edited:
            taken.setdefault(client.partner_id, []).append(client)
    return taken


def _shift(collector, after, partner_id):
    """By how much the edit moved the event that Odoo keeps, and so the whole series."""
    for client in collector.before.values():
        now = after.get(client.attendee_id)
        if client.partner_id == partner_id and now and now.active and now.start != client.start:
            return now.start - client.start
    return timedelta(0)


def _pair(gone, come, shift):
    """[(old Client, new Client)]"""
    free = sorted(come, key=_by_start)
    pairs, left = [], []
    for old in sorted(gone, key=_by_start):
        new = _nearest(free, old.start + shift)
        if new:
            free.remove(new)
            pairs.append((old, new))
        elif old.is_live:
            left.append(old)
    return pairs + list(zip(left, free, strict=False))


def _nearest(clients, start):
    """The one of sorted clients at about that start: it may be an hour off where the clocks change."""
    place = bisect_left(clients, start - _SAME_DATE, key=lambda client: client.start)
    found = clients[place : place + 1]
    return found[0] if found and found[0].start <= start + _SAME_DATE else None


def _by_start(client):
    return client.start, client.attendee_id


def _cancel_again(env, event_ids):
    """Odoo brings back dates that were cancelled on their own: they stay cancelled."""
    if event_ids:
        env["calendar.event"].browse(event_ids).with_context(dont_notify=True).write({"active": False})


def _move_over(env, pairs):
    ids = [(old.attendee_id, new.attendee_id, old.state) for old, new in pairs]
    env.cr.execute_values(
        """
        UPDATE calendar_attendee AS new
           SET booking_state = pair.state, booking_origin = old.booking_origin, booking_marked_paid = old.booking_marked_paid,
               presence_confirmed = old.presence_confirmed, cancel_reason = old.cancel_reason,
               cancelled_at = old.cancelled_at, cancelled_by = old.cancelled_by, notice_start = old.notice_start,
               cancelled_with_event = pair.state = 'cancelled' AND old.cancelled_with_event,
               booking_uid = COALESCE(old.booking_uid, old.event_id || '-' || old.partner_id),
               booking_organizer = old.booking_organizer
          FROM (VALUES %s) AS pair (old_id, new_id, state), calendar_attendee AS old
         WHERE new.id = pair.new_id AND old.id = pair.old_id
        """,
        ids,
    )
    rebind.follow_series(env, [(old_id, new_id) for old_id, new_id, _state in ids])
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
    # What is done is done once: of the old booking nothing is left.
    env.cr.execute(
        "UPDATE calendar_attendee SET booking_state = 'cancelled' WHERE id = ANY(%s) AND booking_state <> 'cancelled'",
        [[old_id for old_id, _new_id, _state in ids]],
    )
    env["calendar.attendee"].invalidate_model(flush=False)
    env["calendar.event"].invalidate_model(["booking_sequence"], flush=False)
    env["appointment.notification"].invalidate_model(flush=False)

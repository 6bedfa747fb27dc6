"""What a reply does: "yes" confirms presence, "no" cancels, where the account lets it; any doubt leaves it to staff.

The page's own rules decide (P2, P3): what the button behind the link would refuse, a reply does not do either.
"""

from datetime import UTC

from ...tools import replies, schedule
from ..words import audiences, booking, occasions, states
from .answer import answer

STAFF, CONFIRM, CONFIRM_CANCEL = "staff", "confirm", "confirm_cancel"  # res.company.appointment_replies
CONFIRMED, CANCELLED = "confirmed", "cancelled"


def act(company, number, text):
    """Do what a reply clearly says, and answer it once.

    :param company: sudo
    :param number: in international form, the one that we write to
    :return: CONFIRMED, CANCELLED, or "": it is for staff
    """
    if company.appointment_replies not in (CONFIRM, CONFIRM_CANCEL):
        return ""
    attendee = _meant(company, number)
    if not attendee:
        return ""
    names = (attendee.partner_id.name or "", attendee.event_id.agenda_id.user_id.name or "", company.name)
    said = replies.read(text, names, _days_ahead(attendee.event_id))
    if said == "yes":
        return _confirm(attendee, number)
    if said == "no" and company.appointment_replies == CONFIRM_CANCEL:
        return _cancel(attendee, number)
    return ""


def _confirm(attendee, number):
    page = attendee.env["appointment.page"]
    if not page._may_confirm_presence(attendee):
        return ""
    page._confirm_presence(attendee)
    answer(attendee, number, occasions.PRESENCE)
    return CONFIRMED


def _cancel(attendee, number):
    page = attendee.env["appointment.page"]
    if page._refusal(attendee) or not page._cancel(attendee):
        return ""
    answer(attendee, number, occasions.CANCELLED)
    return CANCELLED


def _meant(company, number):
    """The one booking that a reply can be about; empty where it could be about another, or about nothing to come."""
    env = company.env
    none = env["calendar.attendee"]
    last = env["appointment.notification"].search(
        [("company_id", "=", company.id), ("channel", "=", "sms"), ("address", "=", number),
         ("audience", "=", audiences.CLIENT), ("state", "in", states.WENT), ("is_preview", "=", False)],
        order="sent_at desc NULLS FIRST, id desc", limit=1,
    )  # fmt: skip
    attendee = last.attendee_id
    if not attendee or not occasions.get(last.trigger).ahead:
        return none  # it answers something else: a review request, a cancellation, an offer
    if last.event_start != attendee.event_id.start or _holders(company, number) != attendee.partner_id:
        return none  # of a time that is no more; or the number is a family's
    return attendee if _to_come(company, number) == attendee else none


def _holders(company, number):
    domain = [("phone_sanitized", "=", number), ("company_id", "in", (False, company.id))]
    return company.env["res.partner"].with_context(active_test=True).search(domain, limit=2)


def _to_come(company, number):
    """Bookings to come of whoever is written to at a number; no more than two are looked for."""
    env = company.env
    rows = env["appointment.notification"].search(
        [("company_id", "=", company.id), ("address", "=", number), ("audience", "=", audiences.CLIENT),
         ("event_start", ">", env.cr.now()), ("attendee_id", "!=", False)]
    )  # fmt: skip
    return env["calendar.attendee"].search(
        [("is_client", "=", True), ("booking_state", "in", booking.LIVE), ("event_id.active", "=", True),
         ("event_id.service_id", "!=", False), ("event_id.agenda_id.company_id", "=", company.id),
         ("event_id.start", ">", env.cr.now()),
         "|", ("partner_id.phone_sanitized", "=", number), ("id", "in", rows.attendee_id.ids)],
        limit=2,
    )  # fmt: skip


def _days_ahead(event):
    zone = schedule.zone(event.agenda_id.tz)
    today, day = (
        moment.replace(tzinfo=UTC).astimezone(zone).date() for moment in (event.env.cr.now(), event.start)
    )
    return (day - today).days

"""The content of a client's personal feed (P8): what is booked, requests marked as such; what is cancelled is gone."""

from datetime import UTC, timedelta

from ...tools import calendar_feed
from ..content import calendar, collect, gather
from ..words import booking

_KEPT = timedelta(days=30)  # what is past stays so long in the client's calendar
_MOST = 300


def content(env, client, company, alarm_minutes):
    """The calendar file of a client's appointments at a business, in the language of ``env``.

    :param env: sudo
    """
    attendees = env["calendar.attendee"].search(
        [
            ("partner_id", "=", client.id),
            ("is_client", "=", True),
            ("booking_state", "!=", booking.CANCELLED),
            ("event_id.active", "=", True),
            ("event_id.service_id", "!=", False),
            ("event_id.agenda_id.company_id", "=", company.id),
            ("event_id.start", ">", env.cr.now() - _KEPT),
        ],
        order="id desc",
        limit=_MOST,
    )
    database = env["ir.config_parameter"].get_param("database.uuid")
    facts = collect.of_attendees(attendees)
    entries = [_entry(attendee, facts[attendee.id], database) for attendee in attendees]
    return calendar_feed.build(company.name or "", entries, alarm_minutes)


def _entry(attendee, facts, database):
    return calendar_feed.Entry(
        uid=gather.calendar_uid(database, facts.uid),
        sequence=facts.sequence,
        start=facts.start.replace(tzinfo=UTC),
        end=facts.stop.replace(tzinfo=UTC),
        changed=max(attendee.write_date, attendee.event_id.write_date).replace(tzinfo=UTC),
        summary=calendar.summary(facts),
        location=facts.address_line,
        is_tentative=attendee.booking_state == booking.PENDING,
    )

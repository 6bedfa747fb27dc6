"""Reads facts from records, in the language of their context."""

from datetime import UTC, datetime, timedelta

from ...tools import schedule
from .facts import Facts


def of_attendees(attendees):
    """{attendee id: Facts} of client attendees."""
    return {attendee.id: _of(attendee) for attendee in attendees.sudo()}


def of_client(company, client):
    """The Facts of a message about no appointment: a birthday, a custom one."""
    return Facts(**_place(company, company.env["appointment.agenda"]), **_client(client))


def sample(company, agenda, service):
    """An appointment as it might be, at this business: with long days and hours, so that what fits it fits others
    (T5, T10).

    :param agenda: may be empty, as may be the service
    """
    day = datetime(company.env.cr.now().year + 1, 11, 25, 10, 30, tzinfo=schedule.zone(agenda.tz or "UTC"))
    start = day.astimezone(UTC).replace(tzinfo=None)
    place = _place(company, agenda)
    return Facts(
        **place,
        **{**_service(service), "service": service.name or company.env._("Cut and blow-dry")},
        start=start,
        stop=start + timedelta(hours=service.duration or 1.0),
        uid="sample",
        agenda_id=agenda.id or 0,
        room=service.resource_ids[:1].name or "",
        client_name="Vanessa Durand",
        client_first_name="Vanessa",
        client_tz=place["tz"],
        words=company.env._("The practitioner is ill."),
        free_times=(start + timedelta(days=1), start + timedelta(days=1, hours=4), start + timedelta(days=2)),
        offer_start=start - timedelta(days=2),
        offer_until=start - timedelta(days=3),
    )


def _of(attendee):
    event = attendee.event_id
    agenda, resources = event.agenda_id, event.booked_resource_ids
    return Facts(
        **_place(agenda.company_id, agenda, event.location),
        **_service(event.service_id),
        **_client(attendee.partner_id),
        start=event.start,
        stop=event.stop,
        sequence=event.booking_sequence,
        event_id=event.id,
        attendee_id=attendee.id,
        organizer=attendee.booking_organizer or "",
        uid=attendee.booking_uid or f"{event.id}-{attendee.partner_id.id}",
        status={"pending": "pending", "cancelled": "cancelled"}.get(attendee.booking_state, "live"),
        agenda_id=agenda.id,
        resource_ids=tuple(resources.ids),
        room=", ".join(resources.mapped("name")),
        cancel_reason=attendee.cancel_reason or "",
        words=attendee.called_off_words or "",
    )


def _service(service):
    return {
        "service_id": service.id or 0,
        "service": service.name or "",
        "name_in_sms": service.name_in_sms,
        "price": service.price,
        "preparation": service.preparation or "",
    }


def _client(client):
    return {
        "client_name": client.name or "",
        "client_first_name": client._appointment_first_name() if client else "",
        "client_phone": client.phone or "",
        "client_email": client.email or "",
        "client_tz": client.tz or "",
    }


def _place(company, agenda, location=""):
    place = agenda.address_id or company.partner_id
    # Whoever booked, or left, is not the practitioner of a room (A11, A12).
    practitioner = agenda.user_id.filtered("active").partner_id
    return {
        "tz": agenda.tz or "UTC",
        "company_id": company.id,
        "business": company.name or "",
        "business_in_sms": company.appointment_sms_name or "",
        "business_phone": agenda.phone or company.phone or "",
        "business_email": company.email or "",
        "agenda_email": agenda.email or "",
        "agenda": agenda.name or "",
        "access": agenda.access_instructions or "",
        "location": location or agenda.address_id.name or "",
        "street": ", ".join(filter(None, (place.street, place.street2))),
        "zip": place.zip or "",
        "city": place.city or "",
        "state": place.state_id.name or "",
        "country": place.country_id.name or "",
        "practitioner": practitioner.name or "",
        "practitioner_email": practitioner.email or "",
        "practitioner_phone": practitioner.phone or "",
    }

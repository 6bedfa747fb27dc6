from odoo import models


class AppointmentFacts(models.AbstractModel):
    """Everything that a message or a page tells about an appointment, as plain data.

    Messages are always made from facts: read live while the appointment exists, kept on the
    notification once a deletion would take them away (A6).
    """

    _name = "appointment.facts"
    _description = "What messages tell about an appointment"

    def _collect(self, attendees):
        """The facts of client attendees, in the language of the context.

        :return: {attendee id: dict that JSON can hold}; datetimes are naive UTC, ISO formatted
        """
        attendees = attendees.sudo()
        return {attendee.id: self._of(attendee) for attendee in attendees}

    def _of(self, attendee):
        event = attendee.event_id
        agenda, service, resources = event.agenda_id, event.service_id, event.booked_resource_ids
        status = {"pending": "pending", "cancelled": "cancelled"}.get(attendee.booking_state, "live")
        return {
            "start": event.start.isoformat(),
            "stop": event.stop.isoformat(),
            "sequence": event.booking_sequence,
            "event_id": event.id,
            "status": status,
            "service_id": service.id,
            "agenda_id": agenda.id,
            "resource_ids": resources.ids,
            "service": service.name or "",
            "name_in_sms": service.name_in_sms,
            "price": service.price,
            "preparation": service.preparation or "",
            "room": ", ".join(resources.mapped("name")),
            "client_name": attendee.partner_id.name or "",
            "client_first_name": attendee.partner_id._appointment_first_name(),
            "client_phone": attendee.partner_id.phone or "",
            "client_tz": attendee.partner_id.tz or "",
            "cancel_reason": attendee.cancel_reason or "",
            **self._of_place(agenda, event),
        }

    def _of_place(self, agenda, event):
        company = agenda.company_id
        place = agenda.address_id or company.partner_id
        practitioner = agenda.user_id.partner_id or event.user_id.partner_id
        return {
            "tz": agenda.tz or "UTC",
            "company_id": company.id,
            "business": company.name or "",
            "business_phone": agenda.phone or company.phone or "",
            "business_email": company.email or "",
            "agenda": agenda.name or "",
            "access": agenda.access_instructions or "",
            "location": event.location or agenda.address_id.name or "",
            "street": ", ".join(filter(None, (place.street, place.street2))),
            "zip": place.zip or "",
            "city": place.city or "",
            "state": place.state_id.name or "",
            "country": place.country_id.name or "",
            "practitioner": practitioner.name or "",
            "practitioner_email": practitioner.email or "",
            "practitioner_phone": practitioner.phone or "",
        }

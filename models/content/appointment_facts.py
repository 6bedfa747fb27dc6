from datetime import UTC, datetime, timedelta

from odoo import models

from ...tools import schedule


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
            "uid": attendee.booking_uid or f"{event.id}-{attendee.partner_id.id}",
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
            **self._of_place(agenda, agenda.user_id.partner_id or event.user_id.partner_id, event.location),
        }

    def _of_client_only(self, company, client):
        """The facts of a message about no appointment: a birthday, a custom one."""
        agenda = self.env["appointment.agenda"].sudo().new({"company_id": company.id})
        return {
            **self._of_place(agenda, client.browse()),
            "client_name": client.name or "",
            "client_first_name": client._appointment_first_name() if client else "",
        }

    def _sample(self, company, agenda, service):
        """An appointment as it might be, at this business: with long days and hours, so that what fits it fits
        others (T5, T10)."""
        agenda = agenda or self.env["appointment.agenda"].new({"company_id": company.id})
        service = service or self.env["appointment.service"].new({"name": self.env._("Cut and blow-dry")})
        day = datetime(self.env.cr.now().year + 1, 11, 25, 10, 30, tzinfo=schedule.zone(agenda.tz or "UTC"))
        start = day.astimezone(UTC).replace(tzinfo=None)
        facts = self._of_place(agenda, agenda.user_id.partner_id)
        return {
            **facts,
            "start": start.isoformat(),
            "stop": (start + timedelta(hours=service.duration or 1.0)).isoformat(),
            "sequence": 0,
            "event_id": 0,
            "uid": "sample",
            "status": "live",
            "service_id": service.ids[:1] and service.id,
            "agenda_id": agenda.ids[:1] and agenda.id,
            "resource_ids": [],
            "service": service.name or "",
            "name_in_sms": service.name_in_sms,
            "price": service.price,
            "preparation": service.preparation or "",
            "room": service.resource_ids[:1].name or "",
            "client_name": "Vanessa Durand",
            "client_first_name": "Vanessa",
            "client_phone": "",
            "client_tz": facts["tz"],
            "cancel_reason": "",
        }

    def _of_place(self, agenda, practitioner, location=""):
        company = agenda.company_id
        place = agenda.address_id or company.partner_id
        return {
            "tz": agenda.tz or "UTC",
            "company_id": company.id,
            "business": company.name or "",
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

from odoo import api, models


class CalendarEvent(models.Model):
    """What is proposed while somebody books: agenda, duration, participants, title."""

    _inherit = "calendar.event"

    @api.onchange("service_id")
    def _onchange_service_id(self):
        if not self.service_id:
            return
        self.allday = False
        offered = self.service_id.agenda_ids
        if not self.agenda_id or (offered and self.agenda_id not in offered):
            self.agenda_id = self._default_agenda(self.service_id)
            self._onchange_agenda_id()
        self.duration = self.service_id.duration
        self._propose_title()

    @api.onchange("agenda_id")
    def _onchange_agenda_id(self):
        """Who books for somebody else's agenda neither takes part nor organises, as Odoo would have it."""
        practitioner = self.agenda_id.user_id
        if self.service_id and not self._origin and practitioner and practitioner != self.env.user:
            self.user_id = practitioner
            self.partner_ids = self.partner_ids.filtered(lambda partner: partner._origin != self.env.user.partner_id)

    @api.onchange("partner_ids")
    def _onchange_booking_partners(self):
        self._propose_title()

    def _propose_title(self):
        """Keep the proposed title in step, until somebody writes his own."""
        service = self.sudo().service_id  # colleagues without our groups edit events too, and may not read services
        if not service:
            return
        parts = (self.name or "").split(" – ")
        if not self.name or self.env["appointment.service"].sudo().search_count([("name", "in", parts)], limit=1):
            internal = self.env["calendar.attendee"]._internal_partner_ids(self.partner_ids._origin.ids)
            self.name = self._booking_title(service, self.partner_ids, internal)

    @api.model
    def _booking_title(self, service, partners, internal):
        """The proposed title. ``internal``: ids of the partners who are colleagues."""
        clients = partners.filtered(lambda partner: partner._origin.id not in internal)
        if service.capacity > 1 or not clients:
            return service.name
        return f"{clients[0].name} – {service.name}"

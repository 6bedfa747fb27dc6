from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine.planning.collector import plan_pending
from ...engine.planning.planner import replan
from ...engine.words import booking


class CalendarEvent(models.Model):
    """What staff do with the bookings of an appointment, who is who in it, and what is proposed while somebody books."""

    _inherit = "calendar.event"

    booking_actions = fields.Char(
        compute="_compute_booking_actions", groups="appointment_notify.group_practitioner", help="What may be done now with the bookings of all clients."
    )

    @api.depends("attendee_ids.is_client", "attendee_ids.booking_state", "service_id", "start")
    @api.depends_context("uid")
    def _compute_booking_actions(self):
        kept, now = set(self._kept_bookings()._ids), self.env.cr.now()
        for event in self:
            is_kept = event.service_id and event.start and event._ids[0] in kept
            states = event.sudo()._booking_clients().mapped("booking_state") if is_kept else []
            event.booking_actions = " ".join(booking.offered(filter(None, states), event.start, now))

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_booking_confirm(self):
        self._booking_action_clients().action_booking_confirm()

    def action_booking_done(self):
        self._booking_action_clients().action_booking_done()

    def action_booking_no_show(self):
        self._booking_action_clients().action_booking_no_show()

    def action_booking_cancel(self):
        self._booking_action_clients().action_booking_cancel()

    def action_booking_restore(self):
        self._booking_action_clients().action_booking_restore()

    def _booking_action_clients(self):
        self._check_keeps_bookings()
        clients = self._booking_clients()
        if not clients:
            raise UserError(self.env._("This appointment has no client."))
        return clients

    def _plan_notifications(self):
        """Re-plan what the clock brings for these appointments: reminders, reviews (N14). Idempotent."""
        plan_pending(self.env)
        replan(self.env, self.ids)

    def _free_slots(self):
        """One-to-one appointments whose last client has cancelled or was removed: the slot is free again (A6)."""
        events = self.sudo().filtered(
            lambda event: event.active
            and event.service_id.capacity == 1
            and not event._booking_clients().filtered(lambda client: client.booking_state != booking.CANCELLED)
        )
        if events:
            events.write({"active": False})

    def _hand_over(self, practitioners):
        """Appointments that have another practitioner now stand in the calendar of that one (A13).

        :param practitioners: {event id: who had it}
        """
        def kind(event):
            old, new = practitioners[event.id], event.agenda_id.user_id
            is_client = old.partner_id in event._booking_clients().partner_id
            return old, new, is_client, event.user_id == old

        for (old, new, is_client, is_organiser), events in self.filtered("service_id").grouped(kind).items():
            if old == new:
                continue
            commands = [Command.unlink(old.partner_id.id)] if old and not is_client else []
            if new:
                commands.append(Command.link(new.partner_id.id))
            if commands:
                events.write({"partner_ids": commands, **({"user_id": new.id} if is_organiser and new else {})})

    # ------------------------------------------------------------
    # Who is who
    # ------------------------------------------------------------

    def _booking_clients(self):
        """Who they are every part of this module may know; what they booked only who keeps the appointment (S5)."""
        return self.sudo().attendee_ids.filtered("is_client").with_env(self.env)

    def _single_client(self):
        clients = self._booking_clients()
        if len(clients) != 1:
            raise UserError(self.env._("Choose the client: this appointment has %(count)s.", count=len(clients)))
        return clients

    def _booking_staff(self):
        """The partners who get the staff's messages: practitioner and organiser."""
        return (self.agenda_id.user_id | self.user_id).partner_id

    # ------------------------------------------------------------
    # Instead of Odoo's own messages (A2)
    # ------------------------------------------------------------

    def _do_sms_reminder(self, alarms):
        return super(CalendarEvent, self.with_context(appointment_native_recipients=True))._do_sms_reminder(alarms)

    def _mail_get_partners(self, introspect_fields=False):
        """Native SMS alarms go to those only who get nothing from this module."""
        partners = super()._mail_get_partners(introspect_fields=introspect_fields)
        if self.env.context.get("appointment_native_recipients"):
            for event in self.sudo().filtered("service_id"):
                partners[event.id] -= event.attendee_ids._get_notified_by_appointment().partner_id
        return partners

    # ------------------------------------------------------------
    # Agenda, duration, participants, title, while somebody books
    # ------------------------------------------------------------

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
        proposed_for = (self.name or "").split(" – ")[0]
        if not proposed_for or self.env["appointment.service"].sudo().search_count([("name", "=", proposed_for)], limit=1):
            internal = self.env["calendar.attendee"]._internal_partner_ids(self.partner_ids._origin.ids)
            self.name = self._booking_title(service, self.partner_ids, internal)

    @api.model
    def _booking_title(self, service, partners, internal):
        """The proposed title. ``internal``: ids of the partners who are colleagues."""
        clients = partners.filtered(lambda partner: partner._origin.id not in internal)
        if service.capacity > 1 or not clients:
            return service.name
        return f"{service.name} – {clients[0].name}"

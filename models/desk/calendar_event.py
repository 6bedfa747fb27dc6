from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ...engine.planning.collector import plan_pending
from ...engine.planning.planner import replan
from ...engine.words import booking
from ...tools import schedule, wording


class CalendarEvent(models.Model):
    """What staff do with the bookings of an appointment, who is who in it, and what is proposed while somebody books."""

    _inherit = "calendar.event"

    booking_warning = fields.Text(compute="_compute_booking_warning", groups="appointment_notify.group_practitioner")

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

    # ------------------------------------------------------------
    # Warnings before saving (U1): never a block without a way
    # ------------------------------------------------------------

    @api.depends("service_id", "agenda_id", "booked_resource_ids", "partner_ids", "start", "stop", "user_id")
    @api.depends_context("uid", "lang")
    def _compute_booking_warning(self):
        for event in self:
            lines = []
            if event.sudo().service_id and event.agenda_id and event.start and event.stop and event.start < event.stop:
                lines = [*event._warn_of_clashes(), *event._warn_of_hours(), *event._warn_of_places()]
            event.booking_warning = "\n".join(dict.fromkeys(lines)) or False

    def _warn_of_clashes(self):
        """Of agenda, practitioner, rooms and clients who are elsewhere at that time."""
        agenda = self.sudo().agenda_id._origin
        partners = (self.sudo().partner_ids - self.env.user.partner_id)._origin | agenda.user_id.partner_id
        rooms = self.sudo().booked_resource_ids._origin
        domain = Domain("agenda_id", "=", agenda.id) | Domain("partner_ids", "in", partners.ids)
        domain |= Domain("booked_resource_ids", "in", rooms.ids)
        at_that_time = Domain("start", "<", self.stop) & Domain("stop", ">", self.start) & Domain("id", "!=", self._origin.id)
        busy = Domain("allday", "=", False) & Domain("show_as", "=", "busy")
        for other in self.env["calendar.event"].sudo().search(domain & at_that_time & busy, limit=5, order="start"):
            taken = (other.booked_resource_ids & rooms).mapped("name")
            if other.agenda_id == agenda:
                taken.append(agenda.name)
            else:
                gone = other.attendee_ids.filtered(lambda each: each.booking_state == booking.CANCELLED or each.state == "declined")
                taken += ((other.partner_ids & partners) - gone.partner_id).mapped("name")
            for name in dict.fromkeys(taken):
                yield self.env._("%(who)s is taken from %(start)s to %(stop)s.", who=name, start=self._clock_of(other.start),
                                 stop=self._clock_of(other.stop))  # fmt: skip

    def _warn_of_hours(self):
        agenda = self.sudo().agenda_id
        calendar = agenda.resource_calendar_id._origin
        if not calendar:
            return
        start, stop = self.start.replace(tzinfo=UTC), self.stop.replace(tzinfo=UTC)
        if not _covered(calendar._attendance_intervals_batch(start, stop)[False], start, stop):
            yield self.env._("Outside the opening hours of %(agenda)s.", agenda=agenda.name)
        elif not _covered(calendar._work_intervals_batch(start, stop)[False], start, stop):
            yield self.env._("%(agenda)s is on leave or closed then.", agenda=agenda.name)

    def _warn_of_places(self):
        service = self.sudo().service_id
        partners = self.sudo().partner_ids._origin
        internal = self.env["calendar.attendee"]._internal_partner_ids(partners.ids)
        gone = self._origin.sudo().attendee_ids.filtered(lambda each: each.booking_state == booking.CANCELLED).partner_id
        count = len([partner for partner in partners - gone if partner.id not in internal])
        if count > service.capacity > 1:
            yield self.env._("The class is full: %(count)s for %(places)s places.", count=count, places=service.capacity)

    def _clock_of(self, moment):
        local = moment.replace(tzinfo=UTC).astimezone(schedule.zone(self.sudo().agenda_id.tz or "UTC"))
        return wording.time(local, self.env.lang or "en_US")


def _covered(intervals, start, stop):
    """Whether intervals, sorted, hold all of a time."""
    reached = start
    for begins, ends, _records in intervals:
        if begins > reached:
            break
        reached = max(reached, ends)
    return reached >= stop

from odoo import models
from odoo.exceptions import UserError

from ...engine.planning.collector import plan_pending
from ...engine.planning.planner import replan
from ...engine.words import booking


class CalendarEvent(models.Model):
    """What staff do with the bookings of an appointment, and who is who in it."""

    _inherit = "calendar.event"

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

    def action_open_notifications(self):
        self.ensure_one()
        self._check_keeps_bookings()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_notification_action")
        action["domain"] = [("event_id", "=", self.id)]
        action["context"] = {}
        return action

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

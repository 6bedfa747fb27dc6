from odoo import api, models
from odoo.exceptions import UserError

from ...engine.words import origins

_TAKES_TIME = {"start", "stop", "duration", "active", "service_id", "agenda_id", "user_id", "booked_resource_ids"}


class CalendarEvent(models.Model):
    """Odoo's own doors to an appointment do what ours do, or are not there (A2)."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        if any(vals.get("service_id") for vals in vals_list):
            events._take_turns_as_staff()
        return events

    def write(self, vals):
        result = super().write(vals)
        if not _TAKES_TIME.isdisjoint(vals):
            self._take_turns_as_staff()
        return result

    def _take_turns_as_staff(self):
        """Not two at one time in the very same moment (P4). A client who moves has seen to it already."""
        if self.env.context.get("appointment_origin") != origins.ONLINE:
            self.env["appointment.slots"]._staff_take_turns(self)

    def action_unlink_event(self, attendee_id=None, recurrence=False):
        """The bin of calendar and form asks our question, whoever's calendar it is, synced or not; then the
        appointment is cancelled and its clients are told. Odoo would delete it, or mark who pressed as declined."""
        appointments = self.sudo().filtered("service_id").with_env(self.env)
        if not appointments:
            return super().action_unlink_event(attendee_id, recurrence)
        appointments._check_keeps_bookings()
        if len(self) > 1:
            self.write({"active": False})
            return {"type": "ir.actions.act_url", "target": "self", "url": "/odoo/calendar"}
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_bin_action")
        return {**action, "context": {"default_calendar_event_id": self.id, "default_delete": "one"}}

    def action_open_composer(self):
        self._check_no_appointment()
        return super().action_open_composer()

    def _check_no_appointment(self):
        if self.sudo().filtered("service_id"):
            raise UserError(
                self.env._(
                    "Clients of appointments get the messages of Appointments, not Odoo's invitation again. Choose"
                    " meetings only, or send the confirmation again from the client."
                )
            )

    def _throw_away(self, which):
        """What the bin does after the question: cancel this date, this and the following, or all of the series.

        Archiving cancels (A6), and what it has cancelled can be restored.
        """
        self.ensure_one()
        self._check_keeps_bookings()
        if not self.recurrency:
            self.write({"active": False})
        elif which == "one":
            self.action_mass_archive("self_only")
        else:
            self.action_mass_archive("future_events" if which == "next" else "all_events")

from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.words import booking
from ...tools import schedule, wording


class CalendarEvent(models.Model):
    """What staff are warned of before they save (U1): never a block without a way."""

    _inherit = "calendar.event"

    booking_warning = fields.Text(compute="_compute_booking_warning", groups="appointment_notify.group_practitioner")

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

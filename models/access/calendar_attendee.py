from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .ours import PRACTITIONER, is_ours


class CalendarAttendee(models.Model):
    """What is ours on an attendee (booking, answers, payment) is for those who keep the appointment (S5). All else
    about attendees is Odoo's, and open to every colleague as ever."""

    _inherit = "calendar.attendee"

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or not is_ours(field):
            return True
        if not self.env.user.has_group(PRACTITIONER):
            return False
        events = self.sudo().event_id.with_env(self.env)
        return events._kept_bookings() == events

    # ------------------------------------------------------------
    # Searching: no question about what cannot be read
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, active_test=True, bypass_access=False):
        if not (self.env.su or bypass_access) and self._asks_for_ours(_names_in(domain) | _names_of(order)):
            domain = Domain(domain) & self._kept_domain()
        return super()._search(domain, offset, limit, order, active_test=active_test, bypass_access=bypass_access)

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        if not self.env.su and self._asks_for_ours(_names_of(*groupby, *aggregates, order)):
            domain = Domain(domain) & self._kept_domain()
        return super()._read_group(domain, groupby, aggregates, having=having, offset=offset, limit=limit, order=order)

    @api.model
    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = [spec for groupby in grouping_sets for spec in groupby]
        if not self.env.su and self._asks_for_ours(_names_of(*specs, *aggregates, order)):
            domain = Domain(domain) & self._kept_domain()
        return super()._read_grouping_sets(domain, grouping_sets, aggregates=aggregates, order=order)

    def _asks_for_ours(self, names):
        return any(name in self._fields and is_ours(self._fields[name]) for name in names)

    def _kept_domain(self):
        return Domain("event_id", "any", self.env["calendar.event"]._kept_bookings_domain())

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Every colleague may add a participant to an event. What becomes of a client is for the booking to say."""
        if self.env.su:
            return super().create(vals_list)
        told = {key for key in self.env.context if key.startswith("default_") and self._asks_for_ours([key[8:]])}
        if told:  # a screen's defaults say nothing about bookings
            told_not = {key: value for key, value in self.env.context.items() if key not in told}
            self = self.with_context(told_not)  # pylint: disable=context-overridden
        in_context = self.env.context.get("default_event_id")
        events = self.env["calendar.event"].browse({vals.get("event_id", in_context) for vals in vals_list} - {None, False})
        said = {vals.get("event_id", in_context) for vals in vals_list if self._asks_for_ours(vals)}
        events.filtered(lambda event: event.id in said)._check_keeps_bookings()
        if self.env.user.has_group(PRACTITIONER) or not events.sudo().service_id:
            return super().create(vals_list)
        if said:
            raise AccessError(self.env._("You cannot say how somebody is booked. Ask the front desk."))
        self.browse().check_access("create")
        events.check_access("write")
        return super(CalendarAttendee, self.sudo()).create(vals_list).with_env(self.env)

    def write(self, vals):
        """A colleague who is somebody's client answers as any client does."""
        if not self.env.su and vals.keys() == {"state"} and self.partner_id == self.env.user.partner_id:
            self.check_access("write")
            self.event_id.check_access("write")
            return super(CalendarAttendee, self.sudo()).write(vals)
        return super().write(vals)


def _names_in(domain):
    return {condition.field_expr.split(".")[0] for condition in Domain(domain).iter_conditions()}


def _names_of(*specs):
    """The fields that orders, groups and aggregates name: ``booking_state:count desc, id``."""
    words = (word for spec in specs if spec for word in spec.split(","))
    return {word.split()[0].split(":")[0].split(".")[0] for word in words if word.strip()}

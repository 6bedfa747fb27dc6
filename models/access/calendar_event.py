from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from .ours import FRONT_DESK, PRACTITIONER

# Who changes one of these gets, or gives away, the right to see and keep the booking.
_WHOSE = {"agenda_id", "service_id", "user_id"}


class CalendarEvent(models.Model):
    """Who keeps which bookings (S5). The one place that decides it: company, agenda, group.

    Odoo lets every colleague read, move and delete every event of a calendar that is not private. So it stays: what
    is kept apart is the booking, that is what this module knows about the clients.
    """

    _inherit = "calendar.event"

    def _kept_bookings(self):
        """Those of self whose bookings the user keeps: sees their state and answers, and acts on them.

        The front desk keeps all of its companies, a practitioner those of the own agendas and those that he or she
        organises. An event that is not saved yet is whoever's form it is in.
        """
        if self.env.su:
            return self
        user = self.env.user
        if not user.has_group(PRACTITIONER):
            return self.browse()
        companies, of_all = set(user._get_company_ids()), user.has_group(FRONT_DESK)

        def keeps(event):
            stored = event._origin.sudo()
            if not stored.service_id:
                return True  # nothing is booked yet
            agenda = stored.agenda_id
            return agenda.company_id.id in companies and (of_all or user in (agenda.user_id, stored.user_id))

        return self.filtered(keeps)

    @api.model
    def _kept_bookings_domain(self):
        """The same of appointments, as a domain."""
        user = self.env.user
        domain = Domain("service_id", "!=", False) & Domain("agenda_id.company_id", "in", user._get_company_ids())
        if not user.has_group(FRONT_DESK):
            domain &= Domain("agenda_id.user_id", "=", user.id) | Domain("user_id", "=", user.id)
        return domain

    def _check_keeps_bookings(self):
        """:raise AccessError: where one of self is not the user's to keep"""
        self.check_access("read")
        if self._kept_bookings() != self:
            raise AccessError(
                self.env._("This appointment is of an agenda that you do not keep. Ask its practitioner or the front desk.")
            )

    # ------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_booked_for(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and vals.keys() & _WHOSE:
            self._check_booked_for([vals])
            changing = self.filtered(lambda event: any(event._is_other(name, vals[name]) for name in _WHOSE & vals.keys()))
            changing.sudo().filtered("service_id").with_env(self.env)._check_keeps_bookings()
        return super().write(vals)

    def _is_other(self, name, value):
        return self.sudo()[name].id != (value or False)

    @api.model
    def _check_booked_for(self, vals_list):
        """Nobody books for a company that he or she does not belong to: its clients would hear of it."""
        if self.env.su:
            return
        companies = set(self.env.user._get_company_ids())
        for name, model in (("agenda_id", "appointment.agenda"), ("service_id", "appointment.service")):
            ids = {vals[name] for vals in vals_list if vals.get(name)}
            if ids and not set(self.env[model].sudo().browse(ids).company_id.ids) <= companies:
                raise AccessError(self.env._("You cannot book for a company that you do not belong to."))

    # ------------------------------------------------------------
    # Private appointments
    # ------------------------------------------------------------

    def _check_private_event_conditions(self):
        """Who keeps an appointment sees it, also in the calendar of somebody who shows his or hers to nobody."""
        if not super()._check_private_event_conditions():
            return False
        # This is asked while Odoo hides the fields of private events: fetching more than what is asked for would
        # put the others into the cache in the clear.
        event = self.with_context(prefetch_fields=False)
        return not (event.sudo().service_id and event._kept_bookings())

    def _compute_user_can_edit(self):
        """The front desk edits everybody's appointments, practitioners those of their agendas."""
        result = super()._compute_user_can_edit()
        self.sudo().filtered("service_id").with_env(self.env)._kept_bookings().user_can_edit = True
        return result

from odoo import api, models

from ..access.ours import FRONT_DESK


class CalendarFilters(models.Model):
    """The front desk sees everybody's appointments from the first day (U1)."""

    _inherit = "calendar.filters"

    @api.model
    def _show_agendas(self, users):
        """Whoever of users keeps all agendas sees their practitioners in the calendar; whom one has hidden stays hidden."""
        desk = users.sudo().filtered(lambda user: user.active and not user.share and user.has_group(FRONT_DESK))
        if not desk:
            return
        agendas = self.env["appointment.agenda"].sudo().search(
            [("company_id", "in", desk.company_ids.ids), ("user_id", "!=", False)]
        )
        filters = self.sudo().with_context(active_test=False)
        shown = {(each.user_id.id, each.partner_id.id) for each in filters.search([("user_id", "in", desk.ids)])}
        wanted = {
            (user.id, agenda.user_id.partner_id.id)
            for user in desk
            for agenda in agendas
            if agenda.company_id in user.company_ids and agenda.user_id != user
        }
        filters.create([{"user_id": user, "partner_id": partner} for user, partner in sorted(wanted - shown)])

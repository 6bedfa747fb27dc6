from odoo import api, models


class CalendarFilters(models.Model):
    _inherit = "calendar.filters"

    @api.model
    def _show_practitioners(self, appointments):
        """Who books for somebody else sees that calendar beside the own one from then on (U1).

        A practitioner whom the user has hidden stays hidden.
        """
        user = self.env.user
        practitioners = appointments.sudo().agenda_id.user_id.partner_id - user.partner_id
        if not practitioners or not user._is_internal() or user._is_superuser():
            return
        shown = self.with_context(active_test=False).search(
            [("user_id", "=", user.id), ("partner_id", "in", practitioners.ids)]
        )
        self.create([{"partner_id": partner.id} for partner in practitioners - shown.partner_id])

from odoo import api, models

_DECIDE = {"group_ids", "company_ids", "company_id", "active"}


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["calendar.filters"]._show_agendas(users)
        return users

    def write(self, vals):
        result = super().write(vals)
        if not _DECIDE.isdisjoint(vals):
            self.env["calendar.filters"]._show_agendas(self)
        return result

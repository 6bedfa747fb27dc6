from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """A company's country is its contact's, and decides how national numbers are read (G3)."""
        result = super().write(vals)
        if "country_id" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return result

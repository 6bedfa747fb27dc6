from odoo import models

from .ours import is_ours


class ResPartner(models.Model):
    """Clients with a portal account see and set how they are told on our pages only (S5, P5)."""

    _inherit = "res.partner"

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        return self.env.su or not is_ours(field) or self.env.user._is_internal()

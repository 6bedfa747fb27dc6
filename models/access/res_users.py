from odoo import models

_OURS = ("appointment_", "birthdate_date")


class ResUsers(models.Model):
    """The same of their users, which have all fields of their contact too. Colleagues set their own (A10)."""

    _inherit = "res.users"

    def _has_field_access(self, field, operation):
        if field.name.startswith(_OURS) and not (self.env.su or self.env.user._is_internal()):
            return False
        return super()._has_field_access(field, operation)

    def _self_accessible_fields(self):
        readable, writable = super()._self_accessible_fields()
        if self.env.user._is_internal():
            return readable, writable
        return (
            frozenset(name for name in readable if not name.startswith(_OURS)),
            frozenset(name for name in writable if not name.startswith(_OURS)),
        )

from odoo import models
from odoo.exceptions import AccessError

from .ours import MANAGER, is_ours

# Not ours, but told to clients: the settings ask for them.
_ALSO_SET = {"phone", "email"}


class ResCompany(models.Model):
    """Everybody reads companies. What is ours on them is for staff; managers set it without being administrators (S5)."""

    _inherit = "res.company"

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        return self.env.su or not is_ours(field) or self.env.user._is_internal()

    def _write_appointment_settings(self, vals):
        """What a manager sets, of the own companies: this module's fields and no others, secrets excepted.

        :raise AccessError: for anybody else, for any other company or field
        """
        if not self.env.su:
            user = self.env.user
            if not user.has_group(MANAGER) or not set(self.ids) <= set(user._get_company_ids()):
                raise AccessError(self.env._("Only managers of this company change its appointment settings."))
            for name, value in vals.items():
                field = self._fields.get(name)
                if not field or not (is_ours(field) or name in _ALSO_SET):
                    raise AccessError(self.env._("“%(field)s” is not a setting of appointments.", field=name))
                self._check_field_access(field, "write")
                if field.type == "many2one" and value:
                    self.env[field.comodel_name].browse(value).check_access("read")
        return self.sudo().write(vals)

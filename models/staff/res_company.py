from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.words import occasions


class ResCompany(models.Model):
    _inherit = "res.company"

    appointment_birthday_hour = fields.Float(
        "Birthday SMS at", default=10.0, groups="base.group_user", help="By the company's clock, inside the sending hours."
    )

    @api.constrains("appointment_birthday_hour")
    def _check_appointment_birthday_hour(self):
        for company in self:
            if not 0 <= company.appointment_birthday_hour < 24:
                raise ValidationError(company.env._("The hour of birthdays must lie between 00:00 and 23:59."))

    def _appointment_cost_of(self, credits, trigger):
        """What so many more credits cost this month: those included are free, but for custom messages (G4)."""
        self.ensure_one()
        company = self.sudo()
        if occasions.get(trigger).tariff == "custom":
            return credits * company.appointment_price_custom
        left = company.appointment_sms_allowance - company._appointment_used_by_tariff().get("standard", 0)
        return max(credits - max(left, 0), 0) * company.appointment_price_standard

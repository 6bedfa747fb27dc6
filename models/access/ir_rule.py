from odoo import api, models
from odoo.fields import Domain

from .ours import PRACTITIONER


class IrRule(models.Model):
    """Private appointments are kept by those who keep the agenda (S5): Odoo lets nobody but organiser and
    participants change a private event. Its rule is for all, so that no rule of ours could add to it; and a rule
    of Odoo's is not rewritten, or uninstalling would leave it changed."""

    _inherit = "ir.rule"

    def _get_rules(self, model_name, mode="read"):
        rules = super()._get_rules(model_name, mode=mode)
        return rules - self._widened_rule(model_name, mode) if rules else rules

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        rule = self._widened_rule(model_name, mode).sudo()
        if not rule or not rule.active or self.env.su:
            return domain
        user, events = self.env.user, self.env["calendar.event"]
        native = ~Domain("privacy", "=", "private") | Domain("user_id", "=", user.id)
        native |= Domain("partner_ids", "in", user.partner_id.id)
        return (domain & (native | events._kept_bookings_domain())).optimize(events)

    @api.model
    def _widened_rule(self, model_name, mode):
        """Odoo's rule, where it is widened for this user; else none."""
        if model_name != "calendar.event" or mode == "read" or not self.env.user.has_group(PRACTITIONER):
            return self.browse()
        return self.env.ref("calendar.calendar_event_rule_private", raise_if_not_found=False) or self.browse()

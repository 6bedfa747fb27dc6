from odoo import api, models, tools

from ...engine.planning.rules import Rule


class AppointmentRule(models.Model):
    """What the planner knows of the rules: plain data, kept in memory (F3)."""

    _inherit = "appointment.rule"

    @api.model
    @tools.ormcache("company_id")
    def _planning_rules(self, company_id):
        """The rules of a company that are on, by sequence.

        :rtype: tuple[Rule]
        """
        rules = self.sudo().with_context(lang=None, active_test=True).search(
            [("company_id", "=", company_id), ("active", "=", True)], order="sequence, id"
        )
        return tuple(Rule.of(rule) for rule in rules)

    @api.model
    @tools.ormcache("company_id", "trigger")
    def _planning_has_rules(self, company_id, trigger):
        """Whether a company has rules for an occasion, on or off."""
        domain = [("company_id", "=", company_id), ("trigger", "=", trigger)]
        return bool(self.sudo().with_context(active_test=False).search_count(domain, limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

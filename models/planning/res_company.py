from datetime import timedelta
from typing import NamedTuple

from odoo import api, models, tools

from ...engine.people import Account
from ...tools.schedule import Window


class Settings(NamedTuple):
    """What a company decides of planning: plain data."""

    account: Account
    window: Window
    grouping_delay: timedelta
    min_gap: timedelta
    moved_stop: bool
    moved_place: bool
    moved_practitioner: bool
    moved_service: bool


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    @tools.ormcache("company_id")
    def _planning_settings(self, company_id):
        """What the planner knows of a company, kept in memory (F3)."""
        company = self.sudo().browse(company_id)
        return Settings(
            Account.of(company),
            company._appointment_window(),
            timedelta(minutes=company.appointment_grouping_delay),
            timedelta(hours=company.appointment_min_gap),
            company.appointment_moved_stop,
            company.appointment_moved_place,
            company.appointment_moved_practitioner,
            company.appointment_moved_service,
        )

    def write(self, vals):
        result = super().write(vals)
        if any(name.startswith("appointment_") or name == "country_id" for name in vals):
            self.env.registry.clear_cache()
        return result

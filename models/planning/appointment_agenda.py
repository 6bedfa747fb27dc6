from odoo import api, models, tools

from ...engine.planning.collector import collecting


class AppointmentAgenda(models.Model):
    """What the planner knows of an agenda, and what becomes of its appointments when it has another practitioner."""

    _inherit = "appointment.agenda"

    @api.model
    @tools.ormcache("agenda_id")
    def _planning_zone(self, agenda_id):
        """The name of an agenda's timezone, kept in memory (F3)."""
        return self.sudo().browse(agenda_id).tz or "UTC"

    def write(self, vals):
        if "tz" in vals:
            self.env.registry.clear_cache()
        if "user_id" not in vals:
            return super().write(vals)
        with collecting(self.env) as changes:
            events = self.env["calendar.event"].sudo().search(
                [("agenda_id", "in", self.ids), ("service_id", "!=", False), ("start", ">", self.env.cr.now())]
            )
            changes.watch(events)
            practitioners = {event.id: event.agenda_id.user_id for event in events}
            result = super().write(vals)
            events._hand_over(practitioners)
        return result

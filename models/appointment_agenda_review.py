from odoo import models


class AppointmentAgenda(models.Model):
    """Ratings of an agenda's appointments (N8)."""

    _name = "appointment.agenda"
    _inherit = ["rating.parent.mixin", "appointment.agenda"]

    def action_open_ratings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_rating_action")
        action["domain"] = [("parent_res_model", "=", self._name), ("parent_res_id", "=", self.id), ("consumed", "=", True)]
        return action

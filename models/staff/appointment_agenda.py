from odoo import api, models


class AppointmentAgenda(models.Model):
    _inherit = "appointment.agenda"

    @api.model_create_multi
    def create(self, vals_list):
        agendas = super().create(vals_list)
        agendas._show_to_front_desk()
        return agendas

    def write(self, vals):
        result = super().write(vals)
        if not {"user_id", "company_id", "active"}.isdisjoint(vals):
            self._show_to_front_desk()
        return result

    def _show_to_front_desk(self):
        """Each new practitioner stands in the calendar of those who keep all agendas (U1)."""
        if self.user_id:
            desk = self.env.ref("appointment_notify.group_front_desk").sudo().all_user_ids
            self.env["calendar.filters"]._show_agendas(desk)

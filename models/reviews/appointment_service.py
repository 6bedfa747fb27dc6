from odoo import fields, models
from odoo.tools import SQL


class AppointmentService(models.Model):
    """Ratings of a service's appointments (N8)."""

    _inherit = "appointment.service"

    rating_count = fields.Integer("Ratings", compute="_compute_rating", compute_sudo=True)
    rating_avg = fields.Float("Average rating", compute="_compute_rating", compute_sudo=True)

    def _compute_rating(self):
        self.env["rating.rating"].flush_model()
        self.env["calendar.event"].flush_model(["service_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT event.service_id, count(*), avg(rating.rating)
                  FROM rating_rating rating JOIN calendar_event event ON event.id = rating.res_id
                 WHERE rating.res_model = 'calendar.event' AND rating.consumed AND rating.rating >= 1
                       AND event.service_id = ANY(%s)
                 GROUP BY event.service_id
                """,
                self.ids,
            )
        )
        found = {service_id: (count, average) for service_id, count, average in rows}
        for service in self:
            service.rating_count, service.rating_avg = found.get(service.id, (0, 0.0))

    def action_open_ratings(self):
        self.ensure_one()
        events = self.env["calendar.event"].with_context(active_test=False)._search([("service_id", "=", self.id)])
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_rating_action")
        rated = self.env["rating.rating"].search(
            [("res_model", "=", "calendar.event"), ("res_id", "in", events), ("consumed", "=", True)]
        )
        action["domain"] = [("id", "in", rated.ids)]
        return action

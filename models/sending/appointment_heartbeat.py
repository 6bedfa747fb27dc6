from odoo import fields, models
from odoo.tools import SQL


class AppointmentHeartbeat(models.Model):
    """When the dispatcher last ran (S4). One row: a parameter would empty every worker's cache each minute."""

    _name = "appointment.heartbeat"
    _description = "The dispatcher's last run"
    _rec_name = "last_run"

    last_run = fields.Datetime(readonly=True)
    handled = fields.Integer(readonly=True, help="Messages handled in that run.")

    def _beat(self, handled, now):
        """:param now: the run's own time, which its first transaction has asked for already (F1)"""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO appointment_heartbeat (id, last_run, handled) VALUES (1, %(now)s, %(handled)s)
                ON CONFLICT (id) DO UPDATE SET last_run = EXCLUDED.last_run, handled = EXCLUDED.handled
                RETURNING id
                """,
                now=now,
                handled=handled,
            )
        )
        self.invalidate_model(flush=False)

from odoo import api, fields, models

from ...engine.sending.run import Dispatcher
from ...engine.words import states

RUN_SECONDS = 25  # the prefork watchdog kills a cron worker after 50 to 60 s


class AppointmentNotification(models.Model):
    """How messages leave: the doors to the dispatcher, and what it notes of the way (S1)."""

    _inherit = "appointment.notification"

    gateway_id = fields.Many2one("appointment.gateway", readonly=True, ondelete="set null")

    @api.model
    def _dispatch(self, limit=None):
        """Send what is due, in transactions of its own.

        :param limit: at most that many messages; None: all that is due
        :return: how many messages were handled (sent, failed, skipped or put off)
        :rtype: int
        """
        return Dispatcher(self.env.registry).run(limit=limit)

    @api.model
    def _cron_dispatch(self):
        """One run of the scheduled action: about 30 s of work, then the cron calls again if more is due."""
        left = self.env["ir.cron"]._commit_progress(remaining=1)
        handled = Dispatcher(self.env.registry).run(seconds=min(RUN_SECONDS, left))
        # What waits for a stopped provider is due as well: after a run without work there is nothing to hurry for.
        more = handled and self.search_count(
            [("state", "=", states.PLANNED), ("held", "=", False), ("send_at", "<=", self.env.cr.now())], limit=1
        )
        self.env["ir.cron"]._commit_progress(handled, remaining=more)

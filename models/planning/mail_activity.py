from odoo import api, models

from ...engine.planning.collector import plan_pending


class MailActivity(models.Model):
    """Planning asks staff to call whom no message reaches (N17): that stands there before anybody reads to-dos."""

    _inherit = "mail.activity"

    @api.private
    def flush_model(self, fnames=None):
        plan_pending(self.env)
        return super().flush_model(fnames)

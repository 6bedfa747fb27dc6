from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The client's register (L2)."""

    _inherit = "res.partner"

    def _appointment_register_domain(self):
        """What the client was sent, and what others were told of his or her appointments."""
        return Domain("client_id", "in", self.ids) | Domain("partner_id", "in", self.ids)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_appointment_notification_count(self):
        log = self.env["appointment.notification"]
        own = dict(log._read_group([("client_id", "in", self.ids)], ["client_id"], ["__count"]))
        others = dict(
            log._read_group(
                [("partner_id", "in", self.ids), "|", ("client_id", "=", False), ("client_id", "not in", self.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.appointment_notification_count = own.get(partner, 0) + others.get(partner, 0)

    def action_open_appointment_notifications(self):
        self.ensure_one()
        self.check_access("read")
        return self.env["appointment.register"]._open(self)

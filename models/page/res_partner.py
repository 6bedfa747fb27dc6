from odoo import fields, models

_STAFF = "appointment_notify.group_practitioner"


class ResPartner(models.Model):
    """Staff see that a client's calendar reads the appointments, and can end it (P8)."""

    _inherit = "res.partner"

    appointment_feed_count = fields.Integer("Calendar addresses", compute="_compute_appointment_feed_count", groups=_STAFF)

    def _compute_appointment_feed_count(self):
        counts = dict(self.env["appointment.feed"].sudo()._read_group(self._feed_domain(), ["partner_id"], ["__count"]))
        for partner in self:
            partner.appointment_feed_count = counts.get(partner._origin, 0)

    def _feed_domain(self):
        return [("partner_id", "in", self.ids), ("company_id", "in", self.env.companies.ids)]

    def action_revoke_appointment_feeds(self):
        """The client's calendar stops reading; the client can make a new address on the page."""
        self.check_access("read")
        self.env["appointment.feed"].check_access("read")
        self.env["appointment.feed"].sudo().search(self._feed_domain()).unlink()

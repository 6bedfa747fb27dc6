from odoo import models

from ...engine.sending.channels import channels
from ...engine.sending.fallback import fall_back

_OVH_TAG = 20  # OVHcloud keeps that much of our reference


class AppointmentNotification(models.Model):
    """Delivery reports (G2). They come twice, in any order, and before our own result is stored."""

    _inherit = "appointment.notification"

    def _of_report(self, company, reference, provider_id):
        """The SMS that a report is about, sudo; empty when it is none of ours."""
        rows = self.sudo()
        reporting = [channel.code for channel in channels.all(self.env) if channel.has_reports]
        domain = [("company_id", "=", company.id), ("channel", "in", reporting)]
        if len(reference) == _OVH_TAG and reference.isalnum():
            found = rows.search([*domain, ("reference", "=like", f"{reference}%")], limit=2)
        elif reference:
            found = rows.search([*domain, ("reference", "=", reference)])
        else:
            found = rows
        if not found and provider_id:
            found = rows.search([*domain, ("provider_ref", "=", provider_id)], limit=2)
        return found if len(found) == 1 else rows.browse()

    def _apply_report(self, state, detail=""):
        """Never a step backwards: delivered is the last word, a failure says more than "sent".

        :param state: 'delivered', 'failed', or 'sent' (the provider has it)
        """
        now = self.env.cr.now()
        rows = self.sudo()
        if state == "delivered":
            arrived = rows.filtered(lambda row: row._may_have_left() or row.state in ("sent", "failed"))
            arrived.write({"state": "delivered", "reason": False, "reason_detail": False, "lease_until": False})
        elif state == "failed":
            arrived = rows.filtered(lambda row: row.state in ("sending", "in_doubt", "sent"))
            arrived.write(
                {"state": "failed", "reason": "undelivered", "reason_detail": detail or False, "lease_until": False}
            )
            fall_back(arrived)
        else:
            # While it is being sent, the result is about to be stored and says more.
            arrived = rows.filtered(lambda row: row._may_have_left() and row.state != "sending")
            arrived.write({"state": "sent", "reason": False, "lease_until": False})
        arrived.filtered(lambda row: not row.sent_at).write({"sent_at": now})

    def _may_have_left(self):
        return self.state in ("sending", "in_doubt") or (self.state == "planned" and self.doubtful)

import re
import secrets

from odoo import api, fields, models

_SHAPE = re.compile(r"[A-Za-z0-9_-]{32}")
_SYSTEM = "base.group_system"


class ResCompany(models.Model):
    """Where providers send delivery reports and replies: a path of its own per company, that nobody can guess (G2)."""

    _inherit = "res.company"

    appointment_webhook_secret = fields.Char("Secret in the address for reports", groups=_SYSTEM, copy=False)
    appointment_webhook_key = fields.Char(
        "Key of the signature", groups=_SYSTEM, copy=False,
        help="If set, each call must carry X-Signature: the HMAC-SHA256 of its body (JSON) or query, in hexadecimal.",
    )  # fmt: skip

    @api.model
    def _appointment_of_webhook(self, secret):
        """The company of a webhook's path, sudo; empty for any other path."""
        companies = self.sudo()
        if not isinstance(secret, str) or not _SHAPE.fullmatch(secret):
            return companies.browse()
        return companies.search([("appointment_webhook_secret", "=", secret)], limit=1)

    def _appointment_webhook_url(self, what):
        """The address to enter at the provider: ``what`` is 'report' or 'reply'. Makes the secret, once."""
        self.ensure_one()
        company = self.sudo()
        if not company.appointment_webhook_secret:
            company.appointment_webhook_secret = secrets.token_urlsafe(24)
        return f"{company.get_base_url()}/appointment_notify/sms/{company.appointment_webhook_secret}/{what}"

    def action_new_appointment_webhook(self):
        """Whoever knew the old address can no longer use it."""
        self.check_access("write")
        for company in self:
            company.appointment_webhook_secret = secrets.token_urlsafe(24)

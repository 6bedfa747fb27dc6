from odoo import api, models

from ...engine.words import origins


class PhoneBlacklist(models.Model):
    """What staff put on the blacklist, or take off it, is consent as well (S7)."""

    _inherit = "phone.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered("active")._note_consent("on", "off")
        return entries

    def write(self, vals):
        changed = self.filtered(lambda entry: "active" in vals and entry.active != vals["active"])
        result = super().write(vals)
        if changed:
            changed._note_consent(*(("on", "off") if vals["active"] else ("off", "on")))
        return result

    def _note_consent(self, before, after):
        if self.env.context.get("appointment_consent_noted") or not self:
            return
        partners = self.env["res.partner"].sudo().search([("phone_sanitized", "in", self.mapped("number"))], limit=500)
        consents = self.env["appointment.consent"]
        online = self.env.context.get("appointment_origin") == origins.ONLINE or not self.env.user._is_internal()
        consents._note(
            [
                {"partner_id": partner.id, "what": "number", "before": before, "after": after,
                 "number": partner.phone_sanitized, "source": "page" if online else "blacklist"}
                for partner in partners
            ]
        )  # fmt: skip

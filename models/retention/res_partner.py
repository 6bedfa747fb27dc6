from odoo import api, fields, models

from .appointment_consent import FIELDS


class ResPartner(models.Model):
    _inherit = "res.partner"

    appointment_consent_ids = fields.One2many(
        "appointment.consent", "partner_id", "Consents", groups="appointment_notify.group_practitioner"
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        changes = []
        for partner, vals in zip(partners, vals_list, strict=True):
            for name in vals.keys() & set(FIELDS):
                # A form sends what it proposed as well: that is nobody's choice.
                if vals[name] not in ("default", False) and partner._fields[name].type == "selection":
                    changes.append(partner._consent_change(name, "default"))
        if changes:
            self.env["appointment.consent"]._note(changes)
        return partners

    def write(self, vals):
        names = [name for name in FIELDS if name in vals]
        before = {(partner, name): partner[name] for partner in self for name in names}
        result = super().write(vals)
        changes = [
            partner._consent_change(name, value)
            for (partner, name), value in before.items()
            if partner[name] != value
        ]
        if changes:
            self.env["appointment.consent"]._note(changes)
        return result

    def _consent_change(self, name, before):
        now = self[name]
        words = self.env["appointment.consent"]._words(self, name, now)
        return {"partner_id": self.id, "what": name, "before": str(before), "after": str(now), "words": words}

    def unlink(self):
        """Erasure reaches the titles of appointments, which begin with the client's name (L4)."""
        events = self.env["calendar.event"].sudo().with_context(active_test=False).search(
            [("attendee_ids", "any", [("is_client", "=", True), ("partner_id", "in", self.ids)]), ("service_id", "!=", False)]
        )
        named = [
            (event, partner.name)
            for event in events
            for partner in event.attendee_ids.partner_id & self
            if partner.name and partner.name in (event.name or "")
        ]
        for event, name in named:
            event.name = event.name.replace(name, "…")
        return super().unlink()

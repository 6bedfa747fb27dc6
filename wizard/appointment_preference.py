from odoo import api, fields, models
from odoo.exceptions import UserError

_PREFERENCE = [("default", "As the account"), ("on", "Yes"), ("off", "No")]
_CHOICES = (
    "appointment_sms_reminder", "appointment_email_reminder", "appointment_sms_other", "appointment_email_other",
)  # fmt: skip


class AppointmentPreference(models.TransientModel):
    """Sets the appointment preferences of a selection of clients, saying first how many (A9)."""

    _name = "appointment.preference"
    _description = "Appointment preferences of several clients"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    partner_count = fields.Integer("Clients selected", compute="_compute_counts")
    changed_count = fields.Integer("Clients whose preferences change", compute="_compute_counts")
    appointment_sms_reminder = fields.Selection(_PREFERENCE, "Reminders by SMS")
    appointment_email_reminder = fields.Selection(_PREFERENCE, "Reminders by e-mail")
    appointment_sms_other = fields.Selection(_PREFERENCE, "Other messages by SMS")
    appointment_email_other = fields.Selection(_PREFERENCE, "Other messages by e-mail")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner" and "partner_ids" in fields:
            values["partner_ids"] = [(6, 0, self.env.context.get("active_ids", []))]
        return values

    @api.depends("partner_ids", *_CHOICES)
    def _compute_counts(self):
        for wizard in self:
            wizard.partner_count = len(wizard.partner_ids)
            wizard.changed_count = len(wizard._changed_partners())

    def _chosen(self):
        return {name: self[name] for name in _CHOICES if self[name]}

    def _changed_partners(self):
        chosen = self._chosen()
        return self.partner_ids.filtered(
            lambda partner: any((partner[name] or "default") != value for name, value in chosen.items())
        )

    def action_apply(self):
        self.ensure_one()
        if not self._chosen():
            raise UserError(self.env._("Choose at least one preference to set."))
        self._changed_partners().write(self._chosen())
        return {"type": "ir.actions.act_window_close"}

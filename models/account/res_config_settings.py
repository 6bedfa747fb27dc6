from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """The company's settings among Odoo's, for system administrators. Managers have ``appointment.settings``."""

    _name = "res.config.settings"
    _inherit = ["appointment.settings.rules", "res.config.settings"]

    # Reminders
    appointment_reminders = fields.Boolean(related="company_id.appointment_reminders", readonly=False)
    appointment_others = fields.Boolean(related="company_id.appointment_others", readonly=False)
    appointment_min_gap = fields.Float(related="company_id.appointment_min_gap", readonly=False)

    # Signatures
    appointment_signature_id = fields.Many2one(related="company_id.appointment_signature_id", readonly=False)
    appointment_pending_signature_id = fields.Many2one(
        related="company_id.appointment_pending_signature_id", readonly=False
    )
    appointment_cancelled_signature_id = fields.Many2one(
        related="company_id.appointment_cancelled_signature_id", readonly=False
    )

    # Sending hours
    appointment_send_from = fields.Float(related="company_id.appointment_send_from", readonly=False)
    appointment_send_until = fields.Float(related="company_id.appointment_send_until", readonly=False)
    appointment_send_mon = fields.Boolean(related="company_id.appointment_send_mon", readonly=False)
    appointment_send_tue = fields.Boolean(related="company_id.appointment_send_tue", readonly=False)
    appointment_send_wed = fields.Boolean(related="company_id.appointment_send_wed", readonly=False)
    appointment_send_thu = fields.Boolean(related="company_id.appointment_send_thu", readonly=False)
    appointment_send_fri = fields.Boolean(related="company_id.appointment_send_fri", readonly=False)
    appointment_send_sat = fields.Boolean(related="company_id.appointment_send_sat", readonly=False)
    appointment_send_sun = fields.Boolean(related="company_id.appointment_send_sun", readonly=False)
    appointment_early = fields.Selection(related="company_id.appointment_early", readonly=False)
    appointment_actions_wait = fields.Boolean(related="company_id.appointment_actions_wait", readonly=False)

    # Sending
    appointment_live = fields.Boolean(related="company_id.appointment_live", readonly=False)
    appointment_phone = fields.Char(related="company_id.phone", string="Phone for clients", readonly=False)
    appointment_link_base = fields.Char(related="company_id.appointment_link_base", readonly=False)
    appointment_grouping_delay = fields.Integer(related="company_id.appointment_grouping_delay", readonly=False)
    appointment_manual_confirmation = fields.Boolean(
        related="company_id.appointment_manual_confirmation", readonly=False
    )
    appointment_moved_stop = fields.Boolean(related="company_id.appointment_moved_stop", readonly=False)
    appointment_moved_place = fields.Boolean(related="company_id.appointment_moved_place", readonly=False)
    appointment_moved_practitioner = fields.Boolean(
        related="company_id.appointment_moved_practitioner", readonly=False
    )
    appointment_moved_service = fields.Boolean(related="company_id.appointment_moved_service", readonly=False)

    @api.model
    def get_values(self):
        return {**super().get_values(), **self._rule_values(self.env.company)}

    def set_values(self):
        result = super().set_values()
        self._write_rules(self.company_id)
        return result

from odoo import api, fields, models

_SWITCH = "appointment_rule_"
# Settings that are more than a switch: field -> (codes of the shipped rules, the rules' field)
_RULE_VALUES = {
    "appointment_reminder_email_delay": (("reminder_client_email_48h",), "delay"),
    "appointment_reminder_sms_delay": (("reminder_client_sms_24h",), "delay"),
    "appointment_reminder_sms_second_delay": (("reminder_client_sms_48h",), "delay"),
    "appointment_reminder_sms_extended_delay": (("reminder_client_sms_extended",), "delay"),
    "appointment_reminder_sms_day_before_hour": (("reminder_client_sms_day_before",), "at_hour"),
    "appointment_review": (("review_client_email", "review_client_sms"), "active"),
    "appointment_review_delay": (("review_client_email", "review_client_sms"), "delay"),
    "appointment_booked_sms_origin": (("booked_client_sms",), "origin"),
}
_HOURS = {"minutes": 1 / 60, "hours": 1, "days": 24}


class ResConfigSettings(models.TransientModel):
    """The company's settings, and its shipped rules as switches. What is special about a rule, its text above
    all, is edited in the list of messages."""

    _inherit = "res.config.settings"

    # Reminders
    appointment_reminders = fields.Boolean(related="company_id.appointment_reminders", readonly=False)
    appointment_others = fields.Boolean(related="company_id.appointment_others", readonly=False)
    appointment_min_gap = fields.Float(related="company_id.appointment_min_gap", readonly=False)
    appointment_rule_reminder_client_email_48h = fields.Boolean("Reminder by e-mail")
    appointment_reminder_email_delay = fields.Integer("E-mail reminder: hours before")
    appointment_rule_reminder_client_sms_24h = fields.Boolean("Reminder by SMS")
    appointment_reminder_sms_delay = fields.Integer("SMS reminder: hours before")
    appointment_rule_reminder_client_sms_48h = fields.Boolean("Second reminder by SMS")
    appointment_reminder_sms_second_delay = fields.Integer("Second SMS reminder: hours before")
    appointment_rule_reminder_client_sms_day_before = fields.Boolean("Reminder by SMS the day before")
    appointment_reminder_sms_day_before_hour = fields.Float("SMS reminder the day before: hour")
    appointment_rule_reminder_client_sms_extended = fields.Boolean("Extended reminder by SMS")
    appointment_reminder_sms_extended_delay = fields.Integer("Extended SMS reminder: hours before")

    # E-mails
    appointment_rule_booked_client_email = fields.Boolean("Client, e-mail: booked")
    appointment_rule_pending_client_email = fields.Boolean("Client, e-mail: waiting for confirmation")
    appointment_rule_moved_client_email = fields.Boolean("Client, e-mail: moved")
    appointment_rule_cancelled_client_email = fields.Boolean("Client, e-mail: cancelled")
    appointment_rule_no_show_client_email = fields.Boolean("Client, e-mail: no-show")
    appointment_rule_done_client_email = fields.Boolean("Client, e-mail: done")
    appointment_rule_booked_staff_email = fields.Boolean("Staff, e-mail: booked")
    appointment_rule_pending_staff_email = fields.Boolean("Staff, e-mail: waiting for confirmation")
    appointment_rule_moved_staff_email = fields.Boolean("Staff, e-mail: moved")
    appointment_rule_cancelled_staff_email = fields.Boolean("Staff, e-mail: cancelled")
    appointment_review = fields.Boolean("Ask for a review")
    appointment_review_delay = fields.Integer("Review: hours after the end")

    # Signatures
    appointment_signature_id = fields.Many2one(related="company_id.appointment_signature_id", readonly=False)
    appointment_pending_signature_id = fields.Many2one(
        related="company_id.appointment_pending_signature_id", readonly=False
    )
    appointment_cancelled_signature_id = fields.Many2one(
        related="company_id.appointment_cancelled_signature_id", readonly=False
    )

    # SMS
    appointment_rule_booked_client_sms = fields.Boolean("Client, SMS: booked")
    appointment_booked_sms_origin = fields.Selection(
        lambda self: self.env["appointment.rule"]._fields["origin"]._description_selection(self.env),
        "Client, SMS: when booked by",
    )
    appointment_rule_pending_client_sms = fields.Boolean("Client, SMS: waiting for confirmation")
    appointment_rule_moved_client_sms = fields.Boolean("Client, SMS: moved")
    appointment_rule_cancelled_client_sms = fields.Boolean("Client, SMS: cancelled")
    appointment_rule_no_show_client_sms = fields.Boolean("Client, SMS: no-show")
    appointment_rule_done_client_sms = fields.Boolean("Client, SMS: done")
    appointment_rule_birthday_client_sms = fields.Boolean("Client, SMS: birthday")
    appointment_rule_booked_staff_sms = fields.Boolean("Staff, SMS: booked")
    appointment_rule_pending_staff_sms = fields.Boolean("Staff, SMS: waiting for confirmation")
    appointment_rule_moved_staff_sms = fields.Boolean("Staff, SMS: moved")
    appointment_rule_cancelled_staff_sms = fields.Boolean("Staff, SMS: cancelled")

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
        values = super().get_values()
        rules = self._shipped_rules(self.env.company)
        for field, (codes, rule_field) in self._rule_settings().items():
            shown = [self._shown_value(rules[code], rule_field) for code in codes if code in rules]
            values[field] = shown[0] if shown else False
        return values

    def set_values(self):
        result = super().set_values()
        rules = self._shipped_rules(self.company_id)
        changes = {}
        for field, (codes, rule_field) in self._rule_settings().items():
            for rule in (rules[code] for code in codes if code in rules):
                # Only what has changed: a write re-plans every appointment to come.
                if self._shown_value(rule, rule_field) != self[field]:
                    changes.setdefault(rule, {}).update(self._stored_values(rule_field, self[field]))
        for rule, values in changes.items():
            rule.write(values)
        return result

    def _rule_settings(self):
        """{setting: (codes of the shipped rules, the rules' field)}; a switch is named after its rule."""
        switches = {
            name: ((name.removeprefix(_SWITCH),), "active") for name in self._fields if name.startswith(_SWITCH)
        }
        return switches | _RULE_VALUES

    def _shipped_rules(self, company):
        """{code: rule} of a company, those that are off included; one that somebody deleted is not there.

        Elevated: Odoo opens its settings to system administrators only, who may have none of our groups.
        """
        self.check_access("create")
        rules = self.env["appointment.rule"].sudo().with_context(active_test=False)
        return {rule.code: rule for rule in rules.search([("company_id", "=", company.id), ("code", "!=", False)])}

    @staticmethod
    def _shown_value(rule, rule_field):
        """The settings speak of hours, whatever unit somebody chose in the rule."""
        return round(rule.delay * _HOURS[rule.delay_unit]) if rule_field == "delay" else rule[rule_field]

    @staticmethod
    def _stored_values(rule_field, value):
        return {"delay": value, "delay_unit": "hours"} if rule_field == "delay" else {rule_field: value}

from odoo import api, fields, models

from ...engine.words import occasions

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


class AppointmentSettingsRules(models.AbstractModel):
    """The company's shipped rules as switches, for both pages of settings. What is special about a rule, its text above
    all, is edited in the list of messages."""

    _name = "appointment.settings.rules"
    _description = "Shipped rules as switches"

    # Reminders
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

    # Before saving (N14)
    appointment_before_saving = fields.Text(compute="_compute_appointment_before_saving")

    def _rule_values(self, company):
        """{setting: its value} as the rules are."""
        rules, values = self._shipped_rules(company), {}
        for field, (codes, rule_field) in self._rule_settings().items():
            shown = [self._shown_value(rules[code], rule_field) for code in codes if code in rules]
            values[field] = shown[0] if shown else False
        return values

    def _write_rules(self, company, names=None):
        """Only what has changed: a write re-plans every appointment to come.

        :param names: of the settings that were written; None: all
        """
        rules, changes = self._shipped_rules(company), {}
        for field, (codes, rule_field) in self._rule_settings().items():
            if names is not None and field not in names:
                continue
            for rule in (rules[code] for code in codes if code in rules):
                if self._shown_value(rule, rule_field) != self[field]:
                    changes.setdefault(rule, {}).update(self._stored_values(rule_field, self[field]))
        for rule, values in changes.items():
            rule.write(values)

    @api.depends(lambda self: [name for name in self._rule_settings() if "reminder" in name])
    def _compute_appointment_before_saving(self):
        """What a change of the reminders does, said before it is saved: how many are planned anew, and where clients
        will be reminded twice."""
        for settings in self:
            company = settings.company_id or self.env.company
            stored = settings._rule_values(company)
            changed = [name for name in settings._rule_settings() if "reminder" in name and settings[name] != stored[name]]
            settings.appointment_before_saving = settings._words_before_saving(company, stored) if changed else False

    def _words_before_saving(self, company, stored):
        rules = self.env["appointment.rule"].sudo()
        count = self.env["calendar.event"].sudo().search_count(rules._replan_domain(company))
        words = [self.env._("Saving plans the reminders of %(count)s coming appointments anew.", count=count)]
        switches = {
            name: codes[0] for name, (codes, field) in self._rule_settings().items() if "reminder" in name and field == "active"
        }
        shipped = self._shipped_rules(company)
        others = rules.search(
            [("company_id", "=", company.id), ("trigger", "=", occasions.REMINDER), ("id", "not in", [rule.id for rule in shipped.values()])]
        )
        for channel, label in rules._fields["channel"]._description_selection(self.env):
            of_channel = {name for name, code in switches.items() if code in shipped and shipped[code].channel == channel}
            own = len(others.filtered(lambda rule, channel=channel: rule.channel == channel))
            before, after = (own + sum(bool(values[name]) for name in of_channel) for values in (stored, self))
            if after > max(before, 1):
                words.append(
                    self.env._("%(channel)s: clients now get %(count)s reminders of each appointment.", channel=label, count=after)
                )
        return "\n".join(words)

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

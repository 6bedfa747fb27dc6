from lxml import etree
from odoo import api, fields, models

_COMPANY = {
    fields.Boolean: (
        "reminders", "others", "send_mon", "send_tue", "send_wed", "send_thu", "send_fri", "send_sat", "send_sun",
        "actions_wait", "manual_confirmation", "moved_stop", "moved_place", "moved_practitioner", "moved_service",
        "replace_characters", "show_when", "show_duration", "show_service", "show_practitioner", "show_address",
        "show_access", "show_preparation", "show_price", "show_link", "show_calendar", "custom_sms",
    ),
    fields.Integer: (
        "grouping_delay", "review_days", "sms_allowance", "credit_cap", "retention_months", "retention_words_months",
        "retention_reviews_months",
    ),
    fields.Float: (
        "min_gap", "send_from", "send_until", "price_standard", "price_custom", "birthday_hour",
    ),
    fields.Char: ("link_base", "sms_name"),
    fields.Selection: ("early", "tz"),
    fields.Many2one: (
        "signature_id", "pending_signature_id", "cancelled_signature_id", "invoice_signature_id", "review_signature_id",
        "voucher_signature_id", "fallback_user_id", "gateway_id", "gateway_second_id",
    ),
    fields.Many2many: ("alert_user_ids",),
}  # fmt: skip
_NAMES = {"appointment_phone": "phone", "appointment_email": "email"} | {
    f"appointment_{name}": f"appointment_{name}" for names in _COMPANY.values() for name in names
}


class AppointmentSettings(models.TransientModel):
    """The managers' page of settings (U2, S5): what Odoo's settings show of appointments, without needing the rights of
    a system administrator. Secrets, and who sends the SMS of all apps, stay there."""

    _name = "appointment.settings"
    _inherit = ["appointment.settings.rules"]
    _description = "Appointment settings"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sms_provider = fields.Selection(related="company_id.sms_provider", readonly=True)
    appointment_live = fields.Boolean(related="company_id.appointment_live", readonly=True)
    appointment_phone = fields.Char(related="company_id.phone", string="Phone for clients", readonly=False)
    appointment_email = fields.Char(related="company_id.email", string="E-mail for clients", readonly=False)
    appointment_gateway_problem = fields.Char(related="company_id.appointment_gateway_id.problem")
    # The company's own fields, under their own names and with their own labels
    vars().update(
        (f"appointment_{name}", kind(related=f"company_id.appointment_{name}", readonly=False))
        for kind, names in _COMPANY.items()
        for name in names
    )

    def _compute_display_name(self):
        self.display_name = self.env._("Settings")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        values.update({name: value for name, value in self._rule_values(self.env.company).items() if name in fields})
        return values

    @api.model_create_multi
    def create(self, vals_list):
        settings = self.browse()
        for vals in vals_list:
            own = {name: value for name, value in vals.items() if name not in _NAMES and name != "company_id"}
            one = super().create([{**own, "company_id": self.env.company.id}])
            one._apply(vals)
            settings += one
        return settings

    def write(self, vals):
        own = {name: value for name, value in vals.items() if name not in _NAMES and name != "company_id"}
        result = super().write(own)
        for settings in self:
            settings._apply(vals)
        return result

    def _apply(self, vals):
        """Write what the page changed: company and rights are asked in one place, of every field."""
        company = self.company_id.with_env(self.env)
        company._write_appointment_settings({_NAMES[name]: value for name, value in vals.items() if name in _NAMES})
        self._write_rules(company, vals.keys())
        self.invalidate_recordset()

    # ------------------------------------------------------------
    # The page
    # ------------------------------------------------------------

    @api.model
    def action_open(self):
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settings"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """What Odoo's settings show of appointments stands there once, and here too: as far as managers may set it."""
        arch, view = super()._get_view(view_id, view_type, **options)
        place = arch.find(".//div[@name='settings']") if view_type == "form" else None
        if place is not None:
            all_settings, _view = self.env["res.config.settings"].sudo()._get_view(None, "form")
            for block in all_settings.findall(".//app[@name='appointment_notify']/block"):
                self._add_block(place, block)
        return arch, view

    def _add_block(self, place, block):
        settings = [setting for setting in block.findall("setting") if self._may_set(setting)]
        if not settings:
            return
        etree.SubElement(place, "h2", {"class": "mt-4"}).text = block.get("title")
        if block.get("help"):
            etree.SubElement(place, "p", {"class": "text-muted"}).text = block.get("help")
        row = etree.SubElement(place, "div", {"class": "row mt-2 o_settings_container"})
        for setting in settings:
            setting.attrib.pop("company_dependent", None)
            row.append(setting)

    def _may_set(self, setting):
        names = {field.get("name") for field in setting.iter("field")}
        methods = {button.get("name") for button in setting.iter("button") if button.get("type") == "object"}
        # The live switch has a page of its own (G7); the provider is of all apps' SMS.
        return (
            not setting.get("groups")
            and names <= self._fields.keys()
            and not methods
            and not names & {"appointment_live", "sms_provider"}
        )

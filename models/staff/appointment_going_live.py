from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.words import states
from ...tools import base_address, email_address


class AppointmentGoingLive(models.TransientModel):
    """Going live, and back, is a page (G7): what will be used, what is missing, how many messages wait and what becomes of
    each kind."""

    _name = "appointment.going.live"
    _description = "Going live"

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    is_live = fields.Boolean(related="company_id.appointment_live")
    used = fields.Text("What is used", compute="_compute_page")
    missing = fields.Text("What is missing", compute="_compute_page")
    waiting = fields.Text("What waits", compute="_compute_page")
    is_ready = fields.Boolean(compute="_compute_page")

    def _compute_display_name(self):
        self.display_name = self.env._("Going live")

    @api.depends("company_id", "company_id.appointment_live")
    def _compute_page(self):
        for page in self:
            company = page.company_id.sudo()
            blocking, advised = page._missing(company)
            page.used = "\n".join(page._used(company))
            page.missing = "\n".join(blocking + advised) or False
            page.is_ready = not blocking
            page.waiting = "\n".join(page._waiting(company)) or False

    def _used(self, company):
        providers = dict(company._fields["sms_provider"]._description_selection(self.env))
        sms = company.appointment_gateway_id.name if company.sms_provider == "http" else providers.get(company.sms_provider)
        return [
            self.env._("Links open %(address)s", address=company._appointment_base_url()),
            self.env._("E-mails come from %(address)s", address=company.email or self.env._("(nobody)")),
            self.env._("SMS go through %(provider)s", provider=sms or self.env._("(nobody)")),
            self.env._("Clients call %(phone)s", phone=company.phone or self.env._("(no number)")),
        ]

    def _missing(self, company):
        """(what keeps messages from leaving, what clients would miss), in words."""
        blocking, advised = [], []
        problem = base_address.problem(company._appointment_base_url())
        if problem:
            blocking.append(
                self.env._("Clients cannot open the links: %(address)s leads nowhere outside. Set the address for links.",
                           address=company._appointment_base_url())
            )  # fmt: skip
        address, reason = email_address.check(company.email or "")
        if reason or "," in (address or ""):
            blocking.append(self.env._("The company needs one e-mail address: e-mails come from it."))
        if company.sms_provider == "http" and not company.appointment_gateway_id:
            blocking.append(self.env._("No SMS gateway is chosen."))
        sender = company.appointment_gateway_id.sender if company.sms_provider == "http" else ""
        if sender and not sender.lstrip("+").isdigit() and not 3 <= len(sender) <= 11:
            blocking.append(self.env._("The sender's name of SMS has 3 to 11 characters."))
        if not company.phone:
            advised.append(self.env._("The company has no phone number: clients who cannot cancel online have none to call."))
        agendas = self.env["appointment.agenda"].sudo().search([("company_id", "=", company.id)])
        for agenda in agendas.filtered(lambda agenda: (agenda.tz or "UTC") == "UTC"):
            advised.append(self.env._("The agenda “%(agenda)s” is in UTC: is that its timezone?", agenda=agenda.name))
        if not agendas:
            advised.append(self.env._("There is no agenda yet."))
        return blocking, advised

    def _waiting(self, company):
        """A line for each kind of message that waits."""
        now = self.env.cr.now()
        rows = self.env["appointment.notification"].sudo()
        kinds = dict(rows._fields["trigger"]._description_selection(self.env))
        domain = [("company_id", "=", company.id), ("state", "=", states.PLANNED)]
        later = rows._read_group([*domain, ("send_at", ">", now), ("held", "=", False)], ["trigger"], ["__count"])
        due = rows._read_group([*domain, ("send_at", "<=", now), ("held", "=", False)], ["trigger"], ["__count"])
        held = rows.search_count([*domain, ("held", "=", True)])
        tests = rows.search_count([("company_id", "=", company.id), ("is_test", "=", True)])
        lines = [self.env._("%(kind)s: %(count)s go when they are due", kind=kinds[name], count=count) for name, count in later]
        lines += [self.env._("%(kind)s: %(count)s go at once", kind=kinds[name], count=count) for name, count in due]
        if held:
            lines.append(self.env._("Held back by staff: %(count)s stay", count=held))
        if tests:
            lines.append(self.env._("In the test outbox: %(count)s stay there, their links open no more", count=tests))
        return lines

    def _check_manager(self):
        self.check_access("write")
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("Only managers of this company change its appointment settings."))

    def action_go_live(self):
        self.ensure_one()
        self._check_manager()
        if not self.is_ready:
            raise UserError(self.missing)
        self.company_id._write_appointment_settings({"appointment_live": True})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_go_back(self):
        """To test mode: nothing leaves from now on."""
        self.ensure_one()
        self._check_manager()
        self.company_id._write_appointment_settings({"appointment_live": False})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def action_open(self):
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Going live"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }

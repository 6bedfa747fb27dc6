from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import ValidationError


class AppointmentAgenda(models.Model):
    _name = "appointment.agenda"
    _description = "Appointment agenda"
    _inherit = ["appointment.signature.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users",
        string="Practitioner",
        index="btree_not_null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Appointments of this agenda stand in this person's calendar, and he or she gets the staff messages.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Timezone",
        required=True,
        default=lambda self: self.env.user.tz or self.env.company.partner_id.tz or "UTC",
        help="Sending hours, and the times written in messages, are wall-clock times of this zone.",
    )
    phone = fields.Char(help="Shown to clients. Left empty, the company's number is shown.")
    email = fields.Char(
        "E-mail for replies", help="Where clients' replies to e-mails go. Left empty: to the practitioner, else the company."
    )
    address_id = fields.Many2one("res.partner", string="Place", help="Name and address of the place.")
    access_instructions = fields.Text(
        translate=True, help="Door code, floor, parking: shown on the client's page and in e-mails."
    )
    resource_calendar_id = fields.Many2one("resource.calendar", string="Opening hours", check_company=True)
    slot_step = fields.Integer("Slot step (minutes)", default=15)

    @api.constrains("slot_step")
    def _check_slot_step(self):
        if any(agenda.slot_step <= 0 for agenda in self):
            raise ValidationError(self.env._("The slot step must be at least one minute."))

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            self.env["appointment.rule"]._replan_companies(self.company_id)
        return result

    @api.model
    def _default_for(self, user, company, offered=()):
        """The agenda of a booking that names none, among those that offer its service: the user's own, else the
        first; where no agenda is named for the service, among the company's."""
        agendas = offered or self.sudo().search([("company_id", "=", company.id)])
        return agendas.filtered(lambda agenda: agenda.user_id == user)[:1] or agendas[:1]

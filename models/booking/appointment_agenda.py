import pytz
from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import ValidationError

from ...engine.people import Staff
from ...tools import email_address


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
    notice = fields.Text(compute="_compute_notice", help="What staff should know about this agenda.")

    @api.depends("user_id.active", "tz", "company_id.appointment_fallback_user_id")
    def _compute_notice(self):
        """The practitioner left (A11); nobody said in which timezone the business lives."""
        staff = Staff(self.env, self.ids)
        for agenda in self:
            notices = []
            if staff.has_left(agenda.id):
                stand_ins = staff.concerned(agenda.id, None)
                notices.append(agenda._words_of_who_left([member.id for member in stand_ins]))
            if agenda.tz == "UTC" and not agenda.company_id.partner_id.tz:
                notices.append(
                    self.env._("The times of this agenda are in UTC: no timezone was set for you or the company. "
                               "Choose the one of the place.")
                )  # fmt: skip
            agenda.notice = "\n".join(notices) or False

    def _words_of_who_left(self, user_ids):
        names = ", ".join(self.env["res.users"].sudo().browse(user_ids).mapped("name"))
        return self.env._(
            "%(practitioner)s has left: messages to staff go to the organiser of the appointment, else to %(names)s. "
            "Choose another practitioner, or archive the agenda.",
            practitioner=self.sudo().user_id.name,
            names=names or self.env._("nobody"),
        )

    @api.constrains("slot_step")
    def _check_slot_step(self):
        if any(agenda.slot_step <= 0 for agenda in self):
            raise ValidationError(self.env._("The slot step must be at least one minute."))
        if any(agenda.slot_step > 1440 for agenda in self):
            raise ValidationError(self.env._("The slot step is at most a day: 1,440 minutes."))

    @api.constrains("email")
    def _check_email(self):
        for agenda in self:
            if agenda.email and not email_address.read(agenda.email):
                raise ValidationError(
                    self.env._("“%(address)s” is no e-mail address: write one such as name@example.com.", address=agenda.email)
                )

    @api.model
    def _with_checked_values(self, vals):
        """A zone that is none would be a technical error further down; an address is cleaned where it enters (G6)."""
        if "tz" in vals and vals["tz"] not in pytz.all_timezones_set:
            raise ValidationError(
                self.env._("“%(zone)s” is no timezone: choose the one of the place.", zone=vals["tz"] or "")
            )
        if isinstance(vals.get("email"), str):
            return {**vals, "email": email_address.clean(vals["email"])}
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_checked_values(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._with_checked_values(vals)
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

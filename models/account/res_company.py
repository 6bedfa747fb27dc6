import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import schedule

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Reminders are planned by these.
_REPLANNED = {
    "appointment_reminders", "appointment_others", "appointment_min_gap", "appointment_early",
    "appointment_send_from", "appointment_send_until", *(f"appointment_send_{day}" for day in _WEEKDAYS),
}  # fmt: skip


class ResCompany(models.Model):
    _inherit = "res.company"

    # Sending
    appointment_live = fields.Boolean(
        "Send for real",
        help="Off: the SMS and e-mails of appointments stay in the test outbox, nothing leaves.",
    )
    appointment_link_base = fields.Char(
        "Short address for links", help="For instance rdv.monsalon.fr. Left empty, this database's address."
    )

    # Sending hours (N5)
    appointment_send_from = fields.Float("Send from", default=9.0)
    appointment_send_until = fields.Float("Send until", default=19.0)
    appointment_send_mon = fields.Boolean("Mondays", default=True)
    appointment_send_tue = fields.Boolean("Tuesdays", default=True)
    appointment_send_wed = fields.Boolean("Wednesdays", default=True)
    appointment_send_thu = fields.Boolean("Thursdays", default=True)
    appointment_send_fri = fields.Boolean("Fridays", default=True)
    appointment_send_sat = fields.Boolean("Saturdays", default=True)
    appointment_send_sun = fields.Boolean("Sundays", default=True)
    appointment_early = fields.Selection(
        [
            ("day_before", "The day before, when sending ends"),
            ("closest", "At the closest earlier moment"),
        ],
        "A reminder due outside goes",
        default="day_before",
        required=True,
    )
    appointment_actions_wait = fields.Boolean("Staff-made messages wait for the sending hours")

    # Planning
    appointment_grouping_delay = fields.Integer(
        "Grouping delay (minutes)",
        default=1,
        help="Messages about what staff do wait that long, so that second thoughts are one message. 0: at once.",
    )
    appointment_replan_pending = fields.Boolean(readonly=True)
    appointment_replan_after = fields.Integer(readonly=True, help="The last appointment re-planned in the background.")
    appointment_min_gap = fields.Float(
        "Least time between confirmation and reminder (hours)", default=1.0
    )
    appointment_moved_stop = fields.Boolean("A new end is a move")
    appointment_moved_place = fields.Boolean("A new place is a move")
    appointment_moved_practitioner = fields.Boolean("A new practitioner is a move")
    appointment_moved_service = fields.Boolean("A new service is a move")
    appointment_manual_confirmation = fields.Boolean("Staff confirm online bookings")
    appointment_reminders = fields.Boolean("Reminders, unless the client says no", default=True)
    appointment_others = fields.Boolean("Other messages, unless the client says no", default=True)

    # Signatures
    appointment_signature_id = fields.Many2one("appointment.signature", "Default signature")
    appointment_pending_signature_id = fields.Many2one("appointment.signature", "Signature while waiting")
    appointment_cancelled_signature_id = fields.Many2one("appointment.signature", "Signature of cancellations")

    @api.constrains("appointment_send_from", "appointment_send_until")
    def _check_appointment_hours(self):
        for company in self:
            try:
                company._appointment_window()
            except ValueError as error:
                raise ValidationError(
                    company.env._("Sending hours must start before they end, on the same day.")
                ) from error

    @api.constrains("appointment_grouping_delay", "appointment_min_gap")
    def _check_appointment_delays(self):
        for company in self:
            if company.appointment_grouping_delay < 0 or company.appointment_min_gap < 0:
                raise ValidationError(company.env._("A delay cannot be negative."))
            if company.appointment_grouping_delay > 1440 or company.appointment_min_gap > 8760:
                raise ValidationError(
                    company.env._("A grouping delay is at most 1,440 minutes (a day), a gap at most 8,760 hours (a year).")
                )

    @api.constrains("appointment_link_base")
    def _check_appointment_link_base(self):
        for company in self:
            base = company.appointment_link_base
            if base and not re.fullmatch(r"(https?://)?[A-Za-z0-9.-]+(:\d+)?/?", base):
                raise ValidationError(
                    company.env._("“%(address)s” is not an address for links. Write, for instance, rdv.monsalon.fr", address=base)
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._create_default_appointment_rules()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & _REPLANNED:
            self.env["appointment.rule"]._replan_companies(self)
        return result

    def _create_default_appointment_rules(self):
        """Companies without any rule get a copy of the shipped ones, translations included."""
        shipped = self.env["ir.model.data"].sudo().search(
            [("module", "=", "appointment_notify"), ("model", "=", "appointment.rule")]
        )
        shipped = self.env["appointment.rule"].sudo().with_context(active_test=False).browse(shipped.mapped("res_id"))
        shipped = shipped.exists()
        having = self.env["appointment.rule"].sudo().with_context(active_test=False)._read_group(
            [("company_id", "in", self.ids)], ["company_id"]
        )
        for company in self - self.browse(company.id for (company,) in having):
            for rule in shipped:
                rule.copy({"company_id": company.id, "code": rule.code, "service_ids": False, "agenda_ids": False})

    def _appointment_window(self):
        """The sending hours for ``tools.schedule`` (N5)."""
        self.ensure_one()
        return schedule.Window(
            opens=self.appointment_send_from,
            closes=self.appointment_send_until,
            weekdays=frozenset(
                number for number, day in enumerate(_WEEKDAYS) if self[f"appointment_send_{day}"]
            ),
            early=self.appointment_early,
            actions_wait=self.appointment_actions_wait,
        )

    def _appointment_base_url(self):
        """Where clients' links point to, without a slash at the end."""
        self.ensure_one()
        base = (self.appointment_link_base or "").rstrip("/")
        if not base:
            return self.get_base_url().rstrip("/")
        return base if "://" in base else f"https://{base}"

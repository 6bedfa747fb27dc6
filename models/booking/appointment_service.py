from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AppointmentService(models.Model):
    _name = "appointment.service"
    _description = "Appointment service"
    _inherit = ["appointment.signature.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    duration = fields.Float("Duration (hours)", default=1.0, required=True)
    buffer_after = fields.Integer("Break afterwards (minutes)")
    capacity = fields.Integer(
        "Places", default=1, help="1 for a one-to-one appointment, more for a group class."
    )
    price = fields.Monetary()
    preparation = fields.Text(
        translate=True, help="What the client should know or bring: shown on the client's page and in e-mails."
    )
    manual_confirmation = fields.Boolean(help="Online bookings wait until staff confirm them.")
    cancel_allowed = fields.Boolean("Clients may cancel", default=True)
    cancel_notice_hours = fields.Float(
        "Cancel until (hours before)", help="0: until the appointment starts."
    )
    move_allowed = fields.Boolean("Clients may move", default=True)
    move_notice_hours = fields.Float("Move until (hours before)", help="0: until the appointment starts.")
    name_in_sms = fields.Boolean(
        "Named in SMS",
        help="An SMS can be read by whoever holds the phone. Leave off where the name of the service "
        "says something about the client's health.",
    )
    agenda_ids = fields.Many2many("appointment.agenda", string="Agendas", check_company=True)
    resource_ids = fields.Many2many("resource.resource", string="Rooms and devices", check_company=True)

    _duration_positive = models.Constraint("CHECK (duration > 0)", "A service takes some time: give its duration.")
    _capacity_positive = models.Constraint("CHECK (capacity > 0)", "A service has at least one place.")
    _buffer_not_negative = models.Constraint("CHECK (buffer_after >= 0)", "A break cannot be negative.")
    _cancel_notice_not_negative = models.Constraint(
        "CHECK (cancel_notice_hours >= 0)", "A notice cannot be negative."
    )
    _move_notice_not_negative = models.Constraint(
        "CHECK (move_notice_hours >= 0)", "A notice cannot be negative."
    )

    @api.constrains("duration", "buffer_after", "capacity", "cancel_notice_hours", "move_notice_hours")
    def _check_measures(self):
        """What no calendar can hold is refused when it is typed, not when a client opens a page."""
        for service in self:
            for name, lowest, highest, words in (
                ("duration", 1 / 60, 720, self.env._("A service takes at least a minute and at most 720 hours.")),
                ("buffer_after", 0, 10080, self.env._("A break lies between 0 and 10,080 minutes (a week).")),
                ("capacity", 1, 10000, self.env._("A service has between 1 and 10,000 places.")),
                ("cancel_notice_hours", 0, 8760, self.env._("A notice lies between 0 and 8,760 hours (a year).")),
                ("move_notice_hours", 0, 8760, self.env._("A notice lies between 0 and 8,760 hours (a year).")),
            ):
                if not lowest <= service[name] <= highest:
                    raise ValidationError(words)

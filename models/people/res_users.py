from odoo import api, fields, models
from odoo.exceptions import ValidationError

_OWN = [
    "appointment_sms_by_client", "appointment_email_by_client", "appointment_sms_by_staff",
    "appointment_email_by_staff", "appointment_quiet_from", "appointment_quiet_until",
]  # fmt: skip


class ResUsers(models.Model):
    """How staff want to be told of appointments (A10)."""

    _inherit = "res.users"

    appointment_sms_by_client = fields.Boolean("SMS: bookings and changes by clients", default=True)
    appointment_email_by_client = fields.Boolean("E-mail: bookings and changes by clients", default=True)
    appointment_sms_by_staff = fields.Boolean("SMS: bookings and changes by staff", default=False)
    appointment_email_by_staff = fields.Boolean("E-mail: bookings and changes by staff", default=True)
    appointment_quiet_from = fields.Float(
        "Quiet from", help="Messages that fall between these hours wait until they end. The same hour twice: never."
    )
    appointment_quiet_until = fields.Float("Quiet until")

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + _OWN

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + _OWN

    @api.constrains("appointment_quiet_from", "appointment_quiet_until")
    def _check_appointment_quiet(self):
        for user in self:
            if not (0 <= user.appointment_quiet_from < 24 and 0 <= user.appointment_quiet_until < 24):
                raise ValidationError(user.env._("Quiet hours must lie between 00:00 and 23:59."))

    def _wants_appointment_message(self, channel, by_client):
        """Whether this member of staff wants to be told on a channel of what clients, or staff, do."""
        self.ensure_one()
        return self[f"appointment_{channel}_by_{'client' if by_client else 'staff'}"]

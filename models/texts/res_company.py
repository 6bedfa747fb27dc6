from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...engine.content import logo

# What an e-mail can show of an appointment (T6)
SHOWN_FACTS = (
    "when", "duration", "service", "practitioner", "address", "access", "preparation", "price", "link", "calendar",
)  # fmt: skip
_SIGNATURES = (
    "appointment_signature_id", "appointment_pending_signature_id", "appointment_cancelled_signature_id",
    "appointment_invoice_signature_id", "appointment_review_signature_id", "appointment_voucher_signature_id",
)  # fmt: skip


class ResCompany(models.Model):
    """What the messages of the company look like (T4, T6, T8)."""

    _inherit = "res.company"

    appointment_replace_characters = fields.Boolean(
        "Replace costly characters in SMS",
        default=True,
        help="ê, ç, œ, ’, « … make an SMS cost more than twice as much. On: they are written e, c, oe, ', \".",
    )
    appointment_alarm_minutes = fields.Integer(
        "Alarm in calendar files (minutes before)", help="Clients' calendars remind them so long before. 0: no alarm."
    )
    appointment_sms_name = fields.Char(
        "Name in SMS",
        size=30,
        help="A short name of the business, for SMS. Left empty, its name, shortened where it leaves no room.",
    )
    appointment_show_when = fields.Boolean("Date and time", default=True)
    appointment_show_duration = fields.Boolean("Duration", default=True)
    appointment_show_service = fields.Boolean("Service", default=True)
    appointment_show_practitioner = fields.Boolean("Practitioner", default=True)
    appointment_show_address = fields.Boolean("Address and phone", default=True)
    appointment_show_access = fields.Boolean("Access instructions", default=True)
    appointment_show_preparation = fields.Boolean("Preparation", default=True)
    appointment_show_price = fields.Boolean("Price")
    appointment_show_link = fields.Boolean("Link to the appointment's page", default=True)
    appointment_show_calendar = fields.Boolean("Calendar file", default=True)

    appointment_invoice_signature_id = fields.Many2one("appointment.signature", "Signature of invoices")
    appointment_review_signature_id = fields.Many2one("appointment.signature", "Signature of review requests")
    appointment_voucher_signature_id = fields.Many2one("appointment.signature", "Signature of gift cards")

    _appointment_alarm_range = models.Constraint(
        "CHECK (appointment_alarm_minutes BETWEEN 0 AND 40320)",
        "The alarm of calendar files lies between 0 and 40,320 minutes (four weeks) before the start.",
    )

    @api.constrains(*_SIGNATURES)
    def _check_appointment_signatures(self):
        for company in self:
            for name in _SIGNATURES:
                signature = company[name].sudo()
                if signature and signature.company_id != company:
                    raise ValidationError(
                        company.env._(
                            "The signature “%(signature)s” is %(other)s's: %(company)s needs one of its own.",
                            signature=signature.name,
                            other=signature.company_id.name,
                            company=company.name,
                        )
                    )

    def _appointment_shown_facts(self):
        """Those of ``SHOWN_FACTS`` that e-mails show (T6)."""
        return frozenset(fact for fact in SHOWN_FACTS if self[f"appointment_show_{fact}"])

    def _appointment_logo(self):
        """The company's own ``engine.content.logo.Logo``; empty where it has but Odoo's."""
        self.ensure_one()
        return self._read_appointment_logo(self.id, self.sudo().partner_id.write_date)

    @ormcache("company_id", "changed_at")
    def _read_appointment_logo(self, company_id, changed_at):
        company = self.sudo().browse(company_id)
        if not company.logo or company.uses_default_logo:
            return logo.Logo()
        return logo.shrink(company.logo)

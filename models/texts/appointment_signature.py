from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import macros

MAX_SMS_CHARACTERS = 40


class AppointmentSignature(models.Model):
    _name = "appointment.signature"
    _description = "Message signature"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char("Title", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    body_html = fields.Html("E-mail signature", translate=True, sanitize_style=True)
    body_sms = fields.Char(
        "SMS signature",
        translate=True,
        help="A few words that stand for _SIGNATURE_ in an SMS, at most 40 characters.",
    )

    @api.constrains("body_sms")
    def _check_body_sms(self):
        for signature in self:
            text = signature.body_sms or ""
            if len(text) > MAX_SMS_CHARACTERS:
                raise ValidationError(
                    signature.env._(
                        "“%(signature)s”: an SMS signature holds at most %(limit)s characters; this one has %(length)s.",
                        signature=signature.name,
                        limit=MAX_SMS_CHARACTERS,
                        length=len(text),
                    )
                )
            if macros.find(text):
                raise ValidationError(
                    signature.env._("“%(signature)s”: macros stand in texts, not in signatures.", signature=signature.name)
                )

    def _may_sign(self, company):
        """An archived signature, or one of another company, signs nothing (T7)."""
        return self.active and self.company_id == company

    @api.model
    def _resolve(self, company, agenda, service, resources, status="live"):
        """The most specific signature of a booking (T7, T8; the table of seed 2, section 5).

        :param status: ``live``, ``pending``, ``cancelled`` or ``review``; the company's signature for the
            last three overrides every level.
        :return: (signature record, possibly empty; level: ``status``, ``resource``, ``service``,
            ``agenda`` or ``account``)
        """
        by_status = {
            "pending": company.appointment_pending_signature_id,
            "cancelled": company.appointment_cancelled_signature_id,
            "review": company.appointment_review_signature_id,
        }.get(status, self.browse())
        levels = [
            ("status", by_status),
            ("resource", resources.signature_id),
            ("service", service.signature_id),
            ("agenda", agenda.signature_id),
        ]
        for level, signatures in levels:
            usable = signatures.filtered(lambda signature: signature._may_sign(company))
            if usable:
                return usable[0], level
        return company.appointment_signature_id.filtered(lambda signature: signature._may_sign(company)), "account"

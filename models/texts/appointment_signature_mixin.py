from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AppointmentSignatureMixin(models.AbstractModel):
    """What a booking can be signed by: an agenda, a service or a resource (T7)."""

    _name = "appointment.signature.mixin"
    _description = "Record with a message signature"

    signature_id = fields.Many2one(
        "appointment.signature",
        check_company=True,
        help="Signs this record's messages. Left empty, the signature of the next level applies: "
        "resource, then service, then agenda, then account.",
    )

    @api.constrains("signature_id")
    def _check_signature_company(self):
        """Resources check no companies of their own accord; one that all companies share may have any signature."""
        for record in self:
            company, signature = record.company_id, record.signature_id.sudo()
            if company and signature and signature.company_id != company:
                raise ValidationError(
                    record.env._(
                        "The signature “%(signature)s” is %(other)s's: it cannot sign for %(record)s.",
                        signature=signature.name,
                        other=signature.company_id.name,
                        record=record.display_name,
                    )
                )

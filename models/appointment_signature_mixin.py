from odoo import fields, models


class AppointmentSignatureMixin(models.AbstractModel):
    """What a booking can be signed by: an agenda, a service or a resource (T7)."""

    _name = "appointment.signature.mixin"
    _description = "Record with a message signature"

    signature_id = fields.Many2one(
        "appointment.signature",
        string="Signature",
        check_company=True,
        help="Signs this record's messages. Left empty, the signature of the next level applies: "
        "resource, then service, then agenda, then account.",
    )

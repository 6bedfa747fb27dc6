from odoo import api, fields, models


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
        size=40,
        help="A few words that stand for _SIGNATURE_ in an SMS, at most 40 characters.",
    )

    @api.model
    def _resolve(self, company, agenda, service, resources, status="live"):
        """The most specific signature of a booking (T7, T8; the table of seed 2, section 5).

        :param status: ``live``, ``pending`` or ``cancelled``; the company's signature for the
            last two overrides every level.
        :return: (signature record, possibly empty; level: ``status``, ``resource``, ``service``,
            ``agenda`` or ``account``)
        """
        by_status = {
            "pending": company.appointment_pending_signature_id,
            "cancelled": company.appointment_cancelled_signature_id,
        }.get(status, self.browse())
        levels = [
            ("status", by_status),
            ("resource", resources.signature_id),
            ("service", service.signature_id),
            ("agenda", agenda.signature_id),
        ]
        for level, signatures in levels:
            # An archived signature, or one of another company, signs nothing: the next level does.
            usable = signatures.filtered(lambda s: s.active and s.company_id == company)
            if usable:
                return usable[0], level
        return company.appointment_signature_id.filtered("active"), "account"

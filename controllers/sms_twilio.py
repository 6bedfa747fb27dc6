import hmac

from odoo.addons.sms_twilio.controllers.controllers import SmsTwilioController
from odoo.addons.sms_twilio.tools.sms_twilio import generate_twilio_sms_callback_signature


class AppointmentSmsTwilioController(SmsTwilioController):
    """Twilio's reports about our messages: there is no ``sms.sms`` that would tell the company (G2)."""

    def _validate_twilio_signature(self, request, uuid):
        given = request.httprequest.headers.get("X-Twilio-Signature", "")
        if not given.isascii():  # Odoo's comparison would fail on it
            return False
        row = request.env["appointment.notification"].sudo().search([("reference", "=", uuid)])
        if not row:
            return super()._validate_twilio_signature(request, uuid)
        company = row.company_id
        if not company.sms_twilio_auth_token:
            return False
        expected = generate_twilio_sms_callback_signature(company, uuid, request.httprequest.form.to_dict())
        return hmac.compare_digest(expected, given)

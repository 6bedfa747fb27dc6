"""Which gateway each side sends its SMS to."""

from odoo.addons.sms_twilio.tools.sms_api import SmsApiTwilio


def use_gateway(side, port):
    """Ours: the generic HTTP gateway, with as many connections as it is given."""
    with side.superuser() as env:
        company = env.company
        values = {
            "provider": "generic", "sender": "MonSalon", "url": f"http://127.0.0.1:{port}/sms", "auth": "none",
            "allow_private": True, "id_path": "id",
        }  # fmt: skip
        if "appointment_gateway_id" in company._fields:
            gateway = company.appointment_gateway_id
            values["connections"] = 100
            if gateway:
                gateway.write(values)
            else:
                company.appointment_gateway_id = env["appointment.gateway"].create(
                    {"name": "Bench", "company_id": company.id, **values}
                )
        else:
            names = {"provider": "preset"}
            company.write({f"appointment_gateway_{names.get(name, name)}": value for name, value in values.items()})
        company.write({"sms_provider": "http", "appointment_live": True, "appointment_link_base": "rdv.example.com"})


def use_twilio_at(side, port):
    """Odoo's own: Twilio's connector as it is, sent to this machine; one call after another, as it does."""

    def request(self, session, to_number, body, uuid):
        data = {"From": "MonSalon", "To": to_number, "Body": body, "StatusCallback": uuid}
        return session.post(f"http://127.0.0.1:{port}/twilio", data=data, auth=("sid", "token"), timeout=5)

    SmsApiTwilio._sms_twilio_send_request = request
    with side.superuser() as env:
        env.company.write({"sms_provider": "twilio"})

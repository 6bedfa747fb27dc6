"""Live mode in tests: a real SMTP server and a real HTTP gateway process, on this machine."""

from unittest.mock import patch

from .gateway_server import GatewayServer
from .smtp_server import SmtpServer


class LiveMixin:
    def go_live(self):
        """Start both servers and point the company at them."""
        self.smtp, self.gateway = SmtpServer(), GatewayServer()
        self.smtp.start()
        self.addCleanup(self.smtp.stop)
        self.gateway.start()
        self.addCleanup(self.gateway.stop)
        mail_server = self.env.registry["ir.mail_server"]
        disabled = patch.object(mail_server, "_disable_send", classmethod(lambda cls: False))
        disabled.start()
        self.addCleanup(disabled.stop)
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {"name": "Test", "smtp_host": "127.0.0.1", "smtp_port": self.smtp.port, "smtp_encryption": "none"}
        )
        self.company.write(
            {
                "appointment_live": True,
                "sms_provider": "http",
                "appointment_gateway_preset": "generic",
                "appointment_gateway_url": self.gateway.url("/sms"),
                "appointment_gateway_auth": "none",
                "appointment_gateway_sender": "MonSalon",
                "appointment_gateway_allow_private": True,
                "appointment_gateway_id_path": "messages.0.id",
            }
        )

    def sms_to(self, number):
        return [taken["text"] for taken in self.gateway.accepted() if taken["number"] == number]

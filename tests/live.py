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
        self.gateway_record = self.env["appointment.gateway"].create(
            {
                "name": "Test gateway",
                "company_id": self.company.id,
                "provider": "generic",
                "sender": "MonSalon",
                "url": self.gateway.url("/sms"),
                "auth": "none",
                "allow_private": True,
                "id_path": "messages.0.id",
            }
        )
        self.company.write(
            {
                "appointment_live": True,
                "appointment_link_base": "rdv.example.com",  # nobody could open a link to this machine
                "sms_provider": "http",
                "appointment_gateway_id": self.gateway_record.id,
            }
        )

    def sms_to(self, number):
        return [taken["text"] for taken in self.gateway.accepted() if taken["number"] == number]

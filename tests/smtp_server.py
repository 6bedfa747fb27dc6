"""A real SMTP server for the tests: keeps what it receives, and refuses on demand."""

import logging
import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's, one line per command


class SmtpServer:
    """``with SmtpServer() as server: … server.messages`` ([email.message.EmailMessage], in order of arrival)."""

    def __init__(self):
        self.messages = []
        self.answer = "250 Message accepted for delivery"
        self.port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server, _session, envelope):
        if self.answer.startswith("250"):
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer

    def start(self):
        self._controller.start()

    def stop(self):
        self._controller.stop()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exception):
        self.stop()

    def to(self, address):
        return [message for message in self.messages if address in message["To"]]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""A real SMTP server for the tests: keeps what it receives, and refuses on demand."""

import logging
import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's, one line per command


class SmtpServer:
    """``with SmtpServer() as server: … server.messages`` ([email.message.EmailMessage], in order of arrival)."""

    def __init__(self, takes_utf8=True):
        self.messages = []
        self.answer = "250 Message accepted for delivery"
        self.answers = {}  # {address: what is said of it at RCPT}
        self.senders = "250 OK"
        self.before_answering = None  # called with each message
        self.port = _free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=takes_utf8)

    async def handle_MAIL(self, _server, _session, envelope, address, options):
        if self.senders.startswith("250"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.senders

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server, _session, envelope):
        if self.before_answering:
            self.before_answering()
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

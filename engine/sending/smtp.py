"""One SMTP session per batch, through Odoo's mail servers (G1).

``mail.mail`` would be six times slower, and Odoo's own queue would race for it: our row is the record.
"""

import contextlib
import logging
import smtplib
import socket
import threading
import time

from odoo.exceptions import UserError

from ...tools import smtp_answers
from ...tools.gateways import Outcome, outcome_of
from ..content.logo import LOGO_CID
from .lines import Line

_logger = logging.getLogger(__name__)
_PATIENCE = 3  # lines cut, or refusals for all, in a row: it is the server, not the message
CALL_SECONDS = 10  # until a server has greeted, and for each of its answers


class SmtpLine(Line):
    """E-mails of one company. An e-mail in doubt is repeated under the same Message-ID (S1)."""

    resends = True
    at_once = 50

    def __init__(self, company):
        super().__init__("smtp")
        self._company_id = company.id
        self._domain = company._appointment_base_url().split("://")[-1].split("/")[0].split(":")[0]
        self._session = None

    def send(self, mails, seconds, wire):
        run = _Run(time.monotonic() + seconds)
        outcomes = []
        with wire() as env, self._cut_after(seconds + CALL_SECONDS):
            server = env["ir.mail_server"].with_company(self._company_id)
            for mail in mails:
                outcomes.append(run.held_back(mail) or run.note(self._send(server, mail)))
        return outcomes

    def _send(self, server, mail):
        try:
            session = self._connected(server, mail)
        except Exception as error:
            return _not_connected(mail.reference, error)
        try:
            return self._deliver(server, session, mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return self._answered(mail, "recipient", code, words)
        except smtplib.SMTPSenderRefused as error:
            return self._answered(mail, "sender", error.smtp_code, error.smtp_error)
        except smtplib.SMTPResponseException as error:
            return self._answered(mail, "text", error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:  # an OSError, but nothing was said yet: an address beyond ASCII
            return outcome_of(mail.reference, "invalid_email", _words(error))
        except OSError as error:
            # The line was cut, perhaps after the server took it: it is repeated under the same Message-ID (S1).
            self.close()
            return outcome_of(mail.reference, "cut", _words(error))
        except Exception as error:  # no e-mail can be made of it: this message's own fault (S3)
            return outcome_of(mail.reference, _own_fault(error), _words(error))

    def _deliver(self, server, session, mail):
        built = build(server, mail, f"<appointment-{mail.reference}@{self._domain}>")
        smtp_from, smtp_to, ready = server._prepare_email_message__(built, session)
        if server._disable_send():
            return outcome_of(mail.reference, "unreachable", "Sending is disabled on this server.")
        session.send_message(ready, smtp_from, smtp_to)
        return outcome_of(mail.reference, "")

    def _answered(self, mail, step, code, words):
        words = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        reason = smtp_answers.reason_of(step, code, words)
        if reason == "busy":  # it is about to close the line
            self.close()
        return outcome_of(mail.reference, reason, f"{code} {words}")

    def _connected(self, server, mail):
        if self._session is None:
            if not server._disable_send():
                _greeted(server.sudo()._find_mail_server(mail.message.email_from)[0])
            self._session = server._connect__(smtp_from=mail.message.email_from)
            with contextlib.suppress(AttributeError):  # none while sending is disabled
                self._session.sock.settimeout(CALL_SECONDS)
                # A message goes in pieces: none waits for the acknowledgement of the one before.
                self._session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._session

    @contextlib.contextmanager
    def _cut_after(self, seconds):
        """A server that takes for ever to say something is cut off: the run has a deadline (S10)."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self):
        sock = getattr(self._session, "sock", None)
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self):
        session, self._session = self._session, None
        if session is not None:
            with contextlib.suppress(Exception):
                session.quit()


class _Run:
    """When to begin nothing more."""

    def __init__(self, until):
        self._until, self._end, self._troubles = until, None, 0

    def held_back(self, mail):
        if self._end is None and time.monotonic() > self._until:
            self._end = "time_up"
        return self._end and Outcome(mail.reference, "unsent", self._end, tried=False)

    def note(self, outcome):
        if outcome.is_about_channel:
            self._troubles += 1
            if self._troubles == _PATIENCE or outcome.state == "blocked" or outcome.reason in ("unreachable", "busy"):
                self._end = outcome.reason
        elif outcome.state == "accepted":
            self._troubles = 0
        return outcome


def _greeted(mail_server):
    """Odoo waits a minute for a server that does not answer; so first it is seen whether one does.

    :raises OSError: nobody greets in time
    """
    if not mail_server or mail_server.smtp_authentication == "cli" or not mail_server.smtp_host:
        return
    with socket.create_connection((mail_server.smtp_host, mail_server.smtp_port), CALL_SECONDS) as probe:
        if not mail_server.smtp_encryption.startswith("ssl"):
            probe.recv(1)
            probe.sendall(b"QUIT\r\n")


def _not_connected(reference, error):
    """No mail server, or one that does not want us: a wrong password needs a person."""
    _logger.info("No mail server answers: %s", error)
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return outcome_of(reference, "auth", _words(error))
    if isinstance(error, UserError):
        return outcome_of(reference, "no_provider", _words(error))
    return outcome_of(reference, "unreachable", _words(error))


def _own_fault(error):
    is_address = isinstance(error, UnicodeError | AssertionError)
    return "invalid_email" if is_address else "unsendable"


def _words(error):
    return " ".join(str(error).split())[:200] or type(error).__name__


def build(server, mail, message_id):
    """The e-mail as it goes out: text and HTML, the calendar file, a Message-ID of ours that stays."""
    message = mail.message
    built = server._build_email__(
        email_from=message.email_from,
        email_to=mail.address.split(", "),
        subject=message.subject,
        body=message.html,
        body_alternative=message.body,
        subtype="html",
        reply_to=message.reply_to or False,
        message_id=message_id,
        headers={"Auto-Submitted": "auto-generated", **(message.headers or {})},
    )
    if message.logo:
        kind = "jpeg" if message.logo.startswith(b"\xff\xd8") else "png"
        html = built.get_body(("html",))
        html.add_related(message.logo, "image", kind, cid=f"<{LOGO_CID}>", filename=f"logo.{kind}", disposition="inline")
    _add_calendars(built, message.calendars)
    return built


def _add_calendars(mail, calendars):
    """The first as an alternative, which mail programs show as an invitation; all as files (T9)."""
    for method, content in calendars[:1]:
        mail.add_alternative(content.decode(), subtype="calendar", charset="utf-8", params={"method": method})
    for number, (method, content) in enumerate(calendars, start=1):
        mail.add_attachment(
            content,
            "text",
            "calendar",
            filename=f"appointment-{number}.ics" if len(calendars) > 1 else "appointment.ics",
            params={"method": method, "charset": "utf-8"},
        )

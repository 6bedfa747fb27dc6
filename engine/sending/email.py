"""The channel "email": one SMTP session per batch, through Odoo's mail servers (G1).

``mail.mail`` would be six times slower, and Odoo's own queue would race for it: our row is the record.
"""

import contextlib
import logging
import smtplib
import time

from odoo.exceptions import UserError

from ...tools.gateways import Outcome
from ..content.logo import LOGO_CID

_logger = logging.getLogger(__name__)
_PATIENCE = 3  # lines cut in a row: it is the server, not the message


def send(env, company, mails, seconds):
    """Send e-mails, and tell what became of each.

    :param mails: [(reference, address, Message)]
    :param seconds: begin nothing after that time
    :return: [Outcome], in the same order. Never raises for a fault of the network or the server.
    """
    until = time.monotonic() + seconds
    outcomes, session, lost = [], None, 0
    for reference, address, message in mails:
        if time.monotonic() > until:
            return outcomes + _held_back(mails[len(outcomes) :], "time_up")
        if session is None:
            try:
                session = env["ir.mail_server"]._connect__(smtp_from=message.email_from)
            except Exception as error:
                outcomes.append(_not_connected(reference, error))
                return outcomes + _held_back(mails[len(outcomes) :], outcomes[-1].reason)
        outcome, usable = _send_one(env, session, reference, address, message, company)
        outcomes.append(outcome)
        lost = 0 if usable else lost + 1
        if not usable:
            _close(session)
            session = None
        if lost == _PATIENCE:
            return outcomes + _held_back(mails[len(outcomes) :], outcome.reason)
    _close(session)
    return outcomes


def _held_back(mails, reason):
    return [Outcome(reference, "unsent", reason, tried=False) for reference, _address, _message in mails]


def _not_connected(reference, error):
    """No mail server, or one that does not want us: a wrong password needs a person."""
    _logger.info("No mail server answers: %s", error)
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return Outcome(reference, "blocked", "auth", detail=str(error)[:200])
    if isinstance(error, UserError):
        return Outcome(reference, "blocked", "no_provider", detail=str(error)[:200])
    return Outcome(reference, "unsent", "unreachable", detail=str(error)[:200])


def _send_one(env, session, reference, address, message, company):
    """(Outcome, whether the session can be used again)"""
    server = env["ir.mail_server"]
    try:
        smtp_from, smtp_to, mail = server._prepare_email_message__(
            build(env, reference, address, message, company), session
        )
        if server._disable_send():
            return Outcome(reference, "unsent", "unreachable", detail="Sending is disabled on this server."), True
        session.send_message(mail, smtp_from, smtp_to)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return _by_code(reference, code, error, "invalid_email"), True
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code >= 500:  # it is our own address that it does not want
            return Outcome(reference, "blocked", "config", detail=str(error)[:200]), True
        return _by_code(reference, error.smtp_code, error, "rejected"), True
    except smtplib.SMTPResponseException as error:
        return _by_code(reference, error.smtp_code, error, "rejected"), True
    except AssertionError as error:
        return Outcome(reference, "refused", "invalid_email", detail=str(error)[:200]), True
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        # The line was cut, perhaps after the server took it: it is repeated under the same Message-ID (S1).
        return Outcome(reference, "unknown", "unreachable", detail=str(error)[:200]), False
    return Outcome(reference, "accepted"), True


def _by_code(reference, code, error, refused_as):
    """4xx: later; 5xx: never."""
    detail = str(error)[:200]
    if 400 <= code < 500:
        return Outcome(reference, "unsent", "rate", detail=detail)
    return Outcome(reference, "refused", refused_as, detail=detail)


def build(env, reference, address, message, company):
    """The e-mail as it goes out: text and HTML, the calendar file, a Message-ID of ours that stays."""
    domain = company._appointment_base_url().split("://")[-1].split(":")[0]
    attachments = []
    if message.calendar:
        attachments.append(("appointment.ics", message.calendar, "text/calendar"))
    mail = env["ir.mail_server"]._build_email__(
        email_from=message.email_from,
        email_to=address.split(", "),
        subject=message.subject,
        body=message.html,
        body_alternative=message.body,
        subtype="html",
        reply_to=message.reply_to or False,
        attachments=attachments,
        message_id=f"<appointment-{reference}@{domain}>",
        headers={"Auto-Submitted": "auto-generated", **(message.headers or {})},
    )
    if message.logo:
        kind = "jpeg" if message.logo.startswith(b"\xff\xd8") else "png"
        html = mail.get_body(("html",))
        html.add_related(message.logo, "image", kind, cid=f"<{LOGO_CID}>", filename=f"logo.{kind}", disposition="inline")
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            part.set_param("method", message.calendar_method)
            part.set_param("charset", "utf-8")
    return mail


def _close(session):
    if session is not None:
        with contextlib.suppress(Exception):
            session.quit()

"""Who writes an e-mail, and who is answered (T9, G6)."""

import unicodedata

from odoo.tools import email_normalize, formataddr

from ...tools import email_address


def sender(company):
    """The address that a company writes from: the first of its own, else the server's; empty where none can be used."""
    written = (company.email or "").strip() or company.env["ir.mail_server"]._get_default_from_address() or ""
    found = next(iter(email_address.read(written)), "")
    return found if found.isascii() else ""


def email_from(business):
    return formataddr((one_line(business.name), business.sender)) if business.sender else ""


def reply_to(facts):
    """The agenda's address; where it has none, its practitioner's, else the company's."""
    addresses = (facts.agenda_email, facts.practitioner_email, facts.business_email)
    return next(filter(None, (email_normalize(address) for address in addresses if address)), "")


def one_line(text):
    """Without line feeds of any script, nor other characters that no header may hold."""
    shown = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text or "")
    return " ".join(shown.split())

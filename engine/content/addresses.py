"""Who writes an e-mail, and who is answered (T9)."""

from odoo.tools import email_normalize, formataddr


def email_from(business):
    sender = business.sender
    return formataddr((business.name, sender)) if "@" in sender and "<" not in sender else sender


def reply_to(facts):
    """The agenda's address; where it has none, its practitioner's, else the company's."""
    addresses = (facts.agenda_email, facts.practitioner_email, facts.business_email)
    return next(filter(None, (email_normalize(address) for address in addresses if address)), "")

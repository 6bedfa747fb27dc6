"""Who writes an e-mail, and who is answered (T9, T12, G6)."""

from odoo.tools import email_normalize, formataddr

from ...tools import email_address


def sender(company):
    """The address that a company writes from: the first of its own, else the server's; empty where none can be used."""
    written = (company.email or "").strip() or company.env["ir.mail_server"]._get_default_from_address() or ""
    found = next(iter(email_address.read(written)), "")
    return found if found.isascii() else ""


def email_from(business):
    return formataddr((business.name, business.sender)) if business.sender else ""


def organizer_of(facts, business):
    """(name, address) of the calendar file: the sender, kept with the booking from the first file on (T9)."""
    name, _less, address = (facts.organizer or organizer_kept(business)).rpartition(" <")
    return name, address.rstrip(">")


def organizer_kept(business):
    """What is kept of the sender with a booking; empty where nobody can be answered."""
    return f"{business.name} <{business.sender}>" if business.sender else ""


def reply_to(facts):
    """The agenda's address; where it has none, its practitioner's, else the company's."""
    return _first(facts.agenda_email, facts.practitioner_email, facts.business_email)


def reply_to_of(brief):
    """Who is answered: staff answer the client, where the message is about one."""
    if not brief.is_for_staff:
        return reply_to(brief.facts)
    clients = {each.facts.client_email for each in brief.all}
    return (_first(*clients) if len(clients) == 1 else "") or _first(brief.facts.business_email)


def _first(*addresses):
    return next(filter(None, (email_normalize(address) for address in addresses if address)), "")

"""E-mail, through Odoo's mail servers (G1)."""

from odoo.tools.translate import LazyTranslate

from ....tools import base_address, email_address
from ...content import addresses, email
from ..smtp import SmtpLine
from . import register
from .base import Channel

_lt = LazyTranslate(__name__)


@register
class Email(Channel):
    code = "email"
    label = _lt("E-mail")
    plural = _lt("e-mails")

    def address(self, person, account):
        return email_address.check(person.email)

    def render(self, brief):
        return email.render(brief)

    def obstacle(self, company):
        if not addresses.sender(company):
            return "sender", company.email or ""
        return base_address.obstacle(company._appointment_base_url())

    def open(self, company, second=False):
        return SmtpLine(company)

"""All that one message is made from, as plain data: what is gathered here, rendering only puts into words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...tools import plain_text
from ...tools.colors import Colors, readable
from ..words import audiences, occasions
from .addresses import sender
from .facts import Facts
from .logo import Logo


@dataclass(frozen=True)
class Business:
    """Who writes: what the messages of a company have in common."""

    id: int
    name: str
    sender: str  # an e-mail address; empty where there is none
    colors: Colors
    logo: Logo
    shown: frozenset[str]  # which of the facts e-mails show (T6)
    replaces_characters: bool
    alarm_minutes: int  # of calendar files; 0: none
    currency: Any  # res.currency
    base_url: str  # of Odoo, for staff
    link_base: str  # of clients' links

    def price(self, amount, lang):
        return self.currency.with_context(lang=lang).format(amount) if amount else ""


@dataclass(frozen=True, kw_only=True)
class Brief:
    """One message. Moments are naive UTC."""

    env: Any  # in the reader's language: for words, not for data
    lang: str
    direction: str  # "ltr" or "rtl"
    text: Any  # appointment.rule's Text
    business: Business
    facts: Facts
    trigger: str
    audience: str
    channel: str
    start: datetime | None  # that the message speaks of
    told_start: datetime | None = None  # that its reader knew of
    recipient: str = ""
    recipient_first_name: str = ""
    is_for_other: bool = False  # read by a parent or guardian of the client (T12)
    address: str = ""
    row_id: int = 0
    token: str = ""
    link: str = ""
    others: tuple["Brief", ...] = ()  # what it speaks of besides: each with its own facts and link (N10)
    signature_html: str = ""  # Markup
    signature_sms: str = ""
    uid: str = ""  # of the calendar file
    is_deletion: bool = False  # of what is told, nothing but these facts is left

    @property
    def occasion(self):
        return occasions.get(self.trigger)

    @property
    def stop(self):
        """The length is the appointment's."""
        return self.start + (self.facts.stop - self.facts.start)

    @property
    def old_start(self):
        """The start before a move."""
        return self.told_start if self.trigger == occasions.MOVED else None

    @property
    def is_for_staff(self):
        return self.audience == audiences.STAFF

    @property
    def all(self):
        """Everything that the message speaks of, itself first."""
        return (self, *self.others)

    def shows(self, fact):
        """Staff see everything; clients what the account chose (T6)."""
        return self.is_for_staff or fact in self.business.shown


def business_of(company):
    """The Business that a company is."""
    return Business(
        id=company.id,
        name=plain_text.one_line(company.name),
        sender=sender(company),
        colors=readable(company.primary_color),
        logo=company._appointment_logo(),
        shown=company._appointment_shown_facts(),
        replaces_characters=company.appointment_replace_characters,
        alarm_minutes=company.appointment_alarm_minutes,
        currency=company.currency_id,
        base_url=company.get_base_url(),
        link_base=company._appointment_base_url(),
    )

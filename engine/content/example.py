"""A text's occasion, played through: a message that was never planned, about a real appointment or one that might be
(T5, T10). Nothing of it is stored."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from ...tools import sms_fit
from ..words import audiences
from . import collect, gather, render, sms, values

_PARENT = "Hélène Durand"


@dataclass(frozen=True)
class Example:
    """``attendee`` (of a real appointment), ``agenda`` and ``service`` may be empty. All sudo."""

    company: Any
    trigger: str
    audience: str
    channel: str
    attendee: Any
    agenda: Any
    service: Any
    is_for_other: bool = False  # read by a parent of the client
    _facts: dict = field(default_factory=dict, compare=False)

    def facts(self, lang):
        if lang not in self._facts:
            attendee, agenda, service, company = (
                records.with_context(lang=lang) for records in (self.attendee, self.agenda, self.service, self.company)
            )
            self._facts[lang] = (
                collect.of_attendees(attendee)[attendee.id] if attendee else collect.sample(company, agenda, service)
            )
        return self._facts[lang]

    @property
    def start(self):
        return self.facts("en_US").start

    @property
    def told_start(self):
        return self.start - timedelta(days=1)

    def brief(self, text):
        env, gatherer = self.company.with_context(lang=text.lang).env, gather.Gatherer(self.company.env)
        business, client = gatherer.business(self.company), self.attendee.partner_id
        facts = self.facts(text.lang)
        reader = client.name or (_PARENT if self.is_for_other else facts.client_name)
        staff_link = gather.staff_link(business, self.attendee.event_id.id)
        return gatherer.brief(
            env, self.company, text, facts,
            trigger=self.trigger, audience=self.audience, channel=self.channel,
            start=self.start, told_start=self.told_start,
            recipient=reader, recipient_first_name=reader.split(" ")[0] if self.is_for_other else facts.client_first_name,
            is_for_other=self.is_for_other, address=client.email or "vanessa@example.com",
            link=staff_link if self.audience == audiences.STAFF else gather.sample_link(business),
        )  # fmt: skip

    def message(self, text):
        """The Message that its reader would get."""
        return render.message(self.brief(text))

    def sms(self, text, letters_of_business=0):
        """The SMS in full, however many credits it costs: ``sms_fit.Fitted``.

        :param letters_of_business: of a longer name, so many letters count
        """
        brief = self.brief(text)
        if letters_of_business and len(brief.facts.business_in_sms or brief.facts.business) > letters_of_business:
            name = sms_fit.latin_name(brief.facts.business)[:letters_of_business].strip()
            brief = replace(brief, facts=replace(brief.facts, business_in_sms=name))
        return sms.fit(brief, 0)

    def values(self, text):
        """{English macro name: text} in the language of a text, link and signature included."""
        brief = self.brief(text)
        found = sms.values_of(brief) if self.channel == "sms" else values.of(brief)
        return {**found, "LINK": brief.link}

    def signature(self, text):
        """The appointment.signature that signs it."""
        gatherer = gather.Gatherer(self.company.env)
        return gatherer.signature(self.company, self.facts(text.lang), self.trigger)


def of_rule(rule):
    """An example of what a rule writes about an appointment that might be."""
    return of(rule.company_id, rule.trigger, rule.audience, rule.channel, rule.agenda_ids, rule.service_ids)


def of(company, trigger, audience, channel, agendas=(), services=(), attendee=None):
    """An Example.

    :param agendas: those that the text is for, if not for all; as ``services``
    :param attendee: a client of a real appointment
    """
    company = company.sudo()
    env, of_company = company.env, [("company_id", "=", company.id)]
    agenda = (agendas and agendas[0].sudo()) or env["appointment.agenda"].search(of_company, limit=1)
    service = (services and services[0].sudo()) or env["appointment.service"].search(of_company, limit=1)
    attendee = (attendee or env["calendar.attendee"]).sudo()
    return Example(company, trigger, audience, channel, attendee, agenda, service)

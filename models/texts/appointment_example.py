from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from odoo import models

from ...tools import sms_text


@dataclass(frozen=True)
class Example:
    """A text's occasion, played through: a message that was never planned, about a real appointment or one
    that might be (T5, T10). Nothing of it is stored."""

    row: Any  # appointment.notification, new
    attendee: Any  # calendar.attendee, empty for an appointment that might be
    agenda: Any
    service: Any

    def message(self, text):
        """The Message that a client would get."""
        row = self.row.with_context(lang=text.lang)
        return row.env["appointment.message"]._render_one(row, text, self.facts(text.lang))

    def sms(self, text):
        """The SMS in full, however many credits it costs: ``sms_text.Fitted``."""
        row, renderer = self.row.with_context(lang=text.lang), self.row.env["appointment.message"]
        _token, link = renderer._link(row)
        return sms_text.fit(
            renderer._sms_parts(row, text, self.values(text.lang), link),
            0,
            replace=row.company_id.appointment_replace_characters,
        )

    def values(self, lang):
        """{English macro name: text} in a language."""
        row, renderer = self.row.with_context(lang=lang), self.row.env["appointment.message"]
        make = renderer._sms_values if row.channel == "sms" else renderer._values
        return make(row, self.facts(lang), lang, [])

    def facts(self, lang):
        source = self.row.env["appointment.facts"].with_context(lang=lang)
        if self.attendee:
            return source._collect(self.attendee.with_context(lang=lang))[self.attendee.id]
        return source._sample(
            self.row.company_id, self.agenda.with_context(lang=lang), self.service.with_context(lang=lang)
        )


class AppointmentExample(models.AbstractModel):
    _name = "appointment.example"
    _description = "Examples of appointment messages"

    def _of_rule(self, rule):
        """An example of what a rule writes about an appointment that might be."""
        return self._of(rule.company_id, rule.trigger, rule.audience, rule.channel, rule.agenda_ids, rule.service_ids)

    def _of(self, company, trigger, audience, channel, agendas=(), services=(), attendee=None):
        """
        :param agendas: those that the text is for, if not for all
        :param attendee: a client of a real appointment
        :return: Example
        """
        env = self.sudo().env
        of_company = [("company_id", "=", company.id)]
        agenda = (agendas and agendas[0].sudo()) or env["appointment.agenda"].search(of_company, limit=1)
        service = (services and services[0].sudo()) or env["appointment.service"].search(of_company, limit=1)
        attendee = (attendee or env["calendar.attendee"]).sudo()
        example = Example(env["appointment.notification"], attendee, agenda, service)
        facts = Example(
            env["appointment.notification"].new({"company_id": company.id}), attendee, agenda, service
        ).facts(env.lang)
        start = datetime.fromisoformat(facts["start"])
        client = attendee.partner_id or env["res.partner"].new({"name": facts["client_name"]})
        row = env["appointment.notification"].new(
            {
                "trigger": trigger,
                "audience": audience,
                "channel": channel,
                "company_id": company.id,
                "event_id": attendee.event_id.id,
                "partner_id": client,
                "event_start": start,
                "told_start": start - timedelta(days=1),
                "address": client.email or "vanessa@example.com",
                "is_preview": True,
            }
        )
        return Example(row, example.attendee, agenda, service)

"""Reads what messages are made from: for a batch of notifications, or for an example that was never planned."""

from ...tools import link_token
from . import collect
from .brief import Brief, business_of
from .facts import Facts
from .reader import language

# A link that opens nothing: a preview must not cancel a client's appointment (T10).
_SAMPLE_TOKEN = "AbCdEfGhIjKlMnOp"  # noqa: S105
_STATUS_OF_TRIGGER = {"pending": "pending", "cancelled": "cancelled", "review": "review"}


class Gatherer:
    """Makes Briefs; what several have in common is read once."""

    def __init__(self, env):
        self.env = env
        self._businesses, self._signatures = {}, {}
        self._database = env["ir.config_parameter"].sudo().get_param("database.uuid")

    def of_rows(self, rows):
        """{row id: Brief} of ``appointment.notification`` rows (sudo)."""
        briefs, others, texts = {}, other_dates(rows), texts_of(rows)
        for lang, of_lang in rows.grouped(lambda row: texts[row.id].lang).items():
            localized = of_lang.with_context(lang=lang)
            facts = facts_of(localized)
            for row in localized:
                token, link = self._link(row)
                briefs[row.id] = self.brief(
                    row.env, row.company_id, texts[row.id], facts[row.id],
                    trigger=row.trigger, audience=row.audience, channel=row.channel,
                    start=row.event_start, told_start=row.told_start,
                    recipient=row.partner_id.name or "", address=row.address or "", token=token, link=link,
                    others=tuple(others.get(row.id, ())), client_id=row.client_id.id, is_kept=bool(row.facts),
                    is_deletion=row.trigger == "cancelled" and bool(row.facts) and not row.is_preview,
                )  # fmt: skip
        return briefs

    def brief(self, env, company, text, facts, *, client_id=0, is_kept=False, **about):
        """A Brief.

        :param is_kept: what the facts name may be gone by now
        :param about: the Brief's fields that the caller knows
        """
        signature = self.signature(company, facts, about["trigger"], is_kept).with_context(lang=env.lang)
        booking = facts.uid or f"{facts.event_id}-{client_id}"
        return Brief(
            env=env,
            lang=text.lang,
            direction=env["res.lang"]._get_data(code=text.lang).direction or "ltr",
            text=text,
            business=self.business(company),
            facts=facts,
            signature_html=signature.body_html or "",
            signature_sms=signature.body_sms or "",
            uid=calendar_uid(self._database, booking),
            **about,
        )

    def business(self, company):
        if company.id not in self._businesses:
            self._businesses[company.id] = business_of(company.sudo())
        return self._businesses[company.id]

    def signature(self, company, facts, trigger, is_kept=False):
        """The most specific signature (T7, T8)."""
        who = (company.id, facts.agenda_id, facts.service_id, facts.resource_ids, trigger, is_kept)
        if who not in self._signatures:
            signers = (
                self.env["appointment.agenda"].browse(facts.agenda_id or []),
                self.env["appointment.service"].browse(facts.service_id or []),
                self.env["resource.resource"].browse(facts.resource_ids),
            )
            if is_kept:
                signers = [records.exists() for records in signers]
            status = _STATUS_OF_TRIGGER.get(trigger, "live")
            self._signatures[who], _level = self.env["appointment.signature"]._resolve(company, *signers, status)
        return self._signatures[who]

    def _link(self, row):
        """(token, personal link): a new one for each message (S6); staff open the appointment in Odoo."""
        business = self.business(row.company_id)
        if row.audience == "staff":
            return "", staff_link(business, row.event_id.id)
        if row.is_preview:
            return "", sample_link(business)
        token = link_token.new()
        return token, f"{business.link_base}/a/{token}"


def staff_link(business, event_id):
    return f"{business.base_url}/odoo/calendar.event/{event_id}" if event_id else ""


def sample_link(business):
    return f"{business.link_base}/a/{_SAMPLE_TOKEN}"


def calendar_uid(database, booking):
    """The same in each message about one client's appointment, and in the page's file (T9)."""
    return f"appointment-{booking}@{database}"


def texts_of(rows):
    """{row id: Text}: the rule's, in the recipient's language, or what a preview brings (T2, T10)."""
    stored = rows.rule_id._stored_texts()
    return {
        row.id: rows.rule_id._as_text(row.facts["text"])
        if row.is_preview
        else row.rule_id._text(
            language(row.env, row.partner_id.lang, row.company_id.partner_id.lang),
            row.company_id.partner_id.lang,
            stored[row.rule_id.id],
        )
        for row in rows
    }


def facts_of(rows):
    """{row id: Facts}: read from the appointment while it exists, else as kept (A6)."""
    live = collect.of_attendees(rows.attendee_id)
    facts = {}
    for row in rows:
        if row.facts:
            facts[row.id] = Facts.from_json(row.facts)
        else:
            facts[row.id] = live.get(row.attendee_id.id) or collect.of_client(
                row.company_id, row.client_id or row.partner_id
            )
    return facts


def other_dates(rows):
    """{row id: the starts of the appointments that a message speaks for besides its own} (N10)."""
    merged = rows.search([("merged_into_id", "in", rows.ids), ("reason", "=", "merged")], order="event_start, id")
    return {
        first.id: [start for start in of_first.mapped("event_start") if start != first.event_start]
        for first, of_first in merged.grouped("merged_into_id").items()
    }

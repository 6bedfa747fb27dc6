"""Reads what messages are made from: for a batch of notifications, or for an example that was never planned."""

from dataclasses import replace
from datetime import UTC

from ...tools import link_token, macros, schedule
from ..words import audiences, occasions, reasons
from . import collect
from .brief import Brief, business_of
from .facts import Facts
from .reader import language

# A link that opens nothing: a preview must not cancel a client's appointment (T10).
_SAMPLE_TOKEN = "AbCdEfGhIjKlMnOp"  # noqa: S105


class Gatherer:
    """Makes Briefs; what several have in common is read once."""

    def __init__(self, env):
        self.env = env
        self._businesses, self._signatures = {}, {}
        self._database = env["ir.config_parameter"].sudo().get_param("database.uuid")

    def of_rows(self, rows):
        """{row id: Brief} of ``appointment.notification`` rows (sudo)."""
        merged = merged_rows(rows)
        texts, briefs = texts_of(rows), {}
        for lang, of_lang in rows.grouped(lambda row: texts[row.id].lang).items():
            localized = of_lang.with_context(lang=lang)
            told = localized.browse(row_id for row in of_lang for row_id in merged.get(row.id, ()))
            facts = facts_of(localized | told)
            for row in localized:
                text = texts[row.id]
                others = (self._of_row(localized.browse(each), text, facts[each], row) for each in merged.get(row.id, ()))
                briefs[row.id] = replace(self._of_row(row, text, facts[row.id], row), others=tuple(others))
        return briefs

    def _of_row(self, row, text, facts, leader):
        """The Brief of a row, or of one that is told in the message of ``leader``, to its recipient."""
        token, link = self._link(row, text)
        reader = leader.partner_id
        return self.brief(
            row.env, row.company_id, text, replace(facts, client_tz=reader.tz or facts.client_tz),
            trigger=leader.trigger, audience=row.audience, channel=row.channel, row_id=row.id,
            start=row.event_start, told_start=row.told_start,
            recipient=reader.name or "", recipient_first_name=reader._appointment_first_name() if reader else "",
            is_for_other=is_for_other(row), address=leader.address or "", token=token, link=link,
            client_id=row.client_id.id, is_kept=is_kept(row),
            is_deletion=occasions.get(row.trigger).announces == occasions.GONE and is_kept(row) and not row.is_preview,
        )  # fmt: skip

    def brief(self, env, company, text, facts, *, client_id=0, is_kept=False, **about):
        """A Brief.

        :param is_kept: what the facts name may be gone by now
        :param about: the Brief's fields that the caller knows
        """
        signed = {}
        if about["audience"] == audiences.CLIENT:  # what staff read is signed by nobody (T12)
            signature = self.signature(company, facts, about["trigger"], is_kept).with_context(lang=env.lang)
            signed = {"signature_html": signature.body_html or "", "signature_sms": signature.body_sms or ""}
        return Brief(
            env=env,
            lang=text.lang,
            direction=env["res.lang"]._get_data(code=text.lang).direction or "ltr",
            text=text,
            business=self.business(company),
            facts=facts,
            uid=calendar_uid(self._database, facts.uid or f"{facts.event_id}-{client_id}"),
            **signed,
            **about,
        )

    def business(self, company):
        if company.id not in self._businesses:
            self._businesses[company.id] = business_of(company.sudo())
        return self._businesses[company.id]

    def signature(self, company, facts, trigger, is_kept=False):
        """The most specific signature (T7, T8)."""
        status = occasions.get(trigger).signature
        who = (company.id, facts.agenda_id, facts.service_id, facts.resource_ids, status, is_kept)
        if who not in self._signatures:
            signers = (
                self.env["appointment.agenda"].browse(facts.agenda_id or []),
                self.env["appointment.service"].browse(facts.service_id or []),
                self.env["resource.resource"].browse(facts.resource_ids),
            )
            if is_kept:
                signers = [records.exists() for records in signers]
            self._signatures[who], _level = self.env["appointment.signature"]._resolve(company, *signers, status)
        return self._signatures[who]

    def _link(self, row, text):
        """(token, personal link): a new one for each message (S6); staff open the appointment in Odoo."""
        business = self.business(row.company_id)
        if row.audience == audiences.STAFF:
            return "", staff_link(business, row.event_id.id)
        if not has_link(row, text):
            return "", ""
        if row.is_preview:
            return "", sample_link(business)
        token = link_token.new()
        return token, f"{business.link_base}/a/{token}"


def is_for_other(row):
    """Whether a parent or guardian reads what is about the client (T12)."""
    return row.audience == audiences.CLIENT and bool(row.client_id) and row.partner_id != row.client_id


def has_link(row, text):
    """Whether there is something to open: wishes and staff's own words have no page, but for a text about an
    appointment that asks for the link (N12)."""
    occasion = occasions.get(row.trigger)
    if occasion.about_appointment or occasion.headline:
        return True
    return bool(row.attendee_id) and "LINK" in {used.name for used in macros.find(text.body)}


def is_kept(row):
    """Whether a row has facts of its own: what it speaks of may be gone."""
    return bool(row.facts) and row.facts.keys() != {"text"}


def shifted(facts, shift):
    """The Facts of an appointment that is moved by so much of its agenda's wall-clock time."""
    if not shift or not facts.start:
        return facts
    tz = schedule.zone(facts.tz)
    local = facts.start.replace(tzinfo=UTC).astimezone(tz).replace(tzinfo=None) + shift
    start = local.replace(tzinfo=tz).astimezone(UTC).replace(tzinfo=None)
    return replace(facts, start=start, stop=start + (facts.stop - facts.start))


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
    return {row.id: text_of(row, stored) for row in rows}


def text_of(row, stored):
    """The Text of a row; what a preview or a message of staff's own says stands on the row.

    :param stored: the rules' ``_stored_texts``
    """
    if row.facts and "text" in row.facts:
        return row.rule_id._as_text(row.facts["text"])
    account, written = row.company_id.partner_id.lang, stored[row.rule_id.id]
    lang = language(row.env, row.partner_id.lang, account, written["body"])
    return row.rule_id._text(lang, account, written, is_for_other(row))


def facts_of(rows):
    """{row id: Facts}: read from the appointment while it exists, else as kept (A6)."""
    live = collect.of_attendees(rows.attendee_id)
    facts = {}
    for row in rows:
        if is_kept(row):
            facts[row.id] = Facts.from_json(row.facts)
        else:
            facts[row.id] = live.get(row.attendee_id.id) or collect.of_client(
                row.company_id, row.client_id or row.partner_id
            )
    return facts


def merged_rows(rows):
    """{row id: ids of the rows that it speaks for besides its own}: each client of each appointment once (N10)."""
    merged = rows.search([("merged_into_id", "in", rows.ids), ("reason", "=", reasons.MERGED)], order="event_start, id")
    found = {}
    for leader, told in merged.grouped("merged_into_id").items():
        seen = {_about(leader)}
        for row in told:
            if _about(row) not in seen:
                seen.add(_about(row))
                found.setdefault(leader.id, []).append(row.id)
    return found


def _about(row):
    return row.event_id.id or row.event_start, row.client_id.id

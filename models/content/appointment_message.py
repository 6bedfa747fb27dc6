from dataclasses import dataclass

from odoo import models

from ...tools import link_token

_STATUS_OF_TRIGGER = {"pending": "pending", "cancelled": "cancelled", "review": "review"}
# A link that opens nothing: a preview must not cancel a client's appointment (T10).
_SAMPLE_TOKEN = "AbCdEfGhIjKlMnOp"  # noqa: S105


@dataclass(slots=True)
class Message:
    """A rendered message. ``body`` holds the working link; ``masked`` is what may be stored in live mode.

    Of an e-mail, ``body`` is the plain-text part, and ``html`` shows the logo as ``cid:`` of an inline part.
    """

    body: str
    masked: str
    token: str = ""
    subject: str = ""
    html: str = ""
    masked_html: str = ""
    encoding: str | None = None
    credits: int = 0
    shortened: bool = False
    email_from: str = ""
    reply_to: str = ""
    headers: dict | None = None
    logo: bytes | None = None
    calendar: bytes | None = None
    calendar_method: str = "PUBLISH"

    @property
    def token_hash(self):
        """What is stored of the link (S6)."""
        return link_token.digest(self.token) if self.token else None


class AppointmentMessage(models.AbstractModel):
    """Makes the text of notifications (T), in the recipient's language, from facts and macros."""

    _name = "appointment.message"
    _description = "Renders appointment notifications"

    def _render(self, rows):
        """Render notifications.

        :param rows: ``appointment.notification`` recordset, sudo
        :return: {row id: Message}
        """
        messages = {}
        others = self._other_dates(rows)
        texts = self._texts(rows)
        for lang, of_lang in rows.grouped(lambda row: texts[row.id].lang).items():
            localized = of_lang.with_context(lang=lang)
            facts = self._facts(localized)
            for row in localized:
                messages[row.id] = self._render_one(row, texts[row.id], facts[row.id], others.get(row.id, []))
        return messages

    def _render_one(self, row, text, facts, other_dates=()):
        """The Message of one notification.

        :param text: ``appointment.rule`` Text, in the language of the row's context
        :param facts: see ``appointment.facts``
        """
        render = self._render_sms if row.channel == "sms" else self._render_email
        return render(row, text, facts, text.lang, other_dates)

    def _texts(self, rows):
        """{row id: Text}: the rule's, in the recipient's language, or what a preview brings (T2, T10)."""
        texts = {}
        stored = rows.rule_id._stored_texts()
        for row in rows:
            if row.is_preview:
                texts[row.id] = self.env["appointment.rule"]._as_text(row.facts["text"])
            else:
                texts[row.id] = row.rule_id._text(
                    self._language(row), row.company_id.partner_id.lang, stored[row.rule_id.id]
                )
        return texts

    def _language(self, row):
        """The recipient's language if it is installed, else the account's (T2)."""
        installed = dict(self.env["res.lang"].get_installed())
        for lang in (row.partner_id.lang, row.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return "en_US"

    def _facts(self, rows):
        """What each row tells of: read from the appointment while it exists, else as kept (A6)."""
        source = self.env["appointment.facts"].with_context(lang=rows.env.lang)
        live = source._collect(rows.attendee_id)
        facts = {row.id: {**live.get(row.attendee_id.id, {}), **(row.facts or {})} for row in rows}
        for row in rows.filtered(lambda row: not facts[row.id]):
            facts[row.id] = source._of_client_only(row.company_id, row.client_id or row.partner_id)
        return facts

    def _other_dates(self, rows):
        """The starts of the appointments that a message speaks for besides its own (N10)."""
        merged = self.env["appointment.notification"].search(
            [("merged_into_id", "in", rows.ids), ("reason", "=", "merged")], order="event_start, id"
        )
        return {
            first.id: [start for start in of_first.mapped("event_start") if start != first.event_start]
            for first, of_first in merged.grouped("merged_into_id").items()
        }

    def _link(self, row):
        """(token, personal link): a new one for each message (S6); staff open the appointment in Odoo."""
        if row.audience == "staff":
            event_id = row.event_id.id
            return "", f"{row.company_id.get_base_url()}/odoo/calendar.event/{event_id}" if event_id else ""
        base = row.company_id._appointment_base_url()
        if row.is_preview:
            return "", f"{base}/a/{_SAMPLE_TOKEN}"
        token = link_token.new()
        return token, f"{base}/a/{token}"

    def _signature(self, row, facts):
        """The most specific signature (T7, T8), in the recipient's language."""
        env = row.env
        agenda = env["appointment.agenda"].browse(facts.get("agenda_id") or [])
        service = env["appointment.service"].browse(facts.get("service_id") or [])
        resources = env["resource.resource"].browse(facts.get("resource_ids") or [])
        if row.facts:  # kept: what they name may be gone by now
            agenda, service, resources = agenda.exists(), service.exists(), resources.exists()
        status = _STATUS_OF_TRIGGER.get(row.trigger, "live")
        signature, _level = env["appointment.signature"]._resolve(row.company_id, agenda, service, resources, status)
        return signature

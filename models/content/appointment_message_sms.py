from odoo import models

from ...tools import link_token, macros, sms_text
from .appointment_message import Message

_NO_NAMES = dict.fromkeys(("CLIENT-FIRST-NAME", "CLIENT-NAME", "RECIPIENT-NAME"))


class AppointmentMessage(models.AbstractModel):
    _inherit = "appointment.message"

    def _render_sms(self, row, text, facts, lang, other_dates):
        token, link = self._link(row)
        values = self._sms_values(row, facts, lang, other_dates)
        fitted = sms_text.fit(
            self._sms_parts(row, text, values, link),
            text.max_credits,
            replace=row.company_id.appointment_replace_characters,
        )
        return Message(
            body=fitted.text,
            masked=link_token.mask(fitted.text, token),
            token=token,
            encoding=fitted.count.encoding,
            credits=fitted.count.credits,
            shortened=fitted.shortened,
        )

    def _sms_values(self, row, facts, lang, other_dates):
        values = self._values(row, facts, lang, other_dates)
        if not facts.get("name_in_sms"):
            values["SERVICE-NAME"] = ""  # an SMS can be read by whoever holds the phone (S7)
        values["SIGNATURE"] = self._signature(row, facts).body_sms or ""
        return values

    def _sms_parts(self, row, text, values, link):
        """The whole SMS and what of it may go, for ``sms_text.fit`` (T3, T4)."""
        if row.audience == "staff":
            link = ""  # staff have their calendar
        template = self._with_sentence_and_link(text.body, bool(link))
        values = {**values, "LINK": link}
        sentence = macros.render(text.sentence, values)
        return sms_text.SmsParts(
            text=macros.render(template, {**values, "SENTENCE": sentence}),
            bare=macros.render(template, values),
            nameless=macros.render(template, {**values, **_NO_NAMES}) if row.audience == "client" else "",
            protected=tuple(filter(None, (link, values.get("START-DATE"), values.get("START-TIME")))),
        )

    @staticmethod
    def _with_sentence_and_link(body, has_link):
        """The sentence before the link, the link last, unless the text says where they stand (T3)."""
        named = {used.name for used in macros.find(body)}
        if "SENTENCE" not in named:
            body += " _SENTENCE_"
        if has_link and "LINK" not in named:
            body += " _LINK_"
        return body

from odoo import api, models

from ...engine.content import example, macro_list
from ...engine.words import occasions
from ...tools import macros, sms_text
from ...tools.macro_table import MACROS
from .appointment_rule_texts import TEXTS

# An appointment as it might be has none of these.
_FROM_SAMPLES = ("OTHER-DATES", "SENTENCE")


class AppointmentRule(models.Model):
    """What the editor says while a text is being written (T1, T3, T4)."""

    _inherit = "appointment.rule"

    @api.model
    @api.readonly
    def explain_text(self, values):
        """What a text that is being written would print and cost. The same code makes the messages themselves.

        :param values: ``trigger``, ``audience``, ``channel``, ``subject``, ``body``, ``sentence``, ``max_credits``,
            ``company_id``, ``agenda_ids``, ``service_ids``, and ``rule_id`` of the rule being edited, if any.
            The texts are in the language of the context.
        :return: {``macros``: [{name, explanation, example}], ``unknown``: [sentence], ``warning``: sentence or "",
            ``examples``: of an SMS, one of each installed language: {lang, language, is_current, text, encoding,
            characters, credits, left (below zero: too many), replaced: [[from, to]]}}
        """
        self.check_access("read")
        played = self._example(values)
        return {
            "macros": macro_list.listed(self.env, self._macro_values(played, values), values["trigger"]),
            "unknown": self._unknown_macros(values),
            "warning": self._warning(values),
            "examples": self._explain_sms(played, values) if values["channel"] == "sms" else [],
        }

    def _example(self, values, attendee=None):
        company = self.env["res.company"].browse(values.get("company_id") or self.env.company.id)
        company.check_access("read")
        agendas = self.env["appointment.agenda"].browse(values.get("agenda_ids") or [])
        services = self.env["appointment.service"].browse(values.get("service_ids") or [])
        (agendas + agendas.browse()).check_access("read")
        services.check_access("read")
        return example.of(
            company, values["trigger"], values["audience"], values["channel"], agendas, services, attendee
        )

    def _macro_values(self, played, values):
        text = self._edited_text(values, self.env.lang or "en_US", played.company.partner_id.lang)
        text = text._replace(lang=self.env.lang or "en_US")
        signature = played.signature(text)
        return {
            **{name: macro.sample for name, macro in MACROS.items() if name in _FROM_SAMPLES},
            **played.values(text),
            "SIGNATURE": signature.body_sms or signature.name or "",
        }

    def _unknown_macros(self, values):
        return [
            self.env._(
                "%(macro)s (line %(line)s) is not a macro. Did you mean %(nearest)s?",
                macro=unknown.raw,
                line=unknown.line,
                nearest=unknown.nearest,
            )
            for name in ("subject", "body", "sentence")
            for unknown in macros.unknown(values.get(name) or "")
        ]

    def _warning(self, values):
        """A reminder had better not speak of cancelling; whoever wants it to may (T3)."""
        if not occasions.get(values["trigger"]).is_reminder or values["channel"] != "sms":
            return ""
        word = sms_text.speaks_of_cancelling(" ".join(values.get(name) or "" for name in ("body", "sentence")))
        return (word and self.env._(
            "“%(word)s” invites clients to cancel. The page behind the link lets them, without a word of it here.",
            word=word,
        )) or ""

    def _explain_sms(self, played, values):
        current = self.env.lang or "en_US"
        max_credits = max(1, values.get("max_credits") or 1)
        found = []
        for lang, language in self.env["res.lang"].get_installed():
            text = self._edited_text(values, lang, played.company.partner_id.lang)
            fitted = played.sms(text)
            found.append(
                {
                    "lang": lang,
                    "language": language,
                    "is_current": lang == current,
                    "text": fitted.text,
                    "encoding": fitted.count.encoding,
                    "characters": fitted.count.characters,
                    "credits": fitted.count.credits,
                    "left": sms_text.room(fitted.count, max_credits),
                    "replaced": fitted.replaced,
                }
            )
        return sorted(found, key=lambda each: not each["is_current"])

    def _edited_text(self, values, lang, account_lang):
        """The Text that a reader of a language would get if what is being written were saved."""
        rule = self.browse(values.get("rule_id") or False)
        rule.check_access("read")
        stored = rule._stored_texts()[rule.id] if rule else {name: {} for name in TEXTS}
        current = self.env.lang or "en_US"
        edited = {}
        for name, by_lang in stored.items():
            text = values.get(name, by_lang.get(current)) or ""
            # A sentence has its own translation, or is left out elsewhere (T5).
            edited[name] = {**({} if name == "sentence" else {"en_US": text}), **by_lang, current: text}
        text = rule._text(lang, account_lang, edited) if rule else self.new()._text(lang, account_lang, edited)
        return text._replace(max_credits=max(1, values.get("max_credits") or 1))

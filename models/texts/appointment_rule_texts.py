from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.content import example
from ...tools import macros, sms_text
from .appointment_rule import MAX_EMAIL_CHARACTERS, MAX_SENTENCE_CHARACTERS

_TEXTS = ("subject", "body", "sentence")


class Text(NamedTuple):
    """What a rule says in one language; ``lang`` is that of the words around it too (dates, labels)."""

    lang: str
    subject: str
    body: str
    sentence: str
    max_credits: int


class AppointmentRule(models.Model):
    """The texts of rules: which language speaks, and what is refused at save (T1, T2, T5)."""

    _inherit = "appointment.rule"

    # ------------------------------------------------------------
    # In which language (T2)
    # ------------------------------------------------------------

    def _stored_texts(self):
        """The texts as they were written, without Odoo's own fallback to English.

        :return: {rule id: {field name: {lang: text}}}
        """
        self.flush_recordset(_TEXTS)
        rows = self.env.execute_query(
            SQL("SELECT id, subject, body, sentence FROM appointment_rule WHERE id = ANY(%s)", self.ids)
        )
        return {row[0]: {name: stored or {} for name, stored in zip(_TEXTS, row[1:], strict=True)} for row in rows}

    def _text(self, lang, account_lang, stored=None):
        """The Text for a recipient (T2): in his or her language, else that of the account.

        :param lang: the recipient's language, installed
        :param stored: this rule's part of ``_stored_texts``
        """
        self.ensure_one()
        stored = self._stored_texts()[self.id] if stored is None else stored
        spoken = _spoken(stored["body"], (lang, account_lang))
        # A Swiss reader of a French text is told dates the Swiss way.
        around = lang if _language_of(lang) == _language_of(spoken) else spoken
        texts = {name: stored[name].get(_spoken(stored[name], (spoken, account_lang))) or "" for name in _TEXTS}
        return Text(around, texts["subject"] or self.name, texts["body"], texts["sentence"], self.max_credits)

    @api.model
    def _as_text(self, values):
        """The Text that ``_asdict`` made plain data of."""
        return Text(**values)

    # ------------------------------------------------------------
    # What is refused at save
    # ------------------------------------------------------------

    @api.constrains("subject", "body", "sentence", "channel")
    def _check_texts(self):
        """Unknown macros and texts over the limits are refused, in every language (T1, T5)."""
        for rule in self:
            for name, by_lang in rule._stored_texts()[rule.id].items():
                for text in by_lang.values():
                    rule._check_macros(text)
                    rule._check_length(name, text)

    def _check_macros(self, text):
        for unknown in macros.unknown(text):
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: %(macro)s (line %(line)s) is not a macro. Did you mean %(nearest)s?",
                    rule=self.name,
                    macro=unknown.raw,
                    line=unknown.line,
                    nearest=unknown.nearest,
                )
            )

    def _check_length(self, name, text):
        if name == "body" and self.channel == "email" and len(text) > MAX_EMAIL_CHARACTERS:
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: an e-mail holds at most %(limit)s characters; this one has %(length)s.",
                    rule=self.name,
                    limit=MAX_EMAIL_CHARACTERS,
                    length=len(text),
                )
            )
        if name == "sentence" and len(text) > MAX_SENTENCE_CHARACTERS:
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: the extra sentence holds at most %(limit)s characters; this one has %(length)s.",
                    rule=self.name,
                    limit=MAX_SENTENCE_CHARACTERS,
                    length=len(text),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        # A company may be called anything: the shipped rules are installed all the same.
        rules.filtered(lambda rule: not rule.code)._check_credits()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"channel", "max_credits"}:
            self._check_credits()
        elif vals.keys() & {*_TEXTS}:
            self._check_credits([self.env.lang or "en_US"])
        return result

    def copy(self, default=None):
        """What was saved once is not tried again: a new company's copies must not fail for its long name."""
        copied = super(AppointmentRule, self.with_context(appointment_texts_checked=True)).copy(default)
        return copied.with_env(self.env)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        if field_name in _TEXTS:
            self._check_credits(list(translations))
        return result

    def _check_credits(self, langs=None):
        """An SMS that would cost more than its rule allows is refused (T5).

        :param langs: those that were written; None: all that have a text. A sentence that another language
            lends does not count: sending drops it where it is too much.
        """
        if self.env.context.get("appointment_texts_checked"):
            return
        languages = dict(self.env["res.lang"].get_installed())
        for rule in self.filtered(lambda rule: rule.channel == "sms"):
            played = example.of_rule(rule)
            stored = rule._stored_texts()[rule.id]
            for lang in [lang for lang in stored["body"] if lang in languages and (langs is None or lang in langs)]:
                text = rule._text(lang, lang, stored)
                count = played.sms(text if lang in stored["sentence"] else text._replace(sentence="")).count
                if count.credits > rule.max_credits:
                    raise ValidationError(
                        rule.env._(
                            "“%(rule)s” in %(language)s costs %(credits)s credits, more than the %(allowed)s allowed: "
                            "with a client called Vanessa it has %(length)s characters (%(encoding)s). "
                            "Shorten it by %(surplus)s characters.",
                            rule=rule.name,
                            language=languages[lang],
                            credits=count.credits,
                            allowed=rule.max_credits,
                            length=count.characters,
                            encoding="GSM-7" if count.encoding == "gsm7" else "Unicode",
                            surplus=-sms_text.room(count, rule.max_credits),
                        )
                    )


def _spoken(by_lang, wanted):
    """The first wanted language that has a text, a sister of it (fr_CH: fr_FR) included; else any."""
    for lang in wanted:
        if by_lang.get(lang):
            return lang
        sisters = sorted(code for code, text in by_lang.items() if text and _language_of(code) == _language_of(lang))
        if sisters:
            return sisters[0]
    written = [code for code, text in by_lang.items() if text]
    return "en_US" if "en_US" in written or not written else written[0]


def _language_of(lang):
    return (lang or "").split("_")[0].split("@")[0]

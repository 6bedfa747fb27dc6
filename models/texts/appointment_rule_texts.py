from dataclasses import replace
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.content import example
from ...tools import macros, sms_text, wording
from .appointment_rule import MAX_EMAIL_CHARACTERS, MAX_SENTENCE_CHARACTERS

TEXTS = ("subject", "body", "sentence", "guardian_subject", "guardian_body")
# Above it, the business's name is shortened when an SMS is sent (T4): at save it counts with so many letters.
_NAME_COUNTED = 30


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
        self.flush_recordset(TEXTS)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, subject, body, sentence, guardian_subject, guardian_body FROM appointment_rule WHERE id = ANY(%s)",
                self.ids,
            )
        )
        return {row[0]: {name: stored or {} for name, stored in zip(TEXTS, row[1:], strict=True)} for row in rows}

    def _text(self, lang, account_lang, stored=None, for_other=False):
        """The Text for a recipient (T2): in his or her language, else that of the account.

        :param lang: the recipient's language, installed
        :param stored: this rule's part of ``_stored_texts``
        :param for_other: for a parent or guardian of the client (T12)
        """
        self.ensure_one()
        stored = self._stored_texts()[self.id] if stored is None else stored
        stored = {name: _without_copy(by_lang, account_lang) for name, by_lang in stored.items()}
        spoken = _spoken(stored["body"], (lang, account_lang))
        # A Swiss reader of a French text is told dates the Swiss way.
        around = lang if _language_of(lang) == _language_of(spoken) else spoken
        subject, body = (stored[name].get(_spoken(stored[name], (spoken, account_lang))) for name in ("subject", "body"))
        sentence = _own(stored["sentence"], spoken)
        text = Text(around, subject or self.name or "", body or "", sentence, self.max_credits)
        if not for_other:
            return text
        other_subject, other_body = _own(stored["guardian_subject"], spoken), _own(stored["guardian_body"], spoken)
        return text._replace(
            subject=other_subject or _told_to_other(text.subject, around),
            body=other_body or _told_to_other(text.body, around),
        )

    @api.model
    def _as_text(self, values):
        """The Text that ``_asdict`` made plain data of."""
        return Text(**values)

    # ------------------------------------------------------------
    # What is refused at save
    # ------------------------------------------------------------

    @api.constrains("subject", "body", "sentence", "guardian_subject", "guardian_body", "channel")
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
        if name in ("body", "guardian_body") and self.channel == "email" and len(text) > MAX_EMAIL_CHARACTERS:
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
        if vals.keys() & {"channel", "max_credits", *TEXTS}:
            self._check_credits()
        return result

    def copy(self, default=None):
        """What was saved once is not tried again: a new company's copies must not fail for its long name."""
        copied = super(AppointmentRule, self.with_context(appointment_texts_checked=True)).copy(default)
        return copied.with_env(self.env)

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=""):
        result = super()._update_field_translations(field_name, translations, digest, source_lang)
        if field_name in TEXTS:
            self._check_credits()
        return result

    def _check_credits(self):
        """An SMS that would cost more than its rule allows, in any language that it has, is refused (T5)."""
        if self.env.context.get("appointment_texts_checked"):
            return
        languages = dict(self.env["res.lang"].get_installed())
        for rule in self.filtered(lambda rule: rule.channel == "sms"):
            stored = rule._stored_texts()[rule.id]
            played = example.of_rule(rule)
            for lang in [lang for lang in languages if stored["body"].get(lang)]:
                # As it stands there, Odoo's copy of a first text into English included.
                text = Text(lang, "", stored["body"][lang], stored["sentence"].get(lang) or "", rule.max_credits)
                rule._check_count(played, text, languages[lang])
                if stored["guardian_body"].get(lang):
                    other = text._replace(body=stored["guardian_body"][lang], sentence="")
                    rule._check_count(replace(played, is_for_other=True), other, languages[lang])

    def _check_count(self, played, text, language):
        count = played.sms(text, _NAME_COUNTED).count
        if count.credits <= self.max_credits:
            return
        raise ValidationError(
            self.env._(
                "“%(rule)s” in %(language)s costs %(credits)s credits, more than the %(allowed)s allowed: "
                "with a client called Vanessa it has %(length)s characters (%(encoding)s). "
                "Shorten it by %(surplus)s characters.",
                rule=self.name,
                language=language,
                credits=count.credits,
                allowed=self.max_credits,
                length=count.characters,
                encoding="GSM-7" if count.encoding == "gsm7" else "Unicode",
                surplus=-sms_text.room(count, self.max_credits),
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


def _own(by_lang, lang):
    """What was written in just that language, or a sister of it; else nothing."""
    found = _spoken(by_lang, (lang,))
    return (by_lang.get(found) or "") if _language_of(found) == _language_of(lang) else ""


def _without_copy(by_lang, account_lang):
    """Without what Odoo copied into English when the first text was written in the account's language."""
    theirs = _own(by_lang, account_lang) if _language_of(account_lang) != "en" else ""
    is_copy = theirs and by_lang.get("en_US") == theirs and any(macros.split(theirs)[0])
    return {lang: text for lang, text in by_lang.items() if lang != "en_US"} if is_copy else by_lang


def _told_to_other(text, lang):
    """A text to the client, for who reads in the client's place: after the client's name, and greeting its reader."""
    told = macros.exchange(text, "CLIENT-FIRST-NAME", "RECIPIENT-FIRST-NAME")
    return f"{wording.label('_CLIENT-NAME_', lang)} {told}" if text else text


def _language_of(lang):
    return (lang or "").split("_")[0].split("@")[0]

"""Puts a Brief into an SMS (T3, T4)."""

from ...tools import link_token, macros, sms_text
from . import values
from .message import Message

_NO_NAMES = dict.fromkeys(("CLIENT-FIRST-NAME", "CLIENT-NAME", "RECIPIENT-NAME"))


def render(brief):
    fitted = fit(brief, brief.text.max_credits)
    return Message(
        body=fitted.text,
        masked=link_token.mask(fitted.text, brief.token),
        token=brief.token,
        encoding=fitted.count.encoding,
        credits=fitted.count.credits,
        shortened=fitted.shortened,
    )


def fit(brief, max_credits):
    """``sms_text.Fitted`` in so many credits; 0: in full, however many it costs."""
    return sms_text.fit(_parts(brief), max_credits, replace=brief.business.replaces_characters)


def values_of(brief):
    """{English macro name: text} in an SMS."""
    found = values.of(brief)
    if not brief.facts.name_in_sms:
        found["SERVICE-NAME"] = ""  # an SMS can be read by whoever holds the phone (S7)
    return {**found, "SIGNATURE": brief.signature_sms}


def _parts(brief):
    """The whole SMS and what of it may go, for ``sms_text.fit``."""
    link = "" if brief.is_for_staff else brief.link  # staff have their calendar
    template = _with_sentence_and_link(brief.text.body, bool(link))
    found = {**values_of(brief), "LINK": link}
    sentence = macros.render(brief.text.sentence, found)
    return sms_text.SmsParts(
        text=macros.render(template, {**found, "SENTENCE": sentence}),
        bare=macros.render(template, found),
        nameless="" if brief.is_for_staff else macros.render(template, {**found, **_NO_NAMES}),
        protected=tuple(filter(None, (link, found.get("START-DATE"), found.get("START-TIME")))),
    )


def _with_sentence_and_link(body, has_link):
    """The sentence before the link, the link last, unless the text says where they stand (T3)."""
    named = {used.name for used in macros.find(body)}
    if "SENTENCE" not in named:
        body += " _SENTENCE_"
    if has_link and "LINK" not in named:
        body += " _LINK_"
    return body

"""Puts a Brief into an SMS (T3, T4)."""

import re

from ...tools import happened, link_token, macros, sms_fit, wording
from . import values
from .message import Message

_CLIENT_NAMES = ("CLIENT-FIRST-NAME", "CLIENT-NAME", "RECIPIENT-NAME", "RECIPIENT-FIRST-NAME")
_READER_NAMES = ("RECIPIENT-NAME", "RECIPIENT-FIRST-NAME")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


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
    """``sms_fit.Fitted`` in so many credits; 0: in full, however many it costs."""
    return sms_fit.fit(_parts(brief), max_credits, replace=brief.business.replaces_characters)


def values_of(brief):
    """{English macro name: text} in an SMS."""
    found = values.of(brief)
    if not brief.facts.name_in_sms:
        found["SERVICE-NAME"] = ""  # an SMS can be read by whoever holds the phone (S7)
    business = brief.facts.business_in_sms or found["BUSINESS-NAME"]
    found = {**found, "BUSINESS-NAME": business, "SIGNATURE": brief.signature_sms}
    for name in ("TIMEZONE", "DURATION"):
        found[name] = wording.plain(found.get(name) or "")
    return found


def _parts(brief):
    """The whole SMS and what of it may go, for ``sms_fit.fit``."""
    link = "" if brief.is_for_staff else brief.link  # staff have their calendar
    template = _with_sentence_and_link(wording.plain(brief.text.body), bool(link))
    found = {**values_of(brief), "LINK": link}
    sentence = macros.render(wording.plain(brief.text.sentence), found)
    said = _said(template)
    return sms_fit.SmsParts(
        text=macros.render(template, {**found, "SENTENCE": sentence}),
        bare=macros.render(template, found),
        shorter=_shorter(brief, template, found),
        protected=(*filter(None, (link, found.get("START-DATE"), found.get("START-TIME"))), *happened.words(" ".join(said))),
        spared=tuple(said),
    )


def _shorter(brief, template, found):
    """With a shorter name of the business; then without the client's, for a name that leaves no room."""
    business = found["BUSINESS-NAME"]
    names = [None] if brief.is_for_staff else [None, _READER_NAMES, _CLIENT_NAMES]
    if not brief.is_for_other:
        names = [each for each in names if each is not _READER_NAMES]
    for left_out in names:
        less = {**found, **dict.fromkeys(left_out or ())}
        steps = ("name",) if left_out else ()
        if left_out:
            yield steps, macros.render(template, less)
        if business and "BUSINESS-NAME" in macros.names(template):
            for shorter in sms_fit.shorter_names(business):
                yield ("business", *steps), macros.render(template, {**less, "BUSINESS-NAME": shorter})


def _said(template):
    """The words of the text itself, between its macros, up to the end of the sentence that tells the time."""
    words, _names = macros.split(template)
    last = max((at for at, name in enumerate(_names) if name in ("START-DATE", "START-TIME")), default=-1)
    told = words[: last + 1]
    rest = words[last + 1] if last + 1 < len(words) else ""
    end = _SENTENCE_END.search(rest)
    told.append(rest[: end.start()] if end else rest)
    return [bare for each in told for bare in re.findall(r"\w[^\n.!?]*\w|\w", each)]


def _with_sentence_and_link(body, has_link):
    """The sentence before the link, the link last, unless the text says where they stand (T3)."""
    named = macros.names(body)
    if "SENTENCE" not in named:
        body += " _SENTENCE_"
    if has_link and "LINK" not in named:
        body += " _LINK_"
    return body

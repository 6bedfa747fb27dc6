"""Puts a Brief into an e-mail: text and HTML of the same facts (T6, T9)."""

from markupsafe import Markup
from odoo.tools import html2plaintext

from ...tools import link_token, macros, wording
from . import addresses, calendar, email_facts, logo, values
from .message import Message

# Outlook on Windows knows no max-width: it gets a table of its own.
_OUTLOOK = {
    "outlook_open": Markup('<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->'),
    "outlook_close": Markup("<!--[if mso]></td></tr></table><![endif]-->"),
}


def render(brief):
    text, found = brief.text, values.of(brief)
    # The link is the button, the signature stands below: a text that names them needs neither twice.
    found["SENTENCE"] = macros.render(wording.typeset(text.sentence, brief.lang), found)
    subject = " ".join(macros.render(wording.typeset(text.subject, brief.lang), found).split(" "))
    blocks = email_facts.blocks(brief)
    linked = [block for block in blocks if block["token"]]
    unsubscribe = _unsubscribe_url(brief)
    facts = brief.facts
    shown = {
        "paragraphs": _paragraphs(macros.render(wording.typeset(text.body, brief.lang), found)),
        "headline": email_facts.headline(brief),
        "blocks": blocks,
        "unsubscribe": unsubscribe,
        "unsubscribe_words": brief.env._("No more messages of this kind") if unsubscribe else "",
        "signature": brief.env["mail.render.mixin"]._replace_local_links(brief.signature_html, brief.business.base_url),
        "footer": " · ".join(filter(None, (facts.business, facts.street, facts.town))),
    }
    plain, html = _plain_text(brief, shown), _html(brief, subject, shown)
    tokens = [brief.token if unsubscribe else "", *(block["token"] for block in linked)]
    return Message(
        body=plain,
        masked=_masked(plain, tokens),
        token=brief.token if brief.token in tokens else "",
        subject=subject,
        html=html,
        masked_html=_masked(logo.shown_inside(html, brief.business.id), tokens),
        email_from=addresses.email_from(brief.business),
        reply_to=addresses.reply_to_of(brief),
        headers=_headers(brief, unsubscribe),
        logo=brief.business.logo.content,
        calendars=calendar.attach(brief),
        more_links={block["row_id"]: link_token.digest(block["token"]) for block in linked[1:]},
    )


def _masked(text, tokens):
    for token in filter(None, tokens):
        text = link_token.mask(text, token)
    return text


def _unsubscribe_url(brief):
    """Where one POST stops what is not about a booking that the client made (P9); else nothing."""
    if not brief.occasion.unsubscribable or brief.is_for_staff or not brief.link:
        return ""
    return f"{brief.link}/unsubscribe"


def _headers(brief, unsubscribe):
    """RFC 8058: mail programs offer a button of their own that unsubscribes at once."""
    if not unsubscribe:
        return {}
    mailto = addresses.reply_to(brief.facts)
    ways = [unsubscribe, mailto and f"mailto:{mailto}?subject=unsubscribe"]
    return {
        "List-Unsubscribe": ", ".join(f"<{way}>" for way in ways if way),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _html(brief, subject, shown):
    business = brief.business
    html = brief.env["ir.qweb"]._render(
        "appointment_notify.email_message",
        {
            **shown,
            **_OUTLOOK,
            "html_lang": wording.bcp47(brief.lang),
            "direction": brief.direction,
            "business": business,
            "logo": business.logo,
            "logo_src": f"cid:{logo.LOGO_CID}",
            "subject": subject,
            "preheader": " ".join(line for lines in shown["paragraphs"] for line in lines)[:140],
            "colors": business.colors,
        },
        lang=brief.lang,
    )
    return str(html)


def _plain_text(brief, shown):
    """The text part, written from the same facts: what a watch or a screen reader tells (T9)."""
    parts = ["\n".join(lines) for lines in shown["paragraphs"]]
    for block in shown["blocks"]:
        parts += _plain_block(brief, block)
    if shown["unsubscribe"]:
        parts.append(f"{wording.label(shown['unsubscribe_words'], brief.lang)}\n{shown['unsubscribe']}")
    signature = html2plaintext(shown["signature"], include_references=False).strip()
    parts.append(f"-- \n{signature or shown['footer']}")
    return "\n\n".join(filter(None, parts)) + "\n"


def _plain_block(brief, block):
    times, void = [], []
    for day, hour, is_void in block["when"]:
        when = f"{day}, {hour}"
        (void if is_void else times).append(brief.env._("No longer: %(when)s", when=when) if is_void else when)
    details = [
        f"{wording.label(label, brief.lang)} " + value.replace("\n", "\n  ") for label, value, _href in block["details"]
    ]
    yield "\n".join([*times, *void, *details])
    if block["link"]:
        yield f"{wording.label(block['button'], brief.lang)}\n{block['link']}"


def _paragraphs(text):
    """[[line]] of a text: a blank line ends a paragraph."""
    return [paragraph.strip("\n").split("\n") for paragraph in text.split("\n\n") if paragraph.strip()]

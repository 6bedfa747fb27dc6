"""Puts a Brief into an e-mail: text and HTML of the same facts (T6, T9)."""

from markupsafe import Markup
from odoo.tools import html2plaintext

from ...tools import link_token, macros
from . import addresses, calendar, email_facts, logo, values
from .message import Message

# Not about a booking that the client made: he or she may well not want these.
_UNSUBSCRIBABLE = ("review", "birthday", "custom")
# Outlook on Windows knows no max-width: it gets a table of its own.
_OUTLOOK = {
    "outlook_open": Markup('<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->'),
    "outlook_close": Markup("<!--[if mso]></td></tr></table><![endif]-->"),
}


def render(brief):
    found = values.of(brief)
    # The link is the button, the signature stands below: a text that names them needs neither twice.
    found["SENTENCE"] = macros.render(brief.text.sentence, found)
    subject = " ".join(macros.render(brief.text.subject, found).split())
    is_linked = brief.shows("link")
    token = brief.token if is_linked else ""
    shown = {
        "paragraphs": _paragraphs(macros.render(brief.text.body, found)),
        "headline": email_facts.headline(brief),
        "when": email_facts.times(brief),
        "details": email_facts.details(brief, found),
        "link": brief.link if is_linked else "",
        "button": email_facts.button(brief),
        "signature": brief.env["mail.render.mixin"]._replace_local_links(
            brief.signature_html, brief.business.base_url
        ),
        "footer": " · ".join(filter(None, (brief.facts.business, brief.facts.street, brief.facts.town))),
    }
    plain, html = _plain_text(brief, shown), _html(brief, subject, shown)
    return Message(
        body=plain,
        masked=link_token.mask(plain, token),
        token=token,
        subject=subject,
        html=html,
        masked_html=link_token.mask(logo.shown_inside(html, brief.business.id), token),
        email_from=addresses.email_from(brief.business),
        reply_to=addresses.reply_to(brief.facts),
        headers=_headers(brief, shown["link"]),
        logo=brief.business.logo.content,
        **calendar.attach(brief),
    )


def _headers(brief, link):
    """``List-Unsubscribe`` on what is not about a booking: the client's page, or a word to the business (T9)."""
    if brief.trigger not in _UNSUBSCRIBABLE or brief.is_for_staff:
        return {}
    mailto = addresses.reply_to(brief.facts)
    ways = [link, mailto and f"mailto:{mailto}?subject=unsubscribe"]
    found = ", ".join(f"<{way}>" for way in ways if way)
    return {"List-Unsubscribe": found} if found else {}


def _html(brief, subject, shown):
    business = brief.business
    html = brief.env["ir.qweb"]._render(
        "appointment_notify.email_message",
        {
            **shown,
            **_OUTLOOK,
            "lang": brief.lang.split("_")[0],
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
    blocks = ["\n".join(lines) for lines in shown["paragraphs"]]
    times, void = [], []
    for day, hour, is_void in shown["when"]:
        when = f"{day}, {hour}"
        (void if is_void else times).append(brief.env._("No longer: %(when)s", when=when) if is_void else when)
    details = [f"{label}: " + value.replace("\n", "\n  ") for label, value, _href in shown["details"]]
    blocks.append("\n".join([*times, *void, *details]))
    if shown["link"]:
        blocks.append(f"{shown['button']}:\n{shown['link']}")
    signature = html2plaintext(shown["signature"], include_references=False).strip()
    blocks.append(f"-- \n{signature or shown['footer']}")
    return "\n\n".join(filter(None, blocks)) + "\n"


def _paragraphs(text):
    """[[line]] of a text: a blank line ends a paragraph."""
    return [paragraph.strip("\n").split("\n") for paragraph in text.split("\n\n") if paragraph.strip()]

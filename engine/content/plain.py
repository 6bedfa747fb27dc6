"""Puts a Brief into a title and a text with the link: for channels that have no form of their own."""

from ...tools import link_token, macros
from . import values
from .message import Message


def render(brief):
    found = {**values.of(brief), "LINK": brief.link, "SIGNATURE": ""}
    found["SENTENCE"] = macros.render(brief.text.sentence, found)
    body = macros.render(brief.text.body, found).strip()
    if brief.token and brief.link not in body:
        body = f"{body} {brief.link}".strip()
    return Message(
        body=body,
        masked=link_token.mask(body, brief.token),
        token=brief.token,
        subject=" ".join(macros.render(brief.text.subject, found).split()),
    )

"""Whose fault a mail server's answer is (G6): one address's, one message's, the server's, the account's. Pure."""

import re

# The server means our account, whatever step it says so at.
_ACCOUNT = {530, 534, 535, 538}
_BUSY = {421}  # it closes: nobody's message is meant
# What is said of our account after the text was handed over, and of this text otherwise
_QUOTA = re.compile(r"\b(quota|limit|rate|suspended|disabled|unpaid|unverified|not verified|exceeded)\b", re.I)
_OF_RECIPIENT = re.compile(r"\b[45]\.[12]\.\d{1,3}\b")  # enhanced codes about an address or its mailbox
_OF_SENDER = re.compile(r"\b[45]\.1\.[78]\b")
_SIZE = re.compile(r"\b[45]\.(2\.3|3\.4)\b|\b(size|large|big)\b", re.I)


def reason_of(step: str, code: int, words: str) -> str:
    """The machine code (a key of gateways.outcome.STATES) of an answer other than 2xx.

    :param step: 'sender' (MAIL FROM), 'recipient' (RCPT TO) or 'text' (DATA)
    """
    if code in _ACCOUNT:
        return "auth"
    if code in _BUSY:
        return "busy"
    later = 400 <= code < 500
    if step == "recipient":  # whatever it says of that address concerns that address
        return "later" if later else "invalid_email"
    if step == "sender":
        return "rate" if later else "sender"
    about_recipient = _OF_RECIPIENT.search(words) and not _OF_SENDER.search(words)
    if about_recipient or _SIZE.search(words):
        return "later" if later else "rejected"
    if _QUOTA.search(words):
        return "rate" if later else "credit"
    return "rate" if later else "rejected"

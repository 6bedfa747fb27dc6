"""Personal links must not stand in the server's access log, where they would work for whoever reads it (S6)."""

import logging
import re

_SLASH = r"(?:/|%(?:25)*2f)+"
# Whatever stands before it, as a language, and however its slashes and letters are written; webhooks' secret paths too.
_PERSONAL_LINK = re.compile(
    rf"({_SLASH}(?:a|%(?:25)*61|appointment_notify{_SLASH}sms){_SLASH}(?:(?:invitation|feed){_SLASH})?)[^/?#\s]+",
    re.IGNORECASE,
)
_INVITATION = re.compile(r"([?&](?:access_)?token=)[^&#\s]+")


def mask(text):
    return _INVITATION.sub(r"\1***", _PERSONAL_LINK.sub(r"\1***", text))


class MaskPersonalLinks(logging.Filter):
    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(mask(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


logging.getLogger("werkzeug").addFilter(MaskPersonalLinks())

"""Personal links must not stand in the server's access log, where they would work for whoever reads it (S6)."""

import logging
import re

# With any language before them, and with slashes and letters written as %2F and %61; and the secret paths of webhooks.
_SLASH = r"(?:/|%(?:25)*2f)+"
_PERSONAL_LINK = re.compile(
    rf"({_SLASH}(?:(?:a|%(?:25)*61)(?:{_SLASH}feed)?|appointment_notify{_SLASH}sms){_SLASH})[^/?#\s]+", re.IGNORECASE
)


def masked(text):
    return _PERSONAL_LINK.sub(r"\1***", text)


class MaskPersonalLinks(logging.Filter):
    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(masked(arg) if isinstance(arg, str) else arg for arg in record.args)
        if isinstance(record.msg, str):
            record.msg = masked(record.msg)
        return True


logging.getLogger("werkzeug").addFilter(MaskPersonalLinks())

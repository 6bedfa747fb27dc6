"""Personal links must not stand in the server's access log, where they would work for whoever reads it (S6)."""

import logging
import re

_PERSONAL_LINK = re.compile(r"(\s/+(?:a|appointment_notify/sms)/+)[^/?#\s]+")  # and the secret paths of webhooks


class MaskPersonalLinks(logging.Filter):
    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(
                _PERSONAL_LINK.sub(r"\1***", arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


logging.getLogger("werkzeug").addFilter(MaskPersonalLinks())

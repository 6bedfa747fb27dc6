"""Channels: everything that differs between SMS and e-mail, one file each, found by its code (H1).

Another addon adds its own with ``register``; a channel of which no code is at hand sends nothing, and falls through to
no other.
"""

from ..registry import Registry

channels = Registry()
register = channels.register

# Each registers its channel, in the order in which people see them.
from . import sms  # noqa: E402
from . import email  # noqa: E402

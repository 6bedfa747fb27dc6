"""SMS through a provider's HTTP interface (G1, S1). Pure Python: no database, no logging.

Of a provider's class, ``send(messages)`` gives one Outcome for each Message.
"""
from .base import Gateway
from .brevo import Brevo
from .generic import Generic
from .outcome import OF_ACCOUNT, OF_CHANNEL, STATES, BadSetting, Message, Outcome, outcome_of, reason_of_status
from .ovhcloud import Ovhcloud
from .safe_http import Request
from .twilio import Twilio

__all__ = [
    "OF_ACCOUNT", "OF_CHANNEL", "STATES", "BadSetting", "Brevo", "Gateway", "Generic", "Message", "Outcome", "Ovhcloud",
    "Request", "Twilio", "outcome_of", "reason_of_status",
]  # fmt: skip

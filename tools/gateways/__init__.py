"""SMS through a provider's HTTP interface (G1, S1). Pure Python: no database, no logging.

``gateway("generic", **settings)`` gives a Gateway; ``send(messages)`` gives one Outcome for each Message.
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
    "Request", "Twilio", "gateway", "outcome_of", "reason_of_status",
]  # fmt: skip
PRESETS = {"generic": Generic, "ovhcloud": Ovhcloud, "brevo": Brevo}


def gateway(preset: str, **settings) -> Gateway:
    """A gateway of one of PRESETS; `settings` are the arguments of its class.

    BadSetting (a ValueError) when the settings cannot work, TypeError when one is not known.
    """
    if preset not in PRESETS:
        raise BadSetting("preset", "unknown")
    return PRESETS[preset](**settings)

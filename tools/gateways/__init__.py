"""SMS through a provider's HTTP interface (G1, S1). Pure Python: no database, no logging.

``gateway("generic", **settings)`` gives a Gateway; ``send(messages)`` gives one Outcome for each Message.
"""
from .base import Gateway
from .brevo import Brevo
from .generic import Generic
from .outcome import STATES, BadSetting, Message, Outcome, reason_of_status
from .ovhcloud import Ovhcloud
from .twilio import Twilio

PRESETS = {"generic": Generic, "ovhcloud": Ovhcloud, "brevo": Brevo}


def gateway(preset: str, **settings) -> Gateway:
    """A gateway of one of PRESETS; `settings` are the arguments of its class.

    BadSetting (a ValueError) when the settings cannot work, TypeError when one is not known.
    """
    if preset not in PRESETS:
        raise BadSetting("preset", "unknown")
    return PRESETS[preset](**settings)

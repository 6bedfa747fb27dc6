"""The macros as the editor offers them (T1)."""

from odoo.tools import LazyTranslate

from ...tools.macro_table import MACROS, OCCASIONAL
from ..words import occasions

_lt = LazyTranslate(__name__)

# What each macro prints, for whoever writes a text (T1)
_EXPLANATIONS = {
    "BUSINESS-NAME": _lt("Name of the business"),
    "ADDRESS": _lt("Street of the place"),
    "ZIP": _lt("Postal code of the place"),
    "CITY": _lt("Town of the place"),
    "COUNTRY": _lt("Country of the place"),
    "LOCATION-NAME": _lt("Name of the place"),
    "STATE": _lt("State or region of the place"),
    "PRACTITIONER-EMAIL": _lt("E-mail of the practitioner"),
    "PRACTITIONER-NAME": _lt("Name of the practitioner"),
    "PRACTITIONER-PHONE": _lt("Phone of the practitioner"),
    "END-DATE": _lt("Day on which the appointment ends"),
    "END-TIME": _lt("Time at which the appointment ends"),
    "START-DATE": _lt("Day of the appointment"),
    "START-TIME": _lt("Time of the appointment"),
    "CLIENT-FIRST-NAME": _lt("First name of the client"),
    "CLIENT-NAME": _lt("Full name of the client"),
    "DURATION": _lt("How long the appointment lasts"),
    "RECIPIENT-NAME": _lt("Name of who receives the message"),
    "ROOM-NAME": _lt("Room or device booked"),
    "SERVICE-NAME": _lt("Name of the service"),
    "TIMEZONE": _lt("Timezone of the times shown"),
    "LINK": _lt("Personal link to the appointment"),
    "PRICE": _lt("Price of the service"),
    "BUSINESS-PHONE": _lt("Phone of the business"),
    "PREPARATION": _lt("How to prepare"),
    "ACCESS": _lt("How to get there"),
    "OTHER-DATES": _lt("The other appointments made at once"),
    "OLD-DATE": _lt("Day before the appointment was moved"),
    "OLD-TIME": _lt("Time before the appointment was moved"),
    "STAFF-WORDS": _lt("Your words when calling appointments off"),
    "FREE-TIMES": _lt("The next free times"),
    "OFFER-DATE": _lt("Day that is offered"),
    "OFFER-TIME": _lt("Time that is offered"),
    "OFFER-UNTIL": _lt("Until when an offer holds"),
    "SENTENCE": _lt("The additional sentence"),
    "SIGNATURE": _lt("The signature that applies"),
}


_OF_OCCASION = {
    occasions.CALLED_OFF: ("STAFF-WORDS", "FREE-TIMES"),
    occasions.OFFER: ("OFFER-DATE", "OFFER-TIME", "OFFER-UNTIL"),
    occasions.INVITATION: ("OFFER-UNTIL",),
}


def listed(env, values, trigger):
    """Every macro that an occasion has: under its French name for those who read French, with what it prints here and now.

    :param values: {English name: text} of an example
    :return: [{name, explanation, example}], names as they are typed, ``_LIKE-THIS_``
    """
    french = (env.lang or "").startswith("fr")
    return [
        {
            "name": f"_{macro.french if french else macro.name}_",
            "explanation": env._(_EXPLANATIONS[macro.name]),
            "example": str(values.get(macro.name) or env._("(empty)")),
        }
        for macro in (*MACROS.values(), *(OCCASIONAL[name] for name in _OF_OCCASION.get(trigger, ())))
    ]

"""The ten-digit plan that France shares with its overseas territories (G3).

Inside it "0693 01 02 03" is dialled from everywhere; abroad each territory has a code of its own. Which one a number
has is told by its first digits, wherever its owner lives.
"""

import phonenumbers
from phonenumbers import PhoneNumber

# Territories with the plan, and the code that each is called by from abroad.
REGIONS = {
    "FR": 33, "GP": 590, "BL": 590, "MF": 590, "GF": 594, "MQ": 596, "RE": 262, "YT": 262, "PM": 508, "TF": 262,
}  # fmt: skip
_CODES = (33, 262, 590, 594, 596)
# Prefixes of the regulator's plan, for numbers that are newer than our table of valid ones.
_MOBILE_PREFIXES = {
    "639": 262, "690": 590, "691": 590, "692": 262, "693": 262, "694": 594, "696": 596, "697": 596,
}  # fmt: skip
_SAINT_PIERRE = "508"


def resolve(parsed):
    """A number of the plan under the code of the territory it belongs to; one of another plan as it is.

    :param parsed: ``PhoneNumber``, with any of the plan's codes
    :return: ``PhoneNumber``, or None where the plan has no such number
    """
    digits = phonenumbers.national_significant_number(parsed)
    if parsed.country_code not in (*_CODES, int(_SAINT_PIERRE)) or len(digits) != 9:
        return parsed if phonenumbers.is_valid_number(parsed) else None
    if digits.startswith(_SAINT_PIERRE):
        return _valid(int(_SAINT_PIERRE), digits.removeprefix(_SAINT_PIERRE)) or _valid(33, digits)
    own = _MOBILE_PREFIXES.get(digits[:3])
    if own:
        return _number(own, digits)
    # France last where both know a number: what a territory was given was taken out of France's.
    for code in dict.fromkeys((parsed.country_code, *_CODES)):
        found = _valid(code, digits)
        if found:
            return found
    return None


def is_mobile(parsed):
    """Whether a number of the plan is a mobile by its prefix, whatever our table knows of it."""
    return parsed.country_code in _CODES and phonenumbers.national_significant_number(parsed)[:3] in _MOBILE_PREFIXES


def _valid(code, digits):
    number = _number(code, digits)
    return number if phonenumbers.is_valid_number(number) else None


def _number(code, digits):
    return PhoneNumber(country_code=code, national_number=int(digits))

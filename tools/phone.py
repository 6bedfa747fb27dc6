"""Phone numbers as people type them, for SMS (G3)."""

import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

# North America does not tell mobiles from fixed lines: "fixed line or mobile" is accepted.
_REACHABLE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.VOIP,
    PhoneNumberType.UNKNOWN,
}


@lru_cache(maxsize=10_000)
def check(number, country_code):
    """Whether an SMS can reach a number (G3).

    :param number: as typed: ``06 12 34 56 78``, ``0033…``, ``+41 79…``, ``(514) 555-…``; or empty
    :param country_code: the client's country, ISO 3166 alpha-2, for national numbers; or empty
    :return: (E.164 number or None, None or a reason: ``no_number``, ``invalid_number``, ``landline``)
    """
    typed = _plain(number or "")
    if not typed:
        return None, "no_number"
    parsed = _parse(typed, country_code)
    if parsed is None:
        return None, "invalid_number"
    if phonenumbers.number_type(parsed) not in _REACHABLE:
        return None, "landline"
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), None


def _plain(number):
    """Without what a copied number may carry unseen (zero-width marks, directions), in our digits."""
    visible = (c for c in unicodedata.normalize("NFKC", number) if unicodedata.category(c) not in ("Cf", "Cc"))
    return "".join(str(unicodedata.digit(c, c)) for c in visible).strip()


def _parse(typed, country_code):
    # "0033…" is dialled from any country, but only some regions use 00 as their prefix for abroad.
    attempts = [typed]
    if typed.startswith("00"):
        attempts.append("+" + typed[2:])
    for text in attempts:
        try:
            parsed = phonenumbers.parse(text, country_code or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return parsed
    return None

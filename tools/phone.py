"""Phone numbers as people type them, for SMS (G3, G6)."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from . import french_numbers

# North America does not tell mobiles from fixed lines: "fixed line or mobile" is accepted; so is what nobody knows the
# kind of. Telephone over the internet, short and special numbers are not.
_REACHABLE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN}
_EXTENSION = re.compile(
    r"(?i)(?<=[\d\s).])[\s,;.(]*"
    r"(?:;ext=|(?<![a-z])(?:ext(?:ension|n)?|e\.?xt|poste|post|int(?:erno|ern|érieur)?|durchwahl|dw|apparat|app|klappe|kl"
    r"|nst|nebenstelle|anschluss|anexo|ramal|p|x)\.?|#|~|,{2,})"
    r"\s*[.:\-#]?\s*\(?\d{1,7}\)?[\s.)]*$"
)
# What stands between two numbers, from the surest to what also stands inside one.
_SEPARATORS = (r"[;,|\n&+]{1}(?=\s*[+\d(])|\s(?:ou|et|or|and|oder|und|o|e)\s|\s[/–-]\s", r"/", r"\s{2,}", r"(?<=\d{9})-(?=[+0]\d{8})")
_NUMBER = re.compile(r"(?:\+|\(\s*\+)?\s*[\d(][\d\s().\-/]{2,40}\d")
_LONGEST = 200


@lru_cache(maxsize=10_000)
def check(number, country_code):
    """Whether an SMS can reach a number (G3).

    :param number: the field as typed: ``06 12 34 56 78``, ``0033…``, ``+41 79…``, ``(514) 555-…``, ``06… (maman)``, two
        numbers; or empty
    :param country_code: the client's country, ISO 3166 alpha-2, for national numbers; or empty
    :return: (E.164 number or None, None or a reason: ``no_number``, ``invalid_number``, ``landline``, ``extension``).
        Of several numbers the first that takes SMS.
    """
    typed = _plain(number or "")
    if not typed:
        return None, "no_number"
    reasons, switchboards = set(), set()
    for candidate in _candidates(typed[:_LONGEST], country_code):
        found, reason = _judge(candidate, country_code)
        if not reason and found not in switchboards:
            return found, None
        if reason == "extension":
            switchboards.add(found)
        reasons.add(reason)
    return None, next((each for each in ("extension", "landline") if each in reasons), "invalid_number")


def shown(number):
    """An E.164 number as people read it: ``+33 6 12 34 56 78``."""
    parsed = phonenumbers.parse(number, None)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def is_at_home(number, country_code):
    """Whether an E.164 number has the code of a country: a number dialled there, read as another's, is worth a word."""
    return bool(number) and number.startswith(f"+{phonenumbers.country_code_for_region(country_code or '')}")


def is_plain(number):
    """Whether a field holds a number and nothing else, so that nobody wonders how it is read."""
    return bool(re.fullmatch(r"[+\d][\d\s().\-/]*", number or ""))


def _plain(number):
    """Without what a copied number may carry unseen (zero-width marks, directions), in our digits."""
    characters = []
    for character in unicodedata.normalize("NFKC", number):
        category = unicodedata.category(character)
        if character in "\t\r\n":
            characters.append(" ")
        elif category == "Pd" or character == "−":
            characters.append("-")
        elif category not in ("Cf", "Cc"):
            characters.append(str(unicodedata.digit(character, character)))
    return "".join(characters).strip()


def _candidates(typed, country_code):
    """Texts that may be a number, in their order: the whole; what stands between separators; what looks like one."""
    yield typed
    for separator in _SEPARATORS:
        parts = re.split(separator, typed)
        if len(parts) > 1:
            yield from (part for part in parts if any(map(str.isdigit, part)))
    yield from _look_like_numbers(typed)
    words = typed.split()
    for length in range(1, len(words)):
        first, second = " ".join(words[:length]), " ".join(words[length:])
        if _parse(first, country_code) and _parse(second, country_code):
            yield first
            yield second


def _look_like_numbers(typed):
    """What looks like a number, with its extension, so that nobody takes it for one without."""
    matches = list(_NUMBER.finditer(typed))
    ends = [*(match.start() for match in matches[1:]), len(typed)]
    for match, end in zip(matches, ends, strict=False):
        upto_next = typed[match.start() : end]
        yield upto_next if _EXTENSION.search(upto_next) else match[0]


def _judge(text, country_code):
    """(E.164 number or None, None or reason) of one number, with words around it or not."""
    extension = _EXTENSION.search(text)
    switchboard = extension and _parse(_without_words(text[: extension.start()]), country_code)
    if switchboard:
        return _e164(switchboard), "extension"
    parsed = _parse(_without_words(text), country_code)
    if parsed is None:
        return None, "invalid_number"
    if phonenumbers.number_type(parsed) not in _REACHABLE and not french_numbers.is_mobile(parsed):
        return None, "landline"
    return _e164(parsed), None


def _e164(parsed):
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _without_words(text):
    """A number without the words before and after it: ``tél : 06…``, ``06… (maman)``."""
    text = re.sub(r"\([^()\d]*\)|\[[^\]]*\]", " ", text)
    return re.sub(r"^[^\d+(]+(?=[+\d(])|[^\d)]+$", "", text).strip(" :.-/")


def _parse(typed, country_code):
    if not typed or len(typed) > 40 or re.search(r"[^\d+\s().\-/]", typed):
        return None
    # "0033…" is dialled from any country, but only some regions use 00 as their prefix for abroad.
    typed = re.sub(r"^\(\s*(\+|00)\s*(\d+)\s*\)", r"\1\2 ", typed)
    attempts = [typed]
    if re.match(r"0\s*0", typed):
        attempts.append("+" + typed.replace("0", "", 2))
    region = "FR" if country_code in french_numbers.REGIONS else country_code
    for text in attempts:
        try:
            parsed = phonenumbers.parse(text, region or None)
        except phonenumbers.NumberParseException:
            continue
        resolved = french_numbers.resolve(parsed)
        if resolved is not None:
            return resolved
    if region == "FR" and country_code == "PM":
        return _parse_of(typed, "PM")
    return None


def _parse_of(typed, region):
    try:
        parsed = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None

"""What an SMS costs, and how to make it cost less (T4, N11, T3); `sms_fit` makes it fit."""
import re
import unicodedata
from typing import NamedTuple

from anyascii import anyascii
from gsm0338 import Codec

_ESCAPE = 0x1B   # announces a character of the extension table; alone it is none
_SEPTETS = {Codec().decode(bytes([code]))[0]: 1 for code in range(128) if code != _ESCAPE}
_SEPTETS |= {Codec().decode(bytes([_ESCAPE, code]), "ignore")[0]: 2 for code in range(128) if code != _ESCAPE}
_SEPTETS.pop("", None)   # codes without a character
ROOM = {"gsm7": (160, 153), "ucs2": (70, 67)}   # alone, and in each of several joined parts


class Count(NamedTuple):
    """`characters`: as billed, septets of GSM-7 or units of UCS-2; `left`: room before one credit more."""

    encoding: str   # 'gsm7' or 'ucs2'
    characters: int
    credits: int
    left: int


def count(text: str) -> Count:
    """What sending exactly this text costs (T4). An empty text costs nothing: 0 credits, 160 left.

    The parts are really packed: no part ends within an escape sequence or a surrogate pair, so a long text
    may need one part more than its length tells.
    """
    widths = [_SEPTETS.get(c) for c in text]
    encoding = "gsm7"
    if None in widths:
        encoding, widths = "ucs2", [2 if ord(c) > 0xFFFF else 1 for c in text]
    alone, joined = ROOM[encoding]
    total = sum(widths)
    if total <= alone:
        return Count(encoding, total, 1 if text else 0, alone - total)
    parts, used = 1, 0
    for width in widths:
        used += width
        if used > joined:
            parts, used = parts + 1, width
    return Count(encoding, total, parts, joined - used)


# --- replacing --------------------------------------------------------------------------------------------

class _Gsm(dict):
    """What to write for each character, for `str.translate`; filled as characters come by."""

    def __missing__(self, code: int) -> str:
        self[code] = _in_gsm(chr(code))
        return self[code]


_READABLE = _Gsm(str.maketrans({
    "«": '"', "»": '"', "„": '"', "‟": '"', "‹": "'", "›": "'", "‚": "'", "‛": "'", "`": "'", "\t": " ",
    "×": "x", "÷": "/", "•": "-", "·": "-", "‣": "-", "−": "-", "→": "->", "←": "<-", "¢": "c", "¬": "-",
    "\r": "\n", "\x0b": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n",
}))
_SPACE = "[ \u00a0\u2009\u202f]*"
_FRENCH_QUOTES = re.compile(rf"«{_SPACE}|{_SPACE}»")


def simplify(text: str) -> str:
    """`text` with the Latin letters and the punctuation that force UCS-2 written in GSM-7 (T4): ê → e, œ →
    oe, « x » → "x", … → ..., no-break spaces → spaces. What GSM-7 has (é è à ù ä ö ü ñ ß €) stays.

    Other scripts and emoji are left alone, and then so is all the rest: the message is UCS-2 whatever is
    replaced. Likewise where replacing would cost more (seventy "…" fit in one credit). Only composed (NFC)
    in those cases.
    """
    text = compose(text)
    if _SEPTETS.keys() >= set(text):
        return text
    simple = re.sub("(?<=[nN])°", "o", text)
    if simple.find("«") < simple.find("»"):   # the other way round, »so«, they stand without spaces
        simple = _FRENCH_QUOTES.sub('"', simple)
    simple = simple.translate(_READABLE)
    after = count(simple)
    return simple if after.encoding == "gsm7" and after.credits <= count(text).credits else text


def replaced(text: str) -> list[tuple[str, str]]:
    """Each character of `text` that `simplify` writes otherwise, with what stands for it: [("ê", "e"), ("’", "'")]."""
    composed = compose(text)
    if simplify(text) == composed:
        return []
    return [(c, c.translate(_READABLE)) for c in dict.fromkeys(composed) if c not in _SEPTETS]


def room(counted: Count, max_credits: int) -> int:
    """How many characters more `max_credits` credits (at least 1) hold; below zero: how many too many."""
    alone, joined = ROOM[counted.encoding]
    return (alone if max_credits == 1 else max_credits * joined) - counted.characters


def compose(text: str) -> str:
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n")


def _in_gsm(char: str) -> str:
    """What to write for one character; itself where GSM-7 has it or it is of another script."""
    if char in _SEPTETS or not _may_be_replaced(char):
        return char
    if unicodedata.category(char) in ("Cc", "Cf", "Mn"):   # zero-width, or accents that compose with nothing
        return ""
    return anyascii(char).replace("`", "'")


def _may_be_replaced(char: str) -> bool:
    category = unicodedata.category(char)
    if category[0] == "L" and category != "Lm":
        return char < "\u0250" or "LATIN" in unicodedata.name(char, "")
    if category == "Mn":
        return "\u0300" <= char <= "\u036f"
    if category[0] in "SNL":   # only signs below the arrows: no emoji, no other script's digits
        return char < "\u0370" or "\u2000" <= char < "\u2190"
    return category[0] in "PZ" or category in ("Cc", "Cf")


# --- wording ----------------------------------------------------------------------------------------------

# The German ones within a word too: Terminabsage.
_CANCELLING = re.compile(r"(annul|anul|cancel|disd|decommand)|.*(stornier|storno|absag|abzusag)")


def speaks_of_cancelling(text: str) -> str | None:
    """The first word of `text` that speaks of cancelling, as written, else None (T3). French, English,
    German, Italian, Spanish; accents and case make no difference."""
    visible = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    for word in re.findall(r"(?:[^\W_]|[\u0300-\u036f])+", visible):
        bare = (c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
        if _CANCELLING.match("".join(bare).casefold()):
            return word
    return None

"""What an SMS costs, how to make it cost less, and how to make it fit (T4, N11, T3)."""
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from anyascii import anyascii
from gsm0338 import Codec

_ESCAPE = 0x1B   # announces a character of the extension table; alone it is none
_SEPTETS = {Codec().decode(bytes([code]))[0]: 1 for code in range(128) if code != _ESCAPE}
_SEPTETS |= {Codec().decode(bytes([_ESCAPE, code]), "ignore")[0]: 2 for code in range(128) if code != _ESCAPE}
_SEPTETS.pop("", None)   # codes without a character
_ROOM = {"gsm7": (160, 153), "ucs2": (70, 67)}   # alone, and in each of several joined parts


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
    alone, joined = _ROOM[encoding]
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
    text = _compose(text)
    if _SEPTETS.keys() >= set(text):
        return text
    simple = re.sub("(?<=[nN])°", "o", text)
    if simple.find("«") < simple.find("»"):   # the other way round, »so«, they stand without spaces
        simple = _FRENCH_QUOTES.sub('"', simple)
    simple = simple.translate(_READABLE)
    after = count(simple)
    return simple if after.encoding == "gsm7" and after.credits <= count(text).credits else text


def room(counted: Count, max_credits: int) -> int:
    """How many characters more `max_credits` credits (at least 1) hold; below zero: how many too many."""
    alone, joined = _ROOM[counted.encoding]
    return (alone if max_credits == 1 else max_credits * joined) - counted.characters


def _compose(text: str) -> str:
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


# --- fitting ----------------------------------------------------------------------------------------------

@dataclass(frozen=True)
class SmsParts:
    """A message as rendered, wherever its text puts sentence and link. `bare`: the same rendered without the
    optional sentence (its macro given no value). `protected`: what must stay whole: link, date, time.
    `nameless`: `bare` without the client's name, for a name too long or of a script that leaves no room for the
    rest; empty: the name must stay."""

    text: str
    bare: str
    protected: tuple[str, ...] = ()
    nameless: str = ""


class Fitted(NamedTuple):
    """`steps` taken, in order: 'replaced', 'sentence', 'name', 'body'. `shortened`: words were lost. `over`: even the
    shortest text, which this is, costs more than allowed. `replaced`: each character that was, with what
    stands for it, [("ê", "e"), ("’", "'")]."""

    text: str
    count: Count
    shortened: bool
    steps: tuple[str, ...]
    over: bool
    replaced: list[tuple[str, str]] = []


def fit(parts: SmsParts, max_credits: int, *, replace: bool = True) -> Fitted:
    """The message in at most `max_credits` credits (0: any number), losing as little as can be (T4, N11).

    Characters are replaced in any case, unless `replace` is off. Then, as long as the message costs too
    much: the sentence is dropped; the name is, if that saves the rest; the body is cut at words, from the end
    ("..." for what is gone).
    Protected parts are never cut: then `over` may tell that even so it costs too much.
    """
    write = simplify if replace else _compose

    def attempt(source: str, *steps: str) -> Fitted:
        text, composed = write(source), _compose(source)
        counted = count(text)
        is_over = bool(max_credits) and counted.credits > max_credits
        if text == composed:
            return Fitted(text, counted, bool(steps), steps, is_over)
        foreign = dict.fromkeys(c for c in composed if c not in _SEPTETS)
        replaced = [(c, c.translate(_READABLE)) for c in foreign]
        return Fitted(text, counted, bool(steps), ("replaced", *steps), is_over, replaced)

    whole = attempt(parts.text)
    if not whole.over:
        return whole
    dropped = ("sentence",) if _compose(parts.bare) != _compose(parts.text) else ()
    best = attempt(parts.bare, *dropped)
    if best.over and parts.nameless:
        nameless = attempt(parts.nameless, *dropped, "name")
        if not nameless.over:
            return nameless
    for shorter in _shorter(_compose(parts.bare), parts.protected, max_credits) if best.over else ():
        best = attempt(shorter, *dropped, "body")
        if not best.over:
            break
    return best


def _shorter(text: str, protected: Iterable[str], max_credits: int) -> Iterator[str]:
    """`text` shorter and shorter, down to little else than its protected parts."""
    kept = sorted({_compose(part) for part in protected if part}, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, kept)) + ")", text) if kept else [text]
    most = max_credits * _ROOM["gsm7"][0]   # nothing fits before what is longer is cut
    pieces[::2] = [piece.rstrip()[:most].rstrip() + piece[len(piece.rstrip()):] for piece in pieces[::2]]
    from_the_end = range(len(pieces) - 1, -1, -2)
    for index in sorted(from_the_end, key=lambda index: len(pieces[index]) <= _BRIEF):
        piece = pieces[index]
        for cut in _cuts(piece, first=index == 0, last=index == len(pieces) - 1):
            if len(cut) < len(piece):
                pieces[index] = cut
                yield "".join(pieces)


_BRIEF = 10   # words between date and time, " alle ore ", give little room: they go last
# Thai, Lao, Burmese, Khmer, kana, ideographs
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\U00020000-\U0003ffff]")


def _cuts(piece: str, *, first: bool, last: bool) -> Iterator[str]:
    """What a piece between protected parts may be cut down to, the longest first."""
    after = "" if last else piece[len(piece.rstrip()):] or " "
    nothing = "" if first else after   # no dots: a phone would take them for the link's
    for end in range(len(piece.rstrip()) - 1, -1, -1):
        if end == 0 or _may_cut(piece, end):
            words = piece[:end].rstrip(" \n,;:.!?…-–—(«\"")
            yield words + "..." + after if words else nothing


def _may_cut(piece: str, end: int) -> bool:
    """At the end of a word; within one only where words do not end: scripts without spaces."""
    if piece[end].isspace():
        return not piece[end - 1].isspace()
    return bool(_UNSPACED.match(piece[end - 1])) and unicodedata.category(piece[end])[0] != "M"


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

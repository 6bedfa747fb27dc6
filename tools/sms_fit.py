"""Makes an SMS fit into the credits that it may cost, losing as little as can be (T4, N11)."""
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from anyascii import anyascii

from .sms_text import ROOM, Count, compose, count, replaced, simplify


@dataclass(frozen=True)
class SmsParts:
    """A message as rendered, wherever its text puts sentence and link.

    `bare`: the same without the optional sentence. `shorter`: the same with less in it, in the order of what is
    missed least, as (steps, text): a shorter name of the business, none; no name of the client. `protected`: what
    is never cut: link, date, time, the words that say what happened. `spared`: words of the text itself that are
    cut only where all else is not enough."""

    text: str
    bare: str
    protected: tuple[str, ...] = ()
    shorter: Iterable[tuple[tuple[str, ...], str]] = ()
    spared: tuple[str, ...] = ()


class Fitted(NamedTuple):
    """`steps` taken, in order: 'replaced', 'sentence', 'business', 'name', 'body'. `shortened`: words were lost.
    `over`: even the shortest text, which this is, costs more than allowed. `replaced`: see `sms_text.replaced`."""

    text: str
    count: Count
    shortened: bool
    steps: tuple[str, ...]
    over: bool
    replaced: list[tuple[str, str]] = []


def fit(parts: SmsParts, max_credits: int, *, replace: bool = True) -> Fitted:
    """The message in at most `max_credits` credits (0: any number).

    Characters are replaced in any case, unless `replace` is off. Then, as long as the message costs too much: the
    sentence is dropped; the name of the business is shortened, that of the client left out; the body is cut at
    words, from the end ("..." for what is gone). Protected parts are never cut: then `over` may tell that even so
    it costs too much.
    """
    def attempt(source: str, *steps: str) -> Fitted:
        text, changes = (simplify(source), replaced(source)) if replace else (compose(source), [])
        counted = count(text)
        is_over = bool(max_credits) and counted.credits > max_credits
        taken = ("replaced", *steps) if text != compose(source) else steps
        return Fitted(text, counted, bool(steps), taken, is_over, changes)

    best = attempt(parts.text)
    for found in _attempts(parts, attempt, max_credits) if best.over else ():
        best = found
        if not best.over:
            break
    return best


def _attempts(parts, attempt, max_credits):
    dropped = ("sentence",) if compose(parts.bare) != compose(parts.text) else ()
    yield attempt(parts.bare, *dropped)
    shorter = list(parts.shorter)
    for steps, text in shorter:
        yield attempt(text, *dropped, *steps)
    # The body goes last: at first what it says besides, and only where that is not enough, its own words.
    shortest = shorter[-1] if shorter else ((), parts.bare)
    spared = (*parts.protected, *parts.spared)
    for (steps, text), kept in (((), parts.bare), spared), (shortest, spared), (shortest, parts.protected):
        for cut in _shorter(compose(text), kept, max_credits):
            yield attempt(cut, *dropped, *steps, "body")


def _shorter(text: str, protected: Iterable[str], max_credits: int) -> Iterator[str]:
    """`text` shorter and shorter, down to little else than its protected parts."""
    kept = sorted({compose(part) for part in protected if part}, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(_as_pattern, kept)) + ")", text) if kept else [text]
    most = max_credits * ROOM["gsm7"][0]   # nothing fits before what is longer is cut
    pieces[::2] = [piece.rstrip()[:most].rstrip() + piece[len(piece.rstrip()):] for piece in pieces[::2]]
    from_the_end = range(len(pieces) - 1, -1, -2)
    for index in sorted(from_the_end, key=lambda index: len(pieces[index]) <= _BRIEF):
        piece = pieces[index]
        for cut in _cuts(piece, first=index == 0, last=index == len(pieces) - 1):
            if len(cut) < len(piece):
                pieces[index] = cut
                yield "".join(pieces)


def _as_pattern(part: str) -> str:
    """A word is protected where it stands alone, not within another."""
    starts, ends = (r"(?<!\w)" if part[0].isalpha() else ""), (r"(?!\w)" if part[-1].isalpha() else "")
    return f"{starts}{re.escape(part)}{ends}"


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


# --- names ------------------------------------------------------------------------------------------------

_LEAST_NAME = 4
_LOOSE_END = re.compile(r"(?:[\W_]|(?<!\w)(?:de|du|des|le|la|les|et|and|of|the|und|der|die|das|von|e|di|del|della|l|d))+$", re.I)


def shorter_names(name: str) -> Iterator[str]:
    """A name in Latin letters if it is not, then shorter and shorter, at words; at last none."""
    latin = latin_name(name)
    seen = {name}
    for end in range(len(latin), _LEAST_NAME - 1, -1):
        is_word = end == len(latin) or (latin[end - 1].isalnum() and not latin[end].isalnum())
        short = _LOOSE_END.sub("", latin[:end]) if end < len(latin) else latin
        if is_word and short and short not in seen:
            seen.add(short)
            yield short
    if " " not in latin and len(latin) > 2 * _LEAST_NAME:   # one endless word
        yield from (latin[:end] for end in (24, 16, 8) if end < len(latin))
    yield ""


def latin_name(name: str) -> str:
    """`name` in letters that an SMS has: another script as it is spelt in Latin, without emoji and signs."""
    if count(simplify(name)).encoding == "gsm7":
        return simplify(name)
    letters = "".join(c for c in compose(name) if c.isalnum() or count(simplify(c)).encoding == "gsm7")
    spelt = simplify(" ".join(_spelt(word) for word in letters.split()))
    return spelt if count(spelt).encoding == "gsm7" else ""


def _spelt(word: str) -> str:
    if count(simplify(word)).encoding == "gsm7":
        return word
    latin = anyascii(word)
    return latin[:1].upper() + latin[1:]

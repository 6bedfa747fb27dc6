"""Macros: the words between underscores, `_CLIENT-FIRST-NAME_`, that a text is written with (T1).

Each has an English and a French name, and both may stand in one text. A text is plain text; so is what
comes out, unless HTML is asked for. Rendering is one pass: whatever a value holds, it is printed and never
read again.
"""
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from markupsafe import escape

from .macro_table import MACROS, OCCASIONAL


class Used(NamedTuple):
    """A macro in a text, as written. `name` is the English one, None if there is no such macro; line and
    column count from 1."""

    raw: str
    name: str | None
    line: int
    column: int


class Unknown(NamedTuple):
    """What was meant as a macro and is none; `nearest` is written as it should be, `_LIKE-THIS_`."""

    raw: str
    line: int
    column: int
    nearest: str


def find(text: str) -> list[Used]:
    """Every macro in `text`, in order, with those misspelt (T1).

    `_X_` is a macro where X is one of the names, accents composed or not, whatever stands beside it. Taken
    for a misspelt one: capitals, digits and hyphens between underscores, unless letters touch both
    (`MAX_SIZE_KB`); lower case or words apart that all but spell a name (`_lien_`, `_NOM DU CLIENT_`); a
    name with one of its underscores (`_LINK`). Anything else, `snake_case_word`, `__`, `_very important_`,
    is the user's own text.
    """
    found, position = [], 0
    for known in _KNOWN.finditer(text):
        found += _misspelt(text, position, known.start())
        found.append((known.start(), known.group(), _CANONICAL[_spelling(known.group(1))]))
        position = known.end()
    found += _misspelt(text, position, len(text))
    return [
        Used(raw, name, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) for at, raw, name in found
    ]


def split(text: str) -> tuple[list[str], list[str]]:
    """(the words around and between the macros of `text`, the English names of those macros)"""
    pieces = _KNOWN.split(text)
    return pieces[::2], [_CANONICAL[_spelling(name)] for name in pieces[1::2]]


def names(text: str) -> set[str]:
    """The English names of the macros in `text`."""
    return set(split(text)[1])


def exchange(text: str, name: str, other: str) -> str:
    """`text` with the macro `other` in the place of `name`, both English."""
    words, found = split(text)
    spelt = [f"_{other if each == name else each}_" for each in found]
    return "".join(piece for pair in zip(words, [*spelt, ""], strict=True) for piece in pair)


def unknown(text: str) -> list[Unknown]:
    """What must be refused at save (T1): each misspelt macro of `text` with the nearest name, French or
    English."""
    return [
        Unknown(used.raw, used.line, used.column, f"_{_nearest(used.raw, 0)}_")
        for used in find(text) if used.name is None
    ]


def render(text: str, values: Mapping[str, str], *, html: bool = False) -> str:
    """`text` with each macro replaced by its value (T1).

    `values`: English name → text. A missing, blank, None or False value prints nothing, and what it leaves
    bare goes with it: a space, a comma, brackets, the label `Price :`, a line with nothing else on it.
    Nothing else of the text and nothing of a value is touched. A misspelt macro is printed as it stands.
    With `html`, the text and the values are escaped (except a value that is `Markup`, a signature for one)
    and newlines stay newlines.
    """
    quote = escape if html else str
    lines, ends = _parse(text)
    return _join_lines([_fill_line(pieces, values, quote) for pieces in lines], ends)


# --- recognising ------------------------------------------------------------------------------------------

def _spelling(name: str) -> str:
    """One form for spellings that look the same: accents composed or not, hyphens that do not break."""
    return unicodedata.normalize("NFC", name).replace("\u2010", "-").replace("\u2011", "-")


def _fold(name: str) -> str:
    """The bare letters, for likeness: no accents, no case, one hyphen between words."""
    letters = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", letters).strip("-").upper()


def _pattern(names: Iterable[str], *, rough: bool = False) -> str:
    """Matches what `_spelling` makes one of the names; if `rough`, also accents left out, or `_` for a
    hyphen."""
    def letter(c: str) -> str:
        if c == "-":
            return "[-_\u2010\u2011]" if rough else "[-\u2010\u2011]"
        apart = unicodedata.normalize("NFD", c)
        if apart == c:
            return c
        return f"(?:{c}|{apart}|{apart[0]})" if rough else f"(?:{c}|{apart})"
    return "|".join("".join(map(letter, name)) for name in sorted(names, key=len, reverse=True))


_CANONICAL = {spelling: macro.name for macro in (MACROS | OCCASIONAL).values() for spelling in (macro.name, macro.french)}
_BY_FOLDED = {_fold(spelling): spelling for spelling in reversed(_CANONICAL)}   # English wins: PREPARATION
_KNOWN = re.compile(f"_({_pattern(_CANONICAL)})_")
# Only the opening underscore is consumed: the closing one may open the next.
_LIKE_ONE = re.compile(r"_(?=([^\W\d_](?:[^\W_]|[\u0300-\u036f\-\u2010-\u2014]| (?=[^\W_])){0,79})_)")
_ROUGH = _pattern(_CANONICAL, rough=True)
_HALF_ONE = re.compile(
    rf"_(?:{_ROUGH})_|(?<![^\W_])_(?:{_ROUGH})(?![\w-])|(?<![^\W_])(?<!-)(?:{_ROUGH})_(?![^\W_])"
)


@lru_cache(maxsize=1024)
def _nearest(name: str, cutoff: float) -> str | None:
    """The macro's spelling most like `name`, None if none is as like as `cutoff` (0 to 1)."""
    folded = _fold(name)
    words = set(folded.split("-"))
    pool = [known for known in _BY_FOLDED if words <= set(known.split("-"))] or list(_BY_FOLDED)
    matches = difflib.get_close_matches(folded, pool, n=1, cutoff=cutoff)
    return _BY_FOLDED[matches[0]] if matches else None


def _misspelt(text: str, start: int, end: int) -> Iterator[tuple[int, str, None]]:
    """(position, raw, None) of each thing between `start` and `end` that was meant as a macro and is none."""
    whole = [(m.start(), f"_{m[1]}_") for m in _LIKE_ONE.finditer(text, start, end) if _was_meant(text, m)]
    half = [(m.start(), m.group()) for m in _HALF_ONE.finditer(text, start, end)]
    for at, raw in sorted(whole + half, key=lambda one: (one[0], -len(one[1]))):
        if at >= start:
            yield at, raw, None
            start = at + len(raw)


def _was_meant(text: str, match: re.Match) -> bool:
    touched_left = text[match.start() - 1:match.start()].isalnum()
    touched_right = text[match.end(1) + 1:match.end(1) + 2].isalnum()
    if match[1].isupper() and " " not in match[1]:
        return not (touched_left and touched_right)
    return not (touched_left or touched_right) and _nearest(match[1], 0.85) is not None


# --- rendering --------------------------------------------------------------------------------------------

@lru_cache(maxsize=512)
def _parse(text: str) -> tuple[list[list[str]], list[str]]:
    """The lines of a text, each as [words, English name, words, …, words], and its line ends."""
    cut = re.split(r"(\r\n|\r|\n)", text)
    lines = [_KNOWN.split(line) for line in cut[::2]]
    for line in lines:
        line[1::2] = [_CANONICAL[_spelling(name)] for name in line[1::2]]
    return lines, cut[1::2]


def _fill_line(pieces: list[str], values: Mapping[str, str], quote: Callable[[str], str]) -> str | None:
    """One line with its values; None if it held macros, none had a value, and what is left is but a label or
    punctuation."""
    words, found = pieces[::2], [_value(values, name) for name in pieces[1::2]]
    if found and not any(found):
        said = "".join(words[1:] if _LABEL.fullmatch(words[0]) else words)
        if not any(c.isalnum() for c in said):
            return None
    out, left = [], words[0]
    for i, value in enumerate(found):
        right, last = words[i + 1], i + 1 == len(found)
        if value:
            out += quote(left), quote(value)
            left = right
        elif last or found[i + 1] or not _SEPARATORS.fullmatch(right):
            left = _close(left, right, at_start=not out, at_end=last)
        # else: two gaps with but a comma between them are one
    return "".join([*out, quote(left)])


def _value(values: Mapping[str, str], name: str) -> str:
    value = values.get(name)
    if value is None or value is False or not str(value).strip():
        return ""
    return value if isinstance(value, str) else str(value)


def _join_lines(lines: list[str | None], ends: list[str]) -> str:
    """The lines without those that vanished (None), nor the blank ones that only set them apart."""
    out, index = [], 0
    for bare, group in groupby(lines, key=lambda line: not (line and line.strip())):
        run = kept = list(group)
        if bare and None in run:
            inside = 0 < index < len(lines) - len(run)
            blanks = [list(lot) for gone, lot in groupby(run, key=lambda line: line is None) if not gone]
            kept = max(blanks, key=len, default=[]) if inside else []
        for i, line in enumerate(kept, start=index):
            out += ends[i - 1] if out else "", line
        index += len(run)
    return "".join(out)


_LABEL = re.compile(r"[^.,;:!?…]{1,40}:\s*")   # "Adresse : "
_SEPARATOR = ",;:/|·•–—،؛，、；：-"
_SEPARATORS = re.compile(rf"[\s{_SEPARATOR}]*")
_LEADING = re.compile(r"(?:\s|[,;:!?…،؛؟，。、！？；：](?!\d)|[.\-–—/|·•](?!\w))*")
_STAND_APART = "-–—/|·•;:!?»"   # what a space may stand before, in French at least
_ENDS = set(".!?…؟。！？")
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "“": "”", "„": "“"}


def _close(left: str, right: str, at_start: bool, at_end: bool) -> str:
    """Join the words on both sides of a macro that printed nothing. `at_start`: no value stands before
    `left` on its line; `at_end`: nothing follows `right`."""
    while (bare := _shed(left, right, at_start, at_end)) != (left, right):
        left, right = bare
    before, after = left.rstrip(), right.lstrip()
    if not before and at_start:
        return left + after
    if _ends_here(after, at_end):
        return before + (right if after and after[0] in _STAND_APART else after)
    space = (left[len(before):] or right[:len(right) - len(after)])[:1]
    return before + space + after


def _shed(left: str, right: str, at_start: bool, at_end: bool) -> tuple[str, str]:
    """`left` and `right` without the next punctuation that only the macro between them gave a reason to."""
    before, after = left.rstrip(), right.lstrip()
    last, first = before[-1:], after[:1]
    loose = _LEADING.match(after).end()
    if first and (_PAIRS.get(last) == first or left[-1:] == right[:1] == '"'):
        return before[:-1], after[1:]
    if loose and (last in _PAIRS or last in _ENDS or (at_start and not before)):
        return left, after[loose:]
    if before and _ends_here(after, at_end):
        return before.rstrip(_SEPARATOR), right
    return left, right


def _ends_here(after: str, at_end: bool) -> bool:
    """Whether a phrase ends before `after`, so that no separator is wanted, or `after` brings its own."""
    return _LEADING.match(after).end() > 0 or after[:1] in _PAIRS.values() or (at_end and not after)

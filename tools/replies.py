"""What a client's reply to a message says: yes, no, or something that staff must read (N19). Pure.

No guessing: a reply is an answer only when phrases that are known cover all of it, in one language, and all of them say
the same. A word that is left over, a question, a number, a yes beside a no: staff read it.
"""

import re
import unicodedata

from . import replies_words as known

_LONGEST = 200
_LONG_WORD = 6  # shorter words a letter apart are too often other words
_YES_SIGNS, _NO_SIGNS = "👍👌✅✔☑🆗", "👎❌✖🚫"
_SIGNS_THAT_SAY_NOTHING = "😊🙂😀😁😃😄😉☺🙏🌸🌷😔😢😞😕🙁☹😥😓🤗✨🌞😇🎉"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_SAME_LETTERS = re.compile(r"([a-z])\1{2,}")
_BARE = {"no", "non", "nein", "n", "nee", ":no:"}
_ANSWERS = {frozenset({"yes"}): "yes", frozenset({"yes", "glad"}): "yes",
            frozenset({"no"}): "no", frozenset({"no", "sorry"}): "no"}  # fmt: skip


def read(text: str, names=(), days_ahead: int | None = None) -> str:
    """'yes', 'no', or '' where there is any doubt.

    :param text: what came in
    :param names: names that may stand below it: the client's, the practitioner's
    :param days_ahead: of the appointment, in days of its agenda: "tomorrow" is no answer about Thursday; None: not asked
    """
    if len(text) > _LONGEST:
        return ""
    words = _words(text)
    signatures = {word for name in names for word in _words(name)}
    found = {_answer(list(words), language, signatures, days_ahead) for language in _LANGUAGES.values()} - {""}
    return found.pop() if len(found) == 1 else ""


def _words(text):
    """In small letters without accents; signs that mean something are words, unknown ones stay and leave a doubt."""
    text = _INVISIBLE.sub("", text)
    plain = []
    for char in unicodedata.normalize("NFKD", text).casefold():
        if char in _YES_SIGNS or char in _NO_SIGNS:
            plain.append(" :yes: " if char in _YES_SIGNS else " :no: ")
        elif char.isalnum():
            plain.append(char)
        elif char == "?" or (unicodedata.category(char) in ("So", "Sk", "Cn") and char not in _SIGNS_THAT_SAY_NOTHING):
            plain.append(" ? ")
        elif not unicodedata.combining(char):
            plain.append(" ")
    words = _SAME_LETTERS.sub(r"\1", "".join(plain)).split()
    spelt = len(words) > 1 and all(len(word) == 1 and word.isalpha() for word in words)
    return ["".join(words)] if spelt else words


class _Language:
    """The phrases of one language, as patterns over words that each end with a space."""

    def __init__(self, code):
        self.code = code
        self.kinds = [
            (kind, _pattern(line, code))
            for phrases in (known.PHRASES[code], known.EVERYWHERE, {"doubt": known.DOUBT})
            for kind, lines in phrases.items()
            for line in lines.strip().splitlines()
        ]
        if code == "fr":  # elsewhere it may be Italian's "not"
            self.kinds.append(("no", re.compile("non ")))
        self.words = {word for _kind, pattern in self.kinds for word in re.findall("[a-z]+", pattern.pattern)}

    def spell(self, word):
        """The word as it is known, where it is long and no more than a letter off; else as it stands."""
        if self.code == "de":
            word = _without_e(word)
        if word in self.words or len(word) < _LONG_WORD or word in known.NO_MISSPELLING or word in known.TITLES:
            return word
        near = {each for each in self.words if len(each) >= _LONG_WORD - 1 and _is_near(word, each)}
        return min(near, key=lambda each: (each[0] != word[0], each)) if near else word

    def longest(self, rest):
        """(kind, length in words) of the longest phrase that stands at the beginning, or (None, 0)."""
        text = "".join(f"{word} " for word in rest)
        matches = [(found.end(), kind) for kind, pattern in self.kinds if (found := pattern.match(text))]
        length, kind = max(matches, default=(0, None))
        return kind, text[:length].count(" ")


def _answer(words, language, names, days_ahead):
    spelt = [word if word in names else language.spell(word) for word in words]
    is_corrected = any(_without_e(was) != _without_e(now) for was, now in zip(words, spelt, strict=True))
    kinds, place, is_bare, is_order = set(), 0, False, False
    while place < len(spelt):
        kind, length = language.longest(spelt[place:])
        if not length:
            if _is_name(spelt, place, names):
                place += 1
                continue
            return ""
        phrase = spelt[place : place + length]
        if kind != "polite" and not _is_on_that_day(phrase, days_ahead):
            return ""
        is_bare |= phrase[0] in _BARE and length == 1
        is_order |= kind == "no" and phrase[0] in known.ORDERS
        kinds.add(kind)
        place += length
    if is_bare and (is_corrected or is_order):
        return ""  # beside an order, or a word that may be another, it may mean "do not"
    return _ANSWERS.get(frozenset(kinds - {"polite"}), "")


def _is_name(words, place, names):
    """A title, or a name: after a title, or where nothing but names follows. "Vanessa cannot come" is no signature."""
    word, following = words[place], words[place + 1 :]
    if word in known.TITLES:
        return place > 0 or not following
    if word not in names and not any(name.startswith(word) for name in names if len(word) == 1 and following):
        return False
    after_title = place > 1 and words[place - 1] in known.TITLES
    return place > 0 and (after_title or all(each in names or (len(each) == 1 and each.isalpha()) for each in following))


def _is_on_that_day(phrase, days_ahead):
    if days_ahead is None:
        return True
    return not (known.TODAY & set(phrase) and days_ahead != 0) and not (
        known.TOMORROW & set(phrase) and days_ahead != 1
    )


def _pattern(line, code):
    """The regular expression of a phrase, as ``replies_words`` spells it."""
    line = re.sub(r"@(\??)", lambda sign: known.DAYS[code] + sign[1], line)
    appointment = "".join(_part(each) for each in known.APPOINTMENT[code].split())
    parts = []
    for each in line.split():
        parts.append(f"(?:{appointment})" + each[1:] if each[0] == "$" else _part(each))
    pattern = "".join(parts)
    return re.compile(_without_e(pattern) if code == "de" else pattern)


def _part(each):
    ways = sorted(each.removesuffix("?").split("|"), key=len, reverse=True)  # the longest that fits, not the first
    words = "|".join(ways).replace("_", " ")
    return f"(?:(?:{words}) )" + ("?" if each.endswith("?") else "")


def _without_e(word):
    """German letters with dots, as they are written without: "ae" is "ä", whose dots went with the accents."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _is_near(one, other):
    """Whether a letter is missing, too many, another, or changed places with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:] and len(a) > 1)


_LANGUAGES = {code: _Language(code) for code in known.PHRASES}

"""E-mail addresses as people type, paste and import them (G6)."""

import re
import unicodedata

import idna

# What a word with an @ in it ends at. A slash too: it stands between two addresses far more often than in one.
_ADDRESS = re.compile(r"[^\s<>,;:|/\\()\[\]\"“”«»]+@[^\s<>,;:|/\\()\[\]\"“”«»?&]+")
_LOCAL = re.compile(r"[^\s@\x00-\x1f]{1,64}")
_ASCII_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_QUOTES = str.maketrans(dict.fromkeys("’‘ʼ′＇`´", "'"))
_ENDS = ".,;:'\"…·"


def check(text):
    """Where an e-mail reaches somebody.

    :param text: the field as it stands: one address, several, with a name, with what copying left in it; or empty
    :return: (addresses with a comma between, or None; None, or a reason: ``no_email``, ``invalid_email``). Domains are
        in ASCII (IDNA); a name before the @ that is not ASCII stays: it is for a server that takes it.
    """
    addresses = read(text)
    if addresses:
        return ", ".join(addresses), None
    return None, "invalid_email" if _visible(text or "").strip() else "no_email"


def read(text):
    """The addresses in a text that a mail can go to, each once, in their order."""
    prepared = _prepared(text or "")
    found = (_valid(match[0]) for match in _ADDRESS.finditer(prepared) if not _is_torn(prepared, match))
    return list(dict.fromkeys(address for address in found if address))


def clean(text):
    """The text of an e-mail field without what does not belong there, to be stored; what cannot be read is kept.

    "Claire <c@x.fr>" stays: a name is no dirt. Invisible characters, ``mailto:``, a full stop at the end go; a typed
    apostrophe takes the place of a typographer's.
    """
    text = text or ""
    visible = " ".join(_visible(text).split())
    without = re.sub(r"(?i)\bmailto:\s*|(?<=[^\s?])\?(subject|cc|bcc|body)=\S*", "", visible).strip(" ,;.:")
    words = [word.translate(_QUOTES) if "@" in word else word for word in without.split(" ")]
    return " ".join(words)


def unreadable(text):
    """The words of a text that were meant as addresses and are none."""
    words = re.split(r"[\s,;|<>\"()]+", _prepared(text or ""))
    return [word for word in words if "@" in word and not read(word)]


def _prepared(text):
    return re.sub(r"\s*@\s*", "@", clean(text))


def _visible(text):
    """In our letters, without invisible characters (zero-width, byte order mark, directions, control)."""
    characters = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category in ("Zs", "Zl", "Zp") or character in "\t\r\n":
            characters.append(" ")
        elif category not in ("Cf", "Cc", "Cs", "Co", "Cn"):
            characters.append(character)
    return "".join(characters)


def _is_torn(text, match):
    """Whether a bare word stands before an address: "vanessa durand@x.fr" is not durand's."""
    before = text[: match.start()].split(" ")[-2:]
    return len(before) == 2 and before[1] == "" and "@" not in before[0] and before[0][-1:].isalnum()


def _valid(word):
    """A word as an address, or None."""
    local, _at, domain = word.strip(_ENDS).partition("@")
    local, domain = local.strip("'"), _ascii_domain(domain.strip(_ENDS))
    if not domain or "@" in domain or not _LOCAL.fullmatch(local) or len(local) + len(domain) > 253:
        return None
    if local[0] == "." or local[-1] == "." or ".." in local:
        return None
    if local.isascii():
        return f"{local.lower()}@{domain}" if _ASCII_LOCAL.fullmatch(local) else None
    is_name = all(c.isalnum() or unicodedata.category(c).startswith("M") or _ASCII_LOCAL.fullmatch(c) for c in local)
    return f"{local}@{domain}" if is_name else None


def _ascii_domain(domain):
    """A domain as it is looked up, or None."""
    domain = domain.casefold() if domain.isascii() else domain
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except idna.IDNAError:
            return None
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return domain

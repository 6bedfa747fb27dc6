"""Text of whatever origin, without what breaks lines, headers and files (T1)."""
import re

# Control characters, lone surrogates, and marks of no width that only copying brings along
_STRAY = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def lines(text: str | None) -> str:
    """`text` with newlines of one kind, and no control characters."""
    text = text or ""
    if text.isprintable():
        return text
    return _STRAY.sub("", _LINE_ENDS.sub("\n", text)).strip()


def one_line(text: str | None) -> str:
    """The same on one line."""
    text = text or ""
    return text if text.isprintable() and "  " not in text else " ".join(lines(text).split())

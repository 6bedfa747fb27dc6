"""The random part of a personal link (S6). Only its digest is ever stored."""
import hashlib
import re
import secrets

_SHAPE = re.compile(r"[A-Za-z0-9_-]{16}")


def new() -> str:
    """A new token: 96 random bits as 16 characters that need no escaping in an address (S6)."""
    return secrets.token_urlsafe(12)


def digest(token: str) -> str:
    """What is stored and searched: SHA-256 in hex. With 96 random bits nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: object) -> bool:
    """Whether `text` has a token's shape. To be asked before anything that came in is digested or searched
    for: safe for any input, None, bytes, NUL, non-ASCII (S6)."""
    return isinstance(text, str) and _SHAPE.fullmatch(text) is not None


def mask(text: str, token: str) -> str:
    """`text` as the log may keep it: with `••••` for the token (S6)."""
    return text.replace(token, "••••") if text and token else text

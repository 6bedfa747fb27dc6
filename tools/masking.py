"""Numbers and addresses as a page shows them: known again by their owner, of no use to who looks over a shoulder (P9)."""

_DOTS = "•••"


def number(written: str) -> str:
    """"+33612345601" → "+336 ••• 01". What is too short to keep a secret is all dots."""
    digits = "".join(char for char in written if char.isdigit() or char == "+")
    return f"{digits[:4]} {_DOTS} {digits[-2:]}" if len(digits) >= 9 else _DOTS


def email(written: str) -> str:
    """"vanessa@example.com" → "v•••@example.com"."""
    local, at, domain = written.strip().rpartition("@")
    return f"{local[:1]}{_DOTS}@{domain}" if at and local else _DOTS

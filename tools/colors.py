"""The business's colour, and what can be read on it."""
import re
from typing import NamedTuple

_DEFAULT = "#1d4ed8"


class Colors(NamedTuple):
    brand: str
    on_brand: str


def readable(brand: str | None) -> Colors:
    """A colour for buttons (`#rrggbb`; anything else: a blue), and black or white on it, whichever reads better
    (at least 4.5:1)."""
    brand = brand if re.fullmatch(r"#[0-9a-fA-F]{6}", brand or "") else _DEFAULT
    parts = [int(brand[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return Colors(brand, "#000000" if luminance > 0.179 else "#ffffff")

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import colors


@given(st.text("0123456789abcdefABCDEF", min_size=6, max_size=6).map("#{}".format))
def test_every_colour_can_be_read(brand):
    """P1: black or white on the business's colour, at least 4.5 to 1 (WCAG AA)."""
    readable = colors.readable(brand)
    assert readable.brand == brand
    assert _ratio(brand, readable.on_brand) >= 4.5


def test_anything_else_is_blue():
    """What is no colour never reaches the page's style."""
    for nonsense in (None, False, "", "red", "#12345", "#12345g", "#1d4ed8;}", "#1d4ed8\n"):
        assert colors.readable(nonsense) == ("#1d4ed8", "#ffffff")


def _ratio(one, other):
    low, high = sorted(_luminance(color) for color in (one, other))
    return (high + 0.05) / (low + 0.05)


def _luminance(color):
    """Written out anew, from WCAG 2.2."""
    light = []
    for at in (1, 3, 5):
        part = int(color[at : at + 2], 16) / 255
        light.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]

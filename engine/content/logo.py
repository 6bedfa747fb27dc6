"""The business's logo as a small picture inside e-mails: nothing is fetched when they are read."""

from base64 import b64decode
from io import BytesIO
from typing import NamedTuple

from odoo.tools.image import image_process
from PIL import Image, UnidentifiedImageError

LOGO_CID = "logo@appointment"
_LARGEST = (400, 112)  # twice as fine as it is shown


class Logo(NamedTuple):
    """Empty where the business has none of its own. Width and height as shown."""

    content: bytes | None = None
    width: int = 0
    height: int = 0


def shrink(picture):
    """The Logo of a company's picture (base64)."""
    try:
        content = image_process(b64decode(picture), size=_LARGEST)
        with Image.open(BytesIO(content)) as opened:
            width, height = opened.size
    except (UnidentifiedImageError, ValueError, OSError):
        return Logo()  # an SVG, which mail programs do not show
    ratio = min(1, _LARGEST[0] / 2 / width, _LARGEST[1] / 2 / height)
    return Logo(content, round(width * ratio), round(height * ratio))


def shown_inside(html, company_id):
    """An e-mail's HTML for a screen of Odoo's, where no part of the message comes with it."""
    return html.replace(f"cid:{LOGO_CID}", f"/logo.png?company={company_id}")

from base64 import b64decode
from io import BytesIO
from typing import NamedTuple

from odoo import api, models
from odoo.tools import ormcache
from odoo.tools.image import image_process
from PIL import Image, UnidentifiedImageError

LOGO_CID = "logo@appointment"
_LARGEST = (400, 112)  # twice as fine as it is shown


class Logo(NamedTuple):
    """Empty where the business has none of its own. Width and height as shown."""

    content: bytes | None = None
    width: int = 0
    height: int = 0


class AppointmentLogo(models.AbstractModel):
    """The business's logo as a small picture inside e-mails: nothing is fetched when they are read."""

    _name = "appointment.logo"
    _description = "Logo in appointment e-mails"

    def _of(self, company):
        partner = company.sudo().partner_id
        return self._cached(company.id, partner.write_date)

    @api.model
    def _shown_inside(self, html, company):
        """The e-mail's HTML for a screen of Odoo's, where no part of the message comes with it."""
        return html.replace(f"cid:{LOGO_CID}", f"/logo.png?company={company.id}")

    @ormcache("company_id", "changed_at")
    def _cached(self, company_id, changed_at):
        company = self.env["res.company"].sudo().browse(company_id)
        if not company.logo or company.uses_default_logo:
            return Logo()
        try:
            content = image_process(b64decode(company.logo), size=_LARGEST)
            with Image.open(BytesIO(content)) as picture:
                width, height = picture.size
        except (UnidentifiedImageError, ValueError, OSError):
            return Logo()  # an SVG, which mail programs do not show
        shrink = min(1, _LARGEST[0] / 2 / width, _LARGEST[1] / 2 / height)
        return Logo(content, round(width * shrink), round(height * shrink))

import base64
import os
import tempfile
from io import BytesIO
from pathlib import Path

from odoo.tests import tagged
from PIL import Image, ImageDraw

from .common import AppointmentCase
from .live import LiveMixin
from .pictures import Camera

# ALL_TAGS=1 dev/pytest tests/test_pictures_email.py takes them anew.
TAKEN = [
    ("booked", 360, False), ("booked", 360, True), ("booked", 1280, False), ("booked", 1280, True),
    ("moved", 360, False), ("moved", 360, True), ("cancelled", 360, False), ("reminder", 1280, False),
]  # fmt: skip


@tagged("-standard", "pictures", "post_install", "-at_install")
class TestEmailPictures(LiveMixin, AppointmentCase):
    """Received e-mails, photographed for docs/images (T, issue 4)."""

    def setUp(self):
        super().setUp()
        self.go_live()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.write({"name": "Mon Salon", "primary_color": "#7c3aed", "logo": _logo()})
        self.company.partner_id.write(
            {"street": "12 rue des Lilas", "zip": "75011", "city": "Paris", "lang": "fr_FR"}
        )
        self.company.appointment_link_base = "rdv.monsalon.example"
        self.company.appointment_signature_id = self.env["appointment.signature"].create(
            {"name": "Maison", "body_html": "<p>À très bientôt,<br/><strong>L’équipe de Mon Salon</strong></p>"}
        )
        self.agenda.access_instructions = "Code 12A, 2e étage à gauche\nParking : rue des Rosiers"
        self.service.write({"name": "Coupe et brushing", "preparation": "Merci de venir les cheveux secs."})
        self.client.lang = "fr_FR"

    def _received(self):
        """{trigger: HTML as a mail program shows it}"""
        event, found = self.book(), {}
        self.dispatch()
        found["booked"] = self._last()
        self.change(event, {"start": self.paris("2026-03-21 10:00"), "stop": self.paris("2026-03-21 11:00")})
        self.dispatch()
        found["moved"] = self._last()
        self.dispatch(at=self.paris("2026-03-19 10:00"))
        found["reminder"] = self._last()
        with self.at(self.paris("2026-03-19 11:00")):
            event.with_user(self.front_desk).action_booking_cancel()
        self.dispatch(at=self.paris("2026-03-19 11:01"))
        found["cancelled"] = self._last()
        return found

    def _last(self):
        mail = self.smtp.to("vanessa@example.com")[-1]
        picture = next(part for part in mail.walk() if part.get_content_type() == "image/png")
        logo = base64.b64encode(picture.get_content()).decode()
        return mail.get_body(("html",)).get_content().replace("cid:logo@appointment", f"data:image/png;base64,{logo}")

    def test_pictures(self):
        folder = Path(os.environ.get("PICTURES") or Path(__file__).resolve().parent.parent / "docs" / "images")
        folder.mkdir(parents=True, exist_ok=True)
        received = self._received()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as pages, Camera() as camera:
            for trigger, width, dark in TAKEN:
                page = Path(pages, f"{trigger}.html")
                page.write_text(received[trigger])
                name = f"email_{trigger}_{width}_{'dark' if dark else 'light'}.png"
                camera.take(page, folder / name, width=width, dark=dark)
                self.assertLess((folder / name).stat().st_size, 120_000)


def _logo():
    """A logo as a salon might have: dark on nothing, the hard case for dark mode."""
    picture = Image.new("RGBA", (520, 120), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((6, 6, 114, 114), fill="#7c3aed")
    draw.line((34, 84, 86, 36), fill="white", width=9)
    draw.line((34, 36, 86, 84), fill="white", width=9)
    draw.text((136, 30), "Mon Salon", fill="#1f2430", font_size=62)
    content = BytesIO()
    picture.save(content, "PNG")
    return base64.b64encode(content.getvalue())

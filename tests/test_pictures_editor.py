import os
from pathlib import Path

from odoo.tests import HttpCase, tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from .common import AppointmentMixin
from .pictures import Camera

_EDITOR = "document.querySelectorAll('.o_appointment_cost').length > 2 && (document.querySelector('.o_appointment_text_tools').scrollIntoView({block: 'center'}), true)"
_INSERT = f"{_EDITOR} && (document.querySelector('.o_appointment_macro') || document.querySelector('.o_appointment_insert').click())"
_PREVIEW = "document.querySelector('.o_dialog iframe, .o_dialog .o_appointment_phone a, .o_dialog [name=cost]') || document.querySelector('.o_appointment_preview')?.click()"


@tagged("-standard", "pictures", "post_install", "-at_install")
class TestEditorPictures(AppointmentMixin, HttpCase):
    """The editor of texts and its preview, photographed for docs/images (T4, T10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.env.ref("base.user_admin").lang = "fr_FR"
        cls.company.appointment_link_base = "rdv.monsalon.fr"
        cls.service.write({"name": "Coupe et brushing", "preparation": "Merci de venir les cheveux secs.", "sequence": -1})
        cls.agenda.write(
            {
                "sequence": -1,
                "access_instructions": "Code 12A, 2e étage à gauche",
                "address_id": cls.env["res.partner"].create(
                    {"name": "Salon Bastille", "street": "12 rue des Lilas", "zip": "75011", "city": "Paris"}
                ).id,
            }
        )

    def _rule(self, code):
        return self.env["appointment.rule"].search([("code", "=", code), ("company_id", "=", self.company.id)])

    def test_pictures(self):
        folder = Path(os.environ.get("PICTURES") or Path(__file__).resolve().parent.parent / "docs" / "images")
        self.authenticate("admin", "admin")
        sms = f"{self.base_url()}/odoo/appointment.rule/{self._rule('reminder_client_sms_24h').id}"
        email = f"{self.base_url()}/odoo/appointment.rule/{self._rule('booked_client_email').id}"
        with self.allow_requests(), Camera() as camera:
            camera.log_in(
                self.base_url(), {"session_id": self.session.sid, TEST_CURSOR_COOKIE_NAME: self.http_request_key}
            )
            camera.take_screen(sms, folder / "editor.png", _EDITOR)
            camera.take_screen(sms, folder / "editor_insert.png", _INSERT)
            camera.take_screen(sms, folder / "preview_sms.png", _PREVIEW)
            camera.take_screen(email, folder / "preview_email.png", _PREVIEW)

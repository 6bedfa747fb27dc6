from odoo.tests import BaseCase, tagged

from ..controllers.access_log import mask


@tagged("post_install", "-at_install")
class TestAccessLog(BaseCase):
    def test_s6_no_link_that_works(self):
        """S6: however it is written, no token stands in the access log; other addresses stay as they are."""
        token = "AbCdEfGhIjKlMnOp"
        for path in (f"/a/{token}", f"/fr/a/{token}/cancel", f"/a%2F{token}", f"/a%2f{token}", f"//a//{token}?x=1", f"/%61/{token}",
                     f"/fr_FR/a/feed/{token}.ics", f"/a%252F{token}", f"/appointment_notify/sms/{token}/report"):  # fmt: skip
            line = mask(f"GET {path} HTTP/1.1")
            self.assertNotIn(token, line, path)
            self.assertIn("***", line)
        for path in ("/web/assets/1/x.js", "/odoo/calendar", "/my/appointments", "/appointment_notify/health"):
            self.assertEqual(mask(f"GET {path} HTTP/1.1"), f"GET {path} HTTP/1.1")

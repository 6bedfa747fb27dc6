from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestTextWidget(HttpCase):
    def test_t4_hoot(self):
        """T1, T4, T10: the editor's widget, in a browser (static/tests/appointment_text_field.test.js)."""
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={_suite('@appointment_notify')}",
            "",
            "",
            login="admin",
            timeout=240,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=lambda message: "[HOOT]" not in message,
        )


def _suite(name):
    """The id that HOOT gives to a suite: a hash of its name."""
    number = 0
    for character in name:
        number = ((number << 5) - number + ord(character)) & 0xFFFFFFFF
    return f"{number:08x}"

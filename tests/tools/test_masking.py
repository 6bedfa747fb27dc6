import unittest

from odoo.addons.appointment_notify.tools import masking


class TestMasking(unittest.TestCase):
    def test_p9_number(self):
        """P9: country and the last two digits."""
        self.assertEqual(masking.number("+33612345601"), "+336 ••• 01")
        self.assertEqual(masking.number("+33 6 12 34 56 01"), "+336 ••• 01")
        self.assertEqual(masking.number("12"), "•••")
        self.assertEqual(masking.number(""), "•••")

    def test_p9_email(self):
        """P9: the first letter and the domain."""
        self.assertEqual(masking.email("vanessa@example.com"), "v•••@example.com")
        self.assertEqual(masking.email("@example.com"), "•••")
        self.assertEqual(masking.email("no address"), "•••")

import pytest
from odoo.addons.appointment_notify.tools import first_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Vanessa Durand", "Vanessa"),
        ("Mme Vanessa Durand", "Vanessa"),
        ("Dr. Anne-Marie Lefèvre", "Anne-Marie"),
        ("DURAND Vanessa", "Vanessa"),
        ("LE GOFF Yann", "Yann"),
        ("Durand, Vanessa", "Vanessa"),
        ("VANESSA DURAND", "VANESSA"),
        ("Cher", "Cher"),
        ("Mme", "Mme"),
        ("  ", ""),
        ("", ""),
        ("فاطمة الزهراء", "فاطمة"),
        ("X", "X"),
    ],
)
def test_t1_propose(name, expected):
    """T1: the first name is proposed from the name."""
    assert first_name.propose(name) == expected

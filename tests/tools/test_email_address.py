import pytest
from odoo.addons.appointment_notify.tools import email_address

ADDRESSES = [
    # As it stands in the field, where a mail goes, what is stored
    ("vanessa@example.com", "vanessa@example.com", "vanessa@example.com"),
    ("Vanessa@Example.com", "vanessa@example.com", "Vanessa@Example.com"),
    ("\u200bvanessa@exemple.fr\ufeff", "vanessa@exemple.fr", "vanessa@exemple.fr"),
    ("\u202avanessa@exemple.fr\u202c", "vanessa@exemple.fr", "vanessa@exemple.fr"),
    ("vanessa@exemple.fr\u00a0", "vanessa@exemple.fr", "vanessa@exemple.fr"),
    ("va\u00adnessa@exemple.fr", "vanessa@exemple.fr", "vanessa@exemple.fr"),
    ("vanessa＠exemple．fr", "vanessa@exemple.fr", "vanessa@exemple.fr"),
    ("o’brien@exemple.ie", "o'brien@exemple.ie", "o'brien@exemple.ie"),
    ("o'brien@exemple.ie", "o'brien@exemple.ie", "o'brien@exemple.ie"),
    ("mailto:v@exemple.fr?subject=x", "v@exemple.fr", "v@exemple.fr"),
    ("MAILTO: v@exemple.fr", "v@exemple.fr", "v@exemple.fr"),
    ("v@exemple.fr.", "v@exemple.fr", "v@exemple.fr"),
    ("v@exemple.fr,", "v@exemple.fr", "v@exemple.fr"),
    ("<v@exemple.fr>", "v@exemple.fr", "<v@exemple.fr>"),
    ("v @ exemple.fr", "v@exemple.fr", "v @ exemple.fr"),
    ("Vanessa Durand <v@exemple.fr>", "v@exemple.fr", "Vanessa Durand <v@exemple.fr>"),
    ('"Durand, Vanessa" <v@exemple.fr>', "v@exemple.fr", '"Durand, Vanessa" <v@exemple.fr>'),
    ("e-mail : v@exemple.fr", "v@exemple.fr", "e-mail : v@exemple.fr"),
    ("a@exemple.fr; b@exemple.fr", "a@exemple.fr, b@exemple.fr", "a@exemple.fr; b@exemple.fr"),
    ("a@exemple.fr, b@exemple.fr", "a@exemple.fr, b@exemple.fr", "a@exemple.fr, b@exemple.fr"),
    ("a@exemple.fr / b@exemple.fr", "a@exemple.fr, b@exemple.fr", "a@exemple.fr / b@exemple.fr"),
    ("a@exemple.fr b@exemple.fr", "a@exemple.fr, b@exemple.fr", "a@exemple.fr b@exemple.fr"),
    ("a@exemple.fr\nb@exemple.fr", "a@exemple.fr, b@exemple.fr", "a@exemple.fr b@exemple.fr"),
    ("a@exemple.fr, A@exemple.fr", "a@exemple.fr", "a@exemple.fr, A@exemple.fr"),
    ("a@exemple.fr, b@", "a@exemple.fr", "a@exemple.fr, b@"),
    ("info@müller.de", "info@xn--mller-kva.de", "info@müller.de"),
    ("josé@exemple.fr", "josé@exemple.fr", "josé@exemple.fr"),
    ("v+spam_1@mail.exemple.co.uk", "v+spam_1@mail.exemple.co.uk", "v+spam_1@mail.exemple.co.uk"),
]


@pytest.mark.parametrize(("typed", "address", "stored"), ADDRESSES)
def test_g6_b7_b8_read(typed, address, stored):
    """G6, B7: what copying leaves in is cleaned; B8: two in one field are both written to."""
    assert email_address.check(typed) == (address, None)
    assert email_address.clean(typed) == stored
    assert email_address.check(stored) == (address, None)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("", "no_email"), (None, "no_email"), ("  \u200b\ufeff ", "no_email"), ("vanessa", "invalid_email"),
     ("vanessa.exemple.fr", "invalid_email"), ("v@exemple", "invalid_email"), ("@exemple.fr", "invalid_email"),
     ("v@", "invalid_email"), ("v..d@exemple.fr", "invalid_email"),
     ("v@exemple..fr", "invalid_email"), ("v@-exemple.fr", "invalid_email"), ("v@@exemple.fr", "invalid_email"),
     ("v@1.2.3.4", "invalid_email"), ("vanessa durand@exemple.fr", "invalid_email"), ("“v”@exemple.fr", "invalid_email"),
     ("é" * 70 + "@exemple.fr", "invalid_email"), ("v@" + "a" * 300 + ".fr", "invalid_email"), ("_LIEN_", "invalid_email")],
)  # fmt: skip
def test_g6_refused(typed, reason):
    """G6: what cannot be an address is not written to, and the reason says so."""
    assert email_address.check(typed) == (None, reason)


@pytest.mark.parametrize("junk", ["\x00", "\ud800@x.fr", "@" * 5000, "a@" * 3000, "<" * 900, "\u2028", "x@\u200d.fr"])
def test_g6_bears_junk(junk):
    """G6: whatever stands in the field, there is an answer."""
    assert email_address.check(junk)[1] in ("no_email", "invalid_email")
    assert email_address.check(email_address.clean(junk))[1] in ("no_email", "invalid_email")

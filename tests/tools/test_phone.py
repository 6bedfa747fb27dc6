import pytest
from odoo.addons.appointment_notify.tools.phone import check

MOBILES = [
    # As typed, the client's country, E.164
    ("06 12 34 56 78", "FR", "+33612345678"),
    ("0612345678", "FR", "+33612345678"),
    ("06.12.34.56.78", "FR", "+33612345678"),
    ("06-12-34-56-78", "FR", "+33612345678"),
    ("07 56 78 90 12", "FR", "+33756789012"),
    ("0033612345678", "FR", "+33612345678"),
    ("0033 6 12 34 56 78", "", "+33612345678"),
    ("+33 6 12 34 56 78", "", "+33612345678"),
    ("+33 (0)6 12 34 56 78", "FR", "+33612345678"),
    ("0033 6 12 34 56 78", "US", "+33612345678"),
    ("+41 79 123 45 67", "FR", "+41791234567"),
    ("+41 (0)79 123 45 67", "CH", "+41791234567"),
    ("079 123 45 67", "CH", "+41791234567"),
    ("0041791234567", "CH", "+41791234567"),
    ("0470 12 34 56", "BE", "+32470123456"),
    ("+32 470 12 34 56", "CH", "+32470123456"),
    ("0049 151 23456789", "DE", "+4915123456789"),
    ("347 123 4567", "IT", "+393471234567"),
    ("(514) 555-0123", "CA", None),  # 555-01XX is kept for films
    ("(514) 555-1234", "CA", "+15145551234"),
    ("514-555-1234", "CA", "+15145551234"),
    ("+1 514 555 1234", "FR", "+15145551234"),
    ("1 (514) 555 1234", "CA", "+15145551234"),
    # Digits of other scripts, and what copying leaves in
    ("٠٦ ١٢ ٣٤ ٥٦ ٧٨", "FR", "+33612345678"),
    ("٠٠٣٣٦١٢٣٤٥٦٧٨", "US", "+33612345678"),
    ("۰۶۱۲۳۴۵۶۷۸", "FR", "+33612345678"),
    ("０６１２３４５６７８", "FR", "+33612345678"),
    ("\u202a06 12 34 56 78\u202c", "FR", "+33612345678"),
    ("06\u200b12\u200b34\u200b56\u200b78", "FR", "+33612345678"),
    ("\ufeff0612345678", "FR", "+33612345678"),
    ("06\u00a012\u202f34\u00a056\u00a078", "FR", "+33612345678"),
    ("06\t12 34 56 78\n", "FR", "+33612345678"),
    ("+33 6‑12‑34‑56‑78", "FR", "+33612345678"),
]


@pytest.mark.parametrize(("typed", "country", "number"), [row for row in MOBILES if row[2]])
def test_g3_accepted(typed, country, number):
    """G3, N11: French, Swiss, Belgian, Canadian numbers as people type them are accepted, in one form."""
    assert check(typed, country) == (number, None)


@pytest.mark.parametrize(
    ("typed", "country", "reason"),
    [
        ("", "FR", "no_number"),
        ("   ", "FR", "no_number"),
        ("\u200b\ufeff", "FR", "no_number"),
        (None, "FR", "no_number"),
        ("01 42 68 53 00", "FR", "landline"),
        ("+33 4 78 12 34 56", "", "landline"),
        ("022 345 67 89", "CH", "landline"),
        ("+41 44 668 18 00", "FR", "landline"),
        ("02 512 34 56", "BE", "landline"),
        ("0800 12 34 56", "FR", "landline"),
        ("3635", "FR", "invalid_number"),
        ("06 12 34 56", "FR", "invalid_number"),
        ("06 12 34 56 78 90", "FR", "invalid_number"),
        ("06 12 34 56 78", "", "invalid_number"),
        ("(514) 555-123", "CA", "invalid_number"),
        ("demander à Claire", "FR", "invalid_number"),
        ("06 12 34 56 78 / 06 98 76 54 32", "FR", "invalid_number"),
        ("+" * 300, "FR", "invalid_number"),
        ("0" * 5000, "FR", "invalid_number"),
        ("_LIEN_", "FR", "invalid_number"),
        ("²³", "FR", "invalid_number"),
    ],
)
def test_g3_refused(typed, country, reason):
    """G3: what no SMS reaches is refused, and why."""
    assert check(typed, country) == (None, reason)


def test_g3_north_america_does_not_tell():
    """G3: "fixed line or mobile" is accepted: nobody can tell them apart."""
    assert check("(416) 967-1111", "CA") == ("+14169671111", None)

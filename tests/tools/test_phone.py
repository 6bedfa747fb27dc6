import pytest
from odoo.addons.appointment_notify.tools.phone import check, is_plain
from odoo.addons.appointment_notify.tools.phone import shown as phone_shown

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


# Numbers of the ten-digit plan that France shares with its territories, extensions, notes, two in one field
AS_TYPED = [
    # As typed, the client's country, E.164 or the reason
    ("06 93 01 02 03", "FR", "+262693010203"),
    ("0690 12 34 56", "FR", "+590690123456"),
    ("0694 12 34 56", "FR", "+594694123456"),
    ("0696 12 34 56", "FR", "+596696123456"),
    ("0639 01 02 03", "FR", "+262639010203"),
    ("0639 12 34 56", "FR", "+262639123456"),
    ("0691 01 02 03", "FR", "+590691010203"),
    ("0697 12 34 56", "MQ", "+596697123456"),
    ("06 12 34 56 78", "RE", "+33612345678"),
    ("0692 12 34 56", "RE", "+262692123456"),
    ("0692 12 34 56", "MQ", "+262692123456"),
    ("06 12 34 56 78", "YT", "+33612345678"),
    ("0639 12 34 56", "YT", "+262639123456"),
    ("06 12 34 56 78", "GP", "+33612345678"),
    ("06 12 34 56 78", "MF", "+33612345678"),
    ("07 51 23 45 67", "BL", "+33751234567"),
    ("06 12 34 56 78", "PM", "+33612345678"),
    ("+33 6 92 12 34 56", "FR", "+262692123456"),
    ("+262 6 12 34 56 78", "RE", "+33612345678"),
    ("+262 692 12 34 56", "", "+262692123456"),
    ("00262 692 12 34 56", "FR", "+262692123456"),
    ("692123456", "FR", "+262692123456"),
    ("612345678", "FR", "+33612345678"),
    ("0262 12 34 56", "FR", "landline"),
    ("0590 12 34 56", "FR", "landline"),
    ("0269 60 12 34", "FR", "landline"),
    ("0508 55 12 34", "FR", "+508551234"),
    ("55 12 34", "PM", "+508551234"),
    ("0709 30 12 34", "FR", "+594709301234"),
    ("01 99 00 12 34 ext. 12", "FR", "extension"),
    ("+41 79 123 45 67 p. 3", "CH", "extension"),
    ("+41 79 123 45 67 p.3", "CH", "extension"),
    ("06 12 34 56 78 poste 4", "FR", "extension"),
    ("06 12 34 56 78 #12", "FR", "extension"),
    ("06 12 34 56 78 x12", "FR", "extension"),
    ("06 12 34 56 78x12", "FR", "extension"),
    ("06 12 34 56 78,,12", "FR", "extension"),
    ("06 12 34 56 78;ext=12", "FR", "extension"),
    ("+4989 1234567 DW 12", "DE", "extension"),
    ("06 12 34 56 78 (poste 12)", "FR", "extension"),
    ("06 12 34 56 78 int. 5", "FR", "extension"),
    ("06 39 98 01 23 (maman)", "FR", "+262639980123"),
    ("06 12 34 56 78 (maman)", "FR", "+33612345678"),
    ("06 12 34 56 78 / 07 98 76 54 32", "FR", "+33612345678"),
    ("06 12 34 56 78/07 98 76 54 32", "FR", "+33612345678"),
    ("06 12 34 56 78 - 07 98 76 54 32", "FR", "+33612345678"),
    ("0612345678-0798765432", "FR", "+33612345678"),
    ("01 42 68 53 00 / 06 12 34 56 78", "FR", "+33612345678"),
    ("01 42 68 53 00, 06 12 34 56 78", "FR", "+33612345678"),
    ("01 42 68 53 00 ou 06 12 34 56 78", "FR", "+33612345678"),
    ("0142685300 0612345678", "FR", "+33612345678"),
    ("06 12 34 56 78 06 98 76 54 32", "FR", "+33612345678"),
    ("tél : 06 12 34 56 78", "FR", "+33612345678"),
    ("Tél. 06 12 34 56 78", "FR", "+33612345678"),
    ("tel:+33612345678", "FR", "+33612345678"),
    ("mobile 06 12 34 56 78", "FR", "+33612345678"),
    ("P : 06 12 34 56 78", "FR", "+33612345678"),
    ("maman 06 12 34 56 78", "FR", "+33612345678"),
    ("(maman) 06 12 34 56 78", "FR", "+33612345678"),
    ("06 12 34 56 78 maman, papa 06 98 76 54 32", "FR", "+33612345678"),
    ("06 12 34 56 78 (maman, 2e étage)", "FR", "+33612345678"),
    ("06 12 34 56 78 après 18h", "FR", "+33612345678"),
    ("M: 06.12.34.56.78 / F: 01.42.68.53.00", "FR", "+33612345678"),
    ("030/1234567", "DE", "landline"),
    ("0151/23456789", "DE", "+4915123456789"),
    ("0151-23456789", "DE", "+4915123456789"),
    ("(0033) 6 12 34 56 78", "FR", "+33612345678"),
    ("+33 (0) 6 12 34 56 78", "FR", "+33612345678"),
    ("(+33) 6 12 34 56 78", "FR", "+33612345678"),
    ("0033 (0)6 12 34 56 78", "FR", "+33612345678"),
    ("00 33 6 12 34 56 78", "FR", "+33612345678"),
    ("33 6 12 34 56 78", "FR", "+33612345678"),
    ("0899 12 34 56", "FR", "landline"),
    ("09 72 12 34 56", "FR", "landline"),
    ("3635", "FR", "invalid_number"),
    ("112", "FR", "invalid_number"),
    ("06 12 34 56", "FR", "invalid_number"),
    ("06 12 34 56 78 90", "FR", "invalid_number"),
    ("(514) 555-1234", "CA", "+15145551234"),
    ("514.555.1234 ext 5", "CA", "extension"),
    ("+1 (800) 555-1234", "US", "landline"),
    ("347 123 4567", "IT", "+393471234567"),
    ("070 1234 5678", "GB", "landline"),
    ("07700 900123", "GB", "invalid_number"),
    ("07911 123456", "GB", "+447911123456"),
    ("٠٦ ١٢ ٣٤ ٥٦ ٧٨", "FR", "+33612345678"),
    ("０６１２３４５６７８", "FR", "+33612345678"),
    ("06–12–34–56–78", "FR", "+33612345678"),
    ("demander à Claire", "FR", "invalid_number"),
    ("n° 12", "FR", "invalid_number"),
    ("06 12 34 56 7O", "FR", "invalid_number"),
    ("+33612345678 +33698765432", "FR", "+33612345678"),
    ("06 12 34 56 78 +41 79 123 45 67", "FR", "+33612345678"),
    ("+376 312 345", "FR", "+376312345"),
    ("06 12 34 56 78 le soir, bureau 01 42 68 53 00 poste 12", "FR", "+33612345678"),
]


@pytest.mark.parametrize(("typed", "country", "expected"), AS_TYPED)
def test_g3_b1_b2_b3_as_typed(typed, country, expected):
    """G3, B1: overseas numbers in ten digits, both ways; B2: an extension is a switchboard; B3: the first readable
    mobile of what stands in the field."""
    number, reason = check(typed, country)
    assert (number or reason) == expected


@pytest.mark.parametrize("country", ["FR", "RE", "GP", "MF", "BL", "GF", "MQ", "YT", "PM"])
def test_b1_one_plan(country):
    """B1: the same ten digits are the same telephone, whichever territory the client lives in."""
    for typed, number in [("06 12 34 56 78", "+33612345678"), ("0693 01 02 03", "+262693010203"),
                          ("0639 01 02 03", "+262639010203"), ("0696 12 34 56", "+596696123456"),
                          ("0694 12 34 56", "+594694123456"), ("0690 12 34 56", "+590690123456")]:  # fmt: skip
        assert check(typed, country) == (number, None)


@pytest.mark.parametrize(
    ("typed", "plain", "shown"),
    [("06 12 34 56 78", True, "+33 6 12 34 56 78"), ("06 12 34 56 78 (maman)", False, "+33 6 12 34 56 78")],
)
def test_b3_shown_as_read(typed, plain, shown):
    """B3: what was read can be shown; a plain number needs no word."""
    assert is_plain(typed) is plain
    assert phone_shown(check(typed, "FR")[0]) == shown


@pytest.mark.parametrize("junk", ["\x00", "\ud800", "x" * 5000, "(" * 500, "+" * 500, "1 " * 3000, "12,," * 100, ";ext=1" * 50])
def test_g3_bears_junk(junk):
    """G3: whatever stands in the field, there is an answer."""
    assert check(junk, "FR")[1] in ("no_number", "invalid_number", "landline", "extension")

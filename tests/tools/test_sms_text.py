"""Credits, replacing, shortening (T4, N11, T3)."""
import itertools
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import macros
from odoo.addons.appointment_notify.tools.sms_text import (
    count,
    replaced,
    room,
    simplify,
    speaks_of_cancelling,
)

# 3GPP TS 23.038, written here once more so that the tables under test are checked against something else.
BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = {"\f": 10, "^": 20, "{": 40, "}": 41, "\\": 47, "[": 60, "~": 61, "]": 62, "|": 64, "€": 101}
GSM = (set(BASIC) - {"\x1b"}) | set(EXTENSION)
LINK = "https://rdv.monsalon.fr/a/AbCdEfGhIjKlMnOp"
HEAD = "Bonjour Vanessa, vous avez rendez-vous le 05/06/19 à 15h00 chez"

gsm_text = st.text(st.sampled_from(sorted(GSM)), max_size=700) | st.text(
    st.sampled_from("a€é"), min_size=100, max_size=700)
any_char = st.sampled_from("aé€êœ’« »…😀ب東\n\u202f") | st.characters(exclude_categories=["Cs"])
any_text = st.text(any_char, max_size=300)


def encode(text):
    """The parts that a phone would receive, each a list of code units that can be read on its own."""
    if set(text) <= GSM:
        units = [[27, EXTENSION[c]] if c in EXTENSION else [BASIC.index(c)] for c in text]
        alone, joined = 160, 153
    else:
        coded = [c.encode("utf-16-be") for c in text]
        units = [[int.from_bytes(b[i:i + 2], "big") for i in range(0, len(b), 2)] for b in coded]
        alone, joined = 70, 67
    if sum(map(len, units)) <= alone:
        return [[number for unit in units for number in unit]] if text else [], alone
    parts = [[]]
    for unit in units:
        if len(parts[-1]) + len(unit) > joined:
            parts.append([])
        parts[-1].extend(unit)
    return parts, joined


@settings(deadline=None)
@given(gsm_text | any_text)
@example("")
@example("€" * 81)
@example("a" * 152 + "€" + "a" * 152)
@example("ê" * 66 + "😀" + "ê" * 66)
def test_count_is_what_an_encoder_packs(text):
    """T4: property: credits are the parts, none of which ends within an escape or a surrogate pair."""
    parts, size = encode(text)
    counted = count(text)
    assert counted.credits == len(parts)
    assert counted.characters == sum(map(len, parts))
    assert counted.left == size - len(parts[-1] if parts else [])
    assert counted.encoding == ("gsm7" if set(text) <= GSM else "ucs2")


@pytest.mark.parametrize(("text", "expected"), [
    ("", ("gsm7", 0, 0, 160)),
    ("a" * 160, ("gsm7", 160, 1, 0)),
    ("a" * 161, ("gsm7", 161, 2, 145)),
    ("a" * 306, ("gsm7", 306, 2, 0)),
    ("a" * 307, ("gsm7", 307, 3, 152)),
    ("€" * 80, ("gsm7", 160, 1, 0)),
    ("a" * 152 + "€" + "a" * 152, ("gsm7", 306, 3, 152)),
    ("ê" * 70, ("ucs2", 70, 1, 0)),
    ("ê" * 71, ("ucs2", 71, 2, 63)),
    ("ê" * 134, ("ucs2", 134, 2, 0)),
    ("ê" * 66 + "😀" + "ê" * 66, ("ucs2", 134, 3, 66)),
    ("\U00010000\uffff", ("ucs2", 3, 1, 67)),
    ("\x1b", ("ucs2", 1, 1, 69)),
    ("\ud800", ("ucs2", 1, 1, 69)),
])
def test_count(text, expected):
    """T4, N11: 160/153, 70/67, 306 and 134 in two; an empty text is no message."""
    assert tuple(count(text)) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("L’hôtel", "L'hotel"),
    ("ê ç œ Œ À Â ï ÿ", "e c oe Oe A A i y"),
    ("é è à ù ì ò ä ö ü ñ å æ ß Ç É € [x] {y}", "é è à ù ì ò ä ö ü ñ å æ ß Ç É € [x] {y}"),
    ("« Chez Zoë » – ok…", '"Chez Zoe" - ok...'),
    ("«\u00a0x\u202f» “y” „z“ ‘w’ ‹v›", "\"x\" \"y\" \"z\" 'w' 'v'"),
    ("er sagte »ja« und »nein«", 'er sagte "ja" und "nein"'),
    ("a\u00a0b\u202fc\u2009d\te", "a b c d e"),
    ("a\u200bb\ufeffc\u00add\x00\x1be", "abcde"),
    ("a\r\nb\u2028c", "a\nb\nc"),
    ("e\u0301te\u0302", "éte"),
    ("x\u0302", "x"),
    ("l\u02bcami", "l'ami"),
    ("N° 5, 20 °C", "No 5, 20 degC"),
    ("½ ² ™ × • − `a´", "1/2 2 TM x - - 'a'"),
    ("Łódź İzmir ő ş ț đ", "Lodz Izmir o s t d"),
])
def test_simplify_latin(text, expected):
    """T4, PROVIDERS trap 7: Latin letters and punctuation that force UCS-2 are replaced, readably."""
    assert simplify(text) == expected
    assert count(simplify(text)).encoding == "gsm7"


@pytest.mark.parametrize("text", [
    "Привет ê", "مرحبا « x »", "שלום…", "γεια", "東京’", "Bonjour 😀 ê", "ok ✓ ê", "٣ ê", "\ud800ê", "",
])
def test_simplify_leaves_other_scripts_alone(text):
    """T4: the message is UCS-2 anyway, so nothing is replaced for nothing."""
    assert simplify(text) == text


def test_simplify_never_makes_dearer():
    """T4: seventy dots of three fit in one credit, two hundred and ten do not."""
    assert simplify("…" * 70) == "…" * 70
    assert simplify("…" * 71) == "..." * 71


def test_every_latin_letter_and_punctuation_mark_is_replaced():
    """T4: none is forgotten up to Latin Extended-B, nor of the general punctuation."""
    blocks = range(32, 0x250), range(0x1E00, 0x1F00), range(0x2000, 0x2070), range(0x20A0, 0x20C1)
    for char in map(chr, itertools.chain(*blocks)):
        if unicodedata.category(char) != "Cn":
            assert count(simplify(f"a{char}")).encoding == "gsm7", (char, hex(ord(char)))


@settings(deadline=None)
@given(any_text)
def test_simplify_properties(text):
    """T4: property: never dearer, once is enough, all or nothing."""
    composed = unicodedata.normalize("NFC", text)
    simple = simplify(text)
    assert count(simple).credits <= count(composed).credits
    assert simplify(simple) == simple
    assert count(simple).encoding == "gsm7" or simple == composed.replace("\r\n", "\n")


@pytest.mark.parametrize(("text", "credits", "expected"), [
    ("a" * 150, 1, 10), ("a" * 170, 1, -10), ("a" * 170, 2, 136), ("a" * 310, 2, -4), ("ê" * 71, 1, -1),
    ("ê" * 71, 3, 130), ("", 1, 160),
])
def test_room(text, credits, expected):
    """T3, T4: what the editor shows, and what an error says is too much."""
    assert room(count(text), credits) == expected


def test_replacements():
    """T4: what is replaced, once each; nothing where another script makes the message Unicode anyway."""
    assert replaced("Fête, fête «ici»… l’été") == [("ê", "e"), ("«", '"'), ("»", '"'), ("…", "..."), ("’", "'")]
    assert replaced("Fête محمد") == []
    assert replaced("été") == []


def test_seed_1_is_one_credit():
    """T2, T4: the French default with its sentence and link, and with sample values, costs one credit."""
    text = macros.render(
        "Bonjour _PRÉNOM-DU-CLIENT_, vous avez rendez-vous le _DATE-DE-DÉBUT_ à _HEURE-DE-DÉBUT_"
        " chez _NOM-DE-LA-CLINIQUE_. _PHRASE_ _LIEN_", {name: m.sample for name, m in macros.MACROS.items()})
    assert count(simplify(text)).credits == 1


@pytest.mark.parametrize(("text", "word"), [
    ("Infos/annulation : x", "annulation"), ("Pour ANNULER", "ANNULER"), ("l'annulé", "annulé"),
    ("to cancel it", "cancel"), ("Cancellazione", "Cancellazione"), ("Terminabsage hier", "Terminabsage"),
    ("abzusagen", "abzusagen"), ("stornieren", "stornieren"), ("Stornierung", "Stornierung"),
    ("Terminstornierung", "Terminstornierung"), ("disdire", "disdire"), ("Disdetta", "Disdetta"),
    ("décommander", "décommander"), ("anular", "anular"), ("a\u0301nnul\u0301er", "ánnuĺer"),
    ("an\u00adnuler", "annuler"), ("ＣＡＮＣＥＬ", "ＣＡＮＣＥＬ"), ("_ANNULER_", "ANNULER"),
])
def test_speaks_of_cancelling(text, word):
    """T3, trap 7: annul-, cancel-, stornier-, absag-, disd- in any dress."""
    assert speaks_of_cancelling(text) == word


@pytest.mark.parametrize("text", [
    "", f"{HEAD} Mon Salon.", "chancellerie", "une cannule", "Infos", "Modifier ou voir", "Termin am Montag",
])
def test_does_not_speak_of_cancelling(text):
    """T3: ordinary words are allowed."""
    assert speaks_of_cancelling(text) is None

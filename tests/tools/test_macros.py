"""Macros: recognised, refused, rendered (T1)."""
import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from odoo.addons.appointment_notify.tools import macros
from odoo.addons.appointment_notify.tools.macros import MACROS, find, render, unknown

SEED_3 = """
NOM-DE-LA-CLINIQUE ADRESSE LE-CODE-POSTAL VILLE PAYS NOM-DE-LA-LOCALISATION RÉGION E-MAIL-DU-THÉRAPEUTE
NOM-DU-THÉRAPEUTE TÉLÉPHONE-DU-THÉRAPEUTE DATE-DE-FIN HEURE-DE-FIN DATE-DE-DÉBUT HEURE-DE-DÉBUT
PRÉNOM-DU-CLIENT NOM-DU-CLIENT DURÉE NOM-DU-DESTINATAIRE NOM-DE-LA-SALLE NOM-DU-SERVICE FUSEAU-HORAIRE
"""
ENGLISH = """
BUSINESS-NAME ADDRESS ZIP CITY COUNTRY LOCATION-NAME STATE PRACTITIONER-EMAIL PRACTITIONER-NAME
PRACTITIONER-PHONE END-DATE END-TIME START-DATE START-TIME CLIENT-FIRST-NAME CLIENT-NAME DURATION
RECIPIENT-NAME ROOM-NAME SERVICE-NAME TIMEZONE
"""
EXTRAS = {
    "LINK": "LIEN", "PRICE": "PRIX", "BUSINESS-PHONE": "TÉLÉPHONE", "PREPARATION": "PRÉPARATION",
    "ACCESS": "ACCÈS", "OTHER-DATES": "AUTRES-DATES", "OLD-DATE": "ANCIENNE-DATE",
    "OLD-TIME": "ANCIENNE-HEURE", "SENTENCE": "PHRASE", "SIGNATURE": "SIGNATURE",
}
SAMPLES = {name: macro.sample for name, macro in MACROS.items()}
SPELLINGS = [(name, spelling) for name, macro in MACROS.items() for spelling in (name, macro.french)]
REMINDER = (
    "Bonjour _PRÉNOM-DU-CLIENT_, vous avez rendez-vous le _DATE-DE-DÉBUT_ à _HEURE-DE-DÉBUT_"
    " chez _NOM-DE-LA-CLINIQUE_. _PHRASE_ _LIEN_"
)


def test_names():
    """T1: the 21 of seed 3 and the extras, in both languages, each with a sample."""
    french = {name: macro.french for name, macro in MACROS.items()}
    assert french == dict(zip(ENGLISH.split(), SEED_3.split(), strict=True)) | EXTRAS
    assert len(MACROS) == 31
    assert all(m.sample and m.name == name for name, m in MACROS.items())


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("name", "spelling"), SPELLINGS)
def test_each_spelling_works(name, spelling, form):
    """T1: French and English names, accents composed or not."""
    text = unicodedata.normalize(form, f"<_{spelling}_>")
    assert render(text, {name: "value"}) == "<value>"
    assert [used.name for used in find(text)] == [name]
    assert not unknown(text)


def test_hyphens_that_do_not_break():
    """T1: what a word processor makes of a hyphen looks the same and works the same."""
    assert render("_CLIENT\u2011FIRST\u2010NAME_", SAMPLES) == "Vanessa"


def test_find_tells_where():
    used = find("a _LINK_\n\n é_LIEN__LIENS_")
    assert [tuple(u) for u in used] == [
        ("_LINK_", "LINK", 1, 3), ("_LIEN_", "LINK", 3, 3), ("_LIENS_", None, 3, 9),
    ]


@pytest.mark.parametrize(("text", "refused"), [
    ("_CLIENT-FRIST-NAME_", [("_CLIENT-FRIST-NAME_", "_CLIENT-FIRST-NAME_")]),
    ("_PRENOM-DU-CLIENT_", [("_PRENOM-DU-CLIENT_", "_PRÉNOM-DU-CLIENT_")]),
    ("_NOM-DU-CLEINT_", [("_NOM-DU-CLEINT_", "_NOM-DU-CLIENT_")]),
    ("_lien_", [("_lien_", "_LIEN_")]),
    ("_Prénom-du-client_,", [("_Prénom-du-client_", "_PRÉNOM-DU-CLIENT_")]),
    ("_NOM DU CLIENT_", [("_NOM DU CLIENT_", "_NOM-DU-CLIENT_")]),
    ("_DATE_DE_DEBUT_", [("_DATE_DE_DEBUT_", "_DATE-DE-DÉBUT_")]),
    ("_NOM–DU–CLIENT_", [("_NOM–DU–CLIENT_", "_NOM-DU-CLIENT_")]),
    ("_CLIENT_NAME_", [("_CLIENT_NAME_", "_CLIENT-NAME_")]),
    ("_LIENS_chez", [("_LIENS_", "_LIEN_")]),
    ("_CLIENT_", [("_CLIENT_", "_CLIENT-NAME_")]),
    ("chez_LIENS_", [("_LIENS_", "_LIEN_")]),
    ("_LINK, merci", [("_LINK", "_LINK_")]),
    ("le START-DATE_ à", [("START-DATE_", "_START-DATE_")]),
    ("_LINK_PRICE_", [("PRICE_", "_PRICE_")]),
    ("_LINK__LINKS__LINK_", [("_LINKS_", "_LINK_")]),
])
def test_misspelt_is_refused_naming_the_nearest(text, refused):
    """T1: unknown or misspelt → refused at save, naming the nearest."""
    assert [(u.raw, u.nearest) for u in unknown(text)] == refused


def test_each_name_with_a_letter_missing_is_refused():
    """T1: and the nearest is a macro that exists."""
    for _name, spelling in SPELLINGS:
        found = unknown(f"_{spelling[:-1]}_")
        assert found, spelling
        assert [u.name for u in find(found[0].nearest)] != [None]


@pytest.mark.parametrize("text", [
    "", "_", "__", "____", "_-_", "_2024_", "snake_case_word", "MAX_SIZE_KB", "file_link_name.pdf", "a_b c_d",
    "_très important_", "_important_", "_مرحبا_", "https://x.example/a_b_c?utm_source=A_B_C",
    "{{ 7*7 }} ${x} %s %(a)s", "_LIEN-VERS-LA-PAGE", "_TRÈS IMPORTANT_", "mon_lien_ et _lien_vers", "X_Y_Z.",
    "a\nb\r\nc\rd\n\n",
])
def test_own_text_is_left_alone(text):
    """T1: what is no macro is neither refused nor touched."""
    assert find(text) == []
    assert render(text, SAMPLES) == text


def test_known_beside_anything():
    assert render("A_B_LINK_C and N°_PRICE_CHF", {"LINK": "x", "PRICE": "5"}) == "A_BxC and N°5CHF"


def test_seed_1():
    """T2: the French default of seed 1."""
    values = SAMPLES | {"SENTENCE": "", "LINK": "info-rdv.com/AAAAA"}
    assert render(REMINDER, values) == (
        "Bonjour Vanessa, vous avez rendez-vous le 05/06/19 à 15h00 chez Mon Salon. info-rdv.com/AAAAA"
    )


@pytest.mark.parametrize("nothing", [None, False, "", "  ", "\u00a0\n"])
def test_no_value_prints_nothing(nothing):
    """T1: never "False"."""
    assert render("a _LINK_ b", {"LINK": nothing}) == render("a _LINK_ b", {}) == "a b"


def test_zero_is_a_value():
    assert render("a _PRICE_ b", {"PRICE": 0}) == "a 0 b"


# _X_ and the like have no value here; _PRICE_ is 5.
@pytest.mark.parametrize(("text", "expected"), [
    ("Bonjour _CITY_, vous", "Bonjour, vous"),
    ("Bonjour _CITY_ !", "Bonjour !"),
    ("Bonjour\u202f_CITY_\u00a0!", "Bonjour\u00a0!"),
    ("Bonjour _CITY_.", "Bonjour."),
    ("Bonjour _CITY_ .", "Bonjour."),
    ("_CITY_, bonjour", "bonjour"),
    ("_CITY_ ! Bonjour", "Bonjour"),
    ("_CITY_ -10 %", "-10 %"),
    ("  _CITY_ Bonjour", "  Bonjour"),
    ("Bonjour, _CITY_", "Bonjour"),
    ("Bonjour - _CITY_", "Bonjour"),
    ("Bonjour ,\u00a0-\t_CITY_", "Bonjour"),
    ("Merci. _CITY_ À bientôt", "Merci. À bientôt"),
    ("Merci. _CITY_. À bientôt", "Merci. À bientôt"),
    ("Merci ! _CITY_, à bientôt", "Merci ! à bientôt"),
    ("1 rue X, _ZIP_ _CITY_, _PRICE_", "1 rue X, 5"),
    ("1 rue X, _ZIP_ _CITY_, _STATE_.", "1 rue X."),
    ("1 rue X, _ZIP_ _PRICE_, _CITY_", "1 rue X, 5"),
    ("le _PRICE_, _ZIP_, chez", "le 5, chez"),
    ("a - _CITY_ - b", "a - b"),
    ("a _CITY_ - b", "a - b"),
    ("a, _CITY_ : b", "a : b"),
    ("a: _CITY_, b", "a, b"),
    (", _CITY_, foo", "foo"),
    ("a (_CITY_), b", "a, b"),
    ("a (_CITY_ - _ZIP_) b", "a b"),
    ("a (_CITY_, tél. _PRICE_)", "a (tél. 5)"),
    ("a (tél. _PRICE_, _CITY_) b", "a (tél. 5) b"),
    ("a « _CITY_ » b", "a b"),
    ("a « _PRICE_, _CITY_ » b", "a « 5 » b"),
    ('a "_CITY_" b', "a b"),
    ('"a" _CITY_ "b"', '"a" "b"'),
    ("_PRICE__CITY_ _PRICE_", "5 5"),
    ("_PRICE_ _CITY_ _PRICE_", "5 5"),
    ("_PRICE_ _CITY_, b", "5, b"),
    ("a_CITY_b", "ab"),
    ("a _CITY_ \nb ", "a\nb "),
    ("a  b , c\n\n\n_PRICE_ ( )", "a  b , c\n\n\n5 ( )"),
])
def test_text_around_nothing_stays_clean(text, expected):
    """T1: no double space, no space before a comma, no empty brackets; nothing else is touched."""
    assert render(text, {"PRICE": "5"}) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("a\n_CITY_\nb", "a\nb"),
    ("a\r\n_CITY_\r\nb\r\n", "a\r\nb\r\n"),
    ("a\n _ZIP_ _CITY_, \nb\n", "a\nb\n"),
    ("a\n\n_CITY_\n\nb", "a\n\nb"),
    ("a\n\n\n_CITY_\nb", "a\n\n\nb"),
    ("a\n_CITY_\n\n_ZIP_\nb", "a\n\nb"),
    ("a\n  \n_CITY_\n\nb", "a\n  \nb"),
    ("_CITY_\n\na", "a"),
    ("a\n\n_SIGNATURE_", "a"),
    ("a\n\n_SIGNATURE_\n", "a"),
    ("a\n- _CITY_\n- _PRICE_", "a\n- 5"),
    ("a\nVille : _CITY_\nPrix : _PRICE_", "a\nPrix : 5"),
    ("a\nAdresse : _ADDRESS_, _ZIP_ _CITY_.\nb", "a\nb"),
    ("_CITY_ voici le lien :\n_PRICE_", "voici le lien :\n5"),
    ("Bonjour, voici : _CITY_", "Bonjour, voici"),
    ("_CITY_", ""),
])
def test_emptied_line_disappears(text, expected):
    """T1: a line of nothing but empty macros and their label goes, with the blank lines it asked for."""
    assert render(text, {"PRICE": "5"}) == expected


@pytest.mark.parametrize("value", [
    "_LIEN_", "_CITY__ZIP_", "{{ 7*7 }}", "<b>x</b>", "%s %(a)s", "{0} {LINK}", r"\1 \g<1>",
    "a  , b .\n\n\n", "${x}",
])
def test_a_value_is_printed_as_such(value):
    """T1: a value is never itself interpreted, nor cleaned."""
    values = {"CLIENT-NAME": value, "LINK": "no", "CITY": "no"}
    assert render("_ZIP_ (_CLIENT-NAME_) _ZIP_", values) == f"({value})"


def test_html_escapes_values_and_text():
    """T1: in HTML, what a client is called is no markup; a signature is."""
    values = {"CLIENT-NAME": "<b>&'\"\n", "SIGNATURE": Markup("<p>ok</p>")}
    result = render("1 < 2\n_CLIENT-NAME_ & _SIGNATURE_", values, html=True)
    assert result == "1 &lt; 2\n&lt;b&gt;&amp;&#39;&#34;\n &amp; <p>ok</p>"
    assert type(result) is str


plain = st.text(st.characters(exclude_characters="_", exclude_categories=["Cs"]), max_size=12)
anything = st.text(max_size=12) | st.sampled_from(["_LIEN_", "_CITY_ ", "{{ 7*7 }}", "<b>", "%s", "_", "\n"])
spelling = st.sampled_from(SPELLINGS)


@settings(deadline=None)
@given(st.lists(plain | spelling, max_size=12), st.data())
def test_with_all_values_only_macros_are_replaced(pieces, data):
    """T1: property: text verbatim, values verbatim, one pass."""
    names = sorted({piece[0] for piece in pieces if isinstance(piece, tuple)})
    values = {name: data.draw(anything.filter(str.strip)) for name in names}
    text = "".join(p if isinstance(p, str) else f"_{p[1]}_" for p in pieces)
    assert render(text, values) == "".join(p if isinstance(p, str) else values[p[0]] for p in pieces)


@settings(deadline=None)
@given(
    st.lists(anything | spelling.map(lambda s: f"_{s[1]}_"), max_size=15).map("".join),
    st.dictionaries(st.sampled_from(list(MACROS)), anything | st.none() | st.just(False)),
)
def test_any_text_any_values(text, values):
    """T1: property: never raises, HTML is the plain result escaped, and every macro is found where it is."""
    result = render(text, values)
    assert html.unescape(render(text, values, html=True)) == html.unescape(html.escape(result))
    for used in find(text):
        line = text.split("\n")[used.line - 1]
        assert line[used.column - 1:].startswith(used.raw)
    assert all(macros.find(u.nearest)[0].name for u in unknown(text))


word = st.sampled_from(["vous", "le", "à", "Salon"])
bare = st.sampled_from(["_CITY_", "_LIEN_", "_PRÉNOM-DU-CLIENT_"])
mark = st.sampled_from(["", "", ",", "."])
token = st.tuples(word | st.just("_PRICE_") | bare | bare.map("({})".format), mark)


@settings(deadline=None)
@given(st.lists(st.lists(token, min_size=1, max_size=8), min_size=1, max_size=4))
def test_clean_text_stays_clean_whatever_is_missing(lines):
    """T1: property: words are kept in order, and spaces and punctuation are as a person would write them."""
    lines = [[*line[:-1], (line[-1][0], "")] for line in lines]
    text = "\n".join(" ".join(w + mark for w, mark in line) for line in lines)
    result = render(text, {"PRICE": "5"})
    words = [w.replace("_PRICE_", "5") for line in lines for w, _mark in line]
    assert re.findall(r"\w+", result) == [w for w in words if "_" not in w]
    assert not re.search(r"  | [,.]|[,.][,.]|[()_]|(?m:^[ ,.]|[ ,]$)|\n\n|^\n|\n$", result), (text, result)


@pytest.mark.parametrize("text", [
    "-" * 60_000 + "x _PRICE_ y", "a" + "(" * 20_000 + "_CITY_" + ")" * 20_000,
    " - " * 20_000 + "_CITY_, " * 3000 + "a", "_a_ " * 16_000, "_A" * 30_000, "_LINK" * 10_000,
    "_CITY_\n\n" * 7000, ("_" + "a " * 30) * 1000, "_E-MAIL-DU-THÉRAPEUT_ " * 3000,
    "_TÉLÉPHONE-DU-THÉRAPEUTX " * 2500,
])
def test_long_texts_take_no_long_time(text):
    """S3, T5: no text up to an e-mail's limit hangs whoever saves or sends it, nor this test."""
    render(text, {})
    unknown(text)

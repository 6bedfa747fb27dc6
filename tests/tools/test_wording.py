"""Dates and times in words (T2, N6)."""
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import sms_text, wording

PARIS = ZoneInfo("Europe/Paris")
SEED_1 = datetime(2019, 6, 5, 15, 0, tzinfo=PARIS)
MORNING = datetime(2025, 12, 24, 8, 5, tzinfo=PARIS)
# As Odoo names its languages.
LANGS = """
am_ET ar_001 ar_SY az_AZ be_BY bg_BG bn_IN bs_BA ca_ES cs_CZ da_DK de_CH de_DE el_GR en_AU en_CA en_GB
en_IN en_US es_419 es_ES et_EE eu_ES fa_IR fi_FI fr_BE fr_CA fr_CH fr_FR gl_ES gu_IN he_IL hi_IN hr_HR
hu_HU id_ID it_IT ja_JP ka_GE kab_DZ km_KH ko_KP ko_KR lb_LU lo_LA lt_LT lv_LV mk_MK ml_IN mn_MN ms_MY
my_MM nb_NO nl_BE nl_NL pl_PL pt_AO pt_BR pt_PT ro_RO ru_RU sk_SK sl_SI sq_AL sr@Cyrl sr@latin sv_SE sw
te_IN th_TH tl_PH tr_TR uk_UA vi_VN zh_CN zh_HK zh_TW
"""


@pytest.mark.parametrize(("lang", "date", "time", "early"), [
    ("fr_FR", "05/06/19", "15h00", "8h05"),
    ("fr_CH", "05.06.19", "15h00", "8h05"),
    ("fr_CA", "2019-06-05", "15h00", "8h05"),
    ("de_DE", "05.06.19", "15:00 Uhr", "08:05 Uhr"),
    ("de_CH", "05.06.19", "15:00 Uhr", "08:05 Uhr"),
    ("it_IT", "05/06/19", "15:00", "08:05"),
    ("en_US", "6/5/19", "3:00 PM", "8:05 AM"),
    ("en_GB", "05/06/19", "15:00", "08:05"),
    ("sv_SE", "2019-06-05", "15:00", "08:05"),
])
def test_short_date_and_time(lang, date, time, early):
    """T2, seed 1: as people of that language and region write them."""
    assert wording.date(SEED_1, lang) == date
    assert wording.time(SEED_1, lang) == time
    assert wording.time(MORNING, lang) == early


@pytest.mark.parametrize(("lang", "expected"), [
    ("fr_FR", "mercredi 5 juin 2019"), ("de_DE", "Mittwoch, 5. Juni 2019"),
    ("it_IT", "mercoledì 5 giugno 2019"),
    ("en_US", "Wednesday, June 5, 2019"), ("en_GB", "Wednesday, 5 June 2019"),
    ("sr@latin", "sreda, 5. jun 2019."),
    ("sr@Cyrl", "среда, 5. јун 2019."), ("fr_XX", "mercredi 5 juin 2019"),
])
def test_weekday_date(lang, expected):
    """T2: in full, for pages and e-mails."""
    assert wording.weekday_date(SEED_1, lang) == expected


def test_local_moment_is_shown_as_it_is():
    """N6: no other timezone comes in, the machine's neither."""
    late = datetime(2025, 6, 5, 0, 30, tzinfo=ZoneInfo("Pacific/Auckland"))
    assert (wording.date(late, "fr_FR"), wording.time(late, "fr_FR")) == ("05/06/25", "0h30")


@pytest.mark.parametrize(("hours", "lang", "expected"), [
    (1, "fr_FR", "1 h"), (1.5, "fr_FR", "1 h 30 min"), (0.75, "fr_FR", "45 min"),
    (50 / 60, "fr_FR", "50 min"),
    (1.9999999, "fr_FR", "2 h"), (1.5, "de_DE", "1 Std. 30 Min."), (1.5, "it_IT", "1 h 30 min"),
    (2, "en_US", "2 hr"), (30, "fr_FR", "30 h"), (0, "fr_FR", ""), (-1, "fr_FR", ""), (None, "fr_FR", ""),
])
def test_duration(hours, lang, expected):
    """T1: nothing for none, so that the macro prints nothing."""
    assert wording.duration(hours, lang) == expected


@pytest.mark.parametrize(("tz", "lang", "expected"), [
    ("Europe/Paris", "fr_FR", "heure de Paris"), (PARIS, "de_DE", "Ortszeit Paris"),
    ("Europe/Paris", "it_IT", "ora di Parigi"), ("America/New_York", "en_US", "New York time"),
    ("Europe/Athens", "fr_FR", "heure d’Athènes"), ("Africa/Cairo", "fr_FR", "heure du Caire"),
    ("Africa/Cairo", "it_IT", "ora del Cairo"), ("Indian/Reunion", "fr_FR", "heure de La Réunion"),
    ("America/Argentina/Buenos_Aires", "de_DE", "Ortszeit Buenos Aires"), ("Asia/Kolkata", "fr_CH", "heure de Calcutta"),
    ("Europe/Paris", "es_ES", "hora de París"), ("UTC", "fr_FR", "heure UTC"), ("Etc/GMT+3", "en_US", "UTC-3"),
    ("No/Such", "fr_FR", "No/Such"), ("../../etc/passwd", "fr_FR", "../../etc/passwd"), ("", "fr_FR", ""),
])
def test_t11_zone_in_words(tz, lang, expected):
    """T11, N6: by its town, as people say it; an unknown one never raises."""
    assert wording.zone_name(tz, lang) == expected


@pytest.mark.parametrize("tz", sorted(available_timezones()))
def test_t11_every_zone_has_a_name(tz):
    """T11: in each shipped language, without the technical name."""
    for lang in ("en_US", "fr_FR", "de_DE", "it_IT"):
        name = wording.zone_name(tz, lang)
        assert name
        assert "_" not in name
        if tz.count("/") and not tz.startswith("Etc/"):
            assert "/" not in name


@pytest.mark.parametrize(("lang", "expected"), [
    ("fr_FR", "lundi 1er juin 2026"), ("fr_CA", "lundi 1er juin 2026"), ("fr_CH", "lundi, 1er juin 2026"),
    ("de_DE", "Montag, 1. Juni 2026"), ("it_IT", "lunedì 1 giugno 2026"),
])
def test_t11_the_first_of_a_month(lang, expected):
    """T11: 1er in French; the 11th and the 21st are ordinary."""
    assert wording.weekday_date(datetime(2026, 6, 1, 9, tzinfo=PARIS), lang) == expected
    assert "11 juin" in wording.weekday_date(datetime(2026, 6, 11, 9, tzinfo=PARIS), "fr_FR")


@pytest.mark.parametrize(("text", "expected"), [
    ("Rendez-vous annulé : l'équipe", "Rendez-vous annulé\u00a0: l’équipe"), ("Ça va ? Oui ! Bien ;", "Ça va\u00a0? Oui\u00a0! Bien\u00a0;"),
    ("« Zen »", "«\u00a0Zen\u00a0»"), ("https://x.fr/a?b=1", "https://x.fr/a?b=1"), ("à 15:00", "à 15:00"), ("5' 10", "5' 10"),
])
def test_t11_french_as_printed(text, expected):
    """T11: no-break spaces, ’; nothing where there was no space; an SMS gets plain ones again."""
    assert wording.typeset(text, "fr_FR") == expected
    assert wording.typeset(expected, "fr_CH") == expected
    assert wording.typeset(text, "de_DE") == text
    assert wording.plain(expected) == text


@pytest.mark.parametrize(("number", "lang", "expected"), [
    (0, "fr_FR", True), (1, "fr_FR", True), (2, "fr_FR", False), (0, "en_US", False), (1, "de_DE", True), (2, "it_IT", False),
])
def test_t11_plurals(number, lang, expected):
    """T11: none is singular in French, plural elsewhere."""
    assert wording.is_one(number, lang) is expected


@pytest.mark.parametrize(("lang", "expected"), [
    ("fr_FR", "fr"), ("fr_CH", "fr-CH"), ("de_DE", "de"), ("it_IT", "it"), ("en_US", "en"), ("en_GB", "en-GB"),
    ("sr@latin", "sr-Latn"), ("ar_001", "ar-001"), ("he_IL", "he"),
])
def test_t9_language_of_html(lang, expected):
    """T9: BCP 47."""
    assert wording.bcp47(lang) == expected


@pytest.mark.parametrize("lang", LANGS.split())
def test_every_language_of_odoo(lang):
    """T2: each has its words, without the spaces that would double the price of an SMS."""
    texts = [
        wording.date(SEED_1, lang), wording.time(SEED_1, lang), wording.weekday_date(SEED_1, lang),
        wording.duration(1.5, lang), wording.zone_name("Europe/Paris", lang),
    ]
    assert all(texts)
    assert not set("\u00a0\u202f\u2009") & set("".join(texts))
    assert "duration" not in texts[3]
    if not lang.startswith("en"):
        assert wording.weekday_date(SEED_1, lang) != wording.weekday_date(SEED_1, "en_US")


@pytest.mark.parametrize("lang", ["fr_FR", "fr_CH", "de_DE", "de_CH", "it_IT", "en_US", "en_GB", "en_AU"])
def test_fit_for_a_short_message(lang):
    """T4: date, time and duration never force UCS-2."""
    text = wording.date(SEED_1, lang) + wording.time(SEED_1, lang) + wording.duration(1.5, lang)
    assert sms_text.count(text).encoding == "gsm7"


@settings(deadline=None)
@given(st.text(max_size=12) | st.none() | st.just(False))
def test_unknown_language_is_english(lang):
    """T2: never raises."""
    assert wording.date(SEED_1, lang)
    assert wording.time(SEED_1, lang)
    assert wording.date(SEED_1, "xx_YY") == wording.date(SEED_1, "") == "6/5/19"

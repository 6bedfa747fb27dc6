"""Making an SMS fit: what goes first, and what is never cut (T4, N11)."""
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import happened
from odoo.addons.appointment_notify.tools.sms_fit import SmsParts, fit, shorter_names
from odoo.addons.appointment_notify.tools.sms_text import count

LINK = "https://rdv.monsalon.fr/a/AbCdEfGhIjKlMnOp"
HEAD = "Bonjour Vanessa, vous avez rendez-vous le 05/06/19 à 15h00 chez"
PROTECTED = ("05/06/19", "15h00", LINK)
MASK = "Merci de ne pas oublier votre masque."

any_char = st.sampled_from("aé€êœ’« »…😀ب東\n\u202f") | st.characters(exclude_categories=["Cs"])
any_text = st.text(any_char, max_size=300)


def message(name, sentence=MASK):
    return SmsParts(f"{HEAD} {name}. {sentence} {LINK}", f"{HEAD} {name}. {LINK}", PROTECTED)


def test_fit_leaves_what_fits():
    """T4: nothing is lost that need not be."""
    fitted = fit(message("Mon Salon"), 1)
    assert fitted.text == message("Mon Salon").text
    assert (fitted.shortened, fitted.steps, fitted.over) == (False, (), False)
    assert fitted.count == count(fitted.text)


def test_fit_replaces_first():
    """T4, trap 7: a curly apostrophe does not cost a credit, nor the sentence."""
    fitted = fit(message("L’Œil"), 1)
    assert fitted.text == message("L'Oeil").text
    assert (fitted.shortened, fitted.steps, fitted.over) == (False, ("replaced",), False)
    assert fitted.replaced == [("’", "'"), ("Œ", "Oe")]
    assert fit(message("Mon Salon"), 1).replaced == fit(message("Ê 😀"), 0).replaced == []


def test_fit_without_replacing():
    """T4: unless switched off."""
    fitted = fit(message("L’Œil"), 2, replace=False)
    assert fitted.text == message("L’Œil").bare
    assert (fitted.shortened, fitted.steps) == (True, ("sentence",))


def test_fit_drops_the_sentence_then_the_end_of_the_body():
    """T4: sentence, then body at a word; date, time and link stay."""
    name = "Salon de coiffure de la Place"
    fitted = fit(message(name), 1)
    assert (fitted.text, fitted.steps) == (message(name).bare, ("sentence",))
    fitted = fit(message(name + " de la République à Saint-Ouen"), 1)
    assert fitted.text == f"{HEAD} {name} de la République à... {LINK}"
    assert (fitted.steps, fitted.shortened, fitted.over) == (("sentence", "body"), True, False)


def test_fit_in_two_credits():
    """N11: the extended reminder holds 306 characters."""
    assert fit(message("x " * 40), 2).steps == ()
    long = fit(message("mot " * 100), 2)
    assert (long.count.credits, long.steps, long.over) == (2, ("sentence", "body"), False)
    assert 300 < long.count.characters <= 306


def test_fit_takes_away_the_emoji_that_forces_ucs2():
    """T4: what is cut last may make the rest cheap: then more of it stays."""
    fitted = fit(message("Zoë et Léa coiffure 😀 mixte", sentence=""), 1)
    assert fitted.text == f"{HEAD} Zoe et Léa coiffure... {LINK}"
    assert fitted.count.encoding == "gsm7"


def test_fit_cuts_scripts_without_spaces():
    """T4: where words do not end, between characters."""
    thai = "\u0e17\u0e35\u0e48"   # a consonant and its two marks, which stay with it
    assert fit(message("x" + thai * 30), 2).text == f"{HEAD} x{thai * 7}... {LINK}"
    fitted = fit(message("東京都渋谷区神宮前一丁目美容室東京都渋谷区神宮前一丁目美容室"), 2)
    assert fitted.text == f"{HEAD} 東京都渋谷区神宮前一丁目美容室東京都渋谷区神宮前... {LINK}"
    assert fitted.count[:3] == ("ucs2", 134, 2)


def test_fit_puts_no_dots_on_a_link():
    """T4: a link in the midst of a text stays a link."""
    text = f"Rendez-vous le 05/06/19 à 15h00 {LINK} " + "à bientôt, " * 20
    fitted = fit(SmsParts(text, text, PROTECTED), 1)
    assert fitted.text == f"Rendez-vous le 05/06/19 à 15h00 {LINK} {'à bientot, ' * 7}à..."
    assert fitted.steps == ("replaced", "body")
    text = f"Rendez-vous le 05/06/19 à 15h00 {LINK} " + "Z" * 200
    assert fit(SmsParts(text, text, (LINK,)), 1).text == f"Rendez-vous le 05/06/19 à 15h00 {LINK}"


def test_fit_cuts_cleanly():
    """T4: no comma before the dots, and what stood between body and link still does."""
    text = f"Le 05/06/19 à 15h00 chez Mon Salon, {'Z' * 160}\n{LINK}"
    assert fit(SmsParts(text, text, PROTECTED), 1).text == f"Le 05/06/19 à 15h00 chez Mon Salon...\n{LINK}"
    text = f"{'Z' * 160} 05/06/19 à 15h00:{LINK}"
    assert fit(SmsParts(text, text, PROTECTED), 1).text == f"05/06/19 à 15h00:{LINK}"
    text = f"Le 05/06/19 à 15h00 chez Mon Salon {'Z' * 160}:{LINK}"
    assert fit(SmsParts(text, text, PROTECTED), 1).text == f"Le 05/06/19 à 15h00 chez Mon Salon... {LINK}"


def test_fit_with_nothing_to_protect():
    """T4: an ordinary text is cut at its end."""
    assert fit(SmsParts("mot " * 50, "mot " * 50), 1).text == "mot " * 38 + "mot..."


def test_fit_shortens_the_greeting_before_the_word_between_date_and_time():
    """T4: "05/06/19 à 15h00" stays together."""
    text = f"{'Bonjour Vanessa ' * 12} le 05/06/19 à 15h00 chez Mon Salon. {LINK}"
    assert fit(SmsParts(text, text, PROTECTED), 1).text == (
        f"{'Bonjour Vanessa ' * 5}Bonjour Vanessa... 05/06/19 à 15h00 {LINK}")


def test_fit_leaves_out_a_name_that_leaves_no_room():
    """T4: the name goes rather than the rest, and only if that saves the rest."""
    def parts(name, rest):
        text = f"Hello {name}, {rest} {LINK}"
        return SmsParts(text, text, PROTECTED, [(("name",), f"Hello, {rest} {LINK}")])
    rest = "Le 05/06/19 à 15h00 chez Mon Salon."
    fitted = fit(parts("محمد", rest), 1)
    assert (fitted.text, fitted.steps) == (f"Hello, {rest} {LINK}", ("name",))
    assert fitted.shortened
    assert fit(parts("Vanessa", rest), 1).text == f"Hello Vanessa, {rest} {LINK}"
    assert fit(parts("محمد", rest), 2).text == f"Hello محمد, {rest} {LINK}"
    assert fit(parts("Vanessa", rest + "Z " * 80), 1).text.startswith(f"Hello Vanessa, {rest}")


def test_fit_tells_when_it_cannot():
    """T4: what must stay stays, even if it costs too much."""
    fitted = fit(SmsParts(f"Bonjour {LINK} " * 5, f"Bonjour {LINK} " * 5, (LINK,)), 1)
    assert fitted.over
    assert fitted.text.split() == [LINK] * 5


def test_fit_without_limit():
    """T4: 0 credits allowed means any number."""
    assert fit(message("mot " * 100), 0).steps == ()


def test_fit_of_a_huge_text():
    """S3: one absurd text does not hold the dispatcher; one pass too many over it, and this would not end."""
    assert not fit(message("Œuf " * 15_000), 1).over
    assert not fit(message("東" * 15_000), 2).over


@settings(deadline=None)
@given(any_text, any_text, st.integers(0, 3), st.booleans())
@example("", "", 1, True)
def test_fit_properties(name, sentence, most, replace):
    """T4, N11: property: protected parts are whole, the limit is kept, and shortening is told."""
    parts = message(name, sentence)
    fitted = fit(parts, most, replace=replace)
    for part in parts.protected:
        assert part in fitted.text
    assert fitted.count == count(fitted.text)
    assert fitted.over == (0 < most < fitted.count.credits)
    assert fitted.shortened == bool({"sentence", "body"} & set(fitted.steps))
    assert list(fitted.steps) == [s for s in ("replaced", "sentence", "body") if s in fitted.steps]
    assert not fitted.over, "date, time and link fit in one credit"
    if not fitted.steps:
        assert fitted.text == unicodedata.normalize("NFC", parts.text).replace("\r\n", "\n")


def test_t4_a_business_name_is_shortened_at_words():
    """T4: no word is broken, no "de" or "&" is left at the end; what an SMS cannot write is written so that it can."""
    found = list(shorter_names("Institut de Beauté & Bien-être L’Éclat du Sud – Marseille Vieux-Port"))
    assert found[-4:] == ["Institut de Beauté & Bien", "Institut de Beauté", "Institut", ""]
    assert all(not name.endswith(("&", " de", " du", "-", " ")) for name in found)
    assert next(shorter_names("Naïl’s Çà & Là ☀")) == "Nail's Çà & Là"
    assert next(shorter_names("صالون الجمال"))[0].isascii()
    assert list(shorter_names("☀☀☀")) == [""]


def test_t4_the_business_goes_before_the_client():
    """T4: the order of what is missed least."""
    text = f"Annulé : Vanessa, 05/06/19 15h00 chez Salon {'de la Place ' * 10} {LINK}"
    shorter = [(("business",), f"Annulé : Vanessa, 05/06/19 15h00 chez Salon {LINK}"), (("name",), f"Annulé : {LINK}")]
    fitted = fit(SmsParts(text, text, PROTECTED, shorter), 1)
    assert (fitted.text, fitted.steps) == (shorter[0][1], ("business",))


def test_t4_what_a_text_says_is_cut_last():
    """T4: the words that say what happened are never cut; other words of the text only where values are not enough."""
    text = f"{'Bla ' * 60}Annulé : 05/06/19 15h00 {LINK}"
    fitted = fit(SmsParts(text, text, (*PROTECTED, *happened.words(text))), 1)
    assert "Annulé" in fitted.text
    assert not fitted.over


def test_t4_happened_in_four_languages():
    """T4: cancelled, moved, confirmed, asked for, reminded."""
    for text, word in (
        ("Votre rendez-vous est annulé", "annulé"), ("Ihr Termin ist abgesagt", "abgesagt"), ("It is CANCELLED.", "CANCELLED"),
        ("appuntamento annullato", "annullato"), ("est déplacé au", "déplacé"), ("wurde verschoben", "verschoben"),
        ("confermato", "confermato"), ("Ihr Termin ist bestätigt", "bestätigt"), ("Rappel : x", "Rappel"),
    ):  # fmt: skip
        assert word in happened.words(text)
    assert happened.words("Mon Salon vous attend") == []

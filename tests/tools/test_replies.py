"""Replies that are answers, and those that staff must read (N19)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import opt_out, replies

# As if the appointment were tomorrow, and the client Vanessa Dupont
LABELLED = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "replies.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
NAMES = ("Vanessa Dupont", "Claire Martin")


def test_n19_labelled_replies():
    """N19: more than 1,000 replies in four languages: no wrong cancellation, no wrong confirmation, 95 % of the clear
    ones understood; words that stop SMS are never an answer."""
    assert len(LABELLED) >= 1000
    wrong, clear, missed = [], 0, []
    for label, _language, text in LABELLED:
        found, is_clear = replies.read(text, NAMES, days_ahead=1), label in ("yes", "no")
        clear += is_clear
        if found and found != label:
            wrong.append((label, text, found))
        elif is_clear and not found:
            missed.append(text)
        assert opt_out.command(text) == ("stop" if label == "stop" else ""), text
    assert wrong == []
    assert len(missed) <= clear * 0.05, missed


@pytest.mark.parametrize("language", ["fr", "de", "it", "en"])
def test_n19_each_language(language):
    """N19: no language is left behind by the sum of the others."""
    clear = [(label, text) for label, of, text in LABELLED if of == language and label in ("yes", "no")]
    understood = [text for label, text in clear if replies.read(text, NAMES, days_ahead=1) == label]
    assert len(understood) >= 0.95 * len(clear)


@pytest.mark.parametrize("negation", ["ne pas", "n'", "pas", "not", "don't", "do not", "nicht", "non", "never"])
@pytest.mark.parametrize(
    "word", ["annuler", "annulez", "cancel", "cancele", "absagen", "stornieren", "annullare", "annullate", "anulare"]
)
def test_n19_told_not_to_cancel(negation, word):
    """N19: whatever language "do not cancel" is in, and misspelt, it is no cancellation."""
    for text in (f"{negation} {word}", f"{word} {negation}", f"svp {negation} {word}", f"{negation} {word} please"):
        assert replies.read(text) == "", text


@pytest.mark.parametrize(
    ("text", "days_ahead", "answer"),
    [
        ("Je ne pourrai pas venir demain", 1, "no"), ("Je ne pourrai pas venir demain", 2, ""),
        ("I can't come today", 0, "no"), ("I can't come today", 3, ""), ("Guten Morgen, ja", 5, "yes"),
        ("ich komme morgen nicht", 1, "no"), ("ich komme morgen nicht", 0, ""), ("oui à demain", 3, ""),
    ],
)  # fmt: skip
def test_n19_of_another_day(text, days_ahead, answer):
    """N19: "tomorrow" is an answer about tomorrow only."""
    assert replies.read(text, days_ahead=days_ahead) == answer


def test_n19_names():
    """N19: a name below a reply changes nothing; a sentence about somebody of that name does."""
    assert replies.read("Oui. Vanessa Dupont", NAMES) == "yes"
    assert replies.read("Oui. V. Dupont", NAMES) == "yes"
    assert replies.read("Oui. Julie", NAMES) == ""
    assert replies.read("Vanessa can't come", NAMES) == ""
    assert replies.read("No", ("No",)) == "no"


@given(st.text(max_size=300))
def test_n19_any_text(text):
    """N19: nothing that comes in raises."""
    assert replies.read(text, (text,), 1) in ("yes", "no", "")


@pytest.mark.parametrize("text", ["", " ", "oui " * 500, "a" * 5000, "نعم", "<b>oui</b>", "\0oui", "é\u0301" * 60, "1" * 50])
def test_n19_odd_texts(text):
    """N19: long, foreign, marked up: for staff."""
    assert replies.read(text) in ("", "yes" if text == "\0oui" else "")

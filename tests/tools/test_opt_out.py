"""STOP and START (G2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import opt_out


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "S T O P", "ARRÊT", "arret", "Arrêter!", "UNSUBSCRIBE", "Opt-out", "STOPP", "Abmelden",
     "désabonner", "DE\u0301SABONNER", "ＳＴＯＰ", "disiscrivi", "stop svp merci", "Arrête", "STOP STOP", "Stop, s'il vous plaît",
     "please stop", "Stopp bitte", "arrêtez les SMS svp", "basta grazie"],
)  # fmt: skip
def test_g2_stop(text):
    """G2: the whole message, whatever its case, accents and spaces."""
    assert opt_out.command(text) == "stop"


@pytest.mark.parametrize(
    "text",
    ["", "CANCEL", "Annuler", "ANNULLA", "stornieren", "Please stop by at 3", "stop at the station?", "stop" * 20,
     "👍", "non", "merci", "svp", "please", "stop merci de me rappeler", "je veux annuler stop"],
)  # fmt: skip
def test_g2_other_replies(text):
    """G2: words like CANCEL mean the appointment; a sentence with such a word in it is no command."""
    assert opt_out.command(text) == ""


def test_g2_start():
    """G2: START takes off what STOP put on."""
    assert opt_out.command("Start") == opt_out.command("UNSTOP") == "start"


def test_g2_twilio():
    """G2: what the provider itself opts out on is an opt-out, with that provider."""
    assert opt_out.command("Cancel", "twilio") == "stop"
    assert opt_out.command("YES", "twilio") == "start"
    assert opt_out.command("yes") == ""


@given(st.text())
def test_any_text(text):
    """G2: nothing that comes in raises."""
    assert opt_out.command(text) in ("stop", "start", "")

"""The random part of a personal link (S6)."""
import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools import link_token


def test_new_is_96_random_bits():
    """S6: every one of the 96 bits varies, and no two are alike."""
    tokens = [link_token.new() for _ in range(400)]
    raw = [int.from_bytes(base64.urlsafe_b64decode(token), "big") for token in tokens]
    every, none = raw[0], raw[0]
    for number in raw:
        every, none = every & number, none | number
    assert (every, none) == (0, 2**96 - 1)
    assert len(set(tokens)) == len(tokens)
    assert all(link_token.is_token(token) for token in tokens)


def test_digest_is_sha256():
    """S6: what is stored is a hash, the same at every call."""
    assert link_token.digest("AbCdEfGhIjKlMn-_") == hashlib.sha256(b"AbCdEfGhIjKlMn-_").hexdigest()


@pytest.mark.parametrize("text", [
    None, False, 0, b"AbCdEfGhIjKlMnOp", "", "AbCdEfGhIjKlMnO", "AbCdEfGhIjKlMnOpQ", "AbCdEfGhIjKlMnOp\n",
    "AbCdEfGhIjKlMnO\x00", "AbCdEfGhIjKlMnOé", "AbCdEfGhIjKlMnO٣", "AbCdEfGhIjKlMnO+", "AbCdEfGhIjKlMn==",
    "\ud800" * 16, "A" * 1_000_000, [], "' OR 1=1 --     ",
])
def test_is_token_refuses_anything_else(text):
    """S6: nothing of another shape ever reaches a search."""
    assert not link_token.is_token(text)


@settings(deadline=None)
@given(st.text(), st.text())
def test_mask_leaves_no_token(before, after):
    """S6: no copy of the text with a working link stays."""
    token = "AbCdEfGhIjKlMn-_"
    masked = link_token.mask(f"{before}https://x.example/a/{token} {token}{after}", token)
    assert masked == f"{before}https://x.example/a/•••• ••••{after}"


@pytest.mark.parametrize(("text", "token"), [("abc", ""), ("abc", None), ("", "x"), (None, "x")])
def test_mask_without_token_or_text(text, token):
    assert link_token.mask(text, token) is text

"""Whatever a provider answers, each message gets an outcome that a database can hold, and nothing is raised (S3)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tools.gateways import STATES, Brevo, Generic, Message, Ovhcloud, Twilio
from odoo.addons.appointment_notify.tools.gateways.safe_http import Answer

GATEWAYS = {
    "generic": Generic(url="https://x.example/", body='["{number}", "{text}"]', id_path="messages.0.id"),
    "generic with a test": Generic(
        url="https://x.example/", body='["{number}", "{text}"]', success_path="a.0.b", success_value="ok", id_path="c"
    ),
    "ovhcloud": Ovhcloud(service="s", application_key="a", application_secret="b", consumer_key="c"),
    "brevo": Brevo(api_key="k"),
    "twilio": Twilio(account_sid="s", auth_token="t", sender_of=lambda _number: "", callback_of=lambda _reference: ""),
}
KEYS = ["ids", "id", "messages", "messageId", "sid", "invalidReceivers", "creditsLeft", "totalCreditsRemoved", "error", "code",
        "message", "usedCredits", "remainingCredits", "events", "tag", "a", "b", "c", "status", "errorCode"]  # fmt: skip
texts = st.text() | st.sampled_from(["a\0b", "\ud800", "", "x" * 5000, "<html>", "ok", "r", "🙂"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | texts, inner, max_size=5),
    max_leaves=12,
)
bodies = (
    values.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200)
    | st.sampled_from([None, b"", b"[" * 5000, b"<html>" + b"x" * 65_000, b'{"id": 1e999}', b"NaN"])
)
headers = st.dictionaries(st.sampled_from(["Retry-After", "x-sib-ratelimit-reset"]), texts, max_size=2)


@pytest.mark.parametrize("name", GATEWAYS)
@given(status=st.integers(100, 599), headers=headers, body=bodies)
def test_s3_any_answer(name, status, headers, body):
    """S3: no answer raises; what is kept of it can be stored."""
    gateway = GATEWAYS[name]
    gateway._client = type("Client", (), {"call": lambda _self, _request: Answer(status, headers, body)})()
    outcome = gateway.deliver(Message("r", "+33612345678", "Bonjour"))
    assert outcome.state in STATES.values()
    for text in (outcome.provider_id, outcome.detail):
        assert isinstance(text, str)
        assert len(text) <= 200
        assert "\0" not in text
        text.encode()
    for figure in (outcome.credits, outcome.balance, outcome.retry_after):
        assert figure is None or abs(figure) < float("inf")
    found = gateway.look_up("r", "+33612345678") if gateway.looks_up else None
    assert found is None or found.state == "accepted"

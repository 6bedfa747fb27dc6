"""The gateways against a real server: what is sent, and what each answer is taken for (G1, S1, S3)."""
import json
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.addons.appointment_notify.tests.gateway_server import BREVO_KEY, OVH, GatewayServer
from odoo.addons.appointment_notify.tools.gateways import BadSetting, Message, gateway
from odoo.addons.appointment_notify.tools.gateways.outcome import error_words, redacted, seconds_to_wait
from odoo.addons.appointment_notify.tools.gateways.safe_http import Answer

JSON_BODY = '{"to": "{number}", "text": "{text}", "sender": "{sender}", "reference": "{reference}"}'
FORM_BODY = "to={number}&text={text}&sender={sender}&reference={reference}"
NASTY = 'Dîner "chez" {number} \\ {text} ","to":"+1" &to=+2 %41 = \n\t\r\u2028 \x00 👩‍⚕️ ’ €{}'
PRESETS = ["generic", "ovhcloud", "brevo"]


@pytest.fixture(scope="module")
def process():
    with GatewayServer() as server:
        yield server


@pytest.fixture
def server(process):
    process.reset()
    return process


def make(server, preset="generic", **more):
    common = {"allow_private": True, "sender": "MonSalon", "connect_timeout": 2.0, "read_timeout": 0.5}
    own = {
        "generic": {"url": server.url("/sms"), "body": JSON_BODY, "id_path": "messages.0.id"},
        "ovhcloud": {"service": "sms-ab12345-1", "endpoint": server.url("/1.0"), **OVH},
        "brevo": {"api_key": BREVO_KEY, "endpoint": server.url("/v3")},
    }[preset]
    return gateway(preset, **{**common, **own, **more})


def sms(index=0, text="Bonjour Vanessa", **more):
    return Message(f"ref-{index}", f"+336{index:08d}", text, **more)


def send_one(server, preset="generic", message=None, **more):
    return make(server, preset, **more).send([message or sms()])[0]


# What is sent


@pytest.mark.parametrize("preset", PRESETS)
def test_accepted_with_the_providers_id(server, preset):
    """G1: number, text, sender and reference arrive; the provider's id, cost and balance come back."""
    outcome = send_one(server, preset, sms(7, NASTY, unicode=True))
    [taken] = server.accepted()
    assert (outcome.reference, outcome.state, outcome.reason, outcome.detail) == ("ref-7", "accepted", "", "")
    assert (taken["number"], taken["text"]) == ("+33600000007", NASTY)
    assert (taken["sender"], taken["reference"]) == ("MonSalon", "ref-7")
    assert (outcome.provider_id, outcome.credits, outcome.balance) == {
        "generic": ("gen-1", None, None), "ovhcloud": ("1", 1, 999),
        "brevo": ("1511882900176001", 1.5, 82.85),
    }[preset]


@pytest.mark.parametrize(("method", "body_format", "body"), [
    ("POST", "json", JSON_BODY), ("PUT", "json", JSON_BODY),
    ("POST", "form", FORM_BODY), ("GET", "form", FORM_BODY),
])
def test_values_cannot_break_out(server, method, body_format, body):
    """G1: quotes, newlines, emoji, ampersands, braces in a text stay text; so does a '{number}' in it."""
    outcome = send_one(server, message=sms(1, NASTY), method=method, body_format=body_format, body=body)
    [taken] = server.accepted()
    assert outcome.state == "accepted"
    assert (taken["number"], taken["text"], taken["reference"]) == ("+33600000001", NASTY, "ref-1")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"])), form=st.booleans())
def test_any_text_arrives_as_it_is(process, text, form):
    """G1: whatever the text, the provider reads exactly that."""
    process.reset()
    outcome = send_one(process, message=sms(1, text), body_format="form" if form else "json",
                       body=FORM_BODY if form else JSON_BODY)
    assert outcome.state == "accepted"
    assert process.accepted()[0]["text"] == text


def test_templates_are_the_administrators(server):
    """G1: fixed fields, nesting, numbers and the number without its plus are sent as written."""
    body = '{"to": "00{digits}", "text": "{text}!", "nested": [{"flash": 0, "ttl": 60}], "from": "{sender}"}'
    send_one(server, body=body)
    send_one(server, body_format="form", body="to=+{digits}&text=50%25 {text}&sender=a%26b\n")
    first, second = server.accepted()
    assert (first["number"], first["text"]) == ("0033600000000", "Bonjour Vanessa!")
    assert first["sender"] == "MonSalon"
    assert (second["number"], second["text"]) == ("+33600000000", "50% Bonjour Vanessa")
    assert second["sender"] == "a&b"


@pytest.mark.parametrize(("auth", "name", "value"), [
    ({"auth": "none"}, "authorization", None),
    ({"auth": "bearer", "auth_secret": "s3cret"}, "authorization", "Bearer s3cret"),
    ({"auth": "basic", "auth_user": "salon", "auth_secret": "s3cret"},
     "authorization", "Basic c2Fsb246czNjcmV0"),
    ({"auth": "header", "auth_header": "X-Key", "auth_secret": "s3cret"}, "x-key", "s3cret"),
    ({"headers": {"X-Brand": "Mon Salon"}}, "x-brand", "Mon Salon"),
])
def test_authentication(server, auth, name, value):
    """G1: none, bearer, basic, or a header of the administrator's choice."""
    assert send_one(server, **auth).state == "accepted"
    assert server.accepted()[0]["headers"].get(name) == value


def test_message_sender_wins(server):
    """G1: a message's own sender goes before the gateway's."""
    send_one(server, message=sms(sender="Cabinet"))
    assert server.accepted()[0]["sender"] == "Cabinet"


def test_ovh_without_sender_uses_a_short_number(server):
    """G1: OVHcloud refuses an empty sender: messages then come from a number that can be answered."""
    assert send_one(server, "ovhcloud", sender="").state == "accepted"
    assert server.accepted()[0]["sender"] == "short number"


@pytest.mark.parametrize("unicode", [True, False])
def test_what_the_providers_are_told(server, unicode):
    """G1: the encoding; and OVHcloud, that this is no advertising, which it would hold at night."""
    for preset in ("ovhcloud", "brevo"):
        send_one(server, preset, sms(1, "x", unicode=unicode))
    ovh, brevo = (entry["fields"] for entry in server.accepted())
    assert (ovh["coding"], ovh["noStopClause"]) == ("8bit" if unicode else "7bit", True)
    assert (brevo["unicodeEnabled"], brevo["type"]) == (unicode, "transactional")


@pytest.mark.parametrize("ahead", [-4000, 4000])
def test_ovh_clock_skew(server, ahead):
    """G1: a wrong clock here does not make OVHcloud's signature fail."""
    server.behave(clock_offset=ahead)
    assert send_one(server, "ovhcloud").state == "accepted"


@pytest.mark.parametrize("deduplicate", [True, False])
def test_idempotency_key(server, deduplicate):
    """S1: sent twice to a provider that removes duplicates, a message is taken once."""
    server.behave(deduplicate=True)
    outcomes = [send_one(server, removes_duplicates=deduplicate) for _ in range(2)]
    assert make(server, removes_duplicates=deduplicate).removes_duplicates is deduplicate
    assert len(server.accepted()) == (1 if deduplicate else 2)
    assert (outcomes[0].provider_id == outcomes[1].provider_id) is deduplicate


# What an answer is taken for


@pytest.mark.parametrize(("behaviour", "state", "reason", "taken"), [
    ({"mode": "refuse"}, "refused", "rejected", 0),
    ({"mode": "refuse", "status": 422}, "refused", "rejected", 0),
    ({"mode": "refuse", "message": "Invalid phone number"}, "refused", "invalid_number", 0),
    ({"mode": "refuse", "message": "Numéro invalide"}, "refused", "invalid_number", 0),
    ({"mode": "refuse", "message": "Recipient has opted out"}, "refused", "blacklisted", 0),
    ({"mode": "refuse", "message": "Not enough credits"}, "blocked", "credit", 0),
    ({"mode": "refuse", "message": "Crédit insuffisant"}, "blocked", "credit", 0),
    ({"mode": "refuse", "status": 403, "message": "Number is blacklisted"}, "refused", "blacklisted", 0),
    ({"mode": "refuse", "status": 403}, "blocked", "forbidden", 0),
    ({"mode": "refuse", "status": 404}, "blocked", "config", 0),
    ({"mode": "unauthorized"}, "blocked", "auth", 0),
    ({"mode": "no_credit"}, "blocked", "credit", 0),
    ({"mode": "rate_limit"}, "unsent", "rate", 0),
    ({"mode": "unavailable"}, "unsent", "busy", 0),
    ({"mode": "redirect", "status": 301}, "blocked", "redirect", 0),
    ({"mode": "redirect", "status": 307}, "blocked", "redirect", 0),
    ({"mode": "redirect", "status": 308}, "blocked", "redirect", 0),
    ({"mode": "redirect", "status": 302, "accept": True}, "unknown", "garbled", 1),
    ({"mode": "redirect", "status": 303, "accept": True}, "unknown", "garbled", 1),
    ({"mode": "error"}, "unknown", "server", 0),
    ({"mode": "error", "status": 502, "accept": True}, "unknown", "server", 1),
    ({"mode": "error", "message": "Invalid phone number"}, "unknown", "server", 0),
    ({"mode": "garbage"}, "unknown", "garbled", 1),
    ({"mode": "huge"}, "unknown", "garbled", 1),
    ({"mode": "cut_body"}, "unknown", "garbled", 1),
    ({"mode": "cut"}, "unknown", "cut", 1),
    ({"mode": "cut", "accept": False}, "unknown", "cut", 0),
    ({"mode": "hang"}, "unknown", "timeout", 1),
    ({"mode": "slow", "seconds": 0.2}, "accepted", "", 1),
])
@pytest.mark.parametrize("preset", PRESETS)
def test_classification(server, preset, behaviour, state, reason, taken):
    """S1: known unsent, perhaps taken, refused for good or blocked, never mistaken for one another."""
    server.behave(**behaviour)
    outcome = send_one(server, preset)
    assert (outcome.state, outcome.reason) == (state, reason)
    assert len(server.accepted()) == taken
    assert outcome.tried
    assert len(outcome.detail) <= 200


def test_gateway_down(server):
    """S1: nobody listens, or no such host: known unsent."""
    with GatewayServer() as gone:
        pass
    assert (send_one(gone).state, send_one(gone).reason) == ("unsent", "unreachable")
    outcome = send_one(server, url="http://no-such-host.invalid/sms")
    assert (outcome.state, outcome.reason) == ("unsent", "unreachable")


def test_killed_while_it_works(server):
    """S1: kill -9 of the gateway during a call leaves that message in doubt; the next is known unsent."""
    def kill_once_taken():
        while not victim.accepted():
            time.sleep(0.01)
        victim.kill()

    with GatewayServer() as victim:
        victim.behave(mode="hang")
        wire = make(victim, read_timeout=30)
        killer = threading.Thread(target=kill_once_taken)
        killer.start()
        assert [(o.state, o.reason) for o in wire.send([sms()])] == [("unknown", "cut")]
        killer.join()
        assert [(o.state, o.reason) for o in wire.send([sms()])] == [("unsent", "unreachable")]


def test_restarted_gateway_is_found_again(tmp_path):
    """S1: connections of before a restart are not used again; the server remembers across a kill."""
    server = GatewayServer(state_file=tmp_path / "accepted.jsonl")
    with server:
        wire = make(server)
        assert wire.send([sms(1)])[0].state == "accepted"
        server.kill()
        server.start()
        assert wire.send([sms(2)])[0].state == "accepted"
        assert [entry["reference"] for entry in server.accepted()] == ["ref-1", "ref-2"]


@pytest.mark.parametrize(("preset", "mode", "seconds"), [
    ("generic", "rate_limit", 17), ("brevo", "rate_limit", 17), ("ovhcloud", "rate_limit", 17),
    ("generic", "unavailable", 17), ("generic", "refuse", None),
])
def test_retry_after(server, preset, mode, seconds):
    """S1: how long a provider asks us to wait is told, each in its own header, where it means a retry."""
    server.behave(mode=mode, retry_after=17)
    assert send_one(server, preset).retry_after == seconds


def test_retry_after_forms():
    """S1: seconds or a date; nonsense counts for nothing."""
    def read(value):
        return seconds_to_wait({"Retry-After": value}, ["X-Other", "Retry-After"])

    assert [read(value) for value in ("3", "0.5", "", "soon", "nan", "-4", "1e9", "Fri, 99 Foo 2026")] == [
        3, 0.5, *[None] * 6]
    assert read("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert read("Fri, 31 Dec 2100 23:59:59 GMT") > 1e9


@pytest.mark.parametrize("preset", ["ovhcloud", "brevo"])
def test_numbers_refused_one_by_one(server, preset):
    """S3: a bad number and a blacklisted one are refused for good; the others go out."""
    server.behave(invalid=["+33600000002"], blacklisted=["+33600000004"])
    outcomes = make(server, preset).send([sms(i) for i in range(6)])
    assert [o.reason for o in outcomes] == ["", "", "invalid_number", "", "blacklisted", ""]
    assert len(server.accepted()) == 4


@pytest.mark.parametrize(("preset", "wrong"), [
    ("ovhcloud", {"application_secret": "wrong"}), ("ovhcloud", {"consumer_key": "wrong"}),
    ("brevo", {"api_key": "wrong"}),
])
def test_wrong_keys(server, preset, wrong):
    """G1: a wrong key blocks; OVHcloud says so with 403 and a code of its own."""
    outcome = send_one(server, preset, **wrong)
    assert (outcome.state, outcome.reason) == ("blocked", "auth")


def test_ovh_200_with_an_invalid_receiver(server):
    """G1: OVHcloud can answer 200 and have taken nothing; the number then stands under invalidReceivers."""
    wire = make(server, "ovhcloud")

    def read(data):
        return wire._read(sms(), Answer(200, {}, json.dumps(data).encode()))

    outcome = read({"ids": [], "validReceivers": [], "invalidReceivers": ["+336"], "creditsLeft": 12})
    assert (outcome.state, outcome.reason, outcome.balance) == ("refused", "invalid_number", 12)
    with pytest.raises(IndexError):
        read({"ids": [], "validReceivers": [], "invalidReceivers": []})


@pytest.mark.parametrize(("answer", "rules", "state", "provider_id"), [
    ({"status": "ok"}, {"success_path": "status", "success_value": "ok"}, "accepted", ""),
    ({"status": "no"}, {"success_path": "status", "success_value": "ok"}, "refused", ""),
    ({"stat": "ok"}, {"success_path": "status", "success_value": "ok"}, "unknown", ""),
    ({"success": True}, {"success_path": "success", "success_value": "true"}, "accepted", ""),
    ({"code": 0}, {"success_path": "code", "success_value": "0"}, "accepted", ""),
    ({"code": 5, "message": "Not enough credits"}, {"success_path": "code", "success_value": "0"},
     "blocked", ""),
    ({"m": [{"s": 0, "id": 9}]}, {"success_path": "m[0].s", "success_value": "0", "id_path": "m.0.id"},
     "accepted", "9"),
    ({"s": "ok"}, {"success_path": "s", "success_value": "ok", "id_path": "id"}, "accepted", ""),
    ({"id": "a"}, {"id_path": "id"}, "accepted", "a"),
    ({"id": None}, {"id_path": "id"}, "unknown", ""),
    ({"id": ""}, {"id_path": "id"}, "unknown", ""),
    ({"id": True}, {"id_path": "id"}, "unknown", ""),
    ({"error": "?"}, {"id_path": "m.0.id"}, "unknown", ""),
    ([], {"id_path": "0"}, "unknown", ""),
    ("text", {"id_path": "0"}, "unknown", ""),
    (None, {}, "accepted", ""),
])
def test_success_test(server, monkeypatch, answer, rules, state, provider_id):
    """G1: status, then the JSON path; the id is proof where there is no other; else it is in doubt."""
    wire = make(server, id_path="") if not rules else make(server, **{"id_path": "", **rules})
    monkeypatch.setattr(wire._client, "call", lambda request: Answer(200, {}, json.dumps(answer).encode()))
    outcome = wire.deliver(sms())
    assert (outcome.state, outcome.provider_id) == (state, provider_id)


@pytest.mark.parametrize("preset", PRESETS)
def test_success_that_is_not_received_whole(server, monkeypatch, preset):
    """S1: 200, and the rest was cut or too long: in doubt, even where the status says it all."""
    wire = make(server, preset, **({"id_path": ""} if preset == "generic" else {}))
    monkeypatch.setattr(wire._client, "call", lambda request: Answer(200, {}, None))
    assert wire.deliver(sms()).state == "unknown"


@pytest.mark.parametrize(("preset", "status", "error", "state", "reason"), [
    ("ovhcloud", 403, {"errorCode": "NOT_GRANTED_CALL"}, "blocked", "auth"),
    ("ovhcloud", 400, {"errorCode": "INVALID_SIGNATURE"}, "blocked", "auth"),
    ("ovhcloud", 400, {"errorCode": "QUERY_TIME_OUT"}, "unsent", "busy"),
    ("ovhcloud", 404, {"message": "This service does not exist"}, "blocked", "config"),
    ("brevo", 403, {"code": "unauthorized"}, "blocked", "auth"),
    ("brevo", 400, {"code": "not_enough_credits"}, "blocked", "credit"),
    ("brevo", 400, {"code": "invalid_parameter", "message": "?"}, "refused", "rejected"),
    ("brevo", 500, {"code": "unauthorized"}, "unknown", "server"),
])
def test_error_codes(server, monkeypatch, preset, status, error, state, reason):
    """G1: the providers' codes tell what the status leaves open; after a 500 nothing is sure."""
    wire = make(server, preset)
    monkeypatch.setattr(wire._client, "call", lambda request: Answer(status, {}, json.dumps(error).encode()))
    outcome = wire.deliver(sms())
    assert (outcome.state, outcome.reason) == (state, reason)


def test_deeply_nested_answer_is_in_doubt(server, monkeypatch):
    """S1: an answer made to exhaust the parser is one that cannot be read."""
    wire = make(server)
    for status, state in ((200, "unknown"), (400, "refused")):
        monkeypatch.setattr(wire._client, "call", lambda r, s=status: Answer(s, {}, b"[" * 60_000))
        assert wire.deliver(sms()).state == state


def test_conflict_of_a_repeated_key(server):
    """S1: 409 for a key that is still being served means perhaps taken; without keys it is a refusal."""
    server.behave(mode="refuse", status=409)
    assert send_one(server, removes_duplicates=True).state == "unknown"
    assert send_one(server).state == "refused"


def test_one_unsendable_message_stops_no_other(server):
    """S3: a reference that cannot be a header, a number that is none: refused, and the others go out."""
    bad = [Message("line\nbreak", "+33600000001", "x"), Message("é中", "+33600000002", "x"),
           Message("ref", None, "x")]
    outcomes = make(server, removes_duplicates=True).send([sms(0), *bad, sms(9)])
    assert [o.state for o in outcomes] == ["accepted", "refused", "refused", "refused", "accepted"]
    assert {o.reason for o in outcomes[1:4]} == {"unsendable"}


# A batch


def test_parallel(server):
    """F2: twenty messages at a second each do not wait for one another."""
    server.behave(mode="slow", seconds=1)
    start = time.monotonic()
    outcomes = make(server, read_timeout=5).send([sms(i) for i in range(20)])
    assert time.monotonic() - start < 20  # one after the other, the pauses alone take longer
    assert {o.state for o in outcomes} == {"accepted"}


def test_order_and_count(server):
    """S1: 500 messages, one outcome each, in their order, each taken exactly once."""
    outcomes = make(server, read_timeout=10).send([sms(i) for i in range(500)])
    assert [o.reference for o in outcomes] == [f"ref-{i}" for i in range(500)]
    taken = {f"gen-{entry['id']}": entry["reference"] for entry in server.accepted()}
    assert {o.provider_id: o.reference for o in outcomes} == taken
    assert make(server).send([]) == []


@pytest.mark.parametrize(("behaviour", "first", "rest"), [
    ({"mode": "unauthorized"}, ("blocked", "auth"), "auth"),
    ({"mode": "no_credit"}, ("blocked", "credit"), "credit"),
    ({"mode": "rate_limit", "retry_after": 30}, ("unsent", "rate"), "rate"),
    ({"mode": "unavailable", "retry_after": 30}, ("unsent", "busy"), "busy"),
    ({"mode": "redirect", "status": 301}, ("blocked", "redirect"), "redirect"),
    ({"mode": "hang"}, ("unknown", "timeout"), "timeout"),
    ({"mode": "error"}, ("unknown", "server"), "server"),
])
def test_the_first_goes_alone(server, behaviour, first, rest):
    """S1: a wrong password is tried once, a hung gateway leaves one in doubt; the rest is unsent."""
    server.behave(**behaviour)
    outcomes = make(server).send([sms(i) for i in range(50)])
    assert (outcomes[0].state, outcomes[0].reason, outcomes[0].tried) == (*first, True)
    assert {(o.state, o.reason, o.tried, o.retry_after) for o in outcomes[1:]} == {
        ("unsent", rest, False, behaviour.get("retry_after"))}
    assert len(server.accepted()) <= 1


def test_blocked_in_the_middle(server):
    """S1: credit runs out after 30: what was taken is accepted, the rest known unsent and hardly tried."""
    server.behave(mode="no_credit", after=30)
    outcomes = make(server).send([sms(i) for i in range(500)])
    states = [o.state for o in outcomes]
    assert states.count("accepted") == len(server.accepted()) == 30
    assert 1 <= states.count("blocked") <= 20
    assert states.count("unsent") == 500 - 30 - states.count("blocked")
    assert {o.reason for o in outcomes if o.state == "unsent"} == {"credit"}


def test_gateway_that_fails_again_and_again(server):
    """S1: after three troubles in a row no more is begun: few of 500 messages are in doubt."""
    server.behave(mode="error", after=30)
    states = [o.state for o in make(server).send([sms(i) for i in range(500)])]
    assert states.count("accepted") == 30
    assert 3 <= states.count("unknown") <= 40  # those under way and those just before
    assert states.count("unsent") == 500 - 30 - states.count("unknown")


@pytest.mark.parametrize("status", [400, 403, 500])
def test_one_bad_message_stops_no_other(server, status):
    """S3: one message that the provider cannot stand, in the middle of good ones."""
    server.behave(mode="refuse" if status < 500 else "error", status=status, after=10, times=1)
    outcomes = make(server).send([sms(i) for i in range(60)])
    assert len([o for o in outcomes if o.state == "accepted"]) == 59


def test_many_bad_messages_apart_stop_no_other(server):
    """S3: nor do many, with good ones between them."""
    server.behave(mode="refuse", status=403, every=5)
    states = [o.state for o in make(server, workers=1).send([sms(i) for i in range(50)])]
    assert states == ["blocked", *["accepted"] * 4] * 10


@pytest.mark.parametrize("status", [400, 403, 404])
def test_one_bad_message_at_the_head_stops_no_other(server, status):
    """S3: nor when it comes first, again and again, where it is known not to be taken."""
    server.behave(mode="refuse", status=status, times=1)
    outcomes = make(server).send([sms(i) for i in range(10)])
    assert [o.state == "accepted" for o in outcomes] == [False, *[True] * 9]


def test_time_is_up(server):
    """S2: nothing is begun after the given seconds; what is left says so."""
    server.behave(mode="slow", seconds=0.2)
    outcomes = make(server, workers=2).send([sms(i) for i in range(40)], seconds=0.7)
    late = [o for o in outcomes if o.reason == "time_up"]
    assert 25 < len(late) < 40
    assert {(o.state, o.tried) for o in late} == {("unsent", False)}
    assert len(server.accepted()) == 40 - len(late)


def test_a_drip_cannot_hold_the_dispatcher(server):
    """S1: an answer that comes byte by byte never times out by itself: it is cut, and in doubt."""
    server.behave(mode="drip", seconds=60)
    start = time.monotonic()
    outcomes = make(server, connect_timeout=0.2).send([sms(0), sms(1)], seconds=0.5)
    assert time.monotonic() - start < 60  # what the drip lasts
    assert [(o.state, o.tried) for o in outcomes] == [("unknown", True), ("unsent", False)]


# Secrets


PRIVATE = sms(5, "Bonjour : rdv.monsalon.fr/a/Zk3v9QxT2mLp8RbW à 9h")
ECHOES = [PRIVATE.number, PRIVATE.number[1:], PRIVATE.text, "rdv.monsalon.fr/a/Zk3v9QxT2mLp8RbW",
          "(https://rdv.monsalon.fr/a/Zk3v9QxT2mLp8RbW)", "rdv.monsalon.fr%2Fa%2FZk3v9QxT2mLp8RbW"]


@pytest.mark.parametrize(("preset", "own", "secrets"), [
    ("generic", {"auth": "basic", "auth_user": "salon", "auth_secret": "s3cret/&"},
     ["s3cret/&", "s3cret%2F%26", "c2Fsb246czNjcmV0LyY=", "Basic c2Fsb246czNjcmV0LyY="]),
    ("generic", {"auth": "bearer", "auth_secret": "abc"}, ["abc", "Bearer abc"]),
    ("generic", {"headers": {"X-Key": "in-a-header"}}, ["in-a-header"]),
    ("generic", {"body": '{"auth": {"key": "in-the-body"}, "to": "{number}", "text": "{text}"}'},
     ["in-the-body"]),
    ("generic", {"url": "/sms?key=in-the%2Dquery"}, ["in-the-query"]),
    ("ovhcloud", {}, OVH.values()),
    ("brevo", {}, [BREVO_KEY]),
])
def test_secrets_are_not_repeated(server, preset, own, secrets):
    """S6, S7: whatever the provider echoes, no detail shows a key, the number, the text or a working link."""
    own = {**own, "url": server.url(own["url"])} if "url" in own else own
    wire = make(server, preset, **own)
    for echo in [*secrets, *ECHOES]:
        server.behave(mode="refuse", message=f"Cannot: {echo} !")
        detail = wire.deliver(PRIVATE).detail
        assert detail.startswith("HTTP 400 Cannot:")
        assert detail.endswith("!")
        assert echo.strip("()") not in detail
        assert "Zk3v9QxT2mLp8RbW" not in detail
        assert "Bonjour" not in detail


def test_nothing_private_in_repr():
    """S6: a message or a gateway that ends up in a log shows neither text nor keys."""
    wire = gateway("brevo", api_key=BREVO_KEY)
    assert BREVO_KEY not in repr(wire) + repr(wire._request(PRIVATE))
    assert repr(PRIVATE) == "Message(reference='ref-5', sender='', unicode=False)"


def test_nothing_private_in_debug_logs(server, caplog):
    """S6: urllib3 logs paths when debugging: not ours, which may hold text and key."""
    caplog.set_level("DEBUG")
    url = server.url("/sms?key=in-the-query")
    send_one(server, url=url, method="GET", body_format="form", body=FORM_BODY)
    assert server.accepted()[0]["number"] == "+33600000000"
    assert "in-the-query" not in caplog.text
    assert "Vanessa" not in caplog.text


def test_details_are_short(server):
    """L1: at most 200 characters of the provider's words."""
    server.behave(mode="refuse", message="so " * 500)
    assert len(send_one(server).detail) == 200


def test_a_secret_inside_another():
    """S7: the longer one goes first, so that nothing of it is left."""
    assert redacted("key: xxabcyy!", ["abc", "xxabcyy"]) == "key: ***!"


@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
def test_redaction_leaves_no_secret(words, secrets):
    """S7: whatever the words and the secrets."""
    shown = redacted(f"{words} {' '.join(secrets)}", secrets)
    assert not any(secret in shown for secret in secrets if len(secret) > 3 and "*" not in secret)


@pytest.mark.parametrize(("body", "words"), [
    (b'{"message": "Too  long\\n"}', "Too long"),
    (b'{"message": "a\\u0000b\\u202e"}', "a b"),
    (b'{"error": {"message": "inner"}}', "inner"),
    (b'{"error": "plain"}', "plain"),
    (b'{"detail": ["x"], "title": "T"}', "T"),
    (b"<h1>Bad</h1>\xff", "<h1>Bad</h1>\ufffd"),
    (b"", ""), (None, ""), (b"[1]", "[1]"),
])
def test_providers_words(body, words):
    """L1: the log gets the provider's own words, on one line."""
    assert error_words(Answer(400, {}, body)) == words


# Settings


@pytest.mark.parametrize(("preset", "wrong", "setting", "problem"), [
    ("generic", {"url": ""}, "url", "missing"),
    ("generic", {"url": "http://sms.example.com/", "allow_private": False}, "url", "not_https"),
    ("generic", {"url": "https://salon:secret@sms.example.com/"}, "url", "userinfo"),
    ("generic", {"url": "ftp://sms.example.com/"}, "url", "invalid"),
    ("generic", {"url": "https://[bad/"}, "url", "invalid"),
    ("generic", {"url": "https://sms.example.com/a b"}, "url", "invalid"),
    ("generic", {"url": "https://sms.example.com:99999/"}, "url", "invalid"),
    ("generic", {"url": "/sms"}, "url", "invalid"),
    ("generic", {"method": "DELETE"}, "method", "unknown"),
    ("generic", {"method": "GET"}, "method", "unknown"),
    ("generic", {"body_format": "xml"}, "body_format", "unknown"),
    ("generic", {"body": '{"to": {number}}'}, "body", "not_json"),
    ("generic", {"body": '{"to": "{number}", "text": "{texte}"}'}, "body", "placeholder"),
    ("generic", {"body": '{"text": "{text}"}'}, "body", "no_number"),
    ("generic", {"body": '{"to": "{number}"}'}, "body", "no_text"),
    ("generic", {"auth": "bearer"}, "auth_secret", "missing"),
    ("generic", {"auth": "digest", "auth_secret": "x"}, "auth", "unknown"),
    ("generic", {"auth": "header", "auth_secret": "x"}, "headers", "invalid"),
    ("generic", {"auth": "header", "auth_header": "X-Key", "auth_secret": "x\r\nY: z"}, "headers", "invalid"),
    ("generic", {"headers": {"X:": "1"}}, "headers", "invalid"),
    ("ovhcloud", {"service": ""}, "service", "missing"),
    ("ovhcloud", {"application_secret": ""}, "application_secret", "missing"),
    ("ovhcloud", {"endpoint": "http://eu.api.ovh.com", "allow_private": False}, "endpoint", "not_https"),
    ("brevo", {"api_key": ""}, "api_key", "missing"),
    ("brevo", {"endpoint": "nowhere"}, "endpoint", "invalid"),
])
def test_bad_settings(process, preset, wrong, setting, problem):
    """G1: settings that cannot work are refused when they are entered, with a code for the screen."""
    with pytest.raises(BadSetting) as caught:
        make(process, preset, **wrong)
    assert (caught.value.setting, caught.value.problem) == (setting, problem)
    assert "secret" not in str(caught.value).replace("_secret", "")


def test_unknown_preset():
    """G1: only the shipped presets."""
    with pytest.raises(BadSetting):
        gateway("pigeon")

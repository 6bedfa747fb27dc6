"""The gateways' HTTP client: which addresses it dials, what it trusts, what it will not read (G1, S1)."""
import datetime
import ipaddress
import socket
from types import SimpleNamespace

import pytest
from odoo.addons.appointment_notify.tests.gateway_server import GatewayServer
from odoo.addons.appointment_notify.tools.gateways import Message, gateway, safe_http
from odoo.addons.appointment_notify.tools.gateways.safe_http import (
    MAX_ANSWER,
    Client,
    InDoubt,
    NotSent,
    Request,
    Unsendable,
    is_public,
)


@pytest.fixture(scope="module")
def server():
    with GatewayServer() as process:
        yield process


def resolving(monkeypatch, *addresses):
    """Make the DNS answer these, one list per question, and note what is asked."""
    asked, answers = [], list(addresses)

    def getaddrinfo(host, port, *args, **kwargs):
        asked.append(host)
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
                for ip in found]

    monkeypatch.setattr(safe_http.socket, "getaddrinfo", getaddrinfo)
    return asked


@pytest.fixture
def dialled(monkeypatch):
    """The addresses that are really dialled; none answers."""
    addresses = []

    def create_connection(address, timeout):
        addresses.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(safe_http.socket, "create_connection", create_connection)
    return addresses


@pytest.mark.parametrize(("address", "public"), [
    ("8.8.8.8", True), ("2606:4700::6810:1", True), ("::ffff:8.8.8.8", True), ("2002:808:808::1", True),
    ("64:ff9b::808:808", True),
    ("127.0.0.1", False), ("127.8.9.1", False), ("0.0.0.0", False), ("10.1.2.3", False),
    ("172.16.0.1", False), ("192.168.1.1", False),
    ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
    ("255.255.255.255", False), ("192.0.2.1", False), ("198.18.0.1", False),
    ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
    ("ff02::1", False), ("2001:db8::1", False), ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False),
    ("2002:7f00:1::", False), ("2002:a00:1::1", False), ("64:ff9b::7f00:1", False), ("64:ff9b::a00:1", False),
    ("::7f00:1", False), ("2001:0:1::1", False), ("192.0.0.192", False), ("192.0.0.8", False), ("192.88.99.1", False),
    ("fec0::1", False), ("64:ff9b:1::1", False), ("3fff::1", False), ("5f00::1", False), ("4000::1", False),
])
def test_public_addresses(address, public):
    """G1: private, loopback, link-local, multicast and reserved ones are not public, also when wrapped."""
    assert is_public(address) is public


@pytest.mark.parametrize("host", [
    "127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]",
])
def test_private_targets_are_refused(server, host):
    """G1: a gateway on this machine or network is not called, however its address is written."""
    wire = gateway("generic", url=f"https://{host}:{server.port}/sms", body='["{number}", "{text}"]')
    outcome = wire.send([Message("r", "+33600000001", "x")])[0]
    assert (outcome.state, outcome.reason) == ("blocked", "private")
    assert not server.accepted()


def test_one_private_address_among_public_ones(monkeypatch, dialled):
    """G1: a name that also leads inside is refused as a whole."""
    resolving(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(NotSent) as caught:
        Client().call(Request("POST", "https://sms.example.com/", {}))
    assert (caught.value.reason, dialled) == ("private", [])


def test_dns_rebinding(monkeypatch, dialled):
    """G1: the name is resolved once, and the address that was checked is the one dialled."""
    asked = resolving(monkeypatch, ["8.8.8.8", "1.1.1.1"], ["127.0.0.1"])
    with pytest.raises(NotSent) as caught:
        Client().call(Request("POST", "https://sms.example.com/", {}))
    assert asked == ["sms.example.com"]
    assert dialled == [("8.8.8.8", 443), ("1.1.1.1", 443)]
    assert (caught.value.reason, caught.value.detail) == ("unreachable", "Connection refused")


def test_local_gateway_when_allowed(server):
    """G1: the administrator can allow a gateway on the local network."""
    answer = Client(allow_private=True).call(Request("GET", server.url("/1.0/auth/time"), {}))
    assert (answer.status, answer.body.isdigit()) == (200, True)


def test_environment_is_not_used(server, monkeypatch, tmp_path):
    """G1: neither a proxy nor a netrc of the machine changes where messages go and what they carry."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login spy password spy\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.reset()
    body = b'{"to": "+33600000001"}'
    assert Client(allow_private=True).call(Request("POST", server.url("/sms"), {}, body)).status == 200
    headers = server.accepted()[0]["headers"]
    assert "authorization" not in headers
    assert headers["accept-encoding"] == "identity"  # what is compressed could be a bomb


def test_redirects_are_not_followed(server):
    """G1: not even those that keep method and body: the key would go elsewhere."""
    for status in (301, 302, 303, 307, 308):
        server.reset()
        server.behave(mode="redirect", status=status)
        answer = Client(allow_private=True).call(Request("POST", server.url("/sms"), {}, b'{"to": "+336"}'))
        assert (answer.status, server.accepted()) == (status, [])


def test_connections_are_kept(server, monkeypatch):
    """F2: a hundred calls, one connection."""
    opened, dial = [], safe_http._dial
    monkeypatch.setattr(safe_http, "_dial", lambda *args: opened.append(args) or dial(*args))
    client = Client(allow_private=True)
    for _ in range(100):
        client.call(Request("POST", server.url("/sms"), {}, b'{"to": "+33600000001"}'))
    assert len(opened) == 1
    assert [sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for sock in client._sockets] == [1]


@pytest.mark.parametrize(("length", "read"), [(MAX_ANSWER, True), (MAX_ANSWER + 1, False)])
def test_answers_over_64_kib(length, read):
    """G1: an answer of 64 KiB is read, one byte more is not."""
    def give(amount, decode_content):
        assert not decode_content
        return b"x" * min(amount, length)

    body = safe_http._body(SimpleNamespace(raw=SimpleNamespace(read=give), close=lambda: None))
    assert (len(body) if read else body) == (length if read else None)


def test_a_huge_answer_is_not_loaded(server):
    """G1: five megabytes are not waited for, and the connection is given up."""
    server.behave(mode="huge", times=1)
    client = Client(allow_private=True)
    assert client.call(Request("POST", server.url("/sms"), {}, b'{"to": "+336"}')).body is None
    assert client.call(Request("POST", server.url("/sms"), {}, b'{"to": "+336"}')).json()["status"] == "ok"


def test_only_its_own_exceptions(server):
    """S1: what cannot be sent, what was not sent and what is in doubt."""
    client = Client(allow_private=True, read_timeout=0.2)
    for request in (Request("POST", "http://", {}), Request("POST", server.url(), {"X": "a\nb"}),
                    Request("POST", server.url(), {"X": "中"}), Request("POST", "http://[::bad/", {})):
        with pytest.raises(Unsendable):
            client.call(request)
    with pytest.raises(NotSent):
        client.call(Request("POST", f"http://{'a' * 70}.example/", {}))
    server.behave(mode="hang", times=1)
    with pytest.raises(InDoubt):
        client.call(Request("POST", server.url("/sms"), {}, b'{"to": "+336"}'))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A self-signed certificate for 127.0.0.1, key and certificate in one PEM file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(alternative, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                          serialization.NoEncryption())
        + built.public_bytes(serialization.Encoding.PEM))
    return path


def test_tls_is_verified(certificate, monkeypatch):
    """S1: a certificate that nobody trusts: nothing was sent, not even the headers; a trusted one works."""
    with GatewayServer(certificate=certificate) as server:
        request = Request("POST", server.url("/sms"), {"X-Key": "secret"}, b'{"to": "+336"}')
        with pytest.raises(NotSent) as caught:
            Client(allow_private=True).call(request)
        assert (caught.value.reason, caught.value.detail) == ("unreachable", "self-signed certificate")
        assert not server.accepted()
        monkeypatch.setattr(safe_http.requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(certificate))
        assert Client(allow_private=True).call(request).status == 200


def test_plain_http_where_tls_is_expected(server):
    """S1: no TLS handshake, nothing sent."""
    with pytest.raises(NotSent):
        Client(allow_private=True).call(Request("POST", server.url("/sms").replace("http:", "https:"), {}))

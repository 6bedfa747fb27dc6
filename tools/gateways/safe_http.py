"""HTTP towards a gateway, with one question answered for every call (S1): can the message have been taken?

On the connection pools of ``requests``, not on a session: there are then no redirects, cookies, netrc or proxies from
the environment that could come into play, several threads can share it, and it costs half.
"""
import contextlib
import ipaddress
import json
import logging
import re
import socket
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import TimeoutError

MAX_ANSWER = 64 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Of IPv6, nothing else is the public internet; and of what ``is_global`` takes for it, not these (IANA's registries).
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
NOT_GLOBAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))

# urllib3 logs the path of each call when debugging; with a GET gateway that holds the text and the key.
_ours = threading.local()
logging.getLogger("urllib3.connectionpool").addFilter(lambda record: not getattr(_ours, "calling", False))


class Unsendable(ValueError):
    """No HTTP request can be made of this: nothing left."""


class NotSent(Exception):
    """Nothing of the request left this machine. `reason` is 'unreachable' or 'private'."""

    def __init__(self, reason: str, detail: str):
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class InDoubt(Exception):
    """The request left, no status came back. `reason` is 'timeout' or 'cut'."""

    def __init__(self, reason: str, detail: str):
        super().__init__(detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One call; not shown in logs, since headers, body and even the address may hold secrets."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """Status, headers (any case) and body; the body is None when it was cut, late or over 64 KiB."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None

    def json(self) -> object:
        """The decoded body. ValueError (or RecursionError, TypeError) when it cannot be read."""
        return json.loads(self.body)


class Client:
    """Calls by any number of threads over kept-alive connections.

    :param allow_private: the administrator allows a gateway on the local network, also over plain HTTP
    :param connect_timeout: seconds for each address, up to the end of the TLS handshake
    :param read_timeout: seconds between two pieces of the answer
    :param connections: how many are kept open
    """

    def __init__(self, *, allow_private=False, connect_timeout=5.0, read_timeout=10.0, connections=20):
        self._timeout = Timeout(connect=connect_timeout, read=read_timeout)
        self._pools = {}
        self._sockets, self._lock = weakref.WeakSet(), threading.Lock()
        self._adapter = HTTPAdapter(pool_connections=2, pool_maxsize=connections, max_retries=0)
        self._adapter.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, _guarded(HTTPConnection, allow_private, self._watch)),
            "https": _pool(HTTPSConnectionPool, _guarded(HTTPSConnection, allow_private, self._watch)),
        }

    def call(self, request: Request) -> Answer:
        """Make the call, once. Raises Unsendable, NotSent or InDoubt, and nothing else."""
        prepared = _prepare(request)
        pool = self._pool(prepared)
        _ours.calling = True
        try:
            response = pool.urlopen(
                request.method, prepared.path_url, request.body or None, prepared.headers, retries=False, redirect=False,
                assert_same_host=False, timeout=self._timeout, preload_content=False, decode_content=False,
            )  # fmt: skip
        except NotSent:
            raise
        except TimeoutError as error:
            raise InDoubt("timeout", "no answer in time") from error
        except Exception as error:  # all that is left happened after the connection stood
            raise InDoubt("cut", "the connection was lost before the answer") from error
        finally:
            _ours.calling = False
        return Answer(response.status, response.headers, _body(_Open(response)))

    def _pool(self, prepared):
        """The connections to the request's host: those of ``requests``, with its certificates."""
        origin = prepared.origin
        pool = self._pools.get(origin)
        if pool is None:
            with self._lock:
                pool = self._adapter.poolmanager.connection_from_url(prepared.request.url)
                self._adapter.cert_verify(pool, prepared.request.url, True, None)
                self._pools[origin] = pool
        return pool

    def abort(self):
        """Cut every call that is under way: each raises InDoubt."""
        with self._lock:
            sockets = list(self._sockets)
        for sock in sockets:
            with contextlib.suppress(OSError):  # it had ended by itself
                sock.shutdown(socket.SHUT_RDWR)

    def close(self):
        """Close the connections that are kept open."""
        self._adapter.close()

    def _watch(self, sock):
        with self._lock:
            self._sockets.add(sock)


def url_problem(url: str, allow_private: bool) -> str:
    """Why a gateway's address cannot be used: 'missing', 'invalid', 'userinfo', 'not_https'; '' if it can."""
    if not url:
        return "missing"
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0 and not parts.fragment
    except ValueError:
        return "invalid"
    if not usable or parts.scheme not in ("http", "https") or not re.fullmatch(r"[!-~]+", url):
        return "invalid"
    if "@" in parts.netloc:
        return "userinfo"  # a password there ends up in every log
    return "not_https" if parts.scheme == "http" and not allow_private else ""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also when it wraps an IPv4 address."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6:
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in NAT64:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is None and ip not in GLOBAL_UNICAST:
            return False
        ip = inner or ip
    if any(ip in network for network in NOT_GLOBAL if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


class _Prepared(NamedTuple):
    request: requests.PreparedRequest
    origin: tuple
    path_url: str
    headers: Mapping[str, str]


def _prepare(request):
    try:
        for name, value in request.headers.items():
            f"{name}: {value}".encode("latin-1")  # http.client would fail on it half-way
        headers = {"User-Agent": "appointment_notify", **request.headers}
        if "\n" in "".join(headers.values()) or "\r" in "".join(headers.values()):
            raise ValueError("line feed in a header")
        prepared, origin = _prepared_url(request.url)
        return _Prepared(prepared, origin, prepared.path_url, headers)
    except (requests.RequestException, ValueError) as error:
        raise Unsendable(type(error).__name__) from error


@lru_cache(maxsize=256)
def _prepared_url(url):
    """``requests``' reading of an address; most gateways have one and the same for all messages."""
    prepared = requests.Request("POST", url).prepare()
    parts = urlsplit(prepared.url)
    return prepared, (parts.scheme, parts.hostname, parts.port)


class _Open(NamedTuple):
    """An answer of which the status has come; one that was read to its end leaves its connection to the next call."""

    raw: HTTPResponse

    def close(self):
        self.raw.close()
        self.raw.release_conn()


def _body(response):
    """At most 64 KiB, as it came (a compressed answer was not asked for, and could be a bomb)."""
    try:
        body = response.raw.read(MAX_ANSWER + 1, decode_content=False)
        return body if len(body) <= MAX_ANSWER else None
    except Exception:  # cut or late: the status is known, the rest is not
        return None
    finally:
        response.close()


def _pool(pool_class, connection_class):
    def build(host, port, **arguments):
        pool = pool_class(host, port, **arguments)
        pool.ConnectionCls = connection_class
        return pool

    return build


def _guarded(connection_class, allow_private, watch):
    """A connection that dials checked addresses only, and whose failure to connect stands apart."""

    class Guarded(connection_class):
        def _new_conn(self):
            return _dial(self.host.strip("[]"), self.port, self.timeout, allow_private)

        def connect(self):
            try:
                connected = super().connect()
            except NotSent:
                raise
            except Exception as error:
                raise NotSent("unreachable", _cause(error)) from error
            watch(self.sock)
            return connected

    return Guarded


def _dial(host, port, timeout, allow_private):
    """Resolve once, check every address, and connect to one of those: no second answer of the DNS counts."""
    addresses = [info[4][:2] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not allow_private and not all(is_public(address) for address, _ in addresses):
        raise NotSent("private", "the host has a private address")
    failure = None
    for address in addresses:
        try:
            sock = socket.create_connection(address, timeout)
        except OSError as error:
            failure = error
        else:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return sock
    raise failure


def _cause(error):
    """A connection failure in the system's words, without address."""
    words = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
    return words or ("timed out" if isinstance(error, TimeoutError) else type(error).__name__)

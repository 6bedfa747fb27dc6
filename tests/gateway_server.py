"""A stand-in for SMS gateways: a real HTTP/1.1 server that speaks their protocols and misbehaves on demand.

    python gateway_server.py --port 0 [--state-file accepted.jsonl] [--certificate both.pem]

The first line on stdout is the port. Sending: ``/sms`` (generic: JSON, form, or GET with a query),
``/1.0/sms/<service>/jobs``, ``…/outgoing`` and ``/1.0/auth/time`` (OVHcloud, signature checked),
``/v3/transactionalSMS/send`` (Brevo), ``/2010-04-01/Accounts/<sid>/Messages.json`` (Twilio).
Control: ``GET /__accepted`` is the JSON list of what was taken, ``DELETE /__accepted`` forgets it,
``POST /__behave`` replaces the behaviour:

    mode          one of MODES; "ok" at the start
    seconds       how long slow, hang and drip last
    status, message, retry_after       of refuse, rate_limit, unavailable, error, redirect
    after, every, times                the mode applies after so many requests, to every nth, so many times
    accept        whether the message is taken although the mode hides or denies it
    deduplicate   a repeated Idempotency-Key gets the first answer again and nothing new is taken
    invalid, blacklisted               numbers refused one by one
    clock_offset  seconds by which the OVHcloud clock is ahead

With a state file, what was taken survives a kill. The standard library is all it needs.
"""
import argparse
import base64
import hashlib
import http.client
import itertools
import json
import re
import ssl
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

OVH = {
    "application_key": "ovh-app-key",
    "application_secret": "ovh-app-secret",
    "consumer_key": "ovh-consumer-key",
}
BREVO_KEY = "xkeysib-brevo-key"
TWILIO_SID, TWILIO_TOKEN = "AC00000000000000000000000000000001", "twilio-token"

# Those that take the message although the sender may not learn it.
TAKING = {"ok", "slow", "garbage", "hang", "cut", "cut_body", "huge", "drip"}
# The others: the kind of error answered, and its usual status.
ERRORS = {
    "refuse": ("rejected", 400), "unauthorized": ("auth", 401), "no_credit": ("credit", 402),
    "rate_limit": ("rate", 429), "error": ("server", 500), "unavailable": ("busy", 503),
    "redirect": ("redirect", 302),
}
MODES = TAKING | set(ERRORS)
WORDS = {
    "auth": "Authentication failed", "credit": "Not enough credits", "rate": "Too many requests",
    "rejected": "The request cannot be served", "invalid_number": "Invalid phone number",
    "blacklisted": "This number is blacklisted", "server": "Internal error", "busy": "Service unavailable",
    "redirect": "Moved", "clock": "Query out of time",
}
DEFAULTS = {
    "mode": "ok", "seconds": 3600.0, "status": None, "message": None, "retry_after": None,
    "after": 0, "every": 1, "times": None, "accept": None, "deduplicate": False,
    "invalid": (), "blacklisted": (), "clock_offset": 0,
}


class Refused(Exception):
    """The protocol itself says no: `kind` is a key of WORDS."""

    def __init__(self, kind, status):
        super().__init__(kind)
        self.kind, self.status = kind, status


class Generic:
    path = re.compile(r"/(sms|redirected)$")

    @staticmethod
    def parse(request):
        body = request.query if request.command == "GET" else request.body.decode()
        fields = json.loads(body) if body.startswith("{") else dict(parse_qsl(body, keep_blank_values=True))
        return {"number": fields.get("to"), "text": fields.get("text"), "reference": fields.get("reference"),
                "sender": fields.get("sender") or fields.get("from"), "fields": fields}

    @staticmethod
    def taken(entry):
        return 200, {"status": "ok", "messages": [{"id": f"gen-{entry['id']}"}]}

    @staticmethod
    def error(kind, status, words):
        return {"status": "error", "error": {"code": kind, "message": words}}


class Ovh:
    path = re.compile(r"/1\.0/sms/([^/]+)/jobs$")
    codes = {"auth": "INVALID_CREDENTIAL", "clock": "QUERY_TIME_OUT"}

    @classmethod
    def parse(cls, request):
        cls._check_signature(request)
        fields = json.loads(request.body)
        if fields.get("coding") not in ("7bit", "8bit") or not fields.get("receivers"):
            raise Refused("rejected", 400)
        sender = "short number" if fields.get("senderForResponse") else fields["sender"]
        return {"number": fields["receivers"][0], "text": fields["message"], "sender": sender,
                "reference": fields.get("tag"), "fields": fields}

    @staticmethod
    def _check_signature(request):
        headers, stamp = request.headers, request.headers.get("X-Ovh-Timestamp", "0")
        if abs(int(stamp) - request.server.ovh_time()) > 30:
            raise Refused("clock", 400)
        scheme = "https" if request.server.secure else "http"
        url = f"{scheme}://{headers['Host']}{request.path}"
        signed = "+".join((OVH["application_secret"], OVH["consumer_key"], request.command, url,
                           request.body.decode(), stamp))
        expected = "$1$" + hashlib.sha1(signed.encode()).hexdigest()
        given = tuple(headers.get(f"X-Ovh-{name}") for name in ("Application", "Consumer", "Signature"))
        if given != (OVH["application_key"], OVH["consumer_key"], expected):
            raise Refused("auth", 403)

    @staticmethod
    def taken(entry):
        return 200, {"ids": [entry["id"]], "validReceivers": [entry["number"]], "invalidReceivers": [],
                     "totalCreditsRemoved": 1, "creditsLeft": 1000 - entry["id"], "tag": entry["reference"]}

    @classmethod
    def error(cls, kind, status, words):
        return {"errorCode": cls.codes.get(kind, kind.upper()), "httpCode": f"{status}", "message": words}


class Brevo:
    path = re.compile(r"/v3/transactionalSMS/(send|sms)$")
    codes = {"auth": "unauthorized", "credit": "not_enough_credits"}

    @staticmethod
    def parse(request):
        if request.headers.get("api-key") != BREVO_KEY:
            raise Refused("auth", 401)
        fields = json.loads(request.body)
        if not re.fullmatch(r"[0-9A-Za-z]{1,11}", fields["sender"]):
            raise Refused("rejected", 400)
        return {"number": fields["recipient"], "text": fields["content"], "sender": fields["sender"],
                "reference": fields.get("tag"), "fields": fields}

    @staticmethod
    def taken(entry):
        return 201, {"reference": f"ref{entry['id']}", "messageId": 1511882900176000 + entry["id"],
                     "smsCount": 1, "usedCredits": 1.5, "remainingCredits": 82.85}

    @classmethod
    def error(cls, kind, status, words):
        return {"code": cls.codes.get(kind, "invalid_parameter"), "message": words}


class Twilio:
    path = re.compile(r"/2010-04-01/Accounts/([^/]+)/Messages\.json$")
    codes = {"auth": 20003, "rate": 20429, "invalid_number": 21211, "blacklisted": 21610}

    @staticmethod
    def parse(request):
        basic = base64.b64encode(f"{TWILIO_SID}:{TWILIO_TOKEN}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            raise Refused("auth", 401)
        fields = dict(parse_qsl(request.body.decode()))
        return {"number": fields["To"], "text": fields["Body"], "reference": None, "fields": fields,
                "sender": fields.get("From") or fields.get("MessagingServiceSid")}

    @staticmethod
    def taken(entry):
        return 201, {"sid": f"SM{entry['id']:032x}", "status": "queued", "to": entry["number"],
                     "body": entry["text"], "num_segments": "1", "error_code": None, "error_message": None}

    @classmethod
    def error(cls, kind, status, words):
        return {"code": cls.codes.get(kind, 20001), "message": words, "status": status}


PROTOCOLS = (Generic, Ovh, Brevo, Twilio)


class Server(ThreadingHTTPServer):
    """What was taken, how to behave, and the threads that answer."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, port, state_file=None, certificate=None):
        super().__init__(("127.0.0.1", port), Handler)
        self.lock = threading.Lock()
        self.accepted, self.by_key = [], {}
        self.state = self._open_state(state_file) if state_file else None
        self.secure = bool(certificate)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.released = threading.Event()
        self.behave({})

    def _open_state(self, path):
        state = Path(path).open("a+b", buffering=0)  # noqa: SIM115  (open as long as we run)
        state.seek(0)
        for line in state.read().splitlines():
            self._remember(json.loads(line))
        return state

    def _remember(self, entry):
        self.accepted.append(entry)
        key = entry["headers"].get("idempotency-key")
        if key:
            self.by_key.setdefault(key, entry)

    def take(self, entry):
        """Store the message and give its entry, or the first one of the same key."""
        with self.lock:
            known = self.by_key.get(entry["headers"].get("idempotency-key"))
            if known and self.behaviour["deduplicate"]:
                return known
            entry["id"] = len(self.accepted) + 1
            self._remember(entry)
            if self.state:
                self.state.write(json.dumps(entry).encode() + b"\n")
        return entry

    def forget(self):
        with self.lock:
            self.accepted, self.by_key = [], {}
            if self.state:
                self.state.truncate(0)

    def behave(self, wanted):
        if unknown := set(wanted) - set(DEFAULTS) or {wanted.get("mode", "ok")} - MODES:
            raise ValueError(f"unknown: {unknown}")
        self.released.set()  # whoever hangs under the old behaviour is let go
        with self.lock:
            self.released, self.requests, self.struck = threading.Event(), itertools.count(), 0
            self.behaviour = {**DEFAULTS, **wanted}

    def mode(self):
        """The mode that applies to the request that has just come in."""
        with self.lock:
            behaviour, number = self.behaviour, next(self.requests) - self.behaviour["after"]
            spent = behaviour["times"] is not None and self.struck >= behaviour["times"]
            if number < 0 or number % behaviour["every"] or spent:
                return "ok"
            self.struck += 1
            return behaviour["mode"]

    def ovh_time(self):
        return int(time.time()) + self.behaviour["clock_offset"]

    def handle_error(self, request, client_address):
        """Clients that hang up, or refuse our certificate, are part of the game."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        """Silent: thousands of requests pass here."""

    def do_POST(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        if len(self.body) < length:  # the sender died half-way: that is no message
            self.close_connection = True
            return
        path, _, self.query = self.path.partition("?")
        if path.startswith("/__"):
            self._control(path)
        elif path == "/1.0/auth/time":
            self._reply(200, str(self.server.ovh_time()).encode())
        elif re.match(r"/1\.0/sms/[^/]+/outgoing$", path):
            tag = dict(parse_qsl(self.query)).get("tag")
            self._json(200, [entry["id"] for entry in self.server.accepted if entry["reference"] == tag])
        else:
            self._message(path)

    do_GET = do_PUT = do_DELETE = do_POST

    def _control(self, path):
        answer = {}
        if path == "/__behave":
            self.server.behave(json.loads(self.body or "{}"))
        elif self.command == "DELETE":
            self.server.forget()
        else:
            answer = self.server.accepted
        self._json(200, answer)

    def _message(self, path):
        protocol = next((p for p in PROTOCOLS if p.path.match(path)), None)
        if protocol is None:
            return self._json(404, {"message": "No such resource"})
        behaviour, released, mode = self.server.behaviour, self.server.released, self.server.mode()
        try:
            entry = protocol.parse(self)
            self._check_number(entry["number"], behaviour)
        except Refused as no:
            return self._json(no.status, protocol.error(no.kind, no.status, WORDS[no.kind]))
        except (KeyError, ValueError, TypeError):
            return self._json(400, protocol.error("rejected", 400, "The request cannot be read"))
        if mode == "slow":
            time.sleep(behaviour["seconds"])
        takes = mode in TAKING if behaviour["accept"] is None or mode == "ok" else behaviour["accept"]
        if takes:
            headers = {name.lower(): value for name, value in self.headers.items()}
            entry = self.server.take({**entry, "protocol": protocol.__name__.lower(), "headers": headers,
                                      "at": time.time()})
        if mode in ERRORS:
            return self._error(protocol, mode, behaviour)
        if mode in ("ok", "slow"):
            return self._json(*protocol.taken(entry))
        return getattr(self, f"_{mode}")(behaviour, released)

    @staticmethod
    def _check_number(number, behaviour):
        for kind, key in (("invalid_number", "invalid"), ("blacklisted", "blacklisted")):
            if number in behaviour[key]:
                raise Refused(kind, 400)

    def _error(self, protocol, mode, behaviour):
        kind, status = ERRORS[mode]
        status = behaviour["status"] or status
        headers = {"Location": "/redirected"} if mode == "redirect" else {}
        if behaviour["retry_after"] is not None:
            name = "x-sib-ratelimit-reset" if protocol is Brevo else "Retry-After"
            headers[name] = str(behaviour["retry_after"])
        self._json(status, protocol.error(kind, status, behaviour["message"] or WORDS[kind]), headers)

    # The modes in which no honest answer comes.

    def _garbage(self, behaviour, released):
        self._reply(200, b"<html>\xff\x00 not what you expect", {"Content-Type": "text/html"})

    def _huge(self, behaviour, released):
        self._reply(200, b'{"messages": [{"id": "' + b"x" * 5_000_000 + b'"}]}')

    def _hang(self, behaviour, released):
        released.wait(behaviour["seconds"])
        self._cut(behaviour, released)

    def _cut(self, behaviour, released):
        self.close_connection = True

    def _cut_body(self, behaviour, released):
        self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"status": ')
        self._cut(behaviour, released)

    def _drip(self, behaviour, released):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        end = time.monotonic() + behaviour["seconds"]
        while time.monotonic() < end and not released.wait(0.1):
            self.wfile.write(b"z")
        self._cut(behaviour, released)

    def _json(self, status, data, headers=None):
        headers = {"Content-Type": "application/json", **(headers or {})}
        self._reply(status, json.dumps(data).encode(), headers)

    def _reply(self, status, body, headers=None):
        """One write, so that no answer waits for a delayed acknowledgement."""
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, '')}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + body)


class GatewayServer:
    """The server as a process: start, stop or kill it, look at what it took. Also a context manager."""

    def __init__(self, state_file=None, certificate=None):
        self.arguments = [*(("--state-file", str(state_file)) if state_file else ()),
                          *(("--certificate", str(certificate)) if certificate else ())]
        self.secure = bool(certificate)
        self.process, self.port = None, 0

    def start(self):
        """Start, on the port of the last time if there was one, and return once it listens."""
        command = [sys.executable, __file__, "--port", str(self.port), *self.arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())
        return self

    def stop(self):
        self._end(subprocess.Popen.terminate)

    def kill(self):
        """As a power cut would."""
        self._end(subprocess.Popen.kill)

    def _end(self, how):
        if self.process:
            how(self.process)
            self.process.wait()
            self.process.stdout.close()
            self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.kill()

    def url(self, path=""):
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}{path}"

    def accepted(self):
        """What was taken, in order: dicts with id, protocol, at, number, text, sender, reference, and the
        fields and headers as they came."""
        return self._control("GET", "/__accepted")

    def reset(self):
        """Forget what was taken and behave again."""
        self._control("DELETE", "/__accepted")
        self.behave()

    def behave(self, **behaviour):
        """Replace the behaviour; without arguments, all is well again."""
        self._control("POST", "/__behave", behaviour)

    def _control(self, method, path, data=None):
        if self.secure:
            connection = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=30, context=ssl._create_unverified_context())
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=json.dumps(data) if data is not None else None)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(content)
        return json.loads(content)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state-file")
    parser.add_argument("--certificate", help="PEM file with key and certificate: speak TLS")
    options = parser.parse_args()
    # A thread for each open connection, within the memory limit that a server of Odoo's hands down to us.
    threading.stack_size(256 * 1024)
    server = Server(options.port, options.state_file, options.certificate)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()

"""Any gateway that takes one message per HTTP call: address, body and answer are settings (G1)."""
import base64
import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote, urlencode

from .base import Gateway
from .outcome import BadSetting, identifier
from .safe_http import Request, url_problem

PLACEHOLDER = re.compile(r"\{(\w+)\}")
PLACEHOLDERS = {"number", "digits", "text", "sender", "reference"}
HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
CONTENT_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}


class Generic(Gateway):
    """A gateway described by settings.

    :param url: address; HTTPS, unless private addresses are allowed
    :param method: 'POST', 'PUT', or 'GET' with a form, which then becomes the query
    :param body_format: 'json' or 'form'
    :param body: template, a JSON text or ``to={number}&text={text}``. It may use ``{number}`` (E.164),
        ``{digits}`` (without the plus), ``{text}``, ``{sender}``, ``{reference}``. Values are put into the
        parsed template, so that nothing in them can be taken for JSON, another field or a placeholder.
    :param headers: more headers, name → value
    :param auth: 'none', 'bearer' (auth_secret), 'basic' (auth_user, auth_secret) or
        'header' (auth_header, auth_secret)
    :param success_path: dotted path in the JSON answer, such as ``messages.0.status``, whose value, as text,
        must be `success_value` in addition to a 2xx status; '' when the status says it all
    :param id_path: dotted path of the provider's message id; without a success_path it must be there
    :param removes_duplicates: the provider documents that it takes each ``Idempotency-Key`` once
    :raises BadSetting: the settings cannot work
    """

    def __init__(self, *, url, body, method="POST", body_format="json",
                 headers: Mapping[str, str] | None = None,
                 auth="none", auth_user="", auth_secret="", auth_header="",
                 success_path="", success_value="", id_path="", removes_duplicates=False, **common):
        super().__init__(**common)
        if problem := url_problem(url, common.get("allow_private", False)):
            raise BadSetting("url", problem)
        if method not in ("POST", "PUT", "GET") or (method == "GET" and body_format != "form"):
            raise BadSetting("method", "unknown")
        self.removes_duplicates = removes_duplicates
        self._url, self._method = url, method
        self._template, self._encode = _template(body_format, body)
        own = {**(headers or {}), **_auth_headers(auth, auth_user, auth_secret, auth_header)}
        if not all(map(_is_header, own.items())):
            raise BadSetting("headers", "invalid")
        self._headers = {**({} if method == "GET" else {"Content-Type": CONTENT_TYPES[body_format]}), **own}
        self._private = _private(self._template, own, url, auth_secret)
        self._success, self._id = (_steps(success_path), success_value), _steps(id_path)

    def _request(self, message):
        body = self._encode(_filled(self._template, {
            "number": message.number, "digits": message.number.lstrip("+"), "text": message.text,
            "sender": message.sender or self.sender, "reference": message.reference,
        }))
        key = {"Idempotency-Key": message.reference} if self.removes_duplicates else {}
        headers = {**self._headers, **key}
        if self._method == "GET":
            return Request("GET", f"{self._url}{'&' if '?' in self._url else '?'}{body}", headers)
        return Request(self._method, self._url, headers, body.encode())

    def _read(self, message, answer):
        path, wanted = self._success
        data = answer.json() if path or self._id else None
        if path and _as_text(_at(data, path)) != wanted:
            return self._refusal(message, answer, "rejected")
        provider_id = ""
        if self._id:
            try:
                provider_id = identifier(_at(data, self._id))
            except (LookupError, TypeError, ValueError):
                if not path:
                    raise  # nothing else says that it was taken
        return self._outcome(message, provider_id=provider_id)

    def _reason(self, status):
        # Sent again after a crash, while the first call with this key is still being served.
        return "in_progress" if status == 409 and self.removes_duplicates else super()._reason(status)

    def _secrets(self):
        return self._private


def _template(body_format, body):
    """The parsed template and the function that encodes it when filled."""
    if body_format == "json":
        try:
            template, encode = json.loads(body), json.dumps
        except ValueError:
            raise BadSetting("body", "not_json") from None
    elif body_format == "form":
        # Not parse_qsl: in a template people write a plus for a plus.
        pairs = (pair.partition("=") for pair in body.strip().split("&"))
        template, encode = [(unquote(name), unquote(value)) for name, _, value in pairs], urlencode
    else:
        raise BadSetting("body_format", "unknown")
    used = {name for leaf in _leaves(template) for name in PLACEHOLDER.findall(leaf)}
    if used - PLACEHOLDERS:
        raise BadSetting("body", "placeholder")
    if not used & {"number", "digits"}:
        raise BadSetting("body", "no_number")
    if "text" not in used:
        raise BadSetting("body", "no_text")
    return template, encode


def _leaves(node):
    """The texts in a parsed template."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list | tuple | dict):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _leaves(child)


def _filled(node, values):
    """A copy with the placeholders replaced, in one pass: what a value contains is not looked at again."""
    if isinstance(node, str):
        return PLACEHOLDER.sub(lambda found: values[found[1]], node)
    if isinstance(node, list | tuple):
        return type(node)(_filled(child, values) for child in node)
    if isinstance(node, dict):
        return {name: _filled(child, values) for name, child in node.items()}
    return node


def _auth_headers(auth, user, secret, header):
    if auth == "none":
        return {}
    if not secret:
        raise BadSetting("auth_secret", "missing")
    if auth == "bearer":
        return {"Authorization": f"Bearer {secret}"}
    if auth == "basic":
        return {"Authorization": f"Basic {base64.b64encode(f'{user}:{secret}'.encode()).decode()}"}
    if auth == "header":
        return {header: secret}
    raise BadSetting("auth", "unknown")


def _is_header(item):
    name, value = item
    return bool(HEADER_NAME.fullmatch(name)) and value.isascii() and value.isprintable()


def _private(template, headers, url, secret):
    """Whatever may be a key or a password: people put them in headers, in the query and in the body."""
    fixed = [leaf for leaf in _leaves(template) if not PLACEHOLDER.search(leaf)]
    fixed += [value for _, value in parse_qsl(url.partition("?")[2])]
    for value in headers.values():
        fixed += [value, value.rpartition(" ")[2]]
    return {secret, *(value for value in fixed if len(value) >= 6)}


def _steps(path):
    """``messages.0.id`` or ``messages[0].id`` as a list of steps."""
    return re.findall(r"[^.\[\]]+", path)


def _at(data, steps):
    for step in steps:
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


def _as_text(value):
    return value if isinstance(value, str) else json.dumps(value)

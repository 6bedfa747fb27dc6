"""Who acts, as far as it decides what is planned (A4, A14): the client or staff; and whether it is told at all.

Two context keys say it, from server code only: ``appointment_origin='online'`` marks what clients do, and under
``appointment_no_notify`` nothing is planned. A remote call carries a context of its own: keys that stand in it were
written by whoever calls, and count for nothing.
"""

import xmlrpc.client
from typing import NamedTuple

from odoo.http import request

from ..words import origins

_ORIGIN = "appointment_origin"
_SILENT = "appointment_no_notify"
_IMPORT = "import_file"
_OURS = (_ORIGIN, _SILENT, _IMPORT)
_MEMO = "appointment_notify.context_keys"


class Actor(NamedTuple):
    by_client: bool  # the client, online
    is_silent: bool  # plans nothing
    is_import: bool  # plans what the clock brings, and announces nothing (A13)


def actor_of(env):
    """The actor of what happens in an environment."""
    origin = env.context.get(_ORIGIN) if _is_ours(env, _ORIGIN) else None
    return Actor(
        origin == origins.ONLINE or not env.user._is_internal(),
        bool(env.context.get(_SILENT)) and _is_ours(env, _SILENT),
        bool(env.context.get(_IMPORT)) and _is_ours(env, _IMPORT),
    )


def _is_ours(env, key):
    """Whether server code set a key of the context, if anybody did."""
    return key not in env.context or not request or key not in _keys_of_call()


def _keys_of_call():
    """Those of our context keys that stand anywhere in the remote call that is being served."""
    environ = request.httprequest.environ
    if _MEMO not in environ:
        environ[_MEMO] = frozenset(_found(_sent()))
    return environ[_MEMO]


def _sent():
    """What a remote call carries; a page's form carries no context."""
    if request.httprequest.path.startswith("/xmlrpc/"):
        return xmlrpc.client.loads(request.httprequest.get_data(), use_datetime=True)[0]
    dispatcher = getattr(request, "dispatcher", None)
    if dispatcher is None or dispatcher.routing_type == "http":
        return None
    return [request.params, getattr(dispatcher, "jsonrequest", None)]


def _found(value):
    """The keys of ours in nested lists and dicts."""
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            yield from (key for key in _OURS if key in value)
            todo.extend(value.values())
        elif isinstance(value, list | tuple):
            todo.extend(value)

"""Whether clients can open the links that messages carry (G6, G7). Pure."""

import ipaddress
from urllib.parse import urlsplit

_INSIDE = (".localhost", ".local", ".internal", ".invalid", ".home.arpa")


def problem(url: str) -> str:
    """Why nobody outside can open an address: 'malformed', 'local' (this machine, this network); '' if they can."""
    try:
        parts = urlsplit(url)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "malformed"
    if parts.scheme not in ("http", "https") or not host or any(char.isspace() for char in url):
        return "malformed"
    try:
        return "" if ipaddress.ip_address(host).is_global else "local"
    except ValueError:
        return "local" if "." not in host or host.endswith(_INSIDE) else ""


def obstacle(url: str) -> tuple[str, str] | None:
    """The same as (reason of the log, detail), for channels whose messages carry such links."""
    return ("base_address", url[:200]) if problem(url) else None

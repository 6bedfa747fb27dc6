"""A rendered message."""

from dataclasses import dataclass, field

from ...tools import link_token


@dataclass(slots=True)
class Message:
    """``body`` holds the working link; ``masked`` is what may be stored in live mode.

    Of an e-mail, ``body`` is the plain-text part, and ``html`` shows the logo as ``cid:`` of an inline part.
    """

    body: str
    masked: str
    token: str = ""
    subject: str = ""
    html: str = ""
    masked_html: str = ""
    encoding: str | None = None
    credits: int = 0
    shortened: bool = False
    email_from: str = ""
    reply_to: str = ""
    headers: dict = field(default_factory=dict)
    logo: bytes | None = None
    calendars: list[tuple[str, bytes]] = field(default_factory=list)  # (method, file), the first as a part of its own
    more_links: dict[int, str] = field(default_factory=dict)  # {row id: token hash} of appointments told besides (N10)

    @property
    def token_hash(self):
        """What is stored of the link (S6)."""
        return link_token.digest(self.token) if self.token else None

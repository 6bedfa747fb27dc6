"""A way out, open for one run of the dispatcher: it holds plain data and connections, never a transaction (S10)."""

from typing import Any, NamedTuple

from ...tools.gateways import Message


class Mail(NamedTuple):
    """What is handed over: our reference, where to, and the rendered message."""

    reference: str
    address: str
    message: Any


class Line:
    """One provider of one company.

    ``resends``: a repeated reference is taken once, so what is in doubt may be sent again; ``looks_up``: the provider
    can be asked what became of it (S1).
    """

    resends = False
    looks_up = False
    at_once = 200  # handed over before results are stored: after a kill, so many may be in doubt

    def __init__(self, provider="", gateway_id=False):
        self.provider, self.gateway_id = provider, gateway_id

    def send(self, mails, seconds, wire):
        """Send, and tell what became of each.

        :param mails: [Mail]
        :param seconds: begin nothing after that time; what is under way is cut a little later
        :param wire: where the database is needed meanwhile: ``with wire() as env``, no transaction is open
        :return: [Outcome] in the same order. Never raises for a fault of the network or the other side
        """
        raise NotImplementedError

    def look_up(self, pairs, seconds):
        """[Outcome] of those of [(reference, address)] that were taken; the others are as much in doubt as before."""
        return []

    def close(self):
        """Close what is kept open."""


class GatewayLine(Line):
    """A gateway of ``tools.gateways``: messages in parallel, over connections that are kept."""

    def __init__(self, gateway, provider, gateway_id=False):
        super().__init__(provider, gateway_id)
        self._gateway = gateway
        self.resends, self.looks_up = gateway.removes_duplicates, gateway.looks_up
        # In proportion to what is under way, so that many connections do not wait for each other.
        self.at_once = max(Line.at_once, 8 * gateway.workers)

    def send(self, mails, seconds, wire):
        messages = [
            Message(mail.reference, mail.address, mail.message.body, unicode=mail.message.encoding == "ucs2",
                    title=mail.message.subject)
            for mail in mails
        ]  # fmt: skip
        return self._gateway.send(messages, seconds)

    def look_up(self, pairs, seconds):
        return self._gateway.look_up_all(pairs, seconds)

    def close(self):
        self._gateway.close()

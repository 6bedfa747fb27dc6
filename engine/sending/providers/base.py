"""What every provider of SMS has in common."""

from ....tools.gateways import BadSetting
from ..lines import GatewayLine


class NoProvider(Exception):
    """The account is not set up, or cannot work as it is: nothing is called, and nobody's message fails (G6)."""


class Provider:
    """A provider over HTTP, set up on ``appointment.gateway``. One of another addon adds its own settings there.

    ``settings`` maps the fields of ``appointment.gateway`` that it uses, in the order of the form, to the names of
    its gateway's arguments; of ``required`` none may be empty; ``labels`` are what the provider calls them.
    """

    code = ""
    label = ""
    gateway = None  # class, see tools.gateways.Gateway
    settings: dict = {}
    required = ()
    labels: dict = {}

    def open(self, env, company, record):
        """The way out as a Line, which holds plain data only.

        :param company: sudo
        :param record: ``appointment.gateway``, sudo; empty where ``res.company`` names a provider of Odoo's
        :raises NoProvider: with what is wrong, in words
        """
        return GatewayLine(self.make(record), self.code, record.id)

    def make(self, record):
        """The gateway of these settings."""
        if missing := [name for name in self.required if not record[name]]:
            labels = ", ".join(record._fields[name]._description_string(record.env) for name in missing)
            raise NoProvider(record.env._("Missing: %(settings)s.", settings=labels))
        given = {argument: record[name] for name, argument in self.settings.items() if record[name] or name in self.required}
        try:
            return self.gateway(
                sender=record.sender or "",
                workers=record.connections,
                allow_private=record.allow_private,
                **given,
                **self.more(record),
            )
        except BadSetting as error:
            raise NoProvider(record.env._("A setting of the gateway cannot work: %(what)s.", what=error)) from error

    def more(self, record):
        """Arguments of the gateway that are no settings of its own."""
        return {}

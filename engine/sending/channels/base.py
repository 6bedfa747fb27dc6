"""What every channel has in common, and what each says of itself."""

from ...content import plain


class Channel:
    """A way to reach people: who is told, on plain data (``engine.people``); how it leaves, on the company's record.

    ``code`` stands on rules and messages; ``label`` names one message, ``plural`` many, with the article where the
    language wants one. ``instead`` is the channel that speaks where this one fails for good (G5).
    """

    code = ""
    label = ""
    plural = ""
    instead = None
    has_reports = False  # providers tell afterwards what became of a message, at the addresses for reports

    # Who, where, and whether he or she wants it

    address_fields = ()  # of the contact, which it needs besides those that Person has: in ``person.more``

    def address(self, person, account):
        """(address, None) or (None, a reason of the log) of a Person, cleaned and judged (G3, G6)."""
        raise NotImplementedError

    def refused(self, env, addresses):
        """{address: reason} of those at which nobody may be written to, whoever asks."""
        return {}

    def preference(self, is_reminder):
        """The contact's field with its own choice: ``on``, ``off``, or ``default``, as the account (A9)."""
        return f"appointment_{self.code}_{'reminder' if is_reminder else 'other'}"

    # What it looks like

    def render(self, brief):
        """The Message of a Brief: here a title and a text with the link, for channels without a form of their own."""
        return plain.render(brief)

    # How it leaves

    def obstacle(self, company):
        """(reason, detail) of what is wrong with the account itself: its messages wait until it is put right (G6)."""
        return

    def open(self, company, second=False):
        """The way out, as a Line.

        :param second: of the provider that takes over while the first is stopped
        :raises NoProvider: it is not set up
        """
        raise NotImplementedError

    def has_second(self, company):
        """Whether another provider takes over what surely was not sent (G7)."""
        return False

    def prepare(self, env, company, references):
        """Before messages leave, in the transaction that marks them: what their reports will look for."""

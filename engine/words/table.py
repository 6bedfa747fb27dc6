"""A table of words: rows by name, in order, to which another addon may add its own (H1)."""

from odoo.tools import LazyTranslate

_OURS = "appointment_notify"


def labels(name):
    """``_lt`` of a module, by its ``__name__``: what marks a label for translation."""
    return LazyTranslate(name)


class Table:
    """Rows with a ``name`` and a ``label``; a row may have more properties, which tell it from others."""

    def __init__(self, what, *rows):
        self._what = what
        self._rows = {}
        for row in rows:
            self.add(row)

    def add(self, row):
        """A row of another addon, at import. The same name twice is taken for a reloaded module."""
        self._rows[row.name] = row
        return row

    def remove(self, name):
        self._rows.pop(name, None)

    def __getitem__(self, name):
        """:raises ValueError: when there is no such word"""
        try:
            return self._rows[name]
        except (KeyError, TypeError):
            raise ValueError(f"Unknown {self._what}: {name!r}.") from None

    def __contains__(self, name):
        return name in self._rows

    def __iter__(self):
        return iter(self._rows.values())

    def names(self, is_meant):
        """The names of the rows that are meant, in their order: a group, for domains and SQL."""
        return [row.name for row in self if is_meant(row)]

    def selection(self, env):
        """``fields.Selection``'s values, in the language of the environment: ours, and those of addons that are
        installed in this database (the process may know more)."""
        return [(row.name, env._(row.label)) for row in self if _is_installed(env, row)]


def _is_installed(env, row):
    module = getattr(row.label, "_module", _OURS)
    return module == _OURS or module in env.registry._init_modules or module == env.context.get("install_module")

"""What other addons can add to: channels and providers are found here, by their code (H1)."""


class Registry:
    """Classes by ``code``, in the order of registration; each counts where its addon is installed."""

    def __init__(self):
        self._found = {}

    def register(self, kind):
        """Class decorator. The addon is told from where the class is defined."""
        parts = kind.__module__.split(".")
        kind.module = parts[2] if parts[:2] == ["odoo", "addons"] else parts[0]
        self._found[kind.code] = kind()
        return kind

    def all(self, env):
        """Those of the installed addons. While addons are being loaded, all: they may need theirs already."""
        registry = env.registry
        installed = registry._init_modules
        return [kind for kind in self._found.values() if not registry.ready or kind.module in installed]

    def get(self, env, code):
        """The one with this code, or None."""
        kind = self._found.get(code)
        return kind if kind and (not env.registry.ready or kind.module in env.registry._init_modules) else None

    def selection(self, env):
        """For a selection field: [(code, label in the language of the context)]."""
        return [(kind.code, env._(kind.label)) for kind in self.all(env)]  # pylint: disable=translation-required

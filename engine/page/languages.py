"""Which languages the page can be read in (P8, T11)."""

from odoo.tools.translate import code_translations

_MODULE = "appointment_notify"


def offered(env):
    """[(code, its own name)] of installed languages in which the page's words exist."""
    return [
        (code, name.rsplit("/", 1)[-1].strip())
        for code, name in env["res.lang"].get_installed()
        if code.startswith("en") or code_translations.get_python_translations(_MODULE, code)
    ]

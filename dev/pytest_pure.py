"""Lets the pure logic be tested without Odoo (H3): a pytest plugin that knows the module's folder by its full name.

``odoo.addons.appointment_notify.tools`` is then imported like any package, while the module's own ``__init__.py``,
which loads models, is not.
"""

import sys
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).resolve().parent.parent

_MODULE = "odoo.addons.appointment_notify"
_PACKAGES = {
    "odoo": [],
    "odoo.addons": [],
    _MODULE: [str(REPOSITORY)],
    f"{_MODULE}.tests": [str(REPOSITORY / "tests")],  # its servers, not the tests that it imports for Odoo's runner
}
for _name, _path in _PACKAGES.items():
    _package = sys.modules[_name] = ModuleType(_name)
    _package.__path__ = _path

# The labels of words are translated by Odoo; here they are what they say.
_tools = sys.modules["odoo.tools"] = ModuleType("odoo.tools")
_tools.LazyTranslate = lambda module: str

"""Lets the pure logic be tested without Odoo (H3): a pytest plugin that knows the module's folder by its full name.

``odoo.addons.appointment_notify.tools`` is then imported like any package, while the module's own ``__init__.py``,
which loads models, is not.
"""

import sys
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).resolve().parent.parent

for _name, _path in {"odoo": [], "odoo.addons": [], "odoo.addons.appointment_notify": [str(REPOSITORY)]}.items():
    _package = sys.modules[_name] = ModuleType(_name)
    _package.__path__ = _path

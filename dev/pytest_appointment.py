"""What the tests need of pytest. A plugin and not a conftest.py, which pytest would import outside `odoo.addons`."""

import os


def pytest_collection_modifyitems(config, items):
    """Leave out tests tagged `-standard`, as Odoo's own runner does, unless ALL_TAGS is set."""
    if "ALL_TAGS" in os.environ:
        return
    kept, left_out = [], []
    for item in items:
        (kept if "standard" in getattr(item.cls, "test_tags", ["standard"]) else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept

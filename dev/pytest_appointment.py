"""What the tests need of pytest. A plugin and not a conftest.py, which pytest would import outside `odoo.addons`."""

import os
from pathlib import Path

from hypothesis.configuration import set_hypothesis_home_dir


def pytest_addoption(parser):
    parser.addoption(
        "--left-out",
        type=Path,
        help="file of tests not to run, one a line as module.test_file.Class.test, # why",
    )


def pytest_configure(config):
    # Hypothesis would leave its examples in the repository.
    set_hypothesis_home_dir(Path(os.environ["ODOO_RC"]).parent / "hypothesis")


def pytest_collection_modifyitems(config, items):
    """Leave out what Odoo's own runner would not run either, and the tests listed in --left-out."""
    listed = _listed(config.getoption("--left-out"))
    left_out = [item for item in items if not _is_standard(item) or _name(item) in listed]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _listed(file):
    lines = file.read_text().splitlines() if file else []
    return {line.partition("#")[0].strip() for line in lines} - {""}


def _name(item):
    """'odoo.addons.calendar.tests.test_x' → 'calendar.test_x.TestX.test_y'"""
    parts = item.module.__name__.removeprefix("odoo.addons.").split(".")
    return ".".join([parts[0], parts[-1], item.cls.__name__ if item.cls else "", item.name])


def _is_standard(item):
    return "standard" in getattr(item.cls, "test_tags", {"standard"})

"""`-p pytest_install`: before the tests and in their process, installs the modules that INSTALL names, as the Apps
screen does in a server's: their methods come before those of the modules that were there, until a restart."""

import os


def pytest_sessionstart():
    # Only here has pytest-odoo read Odoo's configuration.
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        modules = api.Environment(cr, SUPERUSER_ID, {})["ir.module.module"]
        modules.search([("name", "in", os.environ["INSTALL"].split(","))]).button_immediate_install()

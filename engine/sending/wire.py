"""Nothing is called inside a transaction (S10)."""

import contextlib

from odoo import SUPERUSER_ID, api
from odoo.sql_db import Cursor


@contextlib.contextmanager
def wire(registry):
    """An environment for code that reads its settings while it calls others: each statement stands for itself, and
    no transaction is open between them. What such code writes (a renewed access token) is kept at once."""
    with registry.cursor() as cr:
        if isinstance(cr, Cursor):  # a test's cursor lives inside the test's transaction
            cr.connection.autocommit = True
        try:
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.flush()
        finally:
            cr.rollback()
            if isinstance(cr, Cursor):
                cr.connection.autocommit = False

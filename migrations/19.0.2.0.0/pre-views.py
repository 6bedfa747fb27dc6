"""The first version's settings screen names fields that are gone: while the new one is read, it would be checked with it."""

from psycopg2.extras import Json


def migrate(cr, version):
    if not version:
        return
    # Each is written anew from our files in the same update.
    cr.execute(
        """
        UPDATE ir_ui_view SET arch_db = %s
         WHERE inherit_id IS NOT NULL AND model = 'res.config.settings'
           AND id IN (SELECT res_id FROM ir_model_data WHERE module = 'appointment_notify' AND model = 'ir.ui.view')
        """,
        [Json({"en_US": "<data/>"})],
    )

"""The text key of a message becomes columns: its action, and whether it is a copy beside what is planned (H2)."""

from odoo.tools import sql


def migrate(cr, version):
    if not version or not sql.column_exists(cr, "appointment_notification", "key"):
        return
    sql.create_column(cr, "appointment_notification", "action", "varchar")
    sql.create_column(cr, "appointment_notification", "is_copy", "bool")
    # appointment:client:recipient:rule:action, and more of a copy: a start in the action has colons of its own.
    cr.execute(
        r"""
        UPDATE appointment_notification
           SET action = COALESCE(
                   substring(key from '^[0-9]+:[0-9]+:[0-9]+:[0-9]+:([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})'),
                   substring(key from '^[0-9]+:[0-9]+:[0-9]+:[0-9]+:([^:]*)'), key),
               is_copy = fallback_of_id IS NOT NULL OR COALESCE(is_preview, FALSE)
                         OR key ~ ':(again[0-9]+|email|before[0-9]+:[0-9]+)(:|$)'
        """
    )
    # What a merge of contacts, or hand work, left twice keeps to itself.
    cr.execute(
        """
        WITH ranked AS (
            SELECT id, row_number() OVER (PARTITION BY attendee_id, partner_id, rule_id, action ORDER BY id) AS place
              FROM appointment_notification
             WHERE attendee_id IS NOT NULL AND partner_id IS NOT NULL AND rule_id IS NOT NULL
               AND state <> 'skipped' AND is_copy IS NOT TRUE
        )
        UPDATE appointment_notification AS row SET is_copy = TRUE FROM ranked WHERE ranked.id = row.id AND place > 1
        """
    )

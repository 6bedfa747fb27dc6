from odoo import fields, models, tools
from odoo.tools import SQL


class AppointmentDelivery(models.Model):
    """What became of the messages that were handed over, tests left out (U5): rates, by month and provider."""

    _name = "appointment.delivery"
    _description = "Delivery of messages"
    _auto = False
    _order = "sent_at desc, id desc"
    _rec_name = "notification_id"

    notification_id = fields.Many2one("appointment.notification", "Message", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    agenda_id = fields.Many2one("appointment.agenda", readonly=True)
    client_id = fields.Many2one("res.partner", readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    trigger = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["trigger"]._description_selection(self.env),
        "Occasion",
        readonly=True,
    )
    channel = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["channel"]._description_selection(self.env),
        "By",
        readonly=True,
    )
    audience = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["audience"]._description_selection(self.env),
        "To",
        readonly=True,
    )
    provider = fields.Char(readonly=True)
    state = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["state"]._description_selection(self.env), readonly=True
    )
    reason = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["reason"]._description_selection(self.env), readonly=True
    )
    reached = fields.Float("Not refused", readonly=True, aggregator="avg", help="Sent or delivered, none came back.")
    delivered = fields.Float("Confirmed", readonly=True, aggregator="avg", help="The provider reported its arrival.")
    failed = fields.Float(readonly=True, aggregator="avg")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL(
                """
                CREATE VIEW %s AS (
                    SELECT id, id AS notification_id, company_id, agenda_id, client_id, COALESCE(sent_at, send_at) AS sent_at,
                           trigger, channel, audience, COALESCE(provider, channel) AS provider, state, reason,
                           CASE WHEN state IN ('sent', 'delivered') THEN 1.0 ELSE 0.0 END AS reached,
                           CASE WHEN state = 'delivered' THEN 1.0 ELSE 0.0 END AS delivered,
                           CASE WHEN state = 'failed' THEN 1.0 ELSE 0.0 END AS failed
                      FROM appointment_notification
                     WHERE state IN ('sent', 'delivered', 'failed', 'in_doubt') AND is_test IS NOT TRUE
                       AND is_preview IS NOT TRUE
                )
                """,
                SQL.identifier(self._table),
            )
        )

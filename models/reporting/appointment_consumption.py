from odoo import fields, models, tools
from odoo.tools import SQL

from ...engine.words import occasions, states


class AppointmentConsumption(models.Model):
    """The bill, line by line: one for each SMS that a provider took, or may have taken (G4).

    No counters: each figure is a query over the log. In the order of ``sent_at`` and id, standard credits are included
    while the month's running total is within the allowance that stood when the message was handed over; a message of
    two credits may be included by half. Custom ones are always billed, and use up nothing of the allowance. ``cost``
    is rounded in sums only. Worked example, allowance 200, 199 used: two credits at 0.10 are 1 included and 1 billed.
    """

    _name = "appointment.consumption"
    _description = "SMS consumption"
    _auto = False
    _order = "sent_at desc, id desc"
    _rec_name = "notification_id"

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True, help="Its first day, by the company's clock.")
    sent_on = fields.Date("Day", readonly=True, help="By the company's clock.")
    sent_at = fields.Datetime("Sent", readonly=True)
    trigger = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["trigger"]._description_selection(self.env),
        "Occasion",
        readonly=True,
    )
    tariff = fields.Selection([("standard", "Standard"), ("custom", "Custom")], readonly=True)
    provider = fields.Char(readonly=True)
    state = fields.Selection(
        lambda self: self.env["appointment.notification"]._fields["state"]._description_selection(self.env), readonly=True
    )
    agenda_id = fields.Many2one("appointment.agenda", readonly=True)
    client_id = fields.Many2one("res.partner", readonly=True)
    notification_id = fields.Many2one("appointment.notification", "Message", readonly=True)
    credits = fields.Integer(readonly=True)
    included = fields.Integer(readonly=True)
    billed = fields.Integer(readonly=True)
    price = fields.Float("Price of a credit", readonly=True, digits=(16, 6), aggregator=None)
    allowance = fields.Integer("Included a month", readonly=True, aggregator=None)
    cost = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    provider_credits = fields.Float("Billed by the provider", readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._select())
        )

    def _select(self):
        return SQL(
            """
            WITH counted AS (
                SELECT row.id, row.company_id, row.sent_at, row.trigger, row.state, row.provider, row.agenda_id,
                       row.client_id, COALESCE(row.credits, 0) AS credits, COALESCE(row.price, 0) AS price,
                       COALESCE(row.allowance, 0) AS allowance, row.provider_credits,
                       COALESCE(row.currency_id, company.currency_id) AS currency_id,
                       CASE WHEN row.trigger IN %(custom)s THEN 'custom' ELSE 'standard' END AS tariff,
                       row.sent_at AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(company.appointment_tz, 'UTC') AS local,
                       date_trunc('month', row.sent_at AT TIME ZONE 'UTC'
                                           AT TIME ZONE COALESCE(company.appointment_tz, 'UTC'))::date AS month
                  FROM appointment_notification row
                  JOIN res_company company ON company.id = row.company_id
                 WHERE row.channel = 'sms' AND row.sent_at IS NOT NULL AND row.is_test IS NOT TRUE
                   AND row.state IN %(states)s
            ), running AS (
                SELECT *, SUM(CASE WHEN tariff = 'standard' THEN credits ELSE 0 END)
                          OVER (PARTITION BY company_id, month ORDER BY sent_at, id ROWS UNBOUNDED PRECEDING) AS total
                  FROM counted
            ), shared AS (
                SELECT *, CASE WHEN tariff = 'standard'
                               THEN GREATEST(0, LEAST(credits, allowance - (total - credits))) ELSE 0 END::int4 AS included
                  FROM running
            )
            SELECT id, id AS notification_id, company_id, month, local::date AS sent_on, sent_at, trigger, tariff, state,
                   provider, agenda_id, client_id, credits, included, credits - included AS billed, price, allowance,
                   (credits - included) * price AS cost, currency_id, provider_credits
              FROM shared
            """,
            custom=tuple(occasions.names(lambda occasion: occasion.tariff == "custom")),
            states=tuple(states.BILLED),
        )

    def action_open_notification(self):
        self.check_access("read")
        return self.notification_id.action_open_message()

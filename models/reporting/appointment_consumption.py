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
        """Month by month, each read in the order of the log's index: whoever asks for some months pays for those."""
        return SQL(
            """
            WITH months AS (
                SELECT company.id AS company_id, company.currency_id, zone.tz, company.appointment_sms_allowance AS allowance,
                       company.appointment_price_standard AS standard, company.appointment_price_custom AS custom, month::date AS month,
                       month AT TIME ZONE zone.tz AT TIME ZONE 'UTC' AS first,
                       (month + INTERVAL '1 month') AT TIME ZONE zone.tz AT TIME ZONE 'UTC' AS after
                  FROM res_company company
                 CROSS JOIN LATERAL (SELECT COALESCE(company.appointment_tz, 'UTC') AS tz) zone
                 CROSS JOIN LATERAL (
                     SELECT MIN(sent_at) AS earliest, MAX(sent_at) AS latest FROM appointment_notification
                      WHERE company_id = company.id AND channel = 'sms' AND sent_at IS NOT NULL AND is_test IS NOT TRUE
                 ) sent
                 CROSS JOIN LATERAL generate_series(
                     date_trunc('month', sent.earliest AT TIME ZONE 'UTC' AT TIME ZONE zone.tz),
                     date_trunc('month', sent.latest AT TIME ZONE 'UTC' AT TIME ZONE zone.tz),
                     INTERVAL '1 month'
                 ) AS month
            ), running AS (
                SELECT months.company_id, months.month, months.tz, counted.id, counted.sent_at, counted.trigger,
                       counted.state, counted.provider, counted.agenda_id, counted.client_id, counted.credits,
                       counted.price, counted.allowance, counted.provider_credits, counted.tariff, counted.total,
                       COALESCE(counted.currency_id, months.currency_id) AS currency_id
                  FROM months
                 CROSS JOIN LATERAL (
                     SELECT row.id, row.sent_at, row.trigger, row.state, row.provider, row.agenda_id, row.client_id,
                            COALESCE(row.credits, 0) AS credits, row.currency_id,
                            COALESCE(row.price, CASE WHEN row.trigger IN %(custom)s THEN months.custom
                                                     ELSE months.standard END, 0) AS price,
                            COALESCE(row.allowance, months.allowance, 0) AS allowance, row.provider_credits,
                            CASE WHEN row.trigger IN %(custom)s THEN 'custom' ELSE 'standard' END AS tariff,
                            SUM(CASE WHEN row.trigger IN %(custom)s THEN 0 ELSE COALESCE(row.credits, 0) END)
                                OVER (ORDER BY row.sent_at, row.id ROWS UNBOUNDED PRECEDING) AS total
                       FROM appointment_notification row
                      WHERE row.company_id = months.company_id AND row.channel = 'sms' AND row.is_test IS NOT TRUE
                        AND row.sent_at >= months.first AND row.sent_at < months.after AND row.state IN %(states)s
                 ) counted
            ), shared AS (
                SELECT *, CASE WHEN tariff = 'standard'
                               THEN GREATEST(0, LEAST(credits, allowance - (total - credits))) ELSE 0 END::int4 AS included
                  FROM running
            )
            SELECT id, id AS notification_id, company_id, month, (sent_at AT TIME ZONE 'UTC' AT TIME ZONE tz)::date AS sent_on,
                   sent_at, trigger, tariff, state, provider, agenda_id, client_id, credits, included,
                   credits - included AS billed, price, allowance, (credits - included) * price AS cost, currency_id,
                   provider_credits
              FROM shared
            """,
            custom=tuple(occasions.names(lambda occasion: occasion.tariff == "custom")),
            states=tuple(states.BILLED),
        )

    def action_open_notification(self):
        self.check_access("read")
        return self.notification_id.action_open_message()

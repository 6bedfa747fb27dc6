from odoo import api, fields, models, tools
from odoo.tools import SQL


class AppointmentConsumptionMonth(models.Model):
    """A month's bill: what the lines of ``appointment.consumption`` add up to, and how the running month will end."""

    _name = "appointment.consumption.month"
    _description = "SMS consumption of a month"
    _auto = False
    _order = "month desc, company_id, id"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    messages = fields.Integer("SMS", readonly=True)
    credits = fields.Integer(readonly=True)
    included = fields.Integer(readonly=True)
    billed_standard = fields.Integer("Billed, standard", readonly=True)
    billed_custom = fields.Integer("Billed, custom", readonly=True)
    cost_standard = fields.Monetary("Standard", readonly=True)
    cost_custom = fields.Monetary("Custom", readonly=True)
    cost = fields.Monetary("To pay", readonly=True)
    provider_credits = fields.Float("Billed by the provider", readonly=True)
    is_running = fields.Boolean(compute="_compute_running")
    limit = fields.Integer("Credits of the month", compute="_compute_running", help="The cap, else those included.")
    is_cap = fields.Boolean(compute="_compute_running")
    used_of_limit = fields.Integer("Used", compute="_compute_running")
    forecast_credits = fields.Integer(
        "Expected credits", compute="_compute_running", help="With the messages that are planned until the month ends."
    )
    forecast_cost = fields.Monetary("Expected to pay", compute="_compute_running")

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._select()))

    def _select(self):
        """The running month stands there before its first SMS."""
        return SQL(
            """
            WITH lines AS (
                SELECT company_id, month, currency_id, 1 AS messages, credits, included, billed, tariff, cost,
                       provider_credits
                  FROM appointment_consumption
                 UNION ALL
                SELECT id, date_trunc('month', now() AT TIME ZONE COALESCE(appointment_tz, 'UTC'))::date, currency_id,
                       0, 0, 0, 0, 'standard', 0, NULL
                  FROM res_company WHERE active
            )
            SELECT (company_id * 2400 + EXTRACT(YEAR FROM month)::int4 %% 200 * 12 + EXTRACT(MONTH FROM month)::int4 - 1)
                   * 200 + currency_id %% 200 AS id,
                   company_id, month, currency_id, SUM(messages)::int4 AS messages, SUM(credits)::int4 AS credits,
                   SUM(included)::int4 AS included,
                   COALESCE(SUM(billed) FILTER (WHERE tariff = 'standard'), 0)::int4 AS billed_standard,
                   COALESCE(SUM(billed) FILTER (WHERE tariff = 'custom'), 0)::int4 AS billed_custom,
                   COALESCE(SUM(cost) FILTER (WHERE tariff = 'standard'), 0) AS cost_standard,
                   COALESCE(SUM(cost) FILTER (WHERE tariff = 'custom'), 0) AS cost_custom,
                   SUM(cost) AS cost, COALESCE(SUM(provider_credits), 0) AS provider_credits
              FROM lines
             GROUP BY company_id, month, currency_id
            """
        )

    @api.depends("company_id", "month")
    def _compute_running(self):
        for bill in self:
            company = bill.company_id
            bill.is_running = bill.month == company._appointment_month_name()
            used, bill.limit, bill.is_cap = company._appointment_used() if bill.is_running else (0, 0, False)
            bill.used_of_limit = round(used * 100 / bill.limit) if bill.limit else 0
            credits, cost = company._appointment_forecast() if bill.is_running else (0, 0.0)
            bill.forecast_credits = bill.credits + credits if bill.is_running else 0
            bill.forecast_cost = bill.cost + cost if bill.is_running else 0.0

    @api.depends("month")
    def _compute_display_name(self):
        for bill in self:
            bill.display_name = tools.format_date(self.env, bill.month, date_format="MMMM y") if bill.month else ""

    def action_open_lines(self):
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_consumption_action")
        action["domain"] = [("company_id", "=", self.company_id.id), ("month", "=", self.month)]
        action["context"] = {}
        action["display_name"] = self.display_name
        return action

from datetime import UTC, timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...engine.ledger import desk
from ...engine.words import occasions
from ...tools import schedule

_OURS = "base.group_user"


class ResCompany(models.Model):
    """What SMS cost, and how far a month may go (G4)."""

    _inherit = "res.company"

    appointment_sms_allowance = fields.Integer(
        "SMS credits included", default=200, groups=_OURS, help="Of each month; never of custom messages and birthdays."
    )
    appointment_price_standard = fields.Float(
        "Price of a credit", default=0.10, digits=(16, 6), groups=_OURS, help="Beyond those included in the month."
    )
    appointment_price_custom = fields.Float(
        "Price of a custom credit", default=0.15, digits=(16, 6), groups=_OURS, help="Custom messages and birthdays."
    )
    appointment_credit_cap = fields.Integer(
        "Most credits in a month",
        default=0,
        groups=_OURS,
        help="0: none. Beyond it, custom messages wait first, reminders last; what answers a booking always goes.",
    )
    appointment_custom_sms = fields.Boolean("Custom and birthday SMS", groups=_OURS)
    appointment_alert_user_ids = fields.Many2many(
        "res.users",
        "res_company_appointment_alert_rel",
        string="Told at 80 % and 100 %",
        groups=_OURS,
        domain="[('share', '=', False)]",
    )
    appointment_tz = fields.Selection(
        _tz_get,
        "Timezone of the months",
        compute="_compute_appointment_tz",
        store=True,
        readonly=False,
        groups=_OURS,
        help="When a month begins and ends on the bill.",
    )

    @api.depends("resource_calendar_id")
    def _compute_appointment_tz(self):
        """The working hours' zone, until somebody chooses another."""
        for company in self:
            company.appointment_tz = company.appointment_tz or company.resource_calendar_id.tz or "UTC"

    @api.constrains(
        "appointment_sms_allowance", "appointment_price_standard", "appointment_price_custom", "appointment_credit_cap"
    )
    def _check_appointment_prices(self):
        for company in self:
            if min(
                company.appointment_sms_allowance,
                company.appointment_price_standard,
                company.appointment_price_custom,
                company.appointment_credit_cap,
            ) < 0:
                raise ValidationError(company.env._("Prices and numbers of credits cannot be negative."))

    def write(self, vals):
        raised = self.filtered(
            lambda company: "appointment_credit_cap" in vals
            and company.sudo().appointment_credit_cap != vals["appointment_credit_cap"]
        )
        result = super().write(vals)
        if raised:
            desk.release_cap(self.env, raised.ids)
            self.env["appointment.notification"]._trigger_dispatch()
        return result

    def _appointment_month(self, months=0):
        """(first moment, first moment after) of the running month or one before or after it, naive UTC (G4)."""
        self.ensure_one()
        tz = schedule.zone(self.sudo().appointment_tz or "UTC")
        first = self.env.cr.now().replace(tzinfo=UTC).astimezone(tz).replace(
            day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None
        )
        bounds = (first + relativedelta(months=months), first + relativedelta(months=months + 1))
        return tuple(moment.replace(tzinfo=tz).astimezone(UTC).replace(tzinfo=None) for moment in bounds)

    def _appointment_month_name(self):
        """The first day of the running month (date), by the company's clock."""
        return self._appointment_month_of(self.env.cr.now())

    def _appointment_month_of(self, moment):
        """The first day (date) of the month in which a moment (naive UTC) falls by the company's clock."""
        tz = schedule.zone(self.sudo().appointment_tz or "UTC")
        return moment.replace(tzinfo=UTC).astimezone(tz).date().replace(day=1)

    def _appointment_used(self):
        """(credits used this month, of how many, whether that is the cap): of the cap all count, of those included
        the standard ones (G4)."""
        self.ensure_one()
        company = self.sudo()
        used = company._appointment_used_by_tariff()
        if company.appointment_credit_cap:
            return sum(used.values()), company.appointment_credit_cap, True
        return used.get("standard", 0), company.appointment_sms_allowance, False

    def _appointment_forecast(self):
        """(credits, cost) that the planned messages will add until the month ends: each as many credits as that
        occasion took on average in the last 90 days."""
        self.ensure_one()
        company = self.sudo()
        _first, after = company._appointment_month()
        now = self.env.cr.now()
        coming = self.env.execute_query(
            SQL(
                """
                SELECT planned.trigger IN %(custom)s, SUM(planned.count * COALESCE(past.credits, 1))
                  FROM (SELECT trigger, COUNT(*) AS count FROM appointment_notification
                         WHERE company_id = %(company)s AND channel = 'sms' AND state = 'planned' AND NOT held
                           AND send_at < %(after)s
                         GROUP BY trigger) AS planned
                  LEFT JOIN (SELECT trigger, AVG(credits) AS credits FROM appointment_notification
                              WHERE company_id = %(company)s AND channel = 'sms' AND sent_at > %(since)s
                                AND is_test IS NOT TRUE
                              GROUP BY trigger) AS past ON past.trigger = planned.trigger
                 GROUP BY 1
                """,
                custom=tuple(occasions.names(lambda occasion: occasion.tariff == "custom")),
                company=company.id,
                after=after,
                since=now - timedelta(days=90),
            )
        )
        coming = {is_custom: round(credits) for is_custom, credits in coming}
        used = company._appointment_used_by_tariff().get("standard", 0)
        left = max(company.appointment_sms_allowance - used, 0)
        custom, standard = coming.get(True, 0), coming.get(False, 0)
        cost = max(standard - left, 0) * company.appointment_price_standard + custom * company.appointment_price_custom
        return custom + standard, cost

    def _appointment_used_by_tariff(self):
        """{tariff: credits used this month}"""
        return dict(
            self.env["appointment.consumption"].sudo()._read_group(
                [("company_id", "=", self.id), ("month", "=", self._appointment_month_name())],
                ["tariff"],
                ["credits:sum"],
            )
        )

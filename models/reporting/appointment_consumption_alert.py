from odoo import api, fields, models
from odoo.tools import SQL

_STEPS = (80, 100)


class AppointmentConsumptionAlert(models.Model):
    """Who was told that a month is nearly used up, and when: once a month each (G4)."""

    _name = "appointment.consumption.alert"
    _description = "Alert about SMS consumption"
    _order = "month desc, percent desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    percent = fields.Integer(required=True, readonly=True)

    _once = models.UniqueIndex("(company_id, month, percent)")

    @api.model
    def _check(self):
        """Tell whoever is to be told, of the cap if there is one, else of the allowance."""
        companies = self.env["res.company"].sudo().search([("appointment_alert_user_ids", "!=", False)])
        for company in companies:
            used, limit, is_cap = company._appointment_used()
            reached = [step for step in _STEPS if limit and used * 100 >= step * limit]
            if reached and self._note(company, reached):
                self._tell(company, reached[-1], used, limit, is_cap)

    def _note(self, company, reached):
        """Whether the highest of the steps is new this month; two at once note it once."""
        month = company._appointment_month_name()
        noted = self.env.execute_query(
            SQL(
                """
                INSERT INTO appointment_consumption_alert (company_id, month, percent)
                SELECT %s, %s, unnest(%s) ON CONFLICT DO NOTHING RETURNING percent
                """,
                company.id,
                month,
                reached,
            )
        )
        return (reached[-1],) in noted

    def _tell(self, company, percent, used, limit, is_cap):
        """A to-do for each, which Odoo also sends as an e-mail."""
        for user in company.appointment_alert_user_ids.filtered(lambda user: user.active and not user.share):
            env = self.env(context={**self.env.context, "lang": user.lang})
            values = {"used": used, "limit": limit, "percent": percent}
            if is_cap:
                summary = env._("SMS: %(percent)s %% of the month's cap (%(used)s of %(limit)s credits)", **values)
                note = env._("Beyond the cap, custom messages, reviews and reminders wait. What answers a booking always goes.")
            else:
                summary = env._("SMS: %(percent)s %% of the credits included (%(used)s of %(limit)s)", **values)
                note = env._("Beyond them, each credit is billed.")
            company.partner_id.activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=note, user_id=user.id, automated=True
            )

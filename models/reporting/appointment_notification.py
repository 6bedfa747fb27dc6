from odoo import api, fields, models

# What an earlier attempt keeps when its message is sent again: whatever the bill and the register tell of it.
_KEPT = (
    "rule_id", "trigger", "audience", "channel", "company_id", "agenda_id", "client_id", "partner_id", "event_start", "origin",
    "send_at", "planned_at", "sent_at", "address", "subject", "body", "body_html", "encoding", "credits", "currency_id",
    "price", "allowance", "provider", "provider_credits", "provider_ref", "reference", "attempts",
)  # fmt: skip


class AppointmentNotification(models.Model):
    """What a message cost (G4). Price and allowance are those of the day on which it was handed over."""

    _inherit = "appointment.notification"

    provider = fields.Char(readonly=True, help="Through whom it went.")
    price = fields.Float(
        "Price of a credit", readonly=True, digits=(16, 6), aggregator=None, help="When it was handed over."
    )
    allowance = fields.Integer(
        "Credits included", readonly=True, aggregator=None, help="In the month, when it was handed over."
    )
    provider_credits = fields.Float("Billed by the provider", readonly=True, help="As the provider says.")
    beyond_cap = fields.Boolean("Beyond the cap", readonly=True, help="Released by hand.")
    cost = fields.Monetary(compute="_compute_cost", store=False, help="Nothing, while the month's credits are included.")

    # The month's credits of a company, in the order in which they are billed.
    _consumption_idx = models.Index(
        "(company_id, sent_at, id) INCLUDE (credits, trigger, state) "
        "WHERE channel = 'sms' AND sent_at IS NOT NULL AND is_test IS NOT TRUE"
    )
    _cap_idx = models.Index("(company_id) WHERE held AND state = 'planned'")

    @api.depends("state", "sent_at", "credits")
    def _compute_cost(self):
        """Of what counts, the line on the bill."""
        lines = self.env["appointment.consumption"].sudo().search_fetch(
            [
                ("notification_id", "in", self._origin.ids),
                # Not needed, but it spares PostgreSQL the other months.
                ("company_id", "in", self.company_id.ids),
            ],
            ["notification_id", "cost"],
        ) if self.filtered(lambda row: row.channel == "sms" and row.sent_at) else []
        costs = {line.notification_id.id: line.cost for line in lines}
        for row in self:
            row.cost = costs.get(row._origin.id, 0.0)

    def action_resend(self):
        self._check_may_act()
        self.sudo().filtered(
            lambda row: row.channel == "sms" and row.sent_at and not row.is_test and row.state in ("failed", "in_doubt")
        )._keep_attempt()
        return super().action_resend()

    def _keep_attempt(self):
        """The provider took it, or may have: sent again, it is a second SMS on the bill. The earlier attempt stays in
        the log, apart from the appointment, so that nothing is planned from it."""
        for row in self:
            values = {name: row[name].id if row._fields[name].relational else row[name] for name in _KEPT}
            row.reference = False
            row.flush_recordset()
            row.create({**values, "key": f"{row.key}:before{row.attempts}:{row.id}", "state": "failed", "reason": "resent"})

    def action_hold(self):
        result = super().action_hold()
        now = self.env.cr.now()
        for row in self.sudo():
            row.write({"forced": False, "lease_until": row.event_start if (row.event_start or now) > now else False})
        return result

    def action_release(self):
        self._check_planned()
        rows = self.sudo()
        rows.filtered(lambda row: row.reason == "cap").write({"beyond_cap": True, "reason": False})
        rows.write({"lease_until": False})
        return super().action_release()

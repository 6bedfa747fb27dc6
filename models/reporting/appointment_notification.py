import logging
from datetime import UTC

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine.content import logo, render
from ...engine.ledger import desk
from ...engine.words import states

_logger = logging.getLogger(__name__)

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

    preview_subject = fields.Char("Subject now", compute="_compute_preview")
    preview_body = fields.Text(
        "Text now", compute="_compute_preview", help="What it would say if it left now; its link opens nothing."
    )
    preview_html = fields.Html("E-mail now", compute="_compute_preview", sanitize=False)

    # The log's first page
    _log_idx = models.Index("(company_id, send_at DESC NULLS LAST, id DESC)")
    # The month's credits of a company, in the order in which they are billed.
    _consumption_idx = models.Index(
        "(company_id, sent_at, id) INCLUDE (credits, trigger, state) "
        "WHERE channel = 'sms' AND sent_at IS NOT NULL AND is_test IS NOT TRUE"
    )
    _cap_idx = models.Index("(company_id) WHERE held AND state = 'planned'")
    # The log's filters that find little among much
    _open_idx = models.Index(
        "(company_id, state, send_at) WHERE state IN ('planned', 'sending', 'failed', 'in_doubt')"
    )
    _test_idx = models.Index("(company_id, send_at) WHERE is_test")

    @api.depends("state", "sent_at", "credits")
    def _compute_cost(self):
        """Of what counts, the line on the bill."""
        counted = self.filtered(lambda row: row.channel == "sms" and row.sent_at and row.state in states.BILLED)
        lines = self.env["appointment.consumption"].sudo()
        if counted:
            # Company and month are not needed, but spare PostgreSQL the others.
            months = {row.company_id._appointment_month_of(row.sent_at) for row in counted}
            lines = lines.search_fetch(
                [
                    ("notification_id", "in", counted._origin.ids),
                    ("company_id", "in", counted.company_id.ids),
                    ("month", "in", list(months)),
                ],
                ["notification_id", "cost"],
            )
        costs = {line.notification_id.id: line.cost for line in lines}
        for row in self:
            row.cost = costs.get(row._origin.id, 0.0)

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_preview(self):
        """What a planned message would say now (L3). Its token is kept nowhere: the link is masked, and opens nothing."""
        planned = self.filtered(lambda row: row.state == states.PLANNED and row.id)
        for row in self:
            row.preview_subject = row.preview_body = row.preview_html = False
        if not planned:
            return
        planned.check_access("read")
        for row in planned:
            try:
                with self.env.cr.savepoint(flush=False):
                    message = render.messages(row.sudo())[row.id]
            except Exception as error:  # a text that cannot be made is shown as such, here as in the log (S3)
                _logger.info("Notification %s cannot be shown.", row.id, exc_info=True)
                row.preview_body = self.env._("The text cannot be made: %(error)s", error=str(error)[:200])
                continue
            row.preview_subject = message.subject
            row.preview_body = message.masked
            if row.channel == "email":
                row.preview_html = logo.shown_inside(message.masked_html, row.company_id.id)

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """The log opens on today: today and what comes, then what was, newest first (L3). Any chosen order stands."""
        if order or not self.env.context.get("appointment_from_today"):
            return super().search_fetch(domain, field_names, offset=offset, limit=limit, order=order)
        today = fields.Datetime.context_timestamp(self, self.env.cr.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        today = today.astimezone(UTC).replace(tzinfo=None)
        ahead = Domain(domain) & Domain("send_at", ">=", today)
        rows = super().search_fetch(ahead, field_names, offset=offset, limit=limit, order="send_at, id")
        if limit and len(rows) == limit:
            return rows
        skipped = max(0, offset - self.search_count(ahead)) if offset else 0
        before = Domain(domain) & (Domain("send_at", "<", today) | Domain("send_at", "=", False))
        rest = limit - len(rows) if limit else None
        order = "send_at desc NULLS LAST, id desc"
        return rows + super().search_fetch(before, field_names, offset=skipped, limit=rest, order=order)

    def action_resend(self):
        self._check_may_act()
        self.sudo().filtered(
            lambda row: row.channel == "sms" and row.sent_at and not row.is_test and row.state in (states.FAILED, states.IN_DOUBT)
        )._keep_attempt()
        return super().action_resend()

    def _keep_attempt(self):
        for row in self:
            desk.keep_attempt(row, {name: row[name].id if row._fields[name].relational else row[name] for name in _KEPT})

    def action_open_message(self):
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

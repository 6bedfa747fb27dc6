from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.ledger import delivery, desk
from ...engine.sending.channels import channels
from ...engine.sending.fallback import fall_back
from ...engine.words import audiences, occasions, origins, reasons, states


class AppointmentNotification(models.Model):
    """One message to one recipient: the plan before it is sent, the log afterwards (L1).

    Rows are written by the planner and moved on by the dispatcher; nothing else sends.
    """

    _name = "appointment.notification"
    _description = "Appointment notification"
    _order = "send_at desc NULLS LAST, id desc"
    _rec_name = "trigger"

    rule_id = fields.Many2one("appointment.rule", index="btree_not_null", readonly=True)
    trigger = fields.Selection(
        lambda self: occasions.selection(self.env), required=True, readonly=True, string="Occasion"
    )
    audience = fields.Selection(
        lambda self: audiences.selection(self.env), required=True, readonly=True, string="To"
    )
    channel = fields.Selection(
        lambda self: channels.selection(self.env), required=True, readonly=True, string="By"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)  # the log's index begins with it
    agenda_id = fields.Many2one("appointment.agenda", readonly=True)
    event_id = fields.Many2one("calendar.event", "Appointment", index="btree_not_null", readonly=True)
    attendee_id = fields.Many2one("calendar.attendee", index="btree_not_null", readonly=True)
    client_id = fields.Many2one("res.partner", index="btree_not_null", readonly=True)
    partner_id = fields.Many2one("res.partner", "Recipient", index="btree_not_null", readonly=True)
    send_at = fields.Datetime("Due", readonly=True, help="When the message is due.")
    planned_at = fields.Datetime(readonly=True, help="When the due moment was decided.")
    event_start = fields.Datetime("Appointment start", readonly=True, help="The start that the message speaks of.")
    told_start = fields.Datetime(
        readonly=True, help="The start that the client knew of before this message; empty: of none."
    )
    origin = fields.Selection(
        lambda self: origins.selection(self.env), "Caused by", readonly=True, default=origins.STAFF
    )
    held = fields.Boolean(readonly=True, default=False)  # never NULL: the dispatcher looks for NOT held
    forced = fields.Boolean(
        "Sent by hand", readonly=True, help="Staff asked to send it now: it does not wait for the sending hours."
    )
    state = fields.Selection(
        lambda self: states.selection(self.env), required=True, readonly=True, default=states.PLANNED
    )
    reason = fields.Selection(lambda self: reasons.selection(self.env), readonly=True)
    reason_detail = fields.Char("Details", readonly=True, help="The provider's own words.")
    address = fields.Char("Number or address", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Text(readonly=True, help="The text as sent, with its link masked.")
    body_html = fields.Html("E-mail", readonly=True, sanitize=False)
    encoding = fields.Selection([("gsm7", "GSM-7"), ("ucs2", "Unicode")], readonly=True)
    credits = fields.Integer(readonly=True)
    shortened = fields.Boolean(readonly=True, help="Words were left out, so that the SMS keeps to its credits (T4).")
    currency_id = fields.Many2one("res.currency", readonly=True)
    cost = fields.Monetary(readonly=True)
    sent_at = fields.Datetime("Sent", readonly=True)
    merged_into_id = fields.Many2one("appointment.notification", readonly=True, index="btree_not_null")
    attempts = fields.Integer(readonly=True)
    is_test = fields.Boolean("Test", readonly=True)
    is_preview = fields.Boolean(
        "Preview", readonly=True, help="Sent to oneself to see what it looks like: tells nobody anything (T10)."
    )

    # Technical: the protocol between planner, dispatcher and page
    action = fields.Char(
        readonly=True, help="Tells a repeated message of a rule from one planned twice: the action's number, or a start."
    )
    is_copy = fields.Boolean(
        readonly=True, help="Made beside what is planned: sent again, or in place of one that failed."
    )
    facts = fields.Json(readonly=True, help="What a deleted record could take away.")
    reference = fields.Char(readonly=True, groups="base.group_system", help="Our name for this message at the provider.")
    provider_ref = fields.Char(readonly=True, groups="base.group_system")
    lease_until = fields.Datetime(readonly=True)
    due_at = fields.Datetime(readonly=True, help="When it was first due, once tried again or put off.")
    token_hash = fields.Char(readonly=True, groups="base.group_system")
    token_hash_before = fields.Char(
        readonly=True, groups="base.group_system", help="The first link of a message that was repeated in doubt."
    )
    doubtful = fields.Boolean(readonly=True, help="An attempt of which nobody knows whether it was taken.")
    fallback_of_id = fields.Many2one(
        "appointment.notification", "In place of", readonly=True, index="btree_not_null", ondelete="set null"
    )

    _due_idx = models.Index(
        "(company_id, channel, (trigger IN ('reminder', 'review', 'birthday', 'custom')), send_at, id)"
        " WHERE state = 'planned' AND NOT held"
    )
    # Planned twice, it is there once, while it lives. Whatever is NULL by a deletion is unlike any other.
    _planned_once = models.UniqueIndex(
        "(attendee_id, partner_id, rule_id, action) WHERE state <> 'skipped' AND is_copy IS NOT TRUE"
    )
    _lease_idx = models.Index("(lease_until) WHERE lease_until IS NOT NULL")
    _in_doubt_idx = models.Index("(company_id) WHERE state = 'in_doubt'")
    _reference_idx = models.UniqueIndex("(reference) WHERE reference IS NOT NULL")
    _token_idx = models.UniqueIndex("(token_hash) WHERE token_hash IS NOT NULL")
    _token_before_idx = models.Index("(token_hash_before) WHERE token_hash_before IS NOT NULL")

    @api.depends("trigger", "channel", "partner_id")
    def _compute_display_name(self):
        triggers = dict(self._fields["trigger"]._description_selection(self.env))
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{triggers.get(row.trigger)} · {channels.get(row.channel)}"

    # ------------------------------------------------------------
    # What staff do with a planned message (L3)
    # ------------------------------------------------------------

    def action_hold(self):
        self._check_planned()
        desk.hold(self.sudo(), self.env.cr.now())

    def action_release(self):
        self._check_planned()
        desk.release(self.sudo())
        self._trigger_dispatch()

    def action_send_now(self):
        """Make planned messages due now. The dispatcher sends them: a button never does."""
        self._check_planned()
        desk.send_now(self.sudo(), self.env.cr.now())
        self._trigger_dispatch()

    def action_stop(self):
        self._check_planned()
        self.sudo()._skip(reasons.STOPPED)

    def action_resend(self):
        """Send again what has left, rendered anew with a new link."""
        self._check_may_act()
        if any(row.state in (states.PLANNED, states.SENDING) for row in self):
            raise UserError(self.env._("These messages have not left yet: use “Send now”."))
        desk.resend(self.sudo(), self.env.cr.now())
        self._trigger_dispatch()

    def action_mark_sent(self):
        """Staff know, from the client or from the provider, that a message in doubt arrived."""
        self._check_may_act()
        if any(row.state != states.IN_DOUBT for row in self):
            raise UserError(self.env._("Only messages in doubt can be marked as sent."))
        desk.mark_sent(self.sudo(), self.env._("Marked as sent by %(user)s", user=self.env.user.name))

    def _check_may_act(self):
        """Nobody writes the log. Who reads a message, as of an own agenda, may do what the buttons do (S5)."""
        self.check_access("read")

    def _check_planned(self):
        self._check_may_act()
        if any(row.state != states.PLANNED for row in self):
            raise UserError(self.env._("Only planned messages can be changed."))

    # ------------------------------------------------------------
    # For the planner and the dispatcher
    # ------------------------------------------------------------

    def _skip(self, reason):
        """Give up planned messages, saying why (L1)."""
        desk.skip(self, reason)

    def _of_report(self, company, reference, provider_id):
        """The message that a report is about, sudo; empty when it is none of ours."""
        reporting = [channel.code for channel in channels.all(self.env) if channel.has_reports]
        return delivery.find(self.env, company, reporting, reference, provider_id)

    def _apply_report(self, state, detail=""):
        """What a provider reports of these; of what failed, an e-mail takes the place (G5)."""
        moved = delivery.note(self.sudo(), state, detail)
        if state == states.FAILED:
            fall_back(moved)

    @api.model
    def _trigger_dispatch(self):
        self.env.ref("appointment_notify.ir_cron_dispatch").sudo()._trigger()

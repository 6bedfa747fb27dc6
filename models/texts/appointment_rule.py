from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.sending.channels import channels
from ...engine.words import audiences, occasions, origins, reasons, states
from ...tools import schedule

REPLAN_AT_ONCE = 500
MAX_EMAIL_CHARACTERS = 65535
MAX_SENTENCE_CHARACTERS = 80


class AppointmentRule(models.Model):
    """Which message goes to whom, on what occasion and when (N). Rules are data; the shipped ones show as
    switches in the settings."""

    _name = "appointment.rule"
    _description = "Appointment notification rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        copy=False, readonly=True, help="Names a shipped rule, so that the settings and upgrades find it again."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    trigger = fields.Selection(
        lambda self: occasions.selection(self.env), required=True, default=occasions.REMINDER, string="Occasion"
    )
    audience = fields.Selection(
        lambda self: audiences.selection(self.env), required=True, default=audiences.CLIENT, string="To"
    )
    channel = fields.Selection(
        lambda self: channels.selection(self.env), required=True, default="sms", string="By"
    )
    origin = fields.Selection(
        lambda self: origins.of_rules(self.env),
        required=True,
        default=origins.ANY,
        string="When done by",
    )
    # What the form goes by
    answers_action = fields.Boolean(compute="_compute_of_occasion")
    follows_clock = fields.Boolean(compute="_compute_of_occasion")
    is_reminder = fields.Boolean(compute="_compute_of_occasion")
    timing = fields.Selection(
        [
            ("now", "At once"),
            ("before_start", "Before the start"),
            ("day_before_at", "Days before, at a fixed hour"),
            ("after_end", "After the end"),
        ],
        required=True,
        default="now",
    )
    delay = fields.Integer(default=0)
    delay_unit = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days")], required=True, default="hours"
    )
    at_hour = fields.Float("At", default=18.0)
    max_credits = fields.Integer("Credits at most", default=1, help="2 for an extended SMS, billed as two.")
    resend_after_move = fields.Boolean("Remind again after a move")
    email_first = fields.Boolean(
        "E-mail first",
        help="The SMS goes only to clients without an e-mail address, or who have not confirmed their presence.",
    )
    subject = fields.Char(translate=True)
    body = fields.Text("Text", translate=True, required=True)
    sentence = fields.Char(
        "Extra sentence",
        translate=True,
        help="Stands before the link, or where the text says _SENTENCE_. At most 80 characters.",
    )
    guardian_subject = fields.Char("Subject for parents and guardians", translate=True)
    guardian_body = fields.Text(
        "Text for parents and guardians",
        translate=True,
        help="For whoever reads in the place of the client: it names the client. Left empty, the text itself goes, "
        "after the client's name.",
    )
    service_ids = fields.Many2many("appointment.service", string="Only for services", check_company=True)
    agenda_ids = fields.Many2many("appointment.agenda", string="Only for agendas", check_company=True)

    _code_unique = models.UniqueIndex("(company_id, code) WHERE code IS NOT NULL")
    _delay_not_negative = models.Constraint("CHECK (delay >= 0)", "A delay cannot be negative.")
    _hour_of_day = models.Constraint(
        "CHECK (at_hour >= 0 AND at_hour < 24)", "The hour must lie between 00:00 and 23:59."
    )
    _credits_positive = models.Constraint("CHECK (max_credits > 0)", "An SMS takes at least one credit.")

    @api.constrains("trigger", "timing", "delay", "delay_unit", "at_hour")
    def _check_timing(self):
        for rule in self:
            if rule.trigger not in occasions.TABLE or rule.timing not in occasions.get(rule.trigger).choices:
                raise ValidationError(
                    rule.env._("“%(rule)s”: this timing does not suit this occasion.", rule=rule.name)
                )
            if rule.timing in occasions.BEFORE_START and rule.delay < 1:
                raise ValidationError(
                    rule.env._("“%(rule)s”: say how long before, at least 1.", rule=rule.name)
                )
            try:
                rule._as_timing()
            except ValueError as error:
                raise ValidationError(
                    rule.env._("“%(rule)s”: the delay must be between 0 and ten years.", rule=rule.name)
                ) from error

    @api.depends("trigger")
    def _compute_of_occasion(self):
        for rule in self:
            occasion = rule.trigger and occasions.get(rule.trigger)
            for name in ("answers_action", "follows_clock", "is_reminder"):
                rule[name] = bool(occasion and getattr(occasion, name))

    @api.onchange("trigger")
    def _onchange_trigger(self):
        self.timing = occasions.get(self.trigger).choices[0]

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._replan()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {
            "active", "trigger", "audience", "channel", "origin", "timing", "delay", "delay_unit", "at_hour",
            "resend_after_move", "email_first", "service_ids", "agenda_ids", "sequence",
        }:  # fmt: skip
            self._replan()
        return result

    def unlink(self):
        companies = self.filtered(lambda rule: occasions.get(rule.trigger).follows_clock).company_id
        self.env["appointment.notification"].sudo().search(
            [("rule_id", "in", self.ids), ("state", "=", states.PLANNED)]
        )._skip(reasons.RULE_OFF)
        result = super().unlink()
        self._replan_companies(companies)
        return result

    def _replan(self):
        """Turning a reminder on or changing its delay re-plans future appointments; nothing else does (N14)."""
        self._replan_companies(self.filtered(lambda rule: occasions.get(rule.trigger).follows_clock).company_id)

    @api.model
    def _replan_companies(self, companies):
        """Few appointments are re-planned here and now, many in the background."""
        if not companies or self.env.context.get("install_mode"):
            return
        events = self._events_to_replan(companies, limit=REPLAN_AT_ONCE + 1)
        if len(events) <= REPLAN_AT_ONCE:
            events._plan_notifications()
            return
        companies.sudo().write({"appointment_replan_after": 0, "appointment_replan_pending": True})
        self.env.ref("appointment_notify.ir_cron_replan").sudo()._trigger()

    @api.model
    def _events_to_replan(self, companies, after_id=0, limit=None):
        return (
            self.env["calendar.event"]
            .sudo()
            .search([*self._replan_domain(companies), ("id", ">", after_id)], order="id", limit=limit)
        )

    @api.model
    def _replan_domain(self, companies):
        return [
            ("agenda_id.company_id", "in", companies.ids),
            ("service_id", "!=", False),
            ("stop", ">", self.env.cr.now()),
        ]

    @api.model
    def _cron_replan(self):
        """Re-plan in batches, each committed: killed in the middle, the next run goes on from there."""
        progress = self.env["ir.cron"]._commit_progress
        for company in self.env["res.company"].search([("appointment_replan_pending", "=", True)]):
            seconds = float("inf")
            while seconds > 0:
                events = self._events_to_replan(company, company.appointment_replan_after, REPLAN_AT_ONCE)
                events._plan_notifications()
                if len(events) < REPLAN_AT_ONCE:
                    company.write({"appointment_replan_pending": False, "appointment_replan_after": 0})
                    seconds = progress(len(events), remaining=0)
                    break
                company.appointment_replan_after = events[-1].id
                seconds = progress(len(events), remaining=1)

    @api.onchange("active", "timing", "delay", "delay_unit", "at_hour")
    def _onchange_timing(self):
        """Say how many appointments a change re-plans, before it is saved (N14)."""
        if not self.company_id or not occasions.get(self.trigger).follows_clock:
            return None
        count = self.env["calendar.event"].sudo().search_count(self._replan_domain(self.company_id))
        doubled = self._words_of_doubles()
        if not count and not doubled:
            return None
        words = self.env._(
            "%(count)s future appointments get their messages planned anew. Nothing is sent about the past.", count=count
        )
        return {
            "warning": {
                "type": "notification",
                "title": self.env._("Saving re-plans appointments"),
                "message": "\n".join(filter(None, (words, doubled))),
            }
        }

    def _words_of_doubles(self):
        """That clients will be reminded several times by this channel, once it is saved; empty otherwise (N14)."""
        if not self.active or not occasions.get(self.trigger).adds_up:
            return ""
        others = self.sudo().search_count(
            [("company_id", "=", self.company_id.id), ("trigger", "=", self.trigger), ("channel", "=", self.channel),
             ("audience", "=", self.audience), ("active", "=", True), ("id", "!=", self._origin.id)]
        )  # fmt: skip
        if not others:
            return ""
        label = dict(self._fields["channel"]._description_selection(self.env))[self.channel]
        return self.env._(
            "%(channel)s: clients now get %(count)s reminders of each appointment.", channel=label, count=others + 1
        )

    def _as_timing(self):
        """The rule's timing for ``tools.schedule``."""
        self.ensure_one()
        return schedule.Timing(occasions.get(self.trigger), self.timing, self.delay, self.delay_unit, self.at_hour)

    @api.model
    def _longest_after_end(self):
        """How long after its end an appointment may still bring a message: the longest delay, and a day to try (N8)."""
        rules = self.sudo().search([("timing", "=", "after_end")])
        return max((timedelta(**{rule.delay_unit: rule.delay}) for rule in rules), default=timedelta(0)) + timedelta(days=1)

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.content import logo
from ..engine.ledger import desk
from ..engine.people import Account, People
from ..engine.sending.channels import channels
from ..engine.words import audiences, occasions
from ..tools import sms_text, wording

PREVIEWS_A_DAY = 10


class AppointmentPreview(models.TransientModel):
    """Shows what a rule writes, saved or not, about a real appointment or one that might be (T10)."""

    _name = "appointment.preview"
    _description = "Preview of an appointment message"

    rule_id = fields.Many2one("appointment.rule", readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    trigger = fields.Selection(lambda self: occasions.selection(self.env), required=True, default=occasions.REMINDER)
    audience = fields.Selection(lambda self: audiences.selection(self.env), required=True, default=audiences.CLIENT)
    channel = fields.Selection(lambda self: channels.selection(self.env), required=True, default="sms")
    service_ids = fields.Many2many("appointment.service")
    agenda_ids = fields.Many2many("appointment.agenda")
    subject = fields.Char()
    body = fields.Text()
    sentence = fields.Char()
    max_credits = fields.Integer(default=1)

    event_id = fields.Many2one(
        "calendar.event",
        "Appointment",
        domain="[('service_id', '!=', False), ('agenda_id.company_id', '=', company_id), ('start', '>', 'now')]",
        help="Left empty, an appointment as it might be.",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )

    shown_subject = fields.Char("Subject line", compute="_compute_shown")
    shown_sms = fields.Text(compute="_compute_shown")
    shown_html = fields.Html(compute="_compute_shown", sanitize=False)
    shown_plain = fields.Text("Plain-text part", compute="_compute_shown")
    cost = fields.Char(compute="_compute_shown")
    note = fields.Char(compute="_compute_shown")
    signature = fields.Char("Signed with", compute="_compute_shown")
    is_test = fields.Boolean(help="Read by the widget of SMS: the link of a preview is not to be clicked.")

    @api.depends("event_id", "lang", "trigger", "audience", "channel", "subject", "body", "sentence", "max_credits")
    def _compute_shown(self):
        for preview in self:
            example, text = preview._example(), preview._text()
            message = example.message(text)
            is_sms = preview.channel == "sms"
            preview.shown_subject = message.subject
            preview.shown_sms = message.body if is_sms else False
            preview.shown_plain = message.body if not is_sms else False
            preview.shown_html = message.html and preview._with_logo(message.html)
            preview.cost = preview._cost(message) if is_sms else False
            preview.note = preview._note(example.sms(text), message) if is_sms else False
            preview.signature = preview._signed_with(example, text)

    def _values(self):
        return {
            "rule_id": self.rule_id.id,
            "company_id": self.company_id.id,
            "agenda_ids": self.agenda_ids.ids,
            "service_ids": self.service_ids.ids,
            **{
                name: self[name]
                for name in ("trigger", "audience", "channel", "subject", "body", "sentence", "max_credits")
            },
        }

    def _example(self):
        attendee = None
        if self.event_id:
            event = self.event_id._origin or self.event_id
            self._check_may_read(event)
            attendee = event.sudo()._booking_clients()[:1]
        return self.env["appointment.rule"]._example(self._values(), attendee)

    def _check_may_read(self, event):
        """Only appointments whose messages the user may read in the log, of this company, and no private ones of
        others (S5)."""
        event._check_keeps_bookings()
        of_company = event.sudo().agenda_id.company_id == self.company_id and self.company_id in self.env.user.company_ids
        if not of_company or event._check_private_event_conditions():
            raise AccessError(self.env._("This appointment is not yours to see: choose another one, or none."))

    def _text(self):
        return self.env["appointment.rule"]._edited_text(self._values(), self.lang, self.company_id.partner_id.lang)

    def _with_logo(self, html):
        return logo.shown_inside(html, self.company_id.id)

    def _cost(self, message):
        is_one = wording.is_one(message.credits, self.env.lang or "en_US")
        return self.env._(
            "%(characters)s characters · %(encoding)s · %(credits)s",
            characters=sms_text.count(message.body).characters,
            encoding="GSM-7" if message.encoding == "gsm7" else "Unicode",
            credits=self.env._("%(count)s credit", count=message.credits)
            if is_one
            else self.env._("%(count)s credits", count=message.credits),
        )

    def _note(self, full, message):
        """What was done to the text so that it costs no more than it may (T4)."""
        notes = []
        if full.replaced:
            pairs = ", ".join(f"{before} → {after or '∅'}" for before, after in full.replaced)
            notes.append(self.env._("Replaced: %(pairs)s.", pairs=pairs))
        if message.shortened:
            notes.append(
                self.env._(
                    "Shortened: in full it would cost %(credits)s credits.", credits=full.count.credits
                )
            )
        return " ".join(notes)

    def _signed_with(self, example, text):
        return example.signature(text).name or False

    # ------------------------------------------------------------
    # Send to myself
    # ------------------------------------------------------------

    def action_send_to_myself(self):
        """Plan this very text for the user, due now: it takes the way of any message, test outbox included. Whoever may
        not edit texts cannot send any (T10)."""
        self.ensure_one()
        self.env["appointment.rule"].check_access("write")
        self._check_not_misused()
        example, text = self._example(), self._text()
        company, me = self.company_id, self.env.user.partner_id
        address, reason = People(self.env, me.ids).address(me.id, self.channel, Account.of(company.sudo()))
        if reason:
            reasons = dict(self.env["appointment.notification"]._fields["reason"]._description_selection(self.env))
            raise UserError(
                self.env._("Nothing can be sent to you: %(reason)s. See your own contact.", reason=reasons[reason])
            )
        self._plan(example, text, address)
        where = self.env._("in the test outbox") if not company.sudo().appointment_live else address
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Under way: you will find it %(where)s.", where=where)},
        }

    def _check_not_misused(self):
        """To one's own number and address as they stood yesterday, a few times a day: no SMS to just anybody (T10)."""
        since, me = self.env.cr.now() - timedelta(days=1), self.env.user.partner_id
        changed_at = me.sudo().appointment_address_changed_at
        if changed_at and since < changed_at <= self.env.cr.now():
            raise UserError(
                self.env._("Your number or address was changed today: from tomorrow on, previews can be sent to it.")
            )
        sent = self.env["appointment.notification"].sudo().search_count(
            [("is_preview", "=", True), ("partner_id", "=", me.id), ("planned_at", ">", since)]
        )
        if sent >= PREVIEWS_A_DAY:
            raise UserError(self.env._("Ten previews a day can be sent. Go on tomorrow, or read them here."))

    def _plan(self, example, text, address):
        me = self.env.user.partner_id
        notifications = self.env["appointment.notification"].sudo()
        desk.preview(
            notifications,
            {
                "rule_id": self.rule_id.id,
                "trigger": self.trigger,
                "audience": self.audience,
                "channel": self.channel,
                "company_id": self.company_id.id,
                "agenda_id": example.facts(text.lang).agenda_id or False,
                "partner_id": me.id,
                "address": address,
                "event_start": example.start,
                "told_start": example.told_start,
                "facts": {**example.facts(text.lang).to_json(), "text": text._asdict()},
            },
            self.env.cr.now(),
        )
        notifications._trigger_dispatch()

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_LISTED = 50


class AppointmentMany(models.AbstractModel):
    """What all sendings to many tell before: how many messages, whom none reaches, the text as received, what it costs;
    and afterwards what became of it."""

    _name = "appointment.many"
    _description = "Something sent to many clients"

    _trigger = ""

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    client_count = fields.Integer("How many clients", compute="_compute_told")
    message_count = fields.Integer("Messages", compute="_compute_told")
    unreachable_partner_ids = fields.Many2many("res.partner", string="Not reached", compute="_compute_told")
    unreachable_why = fields.Text("Why nobody reaches them", compute="_compute_told")
    credits = fields.Integer("SMS credits", compute="_compute_told")
    cost = fields.Monetary(compute="_compute_told")
    example = fields.Text("As received", compute="_compute_told")
    is_test = fields.Boolean(compute="_compute_is_test", help="Nothing leaves: it is kept in the test outbox.")
    is_done = fields.Boolean(readonly=True)
    done_words = fields.Text(readonly=True)
    done_domain = fields.Json(readonly=True)

    def _mailing(self):
        """(Mailing, {how its messages are made})"""
        raise NotImplementedError

    def _told_depends(self):
        return ()

    @api.depends(lambda self: self._told_depends())
    def _compute_told(self):
        for many in self:
            mailing, how = many._mailing()
            sms = [letter for letter in mailing.letters if letter.channel == "sms"]
            messages = mailing.messages(sms, **how)
            shown = messages[:1] or mailing.messages(mailing.letters[:1], **how)
            many.client_count = len({letter.client_id.id for letter in mailing.letters} | mailing.unreachable.keys())
            many.message_count = len(mailing.letters)
            many.unreachable_partner_ids = [(6, 0, list(mailing.unreachable))]
            many.unreachable_why = many._why(mailing.unreachable)
            many.credits = sum(message.credits for message in messages)
            many.cost = many.company_id._appointment_cost_of(many.credits, many._trigger_now())
            many.example = shown[0].body if shown else False

    @api.depends("company_id")
    def _compute_is_test(self):
        for many in self:
            many.is_test = not many.company_id.sudo().appointment_live

    def _trigger_now(self):
        return self._trigger

    def _why(self, unreachable):
        """A line for each: "Marc Petit, 01 99 00 12 34: the phone number is a fixed line"."""
        if not unreachable:
            return False
        events, lines = self.env["calendar.event"], []
        for client in self.env["res.partner"].sudo().browse(list(unreachable)[:_LISTED]):
            who = ", ".join(filter(None, (client.name, client.phone)))
            lines.append(self.env._("%(who)s: %(why)s", who=who, why=events._words_of_unreachable(unreachable[client.id])))
        more = len(unreachable) - _LISTED
        return "\n".join([*lines, self.env._("and %(count)s more", count=more)] if more > 0 else lines)

    def _begin(self):
        """Once, however often the button is pressed."""
        self.ensure_one()
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not belong to this company."))
        if not self.try_lock_for_update():
            raise UserError(self.env._("This is being sent already."))
        self.invalidate_recordset(["is_done"])
        return not self.is_done

    def _finish(self, words, domain):
        """Show what became of it."""
        self.write({"is_done": True, "done_words": words, "done_domain": domain})
        return self._show()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).name,
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _words_of_sent(self, mailing):
        """"12 messages are under way." and whom to call."""
        count = len(mailing.letters)
        words = [self.env._("1 message is under way.") if count == 1
                 else self.env._("%(count)s messages are under way.", count=count)]  # fmt: skip
        if mailing.unreachable:
            words += [self.env._("Call who is not reached:"), self._why(mailing.unreachable)]
        return "\n".join(words)

    def action_open_messages(self):
        """The log's rows of it, as far as the user may read them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_notification_action")
        action["domain"], action["context"] = self.done_domain or [(0, "=", 1)], {}
        return action

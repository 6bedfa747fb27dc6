import logging

from odoo import fields, models

from ...engine.sending.channels import channels
from ...engine.words import reasons
from ...tools import retry

_logger = logging.getLogger(__name__)
OF_ALL = {"sender", "base_address"}  # the company's own: no other provider does better


class AppointmentChannelState(models.Model):
    """How a company's provider is doing, and the circuit breaker: until when nothing is sent through it (S1, S4)."""

    _name = "appointment.channel.state"
    _description = "State of a sending channel"
    _rec_name = "channel"
    _order = "company_id, channel"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    channel = fields.Selection(lambda self: channels.selection(self.env), required=True, readonly=True)
    failures = fields.Integer(readonly=True, help="Stops since something was last taken.")
    reason = fields.Selection(lambda self: reasons.selection(self.env), readonly=True)
    detail = fields.Char("The provider's words", readonly=True)
    since = fields.Datetime("In trouble since", readonly=True)
    stopped_until = fields.Datetime("Next try", readonly=True)
    second_until = fields.Datetime(
        "The second provider stands in until", readonly=True, help="The first is stopped until then (G7)."
    )
    is_told = fields.Boolean("Managers were told", readonly=True)
    balance = fields.Float("Credit left", readonly=True)
    balance_at = fields.Datetime("Credit known at", readonly=True)

    _company_channel_unique = models.UniqueIndex("(company_id, channel)")

    def _of(self, company, channel):
        return self.sudo().search([("company_id", "=", company.id), ("channel", "=", channel)])

    def _is_second(self, company, channel):
        """Whether the second provider stands in for the first, which is stopped (G7)."""
        until = self._of(company, channel).second_until
        return bool(until and until > self.env.cr.now() and channels.get(self.env, channel).has_second(company))

    def _note(self, company, channel, outcomes, second=False):
        """Stop, or go on, after a batch; tell managers once.

        :param outcomes: [tools.gateways.Outcome] of the batch, in order
        :param second: they went through the second provider
        """
        state = self._of(company, channel)
        stop = retry.stop_after(outcomes, state.failures)
        balance = next((each.balance for each in reversed(outcomes) if each.balance is not None), None)
        if not stop and not state.failures and balance is None:
            return
        values, now = {}, self.env.cr.now()
        if balance is not None:
            values |= {"balance": balance, "balance_at": now}
        if stop:
            values |= self._stopped(company, channel, state, stop, second)
        elif not second and state.failures and any(each.state == "accepted" for each in outcomes):
            state._go_on()
        if not state:
            state = self.sudo().create({"company_id": company.id, "channel": channel, **values})
        elif values:
            state.write(values)
        if stop and stop.tells and not state.is_told:
            state._tell_managers()

    def _stopped(self, company, channel, state, stop, second):
        """The first stopped: the second stands in, if there is one. That one too: nothing leaves for a while."""
        now = self.env.cr.now()
        values = {"failures": state.failures + 1, "reason": reasons.of_code(stop.reason), "detail": stop.detail,
                  "since": state.since or now}  # fmt: skip
        if second or stop.reason in OF_ALL or not channels.get(self.env, channel).has_second(company):
            return {**values, "stopped_until": now + stop.pause}
        return {**values, "second_until": now + stop.pause}

    def _go_on(self):
        """The provider takes messages again, or somebody has seen to it: what waits goes at the next run."""
        self._to_dos().unlink()
        self.write({"failures": 0, "reason": False, "detail": False, "since": False, "stopped_until": False,
                    "second_until": False, "is_told": False})  # fmt: skip

    def _tell_managers(self):
        """One to-do for each manager, which Odoo also sends as an e-mail; it goes when messages leave again."""
        self.ensure_one()
        self.is_told = True
        try:
            with self.env.cr.savepoint():
                for user in self._managers():
                    self._add_to_do(user)
        except Exception:  # telling is not worth losing what is known
            _logger.exception("Managers of %s cannot be told that messages do not leave.", self.company_id.name)

    def _managers(self):
        managers = self.env.ref("appointment_notify.group_manager").sudo().all_user_ids
        return managers.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )

    def _add_to_do(self, user):
        env = self.env(context={**self.env.context, "lang": user.lang})
        reason = dict(self._fields["reason"]._description_selection(env)).get(self.reason, "")
        messages = self._messages(env)
        self.company_id.partner_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=env._("Appointments: %(messages)s do not leave. %(reason)s", messages=messages, reason=reason),
            note=env._("Nothing is lost: they wait, and leave once the provider takes them. %(detail)s",
                       detail=self.detail or ""),
            user_id=user.id,
            automated=True,
            appointment_channel_state_id=self.id,
        )  # fmt: skip

    def _messages(self, env):
        """"SMS", "e-mails" … in the language of an environment."""
        channel = channels.get(env, self.channel)
        return env._(channel.plural) if channel else self.channel

    def _to_dos(self):
        return self.env["mail.activity"].sudo().search([("appointment_channel_state_id", "in", self.ids)])


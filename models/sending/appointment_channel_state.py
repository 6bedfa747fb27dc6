import logging

from odoo import fields, models

from ...engine.words import reasons
from ...tools import retry
from ..texts.appointment_rule import CHANNELS

_logger = logging.getLogger(__name__)


class AppointmentChannelState(models.Model):
    """How a company's provider is doing, and the circuit breaker: until when nothing is sent through it (S1, S4)."""

    _name = "appointment.channel.state"
    _description = "State of a sending channel"
    _rec_name = "channel"
    _order = "company_id, channel"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    failures = fields.Integer(readonly=True, help="Stops since something was last taken.")
    reason = fields.Selection(lambda self: reasons.selection(self.env), readonly=True)
    detail = fields.Char("The provider's words", readonly=True)
    since = fields.Datetime("In trouble since", readonly=True)
    stopped_until = fields.Datetime("Next try", readonly=True)
    is_told = fields.Boolean("Managers were told", readonly=True)
    balance = fields.Float("Credit left", readonly=True)
    balance_at = fields.Datetime("Credit known at", readonly=True)

    _company_channel_unique = models.UniqueIndex("(company_id, channel)")

    def _of(self, company, channel):
        return self.sudo().search([("company_id", "=", company.id), ("channel", "=", channel)])

    def _note(self, company, channel, outcomes, reason_of):
        """Stop, or go on, after a batch; tell managers once.

        :param outcomes: [tools.gateways.Outcome] of the batch, in order
        :param reason_of: from the gateways' machine codes to the log's reasons
        """
        state = self._of(company, channel)
        stop = retry.stop_after(outcomes, state.failures)
        balance = next((each.balance for each in reversed(outcomes) if each.balance is not None), None)
        if not stop and not state.failures and balance is None:
            return
        values = {}
        now = self.env.cr.now()
        if balance is not None:
            values |= {"balance": balance, "balance_at": now}
        if stop:
            values |= {
                "failures": state.failures + 1,
                "reason": reason_of(stop.reason),
                "detail": stop.detail,
                "since": state.since or now,
                "stopped_until": now + stop.pause,
            }
        elif state.failures and any(each.state == "accepted" for each in outcomes):
            state._go_on()
        if not state:
            state = self.sudo().create({"company_id": company.id, "channel": channel, **values})
        elif values:
            state.write(values)
        if stop and stop.tells and not state.is_told:
            state._tell_managers()

    def _go_on(self):
        """The provider takes messages again, or somebody has seen to it: what waits goes at the next run."""
        self._to_dos().unlink()
        self.write(
            {"failures": 0, "reason": False, "detail": False, "since": False, "stopped_until": False, "is_told": False}
        )

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
        summaries = {
            "sms": env._("Appointments: SMS do not leave. %(reason)s", reason=reason),
            "email": env._("Appointments: e-mails do not leave. %(reason)s", reason=reason),
        }
        self.company_id.partner_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summaries[self.channel],
            note=env._("Nothing is lost: they wait, and leave once the provider takes them. %(detail)s",
                       detail=self.detail or ""),
            user_id=user.id,
            automated=True,
            appointment_channel_state_id=self.id,
        )  # fmt: skip

    def _to_dos(self):
        return self.env["mail.activity"].sudo().search([("appointment_channel_state_id", "in", self.ids)])


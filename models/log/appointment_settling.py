from odoo import models
from odoo.exceptions import UserError

_COPIED = (
    "rule_id", "trigger", "audience", "channel", "company_id", "agenda_id", "event_id", "attendee_id", "client_id",
    "partner_id", "event_start", "told_start", "origin",
)  # fmt: skip


class AppointmentNotification(models.Model):
    """What staff do about messages that were sent, or may have been (L3, N13)."""

    _inherit = "appointment.notification"

    def action_resend(self):
        """Send again, rendered anew with a new link. What failed or is in doubt goes itself; of what was sent a
        second message is made, so that the log keeps both."""
        self._check_may_act()
        if any(row.state in ("planned", "sending") for row in self):
            raise UserError(self.env._("These messages have not left yet: use “Send now”."))
        rows = self.sudo()
        now = self.env.cr.now()
        again = rows.filtered(lambda row: row.state in ("failed", "in_doubt"))
        again.write(
            {
                "state": "planned", "send_at": now, "planned_at": now, "due_at": False, "forced": True, "held": False,
                "reason": False, "reason_detail": False, "reference": False, "provider_ref": False,
                "lease_until": False, "doubtful": False,
            }
        )  # fmt: skip
        for row in rows - again:
            row._copy_to_resend(now)
        self._trigger_dispatch()

    def _copy_to_resend(self, now):
        values = {name: self[name].id if self._fields[name].relational else self[name] for name in _COPIED}
        number = self.search_count([("key", "=like", f"{self.key}:again%")]) + 1
        self.create(
            {
                **values,
                "key": f"{self.key}:again{number}",
                "facts": self.facts,
                "send_at": now,
                "planned_at": now,
                "forced": True,
            }
        )

    def action_mark_sent(self):
        """Staff know, from the client or from the provider, that a message in doubt arrived."""
        self._check_may_act()
        if any(row.state != "in_doubt" for row in self):
            raise UserError(self.env._("Only messages in doubt can be marked as sent."))
        self.sudo().write(
            {
                "state": "sent",
                "reason": False,
                "reason_detail": self.env._("Marked as sent by %(user)s", user=self.env.user.name),
                "lease_until": False,
            }
        )
        for row in self.sudo().filtered(lambda row: not row.sent_at):
            row.sent_at = row.send_at

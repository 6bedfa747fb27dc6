from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL, format_datetime

from ...engine.sending.channels import channels
from ...engine.sending.claim import BULK
from ...engine.words import states

_SILENT_AFTER = timedelta(minutes=10)
_OVERDUE_AFTER = timedelta(minutes=30)


class AppointmentHealth(models.AbstractModel):
    """Whether messages leave (S4): for monitoring, for the settings, and for the banner that managers see."""

    _name = "appointment.health"
    _description = "Whether appointment notifications leave"

    def _read_state(self, companies=None):
        """Times are naive UTC. Nothing in it is about a person.

        :param companies: only these companies' messages; all without
        :return: {ok, last_run, is_silent, oldest_overdue, is_late, in_doubt, copied, stopped: [channel states]}
        """
        now = self.env.cr.now()
        heartbeat = self.env["appointment.heartbeat"].sudo().search([], limit=1)
        companies = (companies or self.env["res.company"]).sudo()
        domain = [("company_id", "in", companies.ids)] if companies else []
        channel_states = self.env["appointment.channel.state"].sudo()
        is_silent = not heartbeat.last_run or now - heartbeat.last_run > _SILENT_AFTER
        oldest = self._oldest_overdue(companies)
        state = {
            "last_run": heartbeat.last_run or None,
            "is_silent": is_silent,
            "oldest_overdue": oldest,
            "is_late": bool(oldest) and now - oldest > _OVERDUE_AFTER,
            "in_doubt": self.env["appointment.notification"].sudo().search_count([*domain, ("state", "=", states.IN_DOUBT)]),
            "copied": bool((companies or companies.search([("appointment_live", "=", True)]))._appointment_copied()),
            "stopped": channel_states.search([*domain, ("stopped_until", ">", now)]),
        }
        told = any(stopped.is_told for stopped in state["stopped"])
        return {**state, "ok": not (is_silent or state["is_late"] or state["copied"] or told)}

    def _oldest_overdue(self, companies):
        """When the oldest message that should have left was due; by the index that the dispatcher uses."""
        of_companies = SQL("WHERE company.id = ANY(%s)", companies.ids) if companies else SQL()
        ((oldest,),) = self.env.execute_query(
            SQL(
                """
                SELECT min(first.send_at)
                  FROM res_company company CROSS JOIN unnest(%s) AS channel(code)
                 CROSS JOIN (VALUES (false), (true)) AS kind(bulk)
                 CROSS JOIN LATERAL (
                    SELECT row.send_at FROM appointment_notification AS row
                     WHERE row.state = 'planned' AND NOT row.held AND row.company_id = company.id
                       AND row.channel = channel.code AND %s = kind.bulk AND row.send_at <= %s
                     ORDER BY row.send_at LIMIT 1
                 ) AS first %s
                """,
                [channel.code for channel in channels.all(self.env)],
                BULK,
                self.env.cr.now(),
                of_companies,
            )
        )
        return oldest

    @api.model
    @api.readonly
    def get_problems(self):
        """What managers must know, in words; nothing for anyone else."""
        if not self.env.user.has_group("appointment_notify.group_manager"):
            return []
        state = self._read_state(self.env.companies)
        problems = []
        if state["copied"]:
            problems.append(
                self.env._(
                    "No message leaves: this looks like a copy of the database, or it was renamed. If this is the real "
                    "one, switch “Send for real” off and on again in the settings."
                )
            )
        if state["is_silent"]:
            problems.append(self._silence(state["last_run"]))
        elif state["is_late"]:
            when = self._shown(state["oldest_overdue"])
            problems.append(self.env._("Messages are late: the oldest was due on %(when)s.", when=when))
        problems += [self._of_stopped(stopped) for stopped in state["stopped"] if stopped.is_told]
        return problems

    def _silence(self, last_run):
        if not last_run:
            return self.env._("No message leaves: the scheduled action that sends them has never run.")
        when = self._shown(last_run)
        return self.env._(
            "No message leaves: the scheduled action that sends them last ran on %(when)s. Is the server running "
            "its scheduled actions?",
            when=when,
        )

    def _of_stopped(self, stopped):
        reason = dict(stopped._fields["reason"]._description_selection(self.env)).get(stopped.reason, "")
        return self.env._(
            "%(company)s: %(messages)s do not leave. %(reason)s. Next try: %(when)s.",
            company=stopped.company_id.name,
            messages=stopped._messages(self.env),
            reason=reason,
            when=self._shown(stopped.stopped_until),
        )

    def _shown(self, moment):
        return format_datetime(self.env, moment)

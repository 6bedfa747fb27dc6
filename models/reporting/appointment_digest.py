import logging
from datetime import UTC, timedelta

from odoo import api, models
from odoo.fields import Domain

from ...engine.people import Account, People
from ...engine.words import audiences, booking, reasons, states
from ...tools import schedule, wording

_logger = logging.getLogger(__name__)

_AT_HOUR = 6  # of the user's day; sent by the first run after it
_UNTIL_HOUR = 12  # later than that, it is no morning's digest any more
_NEARLY = 80


class AppointmentDigest(models.AbstractModel):
    """The morning's digest (L5): today and tomorrow by agenda, who has not confirmed, whom to call, what failed or is in
    doubt, and consumption beyond 80 %. Each user reads what he or she may read, in his or her language and timezone."""

    _name = "appointment.digest"
    _description = "Morning digest of appointments"

    @api.model
    def _cron_send(self):
        users = self.env["res.users"].sudo().search([("appointment_digest", "=", True), ("share", "=", False)])
        for user in users:
            today = self._now_of(user)
            if not _AT_HOUR <= today.hour < _UNTIL_HOUR or user.appointment_digest_on == today.date():
                continue
            user.appointment_digest_on = today.date()
            context = {"lang": user.lang, "tz": user.tz, "allowed_company_ids": user.company_ids.ids}
            this = self.with_user(user).with_context(**context)
            try:
                with self.env.cr.savepoint():
                    values = this._values(today)
                    if any(values.values()):
                        this._send(user, values)
            except Exception:  # one user's digest must not keep the others from theirs
                _logger.exception("The digest of %s cannot be made.", user.login)

    def _now_of(self, user):
        return self.env.cr.now().replace(tzinfo=UTC).astimezone(schedule.zone(user.tz or "UTC"))

    def _values(self, now):
        """What the digest tells, as plain data.

        :param now: aware, in the user's timezone
        """
        first = now.replace(hour=0, minute=0, second=0, microsecond=0)
        days = [self._bound(first, offset) for offset in (0, 1, 2)]
        events = self.env["calendar.event"].search(
            [("service_id", "!=", False), ("agenda_id", "!=", False), ("start", ">=", days[0]), ("start", "<", days[2]),
             *self._own_agendas()],
            order="start, id",
        )  # fmt: skip
        return {
            "agendas": self._agendas(events.sudo(), days[1]),
            "failed": self._failed(now),
            "consumption": self._consumption(),
        }

    @staticmethod
    def _bound(first, offset):
        local = (first.replace(tzinfo=None) + timedelta(days=offset)).replace(tzinfo=first.tzinfo)
        return local.astimezone(UTC).replace(tzinfo=None)

    def _own_agendas(self):
        """Practitioners read of their own agendas only."""
        companies = Domain("agenda_id.company_id", "in", self.env.companies.ids)
        if self.env.user.has_group("appointment_notify.group_front_desk"):
            return companies
        return companies & Domain("agenda_id.user_id", "=", self.env.uid)

    def _agendas(self, events, tomorrow):
        """[(agenda, [(day, [visit])])]"""
        unreachable = self._unreachable(events)
        found = []
        for agenda, of_agenda in events.grouped("agenda_id").items():
            days = [
                (title, [visit for event in of_day for visit in self._visits(event, unreachable)])
                for title, of_day in (
                    (self.env._("Today"), of_agenda.filtered(lambda event: event.start < tomorrow)),
                    (self.env._("Tomorrow"), of_agenda.filtered(lambda event: event.start >= tomorrow)),
                )
            ]
            days = [(title, visits) for title, visits in days if visits]
            if days:
                found.append((agenda.name, days))
        return found

    def _visits(self, event, unreachable):
        local = event.start.replace(tzinfo=UTC).astimezone(schedule.zone(event.agenda_id.tz or "UTC"))
        for client in event.attendee_ids.filtered(lambda each: each.is_client and each.booking_state in booking.LIVE):
            partner = client.partner_id
            yield {
                "time": wording.time(local, self.env.lang or "en_US"),
                "client": partner.name or "",
                "service": event.service_id.name or "",
                "pending": client.booking_state == booking.PENDING,
                "confirmed": client.presence_confirmed,
                "unreachable": partner.id in unreachable,
                "phone": partner.phone or "",
                "url": f"{event.get_base_url()}/odoo/calendar.event/{event.id}",
            }

    def _unreachable(self, events):
        """The ids of clients whom no confirmation would reach, one look-up for each company."""
        found = set()
        for company, of_company in events.grouped(lambda event: event.agenda_id.company_id).items():
            clients = of_company.attendee_ids.filtered("is_client").partner_id
            people, account = People(self.env, clients.ids), Account.of(company)
            found |= {client.id for client in clients if people.unreachable(client.id, account)}
        return found

    def _failed(self, now):
        """[(what, how many)] of the last day's messages to clients in doubt or failed, as the user's log shows them."""
        since = now.astimezone(UTC).replace(tzinfo=None) - timedelta(days=1)
        found = self.env["appointment.notification"]._read_group(
            [("state", "in", (states.FAILED, states.IN_DOUBT)), ("write_date", ">=", since), ("audience", "=", audiences.CLIENT),
             ("send_at", ">=", since - timedelta(days=7)), ("reason", "!=", reasons.RESENT),
             ("company_id", "in", self.env.companies.ids)],
            ["state"], ["__count"],
        )  # fmt: skip
        labels = dict(self.env["appointment.notification"]._fields["state"]._description_selection(self.env))
        return [(labels[state], count) for state, count in found]

    def _consumption(self):
        """Of companies beyond 80 %, for managers: [(company, used, limit)]"""
        if not self.env.user.has_group("appointment_notify.group_manager"):
            return []
        used = [(company.name, *company.sudo()._appointment_used()[:2]) for company in self.env.companies]
        return [(name, credits, limit) for name, credits, limit in used if limit and credits * 100 >= _NEARLY * limit]

    def _send(self, user, values):
        """An e-mail by Odoo's own way: it is for staff, and no message about an appointment."""
        body = self.env["ir.qweb"]._render(
            "appointment_notify.digest_email",
            {**values, "user": user, "log_url": f"{user.get_base_url()}/odoo/appointment-notifications"},
        )
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Your appointments today and tomorrow"),
                "body_html": body,
                "email_to": user.email_formatted,
                "email_from": user.company_id.email_formatted or user.email_formatted,
                "auto_delete": True,
            }
        )

import logging
from datetime import UTC, timedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine.many import rows
from ...engine.many.mailing import Mailing
from ...engine.words import booking, occasions
from ...tools import schedule

_logger = logging.getLogger(__name__)

_ONCE = timedelta(days=200)  # nobody has two birthdays in half a year


class AppointmentBirthday(models.AbstractModel):
    """Birthday wishes (N12): at an hour of the company's day, once a year, to clients with an appointment, past or to
    come. Who was born on 29 February has the day before in other years. Outside the sending hours nobody is told."""

    _name = "appointment.birthday"
    _description = "Birthday wishes"

    @api.model
    def _cron_send(self):
        companies = self.env["res.company"].sudo().search([("appointment_custom_sms", "=", True)])
        for company in companies:
            try:
                with self.env.cr.savepoint():
                    self._send_of(company)
            except Exception:  # one company's must not keep the others from theirs (S3)
                _logger.exception("The birthday wishes of company %s cannot be sent.", company.id)

    def _send_of(self, company):
        rules = [
            rule for rule in self.env["appointment.rule"]._planning_rules(company.id) if rule.trigger == occasions.BIRTHDAY
        ]
        tz = schedule.zone(company.appointment_tz or "UTC")
        now = self.env.cr.now().replace(tzinfo=UTC)
        local = now.astimezone(tz)
        if not rules or local.hour + local.minute / 60 < company.appointment_birthday_hour:
            return
        due = schedule.due(rules[0].timing, None, None, tz, company._appointment_window(), now)
        clients = self._clients(company, local.date()) if due.moment else self.env["res.partner"]
        if not clients:
            return
        records = {rule.id: self.env["appointment.rule"].sudo().browse(rule.id) for rule in rules}
        ways = [(records[rule.id], rule.channel) for rule in rules]
        nobody = self.env["calendar.attendee"].sudo()
        mailing = Mailing(company, occasions.BIRTHDAY, [(client, nobody) for client in clients], lambda _attendee: ways)
        send_at = due.moment.astimezone(UTC).replace(tzinfo=None)
        rows.plan(mailing.letters, f"birthday-{company.id}-{local.year}", send_at)

    def _clients(self, company, day):
        """Contacts whose birthday it is, and who have not been wished well this year (sudo)."""
        days = [(day.month, day.day)]
        if days == [(2, 28)] and (day + timedelta(days=1)).month == 3:
            days.append((2, 29))
        self.env.flush_all()
        found = self.env.execute_query(
            SQL(
                """
                SELECT client.id FROM res_partner client
                 WHERE client.active
                   AND (EXTRACT(month FROM client.birthdate_date), EXTRACT(day FROM client.birthdate_date)) IN %(days)s
                   AND EXISTS (SELECT FROM calendar_attendee attendee
                                 JOIN calendar_event event ON event.id = attendee.event_id
                                 JOIN appointment_agenda agenda ON agenda.id = event.agenda_id
                                WHERE attendee.partner_id = client.id AND attendee.is_client
                                  AND attendee.booking_state <> %(cancelled)s AND agenda.company_id = %(company)s)
                   AND NOT EXISTS (SELECT FROM appointment_notification told
                                    WHERE told.client_id = client.id AND told.company_id = %(company)s
                                      AND told.trigger = %(birthday)s AND told.planned_at > %(since)s)
                 ORDER BY client.id
                """,
                days=tuple(days),
                company=company.id,
                cancelled=booking.CANCELLED,
                birthday=occasions.BIRTHDAY,
                since=self.env.cr.now() - _ONCE,
            )
        )
        return self.env["res.partner"].sudo().browse(client_id for (client_id,) in found)

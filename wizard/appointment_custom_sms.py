import uuid
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.many import rows, ways
from ..engine.many.mailing import Mailing
from ..engine.words import booking, occasions
from ..tools import macros, schedule
from ..tools.schedule import Timing

_MOST_CREDITS = 10
# A text that names one of these is about an appointment, and goes once for each that was chosen
_OF_APPOINTMENT = {
    "START-DATE", "START-TIME", "END-DATE", "END-TIME", "DURATION", "TIMEZONE", "SERVICE-NAME", "PRICE", "PREPARATION",
    "ACCESS", "ROOM-NAME", "LOCATION-NAME", "PRACTITIONER-NAME", "PRACTITIONER-EMAIL", "PRACTITIONER-PHONE", "LINK",
}  # fmt: skip


class AppointmentCustomSms(models.TransientModel):
    """Staff's own words by SMS (N12): to one client, to a selection, or to all of a day."""

    _name = "appointment.custom.sms"
    _inherit = "appointment.many"
    _description = "Custom SMS"

    _trigger = occasions.CUSTOM

    partner_ids = fields.Many2many("res.partner", string="Clients", context={"active_test": False})
    event_ids = fields.Many2many("calendar.event", string="Appointments")
    day = fields.Date("Everybody of the day")
    body = fields.Text("Text", required=True)
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), "Language of the text", required=True,
        default=lambda self: self.env.company.partner_id.lang or self.env.lang or "en_US",
    )  # fmt: skip
    send_at = fields.Datetime("Send on", help="Left empty: now. Outside the sending hours it waits for the next opening.")
    leaves_at = fields.Datetime("Leaves on", compute="_compute_leaves_at")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        self._check_switched_on(company)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        target = {"res.partner": "partner_ids", "calendar.event": "event_ids"}.get(model)
        if target and not values.get(target):
            values[target] = [(6, 0, ids)]
        return values

    @api.model
    def _check_switched_on(self, company):
        if not company.sudo().appointment_custom_sms:
            raise UserError(self.env._("Custom SMS are switched off. A manager switches them on in the settings."))

    def _told_depends(self):
        return ("partner_ids", "event_ids", "day", "body", "lang", "company_id")

    @api.depends("send_at", "company_id")
    def _compute_leaves_at(self):
        for many in self:
            many.leaves_at = many._due()

    def _due(self):
        """When it leaves, naive UTC; False: the sending hours leave no moment."""
        company = self.company_id.sudo()
        tz = schedule.zone(company.appointment_tz or "UTC")
        moment = max(self.send_at or self.env.cr.now(), self.env.cr.now()).replace(tzinfo=UTC)
        due = schedule.due(Timing(occasions.get(self._trigger)), None, None, tz, company._appointment_window(), moment)
        return due.moment and due.moment.astimezone(UTC).replace(tzinfo=None)

    # ------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------

    def _chosen_events(self):
        events = self.event_ids._origin
        if self.day:
            events |= self.env["calendar.event"]._of_day(self.company_id, self.day, self.day)
        events = events.filtered(lambda event: event.sudo().service_id)
        events._check_keeps_bookings()
        if events.sudo().agenda_id.company_id - self.company_id:
            raise UserError(self.env._("Choose appointments of one company."))
        return events

    def _mailing(self):
        company, nobody = self.company_id.sudo(), self.env["calendar.attendee"].sudo()
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You do not belong to this company."))
        attendees = self._chosen_events()._booking_clients().sudo().filtered(
            lambda client: client.booking_state != booking.CANCELLED
        )
        partners = self.partner_ids._origin
        partners.check_access("read")
        if self._is_about_appointments():
            addressees = [(attendee.partner_id, attendee) for attendee in attendees]
        else:
            addressees = [(client, nobody) for client in partners.sudo() | attendees.partner_id]
        mailing = Mailing(company, self._trigger, addressees, ways.by_channel(company.env, "sms"))
        if self._is_about_appointments():
            for client in partners - attendees.partner_id:
                mailing.unreachable[client.id] = {"sms": self.env._("no appointment was chosen that the text could name")}
        return mailing, {"own_text": self._text()}

    def _is_about_appointments(self):
        return bool(_OF_APPOINTMENT & {used.name for used in macros.find(self.body or "")})

    def _text(self):
        return self.env["appointment.rule"]._as_text(
            {"lang": self.lang or "en_US", "subject": "", "body": self.body or "", "sentence": "", "max_credits": _MOST_CREDITS}
        )

    # ------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------

    def action_send(self):
        if not self._begin():
            return self._show()
        self._check_switched_on(self.company_id)
        if not (self.body or "").strip():
            raise UserError(self.env._("Write a text first."))
        self.env["appointment.rule"].new({"name": self._description})._check_macros(self.body)
        send_at = self._due()
        if not send_at:
            raise UserError(self.env._("The sending hours leave no moment for it. See the settings."))
        mailing, how = self._mailing()
        if not mailing.letters:
            raise UserError(self.env._("Nobody can be reached. Choose clients with a mobile number who want SMS."))
        if any(message.shortened for message in mailing.messages(mailing.letters, **how)):
            raise UserError(self.env._("This text takes more than %(most)s credits. Shorten it.", most=_MOST_CREDITS))
        go = f"custom-{self.id}-{uuid.uuid4().hex[:8]}"
        rows.plan(mailing.letters, go, send_at, how["own_text"])
        clients = list({letter.client_id.id for letter in mailing.letters})
        domain = [("trigger", "=", self._trigger), ("client_id", "in", clients), ("planned_at", ">=", str(self.env.cr.now()))]
        return self._finish(self._words_of_sent(mailing), domain)

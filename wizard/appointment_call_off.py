from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.many import ways
from ..engine.many.mailing import Mailing
from ..engine.planning.collector import collecting
from ..engine.words import audiences, booking, occasions
from ..tools import schedule

_WORDS = 160


class AppointmentCallOff(models.TransientModel):
    """A practitioner is ill: a day or a selection of appointments is called off, or moved, in one go (N18)."""

    _name = "appointment.call.off"
    _inherit = "appointment.many"
    _description = "Call off appointments"

    event_ids = fields.Many2many("calendar.event", string="Appointments", context={"active_test": False})
    agenda_id = fields.Many2one("appointment.agenda", check_company=False)
    date_from = fields.Date("First day", default=fields.Date.context_today)
    date_to = fields.Date("Last day", default=fields.Date.context_today)
    mode = fields.Selection([("cancel", "Call off"), ("move", "Move")], "What", required=True, default="cancel")
    shift_days = fields.Integer("Days later", default=7)
    words = fields.Char("Your words to the clients", size=_WORDS, help="At most 160 characters, for instance why.")
    event_count = fields.Integer("Called off", compute="_compute_told")
    left_out_count = fields.Integer("Left out", compute="_compute_told")
    clash_count = fields.Integer("Beside other appointments", compute="_compute_told")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids") or []
        if model == "calendar.event" and not values.get("event_ids") and not values.get("agenda_id"):
            values["event_ids"] = [(6, 0, ids)]
        elif model == "appointment.agenda" and len(ids) == 1 and not values.get("agenda_id"):
            values["agenda_id"] = ids[0]
        return values

    @api.onchange("agenda_id")
    def _onchange_agenda_id(self):
        if self.agenda_id:
            self.company_id = self.agenda_id.company_id

    def _told_depends(self):
        return ("event_ids", "agenda_id", "date_from", "date_to", "mode", "shift_days", "words")

    @api.depends(lambda self: self._told_depends())
    def _compute_told(self):
        result = super()._compute_told()
        for many in self:
            events = many._events()
            many.event_count = len(events)
            many.left_out_count = len(many._chosen() - events)
            many.clash_count = many._count_clashes(events) if many.mode == "move" else 0
        return result

    def _trigger_now(self):
        if self.mode == "move":
            return occasions.MOVED
        company = self._chosen().sudo().agenda_id.company_id[:1] or self.company_id
        has_rules = self.env["appointment.rule"]._planning_has_rules(company.id, occasions.CALLED_OFF)
        return occasions.CALLED_OFF if has_rules else occasions.CANCELLED

    # ------------------------------------------------------------
    # Which appointments
    # ------------------------------------------------------------

    def _chosen(self):
        if self.event_ids:
            return self.event_ids._origin.with_context(active_test=False)
        if not self.agenda_id or not self.date_from:
            return self.env["calendar.event"]
        agenda = self.agenda_id._origin
        return self.env["calendar.event"]._of_day(
            agenda.company_id, self.date_from, max(self.date_to or self.date_from, self.date_from), agenda
        )

    def _events(self):
        """Those that are to come, and that somebody has booked."""
        now, chosen = self.env.cr.now(), self._chosen()
        events = chosen.filtered(
            lambda event: event.active and event.start and event.start > now and event.sudo().service_id
        )
        events._check_keeps_bookings()
        if len(events.sudo().agenda_id.company_id) > 1:
            raise UserError(self.env._("Choose appointments of one company."))
        return events.filtered(lambda event: self._live(event))

    def _live(self, events):
        return events._booking_clients().sudo().filtered(lambda client: client.booking_state in booking.LIVE)

    def _mailing(self):
        events = self._events()
        company = events.sudo().agenda_id.company_id or self.company_id.sudo()
        addressees = [(client.partner_id, client) for client in self._live(events.sorted("start"))]
        trigger = self._trigger_now()
        how = {"words": (self.words or "").strip()}
        if self.mode == "move":
            how["shift"] = timedelta(days=self.shift_days)
        return Mailing(company, trigger, addressees, ways.by_rules(company, trigger)), how

    def _new_start(self, event):
        tz = schedule.zone(event.sudo().agenda_id.tz or "UTC")
        local = event.start.replace(tzinfo=UTC).astimezone(tz).replace(tzinfo=None) + timedelta(days=self.shift_days)
        return local.replace(tzinfo=tz).astimezone(UTC).replace(tzinfo=None)

    def _count_clashes(self, events):
        """How many would stand beside another appointment of their agenda."""
        moved = [(event.sudo().agenda_id.id, self._new_start(event), event.stop - event.start) for event in events]
        if not moved:
            return 0
        others = self.env["calendar.event"].sudo().search(
            [("agenda_id", "in", [agenda for agenda, _start, _length in moved]), ("id", "not in", events.ids),
             ("start", "<", max(start + length for _agenda, start, length in moved)),
             ("stop", ">", min(start for _agenda, start, _length in moved))]
        )  # fmt: skip
        taken = [(other.agenda_id.id, other.start, other.stop) for other in others]
        return sum(
            any(agenda == theirs and start < until and since < start + length for theirs, since, until in taken)
            for agenda, start, length in moved
        )

    # ------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------

    def action_call_off(self):
        if not self._begin():
            return self._show()
        words, events = (self.words or "").strip(), self._events()
        if len(words) > _WORDS:
            raise UserError(self.env._("At most %(most)s characters.", most=_WORDS))
        if not events:
            raise UserError(self.env._("None of these appointments is still to come."))
        mailing, _how = self._mailing()
        if self.mode == "move":
            self._move(events)
        else:
            self._call_off(events, words)
        domain = [("event_id", "in", events.ids), ("trigger", "=", self._trigger_now()), ("audience", "=", audiences.CLIENT)]
        return self._finish(self._words_of_sent(mailing), domain)

    def _call_off(self, events, words):
        with collecting(self.env) as changes:
            changes.called_off_ids |= set(events.ids)
            self._live(events).write({"called_off_words": words})
            events.write({"active": False})

    def _move(self, events):
        if not self.shift_days:
            raise UserError(self.env._("Say by how many days the appointments move."))
        with collecting(self.env):
            for event in events:
                start = self._new_start(event)
                event.write({"start": start, "stop": start + (event.stop - event.start)})

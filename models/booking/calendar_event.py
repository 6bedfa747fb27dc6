from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command

from ...engine.planning.collector import collecting, plan_pending
from ...engine.words import booking, origins

# Closed to portal and public users, who may read the events that they attend (S5). Every colleague may read what is
# stored: Odoo copies all fields of an event when anybody makes a series of it.
_OURS = "base.group_user"
_BOOKING = "appointment_notify.group_practitioner"  # of the bookings that they keep: models/access

_SERIES_FIELDS = {"recurrency", "recurrence_update", "rrule", "count", "until", "interval", "end_type"}
# Writing anything else on an event tells nobody anything.
_PLANNED_FIELDS = {
    "start", "stop", "start_date", "stop_date", "duration", "allday", "active", "service_id", "agenda_id",
    "user_id", "location", "partner_ids", "attendee_ids", "booked_resource_ids", "recurrency", "recurrence_id",
    "recurrence_update", "rrule", "count", "until", "interval", "end_type", "event_tz",
}  # fmt: skip


class CalendarEvent(models.Model):
    """An appointment is an event with a service; without one it is an ordinary meeting, untouched (A1)."""

    _inherit = "calendar.event"

    service_id = fields.Many2one(
        "appointment.service", index="btree_not_null", ondelete="restrict", groups=_OURS, tracking=True
    )
    agenda_id = fields.Many2one(
        "appointment.agenda", index="btree_not_null", ondelete="restrict", groups=_OURS, tracking=True
    )
    booked_resource_ids = fields.Many2many(
        "resource.resource",
        "calendar_event_booked_resource_rel",
        string="Rooms and devices",
        groups=_OURS,
    )
    booking_state = fields.Selection(
        lambda self: booking.of_events(self.env),
        "Booking",
        compute="_compute_booking",
        groups=_BOOKING,
        help="The state of the single client; “Several” for a group whose clients differ.",
    )
    booking_origin = fields.Selection(
        lambda self: origins.of_bookings(self.env), "Booked by", compute="_compute_booking", groups=_BOOKING
    )
    booking_paid = fields.Boolean("Paid", compute="_compute_booking", inverse="_inverse_booking_paid", groups=_BOOKING)
    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        compute="_compute_invoice_ids",
        inverse="_inverse_invoice_ids",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    booking_client_count = fields.Integer("Clients", compute="_compute_booking", groups=_BOOKING)
    booking_sequence = fields.Integer(
        copy=False, default=0, groups=fields.NO_ACCESS, help="Rises with each change that clients are told."
    )
    @api.depends("attendee_ids.is_client", "attendee_ids.booking_state", "attendee_ids.booking_origin",
                 "attendee_ids.booking_paid", "service_id")  # fmt: skip
    @api.depends_context("uid")
    def _compute_booking(self):
        bookings = self._kept_bookings()
        kept = set(bookings._ids)
        bookings.sudo().attendee_ids.mapped("booking_paid")  # in one statement: taken one by one, a client reads alone
        for event in self:
            is_kept = event.service_id and event._ids[0] in kept
            clients = event.sudo()._booking_clients() if is_kept else event.attendee_ids.browse()
            event.booking_client_count = len(clients)
            event.booking_state = booking.summary(clients.mapped("booking_state"))
            event.booking_origin = clients[0].booking_origin if len(clients) == 1 else False
            event.booking_paid = clients[0].booking_paid if len(clients) == 1 else False

    def _inverse_booking_paid(self):
        for event in self:
            # A form that is saved for the first time says "not paid" before there is any client.
            if event.booking_paid or event._booking_clients():
                client = event._single_client()
                if client.sudo().booking_paid != event.booking_paid:
                    client.booking_paid = event.booking_paid

    @api.depends("attendee_ids.is_client", "attendee_ids.invoice_ids")
    @api.depends_context("uid")
    def _compute_invoice_ids(self):
        """Of the single client (A8)."""
        kept = set(self._kept_bookings()._ids)
        for event in self:
            clients = event._booking_clients() if event._ids[0] in kept else event.attendee_ids.browse()
            event.invoice_ids = clients.invoice_ids if len(clients) == 1 else False

    def _inverse_invoice_ids(self):
        for event in self:
            event._single_client().invoice_ids = event.invoice_ids

    @api.constrains("service_id", "agenda_id", "allday")
    def _check_appointment(self):
        for event in self.sudo().filtered("service_id"):
            if event.allday:
                raise ValidationError(
                    event.env._("An appointment needs a time of day: it cannot last all day.")
                )
            if not event.agenda_id:
                raise ValidationError(
                    event.env._("An appointment needs an agenda. Create one first: Appointments > Configuration > Agendas.")
                )
            if event.service_id.company_id != event.agenda_id.company_id:
                raise ValidationError(
                    event.env._("The service and the agenda of an appointment must be of the same company.")
                )

    # ------------------------------------------------------------
    # CRUD: every door into and out of an appointment passes here
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_service_id")
        bookings = [vals for vals in vals_list if vals.get("service_id", default)]
        if not bookings:
            with collecting(self.env):
                return super().create(vals_list)
        if len(bookings) < len(vals_list):
            events = self.browse()
            for vals in vals_list:
                events += self.create([vals])
            return events
        with collecting(self.env) as changes:
            prepared = self._prepare_booking_values([{"service_id": default, **vals} for vals in vals_list])
            # The client's number and address belong in no description, which goes to calendars outside (A2, S7).
            events = super(CalendarEvent, self.with_context(skip_contact_description=True)).create(prepared)
            changes.created(events, in_series=any(vals.get("recurrency") for vals in prepared))
            self.env["calendar.filters"]._show_practitioners(events)
        return events.with_env(self.env)

    def write(self, vals):
        if not vals.keys() & _PLANNED_FIELDS:
            return super().write(vals)
        if vals.keys() & _SERIES_FIELDS:
            plan_pending(self.env)  # what was done to its dates before is carried over with them
        with collecting(self.env) as changes:
            self._watch_before_write(vals, changes)
            had_clients = self.sudo().filtered(_is_expected) if "partner_ids" in vals else self.browse()
            old_agendas = {event.id: event.agenda_id for event in self.sudo()} if vals.get("agenda_id") else {}
            result = super().write(vals)
            if old_agendas:
                self.sudo()._hand_over({event_id: agenda.user_id for event_id, agenda in old_agendas.items()})
            if "partner_ids" in vals:
                if len(self) > 1:
                    self._add_missing_attendees()
                had_clients._free_slots()
            if vals.get("service_id"):
                self._complete_booking()
            if "active" in vals:
                self._cancel_or_restore_clients(vals["active"], changes)
            if "start" in vals and not changes.actor.by_client:
                self.sudo().filtered("service_id").attendee_ids.filtered("notice_start").notice_start = False
        return result

    def _watch_before_write(self, vals, changes):
        changes.watch(self)
        if vals.keys() & _SERIES_FIELDS:
            changes.is_intricate = True
        if vals.get("recurrence_update") in ("all_events", "future_events"):
            # Also the dates that were cancelled on their own: Odoo will bring them back.
            changes.watch(self.sudo().with_context(active_test=False).recurrence_id.calendar_event_ids)
        if vals.get("service_id") and not vals.get("agenda_id"):
            service = self.env["appointment.service"].sudo().browse(vals["service_id"])
            self.sudo().filtered(lambda event: not event.agenda_id).agenda_id = self._default_agenda(service)

    def copy(self, default=None):
        """A copied appointment is a new booking, live and unpaid, whatever its original was (A13)."""
        with collecting(self.env):
            copies = super().copy({"active": True, **(default or {})})
            for event, copy in zip(self.sudo(), copies.sudo(), strict=True):
                clients = event._booking_clients().partner_id if copy.service_id else event.partner_ids.browse()
                colleagues = copy.attendee_ids.filtered(
                    lambda each, clients=clients: each.partner_id in clients and not each.is_client
                )
                if colleagues:
                    colleagues.write({"is_client": True})
        return copies

    def unlink(self):
        plan_pending(self.env)
        with collecting(self.env) as changes:
            changes.watch(self)
            attendees = self.sudo().attendee_ids
            changes.keep_facts(attendees)
            attendees._keep_facts_on_rows(changes)
            changes.deleted_event_ids |= set(self.ids)
            return super().unlink()

    @api.model
    def _prepare_booking_values(self, vals_list):
        """What a booking needs and its maker may leave out: agenda, title, end, the practitioner."""
        prepared, default_agendas = [], {}
        unnamed = [id_ for vals in vals_list if not vals.get("name") for id_ in _linked_ids(vals.get("partner_ids", []))]
        internal = self.env["calendar.attendee"]._internal_partner_ids(unnamed) if unnamed else set()
        for vals in vals_list:
            if not vals.get("service_id"):
                prepared.append(vals)
                continue
            vals = dict(vals)
            service = self.env["appointment.service"].sudo().browse(vals["service_id"])
            agenda = self.env["appointment.agenda"].sudo().browse(vals.get("agenda_id") or False)
            if not agenda:
                if service not in default_agendas:
                    default_agendas[service] = self._default_agenda(service)
                agenda = default_agendas[service]
                vals["agenda_id"] = agenda.id
            if vals.get("start") and not vals.get("stop") and not vals.get("duration"):
                start = fields.Datetime.to_datetime(vals["start"])
                vals["stop"] = start + timedelta(hours=service.duration)
            if agenda.user_id:
                # The appointment stands in the practitioner's calendar, whoever books it.
                vals.setdefault("user_id", agenda.user_id.id)
                commands = vals.get("partner_ids", [])
                if commands and isinstance(commands[0], int):
                    commands = [Command.set(commands)]
                practitioner_id = agenda.user_id.partner_id.id
                if practitioner_id not in _linked_ids(commands):
                    commands = [*commands, Command.link(practitioner_id)]
                vals["partner_ids"] = commands
            if not vals.get("name"):
                internal.add(agenda.user_id.partner_id.id)
                partners = self.env["res.partner"].browse(_linked_ids(vals.get("partner_ids", [])))
                vals["name"] = self._booking_title(service, partners, internal)
            prepared.append(vals)
        return prepared

    @api.model
    def _default_agenda(self, service):
        company = service.company_id or self.env.company
        return self.env["appointment.agenda"]._default_for(self.env.user, company, service.agenda_ids)

    def _add_missing_attendees(self):
        """Adding a partner to several events at once leaves those without the attendee who have it already on one
        of them: Odoo makes the commands for all from what the first lacks."""
        values = [
            {"event_id": event.id, "partner_id": partner.id}
            for event in self.sudo().filtered("service_id")
            for partner in event.partner_ids - event.attendee_ids.partner_id
        ]
        if values:
            self.env["calendar.attendee"].sudo().create(values)

    def _complete_booking(self):
        """A meeting that was given a service: states for its clients. Mails nobody (N14)."""
        for event in self.sudo():
            new = event.attendee_ids.filtered(lambda attendee: not attendee.booking_state)
            internal = new._internal_partner_ids(new.partner_id.ids)
            for attendee in new:
                if attendee.partner_id.id not in internal:
                    attendee.write({"is_client": True, **attendee._booking_defaults(event, {})})

    def _cancel_or_restore_clients(self, active, changes):
        """Archiving cancels an appointment's clients; unarchiving brings back those whom it cancelled (A6).

        A series edit archives and unarchives its base event in one change: its clients keep their state (A7).
        """
        clients = self.sudo()._booking_clients()
        if active:
            cancelled = clients.filtered(
                lambda client: client.booking_state == booking.CANCELLED and client.cancelled_with_event
            )
            for state, of_state in cancelled.grouped(lambda client: changes.states.get(client.id, booking.CONFIRMED)).items():
                of_state.write({"booking_state": state, "cancelled_with_event": False})
        else:
            live = clients.filtered(lambda client: client.booking_state in booking.LIVE)
            changes.states.update((client.id, client.booking_state) for client in live)
            live.write({"booking_state": booking.CANCELLED, "cancelled_with_event": True})


def _is_expected(event):
    return any(client.booking_state in booking.LIVE for client in event._booking_clients())


def _linked_ids(commands):
    """The ids that x2many commands, or plain ids, leave linked to a new record."""
    ids = []
    for command in commands:
        if isinstance(command, int):
            ids.append(command)
        elif command[0] == Command.SET:
            ids = list(command[2])
        elif command[0] == Command.LINK:
            ids.append(command[1])
    return ids

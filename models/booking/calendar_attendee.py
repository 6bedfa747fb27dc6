from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.ledger import rebind
from ...engine.people import Staff
from ...engine.planning.actor import actor_of
from ...engine.planning.collector import collecting
from ...engine.words import booking, origins

_PAID = ("paid", "in_payment", "partial")


class CalendarAttendee(models.Model):
    """A client of an appointment: state, origin and payment hang here, so that in a group class nobody's
    change touches the others (A3)."""

    _inherit = "calendar.attendee"

    is_client = fields.Boolean("Client", help="Gets the client's messages of the appointment.")
    booking_state = fields.Selection(lambda self: booking.selection(self.env), "Booking")
    booking_offered = fields.Char(
        compute="_compute_booking_offered", help="What may be done with it now, comma between (H2)."
    )
    booking_origin = fields.Selection(lambda self: origins.of_bookings(self.env), "Booked by")
    booking_paid = fields.Boolean(
        "Paid",
        compute="_compute_booking_paid",
        inverse="_inverse_booking_paid",
        search="_search_booking_paid",
        compute_sudo=True,
        help="Wholly or partly. Paid clients do not cancel online: they call.",
    )
    booking_marked_paid = fields.Boolean("Marked as paid", help="By staff, without an invoice.")
    invoice_ids = fields.Many2many(
        "account.move",
        "calendar_attendee_account_move_rel",
        string="Invoices",
        domain="[('move_type', '=', 'out_invoice')]",
        groups="account.group_account_invoice,account.group_account_readonly",
    )
    presence_confirmed = fields.Boolean(help="The client said that he or she will come.")
    cancel_reason = fields.Char(help="What the client wrote when cancelling.")
    booking_uid = fields.Char(
        help="Names the booking in clients' calendars where a series edit has moved it to another event (T9)."
    )
    cancelled_at = fields.Datetime("Cancelled on", copy=False, readonly=True)
    cancelled_by = fields.Selection(
        [("client", "The client"), ("staff", "Staff")], "Cancelled by", copy=False, readonly=True
    )
    notice_start = fields.Datetime(
        copy=False,
        help="The first start that was inside the notice when the client moved away from it: by it goes until when he "
        "or she may cancel, whatever was chosen since (P2). Empty: by the start as it is.",
    )
    booking_organizer = fields.Char(
        groups="base.group_system",
        copy=False,
        help="Who organises in clients' calendars: the sender of the first calendar file, kept whatever changes (T9).",
    )
    cancelled_with_event = fields.Boolean(
        help="Cancelled by archiving the appointment: restoring the appointment brings the client back."
    )

    @api.depends("booking_marked_paid", "invoice_ids.payment_state", "invoice_ids.state")
    def _compute_booking_paid(self):
        """Paid or partly paid invoice, a deposit, or marked by staff (A8)."""
        for attendee in self:
            attendee.booking_paid = attendee.booking_marked_paid or any(
                invoice.state == "posted" and invoice.payment_state in _PAID for invoice in attendee.invoice_ids
            )

    def _inverse_booking_paid(self):
        for attendee in self:
            attendee.booking_marked_paid = attendee.booking_paid

    def _search_booking_paid(self, operator, value):
        if operator != "in":
            return NotImplemented
        by_invoice = Domain("invoice_ids", "any", [("state", "=", "posted"), ("payment_state", "in", _PAID)])
        paid = Domain("booking_marked_paid", "=", True) | by_invoice
        return paid if True in value else ~paid

    @api.model_create_multi
    def create(self, vals_list):
        self._fill_booking(vals_list)
        with collecting(self.env) as changes:
            event_ids = {vals["event_id"] for vals in vals_list if vals.get("event_id")}
            changes.watch(self.env["calendar.event"].browse(event_ids))
            return super().create(vals_list)

    def write(self, vals):
        vals = self._translate_answer(vals)
        if vals.get("is_client") and "booking_state" not in vals:
            self._make_clients()
        if not vals.keys() & {"booking_state", "is_client", "event_id"}:
            return super().write(vals)
        vals = self._note_cancellation(vals)
        with collecting(self.env) as changes:
            changes.watch(self.event_id)
            result = super().write(vals)
            if vals.get("booking_state") == booking.CANCELLED:
                self.event_id._free_slots()
        return result

    def _note_cancellation(self, vals):
        """Who cancelled, and when: kept whatever is told of it (U5)."""
        if "booking_state" not in vals or "cancelled_at" in vals:
            return vals
        if vals["booking_state"] != booking.CANCELLED:
            return {**vals, "cancelled_at": False, "cancelled_by": False}
        if all(attendee.booking_state == booking.CANCELLED for attendee in self):
            return vals
        by_client = actor_of(self.env).by_client
        return {**vals, "cancelled_at": self.env.cr.now(), "cancelled_by": "client" if by_client else "staff"}

    def unlink(self):
        with collecting(self.env) as changes:
            changes.watch(self.event_id)
            changes.keep_facts(self)
            self._keep_facts_on_rows(changes)
            return super().unlink()

    _pending_idx = models.Index("(event_id) WHERE booking_state = 'pending'")
    # A corrected number re-plans (A9): without it, each change of a contact reads all attendees.
    _client_idx = models.Index("(partner_id) WHERE is_client IS TRUE")

    def _fill_booking(self, vals_list):
        """New attendees of appointments: a client is one without an internal user, unless said otherwise (A3)."""
        event_ids = {vals["event_id"] for vals in vals_list if vals.get("event_id")}
        appointments = self.env["calendar.event"].sudo().browse(event_ids).filtered("service_id")
        by_id = {event.id: event for event in appointments}
        ours = [vals for vals in vals_list if vals.get("event_id") in by_id]
        if not ours:
            return
        internal = self._internal_partner_ids([vals.get("partner_id") for vals in ours])
        for vals in ours:
            event = by_id[vals["event_id"]]
            if "is_client" not in vals:
                # A colleague who is a client is one of the whole series that Odoo makes of the event.
                of_series = event.recurrence_id.base_event_id._booking_clients().partner_id.ids
                vals["is_client"] = vals.get("partner_id") not in internal or vals["partner_id"] in of_series
            if vals["is_client"]:
                vals.update(self._booking_defaults(event, vals))

    @api.model
    def _internal_partner_ids(self, partner_ids):
        """Contacts of colleagues, of those too who left: they are never taken for clients (A11)."""
        users = self.env["res.users"].sudo().with_context(active_test=False).search(
            [("partner_id", "in", [partner_id for partner_id in partner_ids if partner_id]), ("share", "=", False)]
        )
        return set(users.partner_id.ids)

    @api.model
    def _booking_defaults(self, event, vals):
        """State and origin of a client who books (A4, A5)."""
        origin = vals.get("booking_origin") or (origins.ONLINE if actor_of(self.env).by_client else origins.STAFF)
        company = event.agenda_id.company_id
        manual = event.service_id.manual_confirmation or company.appointment_manual_confirmation
        state = vals.get("booking_state") or (booking.PENDING if manual and origin == origins.ONLINE else booking.CONFIRMED)
        return {"booking_origin": origin, "booking_state": state}

    def _make_clients(self):
        """Colleagues whom staff mark as clients have a booking from then on."""
        for attendee in self.filtered(lambda attendee: attendee.event_id.sudo().service_id and not attendee.booking_state):
            attendee.write({"is_client": True, **attendee._booking_defaults(attendee.event_id.sudo(), {})})

    def _translate_answer(self, vals):
        """A client's native answer means presence confirmed, or cancelled (A6)."""
        answer = vals.get("state")
        if answer not in ("accepted", "declined") or "booking_state" in vals:
            return vals
        clients = self.sudo().filtered(lambda attendee: attendee.is_client and attendee.event_id.service_id)
        if not clients or len(clients) != len(self):
            return vals
        if answer == "accepted":
            return {**vals, "presence_confirmed": True}
        if any(client.booking_state not in booking.LIVE for client in clients):
            return vals  # done, or did not come: that stays
        return {**vals, "booking_state": booking.CANCELLED}

    def _keep_facts_on_rows(self, changes):
        """Messages outlive what they speak of: their links say "cancelled", and the planner still knows them (A6)."""
        kept = {attendee.id: changes.kept_facts[attendee.id] for attendee in self if attendee.id in changes.kept_facts}
        if not kept:
            return
        rows = self.env["appointment.notification"].sudo().search([("attendee_id", "in", list(kept))])
        changes.kept_row_ids.update(rows.ids)
        rebind.cut_off(rows, kept)

    # ------------------------------------------------------------
    # What staff do with a booking
    # ------------------------------------------------------------

    @api.depends("is_client", "booking_state", "event_id.start", "event_id.service_id")
    def _compute_booking_offered(self):
        now = self.env.cr.now()
        for attendee in self:
            states = {attendee.booking_state} if attendee.is_client and attendee.booking_state else set()
            attendee.booking_offered = ",".join(booking.offered(states, attendee.event_id.start, now))

    def action_booking_confirm(self):
        self._take_booking_action("confirm")

    def action_booking_done(self):
        self._take_booking_action("done")

    def action_booking_no_show(self):
        self._take_booking_action("no_show")

    def action_booking_cancel(self):
        self._take_booking_action("cancel")

    def action_booking_restore(self):
        """Back to confirmed: counts as a new booking (A6)."""
        self.event_id._check_keeps_bookings()
        cancelled = self.filtered(lambda attendee: attendee.booking_state == booking.CANCELLED)
        with collecting(self.env) as changes:
            changes.watch(cancelled.event_id)
            cancelled.write({"booking_state": booking.CONFIRMED, "cancelled_with_event": False, "cancel_reason": False})
            archived = cancelled.event_id.filtered(lambda event: not event.active)
            archived.write({"active": True})

    def _take_booking_action(self, name):
        """Doing it twice is harmless; doing what makes no sense is said."""
        action = booking.ACTIONS[name]
        self.event_id._check_keeps_bookings()
        clients = self.filtered("is_client")
        if not clients:
            raise UserError(self.env._("Only the clients of an appointment have a booking."))
        todo = clients.filtered(lambda client: client.booking_state != action.to)
        wrong = todo.filtered(lambda client: client.booking_state not in action.taken_from)
        if wrong:
            raise UserError(
                self.env._("The booking of %(client)s is cancelled: restore it first.", client=wrong[0].common_name)
            )
        if todo:
            todo.write({"booking_state": action.to})

    @api.model
    def _cron_expire_pending(self):
        """Requests whose start has passed unconfirmed expire silently, and staff get a to-do (A5)."""
        expired = self.search(
            [
                ("booking_state", "=", booking.PENDING),
                ("is_client", "=", True),
                ("event_id.active", "=", True),
                ("event_id.start", "<=", self.env.cr.now()),
            ],
            limit=1000,
        )
        staff = Staff(self.env, expired.event_id.agenda_id.ids, expired.event_id.user_id.ids)
        for attendee in expired:
            member = staff.responsible(attendee.event_id.agenda_id.id, attendee.event_id.user_id.id)
            if member is None:
                continue
            env = self.with_context(lang=member.lang).env
            attendee.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=env._("Never confirmed: the request of %(client)s", client=attendee.common_name),
                note=env._("The appointment has started, and nobody confirmed or refused the request. Nothing was sent."),
                user_id=member.id,
            )
        expired.with_context(appointment_no_notify=True).write({"booking_state": booking.CANCELLED})

    # ------------------------------------------------------------
    # Instead of Odoo's own messages (A2)
    # ------------------------------------------------------------

    def _notify_attendees(self, mail_template, notify_author=False, force_send=False):
        """Clients and staff of appointments get this module's messages instead of invitations, changes and alarms."""
        others = self - self.sudo()._get_notified_by_appointment()
        if not others and self:
            return False
        return super(CalendarAttendee, others)._notify_attendees(
            mail_template, notify_author=notify_author, force_send=force_send
        )

    def _get_notified_by_appointment(self):
        """Those who get this module's messages: clients, the practitioner and the organiser."""
        return self.filtered(
            lambda attendee: attendee.event_id.service_id
            and (attendee.is_client or attendee.partner_id in attendee.event_id._booking_staff())
        )

"""Appointments beside Google and Microsoft calendar sync (A2, S7, U6), without depending on those modules.

The calendars outside show practitioners when they are busy, and may move and cancel appointments. Whom an
appointment is for, and what for, stays here: clients are neither sent out nor invited from there, and nothing
that comes back takes them away. The methods overridden here exist only where `google_calendar` or
`microsoft_calendar` is installed; nobody calls them elsewhere.
"""

from odoo import api, models
from odoo.fields import Command
from odoo.tools import email_normalize

from ...engine.planning.collector import collecting
from .outside import FROM_SYNC, RESETTING, keep_appointments, put_first

_RESETS = ("google.calendar.account.reset", "microsoft.calendar.account.reset")

# What appointments have from here only.
_OURS = ("name", "description", "user_id", "privacy", "guests_readonly")

# Under which the calendars outside know an event.
_IDENTIFIERS = ("google_id", "microsoft_id", "ms_universal_event_id")


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def _register_hook(self):
        super()._register_hook()
        put_first(self.env.registry[self._name], CalendarEvent)
        for name in _RESETS:
            if name in self.env.registry:
                keep_appointments(self.env.registry[name])

    def _appointments(self):
        return self.browse(self.sudo().filtered("service_id").ids)

    # ------------------------------------------------------------
    # What goes out
    # ------------------------------------------------------------

    def _google_values(self):
        values = super()._google_values()
        if self._appointments():
            guests = self._guest_addresses()
            values["summary"] = self._title_outside()
            values["attendees"] = [guest for guest in values["attendees"] if guest["email"] in guests]
            if "description" in values:
                values["description"] = ""
        return values

    def _microsoft_values(self, fields_to_sync, initial_values=()):
        values = super()._microsoft_values(fields_to_sync, initial_values)
        if self._appointments():
            if "subject" in values:
                values["subject"] = self._title_outside()
            if "body" in values:
                values["body"] = {"content": "", "contentType": "html"}
            if "attendees" in values:
                guests = self._guest_addresses()
                values["attendees"] = [
                    guest
                    for guest in values["attendees"]
                    if email_normalize(guest["emailAddress"]["address"]) in guests
                ]
        return values

    def _title_outside(self):
        """Neither client nor service: others may see that calendar (S7)."""
        return self.with_context(lang=self.user_id.lang or self.env.lang).env._("Appointment")

    def _guest_addresses(self):
        guests = self.sudo().attendee_ids.filtered(lambda attendee: not attendee.is_client)
        return set(guests.mapped("partner_id.email_normalized")) - {False, ""}

    def _ensure_attendees_have_email(self):
        """Outlook is not told of clients, so those without an e-mail address do not stop its sync."""
        return super(CalendarEvent, self - self._appointments())._ensure_attendees_have_email()

    def _get_event_user(self):
        """In Google, an appointment stands in its organiser's calendar, or in none."""
        return self._appointments().user_id or super()._get_event_user()

    def _microsoft_insert(self, values, **kwargs):
        return super(CalendarEvent, self._as_organiser())._microsoft_insert(values, **kwargs)

    def _microsoft_patch(self, user_id, event_id, values, **kwargs):
        events = self._as_organiser()
        return super(CalendarEvent, events)._microsoft_patch(user_id, event_id, values, **kwargs)

    def _microsoft_delete(self, user_id, event_id, **kwargs):
        return super(CalendarEvent, self._as_organiser())._microsoft_delete(user_id, event_id, **kwargs)

    def _as_organiser(self):
        """In Outlook likewise; and at once, whoever books or cancels."""
        organiser = self._appointments().user_id
        return self.with_user(organiser) if organiser else self

    def _is_event_over(self):
        """Google asks this before it mails an event's attendees. It mails nobody about appointments (A2)."""
        return bool(self._appointments()) or super()._is_event_over()

    def _skip_send_mail_status_update(self):
        """As Google does not mail about appointments, Odoo goes on mailing the colleagues who attend."""
        if self._appointments() and not self._is_outlook_mailing():
            return False
        return super()._skip_send_mail_status_update()

    def _is_outlook_mailing(self):
        organiser = self.user_id.sudo()
        return bool("microsoft_calendar_token" in organiser._fields and organiser.microsoft_calendar_token)

    def _check_modify_event_permission(self, values):
        """Whether guests may change it outside does not bind those who may here."""
        return super(CalendarEvent, self - self._appointments())._check_modify_event_permission(values)

    def _check_organizer_validation_conditions(self, vals_list):
        """Whoever syncs with Outlook may book for a practitioner who does not."""
        conditions = super()._check_organizer_validation_conditions(vals_list)
        return [
            condition and not vals.get("service_id")
            for condition, vals in zip(conditions, vals_list, strict=True)
        ]

    def _leave_calendars(self, new_user_id):
        """An appointment that changes hands leaves the old organiser's calendars; the next sync of the new one
        brings it to his. Odoo would make a copy for the new one, which clients would take for another."""
        events = self.filtered(lambda event: event.user_id.id != new_user_id and not event.recurrency)
        if "google_id" in self._fields:
            from odoo.addons.google_calendar.utils.google_calendar import GoogleCalendarService

            service = GoogleCalendarService(self.env["google.service"])
            for event in events.filtered("google_id"):
                event.with_user(event._get_event_user())._google_delete(service, event.google_id)
        if "microsoft_id" in self._fields:
            for event in events.filtered("microsoft_id"):
                event._microsoft_delete(event.user_id, event.microsoft_id)
        known = {name: False for name in _IDENTIFIERS if name in self._fields}
        if known and events:
            events.with_context(dont_notify=True).write(known)

    # ------------------------------------------------------------
    # What comes in
    # ------------------------------------------------------------

    @api.model
    def _odoo_values(self, google_event, default_reminders=()):
        """Changing "this and following" in Google splits a series: the second part is of the same client."""
        values = super()._odoo_values(google_event, default_reminders)
        base = self._series_split_outside(google_event).base_event_id
        if not base._appointments():
            return values
        ours = base._copy_of(*_OURS, "service_id", "agenda_id", "booked_resource_ids")
        return {**values, **ours, "attendee_ids": False}

    def _series_split_outside(self, google_event):
        """The series (calendar.recurrence) that a new one was split from: Google copies Odoo's note on it."""
        series = self.env["calendar.recurrence"].sudo()
        if google_event.is_cancelled() or not google_event.is_recurrence() or google_event.odoo_id(self.env):
            return series
        series = series.browse(google_event._meta_odoo_id(self.env.cr.dbname)).exists()
        root = google_event.id.split("_R")[0]
        return series.filtered(
            lambda origin: origin.google_id
            and origin.google_id != google_event.id
            and origin.google_id.split("_R")[0] == root
        )

    @api.model
    def _sync_google2odoo(self, google_events, *args, **kwargs):
        google_events = self._without_echoes(google_events)
        with collecting(self.env):  # clients are told the net change (A7)
            events = self.with_context(**{FROM_SYNC: True})
            return super(CalendarEvent, events)._sync_google2odoo(google_events, *args, **kwargs)

    @api.model
    def _sync_microsoft2odoo(self, *args, **kwargs):
        with collecting(self.env):
            events = self.with_context(**{FROM_SYNC: True})
            return super(CalendarEvent, events)._sync_microsoft2odoo(*args, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.context.get(FROM_SYNC):
            return super().create(vals_list)
        vals_list = [self._as_occurrence_of_ours(vals) for vals in vals_list]
        events = super(CalendarEvent, self.with_context(**{FROM_SYNC: False})).create(vals_list)
        return events.with_env(self.env)

    def write(self, vals):
        from_sync = self.env.context.get(FROM_SYNC)
        appointments = self._appointments() if from_sync else self.browse()
        if appointments:
            super(CalendarEvent, appointments).write(appointments._without_ours(vals))
            return super(CalendarEvent, self - appointments).write(vals)
        if "user_id" in vals and not from_sync:
            self._appointments()._leave_calendars(vals["user_id"])
        if vals.get("active") and not from_sync:
            self._appointments().filtered(lambda event: not event.active)._forget_outside()
        result = super().write(vals)
        if vals.get("service_id") and "google_id" in self._fields:
            # Google is to forget a meeting's client at once. Not so Outlook, which would tell the client that
            # the meeting is cancelled.
            self.filtered(lambda event: event.google_id and event.active).need_sync = True
        return result

    def _forget_outside(self):
        """What was cancelled there and is restored here the calendars outside get anew: what they still say of the old
        one (Google of what Odoo did itself, Outlook always) is about nobody then."""
        known = {name: False for name in _IDENTIFIERS if name in self._fields}
        events = self.filtered(lambda event: not event.recurrence_id and any(event[name] for name in known))
        if events:
            flags = {name: True for name in ("need_sync", "need_sync_m") if name in self._fields}
            events.with_context(dont_notify=True).write({**known, **flags})

    def _without_echoes(self, google_events):
        """Google notes on each event which of Odoo's it is, and Odoo finds it by that where it has no identifier."""
        stored = self.sudo().with_context(active_test=False)

        def is_echo(event):
            if not event.is_cancelled() or stored.search_count([("google_id", "=", event.id)], limit=1):
                return False
            return bool(stored.browse(event._meta_odoo_id(self.env.cr.dbname)).exists().service_id)

        return google_events.filter(lambda event: not is_echo(event))

    def unlink(self):
        """An appointment deleted outside is cancelled here: it can be restored, and its log stays. When somebody
        resets an account "and deletes from Odoo", appointments stay as they are: no client is told anything."""
        if self.env.context.get(RESETTING):
            appointments = self._appointments()
            known = {name: False for name in _IDENTIFIERS if name in self._fields}
            if appointments and known:
                appointments.with_context(dont_notify=True).write(known)
            return (self - appointments).with_context(**{RESETTING: False}).unlink()
        appointments = self._appointments() if self.env.context.get(FROM_SYNC) else self.browse()
        if appointments:
            unsynced = {name: False for name in ("need_sync", "need_sync_m") if name in self._fields}
            appointments.write({"active": False, "recurrence_id": False, **unsynced})
        return super(CalendarEvent, self - appointments).unlink()

    def _cancel_microsoft(self):
        """Whoever removes an event from Outlook deletes it. An appointment only its staff delete; others decline."""
        partner = self.env.user.partner_id
        declined = self._appointments().filtered(lambda event: partner not in event.sudo()._booking_staff())
        declined.attendee_ids.filtered(lambda attendee: attendee.partner_id == partner).state = "declined"
        return super(CalendarEvent, self - declined)._cancel_microsoft()

    def _as_occurrence_of_ours(self, vals):
        """A series that changes outside gets new events: copies of the first one, in all that is ours."""
        if not (vals.get("service_id") and vals.get("recurrence_id")):
            return vals
        base = self.env["calendar.recurrence"].sudo().browse(vals["recurrence_id"]).base_event_id
        return {**vals, **base._copy_of(*_OURS), "attendee_ids": False}

    def _copy_of(self, *names):
        """Values of an event for another one, with the same attendees."""
        event = self.sudo()
        values = {"partner_ids": [Command.set(event.partner_ids.ids)]}
        for name in names:
            if name in event._fields:
                values[name] = event._fields[name].convert_to_write(event[name], event)
        return values

    def _without_ours(self, vals):
        """What a sync may write on appointments: not what is ours, nor that clients leave."""
        clients = self.sudo()._booking_clients()
        vals = {name: value for name, value in vals.items() if name not in _OURS}
        for name, kept in (("attendee_ids", clients), ("partner_ids", clients.partner_id)):
            if name in vals:
                vals[name] = [command for command in vals[name] if not _takes_away(command, kept)]
                if not vals[name]:
                    del vals[name]
        if vals.get("allday"):
            # Appointments need a time of day: keep ours, and send it out again.
            vals.update(allday=False, start=self[:1].start, stop=self[:1].stop)
            vals.update({name: True for name in ("need_sync", "need_sync_m") if name in vals})
        return vals


def _takes_away(command, records):
    return command[0] in (Command.DELETE, Command.UNLINK) and command[1] in records.ids

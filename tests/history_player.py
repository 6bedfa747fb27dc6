"""Plays a history of ``independent_world`` in Odoo, and reads from the log what went."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import AppointmentMixin
from .history_log import MOVED, TEXT, LogReader
from .independent_people import AGENDAS, PEOPLE, USERS
from .independent_world import DAY, MINUTE

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PlayerMixin(LogReader, AppointmentMixin):
    @classmethod
    def setUpPlayer(cls):
        cls.setUpAppointments()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.users = {"claire": cls.practitioner}
        for key in ("bruno", "fallback"):
            cls.users[key] = new_test_user(
                cls.env, f"an_{key}", groups="appointment_notify.group_practitioner", email=USERS[key].email
            )
        for key, user in USERS.items():
            cls.users[key].partner_id.phone = user.phone
        for key, user in USERS.items():
            for channel in ("sms", "email"):
                for who in ("client", "staff"):
                    cls.users[key][f"appointment_{channel}_by_{who}"] = getattr(user, f"{channel}_by_{who}")
        cls.partners = {}
        for key, person in PEOPLE.items():
            cls.partners[key] = cls._make_client(
                f"Name {key}", person.phone, person.email, is_company=person.is_company,
                country_id=cls.env.ref("base.fr").id, parent_id=cls.partners[person.above].id if person.above else False,
            )  # fmt: skip
            for name in ("sms_reminder", "email_reminder", "sms_other", "email_other", "sms_delay", "email_delay"):
                cls.partners[key][f"appointment_{name}"] = getattr(person, name)
            if person.sms_box or person.email_box:
                cls.partners[key].appointment_recipient_sms = person.sms_box
                cls.partners[key].appointment_recipient_email = person.email_box
        cls.agenda_records = {
            key: cls.agenda if key == "claire" else cls.env["appointment.agenda"].create(
                {"name": f"Agenda {key}", "user_id": cls.users[agenda.user].id if agenda.user else False, "tz": agenda.tz}
            )
            for key, agenda in AGENDAS.items()
        }  # fmt: skip
        cls.rules = {
            rule.code: rule
            for rule in cls.env["appointment.rule"].with_context(active_test=False).search(
                [("company_id", "=", cls.company.id), ("code", "!=", False)]
            )
        }  # fmt: skip
        for rule in cls.rules.values():
            if rule.trigger not in ("birthday", "custom"):
                text = TEXT + (MOVED if rule.trigger == "moved" else "")
                rule.write({"body": text, "guardian_body": text})
        cls.env.flush_all()

    # -- a history ---------------------------------------------------------------------------------------------

    def play(self, world, steps):
        """Do the steps; return ([Fact], {fact: texts}, [sets of facts in one message])."""
        self.events, self.world, self.last_tick = {}, world, None
        self.named_rows, self.last_row = {}, 0
        self.clock = steps[0].at - DAY
        with self.at(self.clock):
            self._set_up_account(world)
            self._commit()
        for step in steps:
            self._run_until(step.at)
            with self.at(step.at):
                getattr(self, f"do_{step.kind}")(step.actor, **step.values)
                self._commit()
                self._note_rows(step.values.get("key") if step.kind == "delete" else None)
            self.clock = step.at
            if (step.actor == "client" or world.settings.grouping == 0) and not self._down(step.at):
                self._tick(step.at)
        last = max((event.stop for event in self.events.values() if event.exists()), default=self.clock)
        self._run_until(last + 3 * DAY)
        return self._read_log()

    def _commit(self):
        """What a commit would do to what is still to be planned."""
        self.env.cr.flush()

    def _note_rows(self, deleted=None):
        """Remember whose rows are whose: rows of a deleted appointment have lost it."""
        self.env.flush_all()
        self.env.cr.execute("SELECT id, event_id FROM appointment_notification WHERE id > %s ORDER BY id", [self.last_row])
        names = {event.id: key for key, event in self.events.items()}
        for row_id, event_id in self.env.cr.fetchall():
            self.last_row = row_id
            self.named_rows[row_id] = names.get(event_id, deleted)

    def _down(self, moment):
        return any(begin <= moment < end for begin, end in self.world.outages)

    def _run_until(self, until):
        rows = self.env["appointment.notification"].sudo()
        tries = 0
        while True:
            self.env.flush_all()
            self.env.cr.execute("SELECT min(send_at) FROM appointment_notification WHERE state = 'planned' AND NOT held")
            due = self.env.cr.fetchone()[0]
            if due is None:
                return
            moment = max(due, self.clock)
            moment += (-moment.second % 60) * timedelta(seconds=1)
            if moment == self.last_tick:
                tries += 1
                moment += MINUTE if tries < 5 else DAY / 24
            while self._down(moment):
                moment += MINUTE
            if moment >= until:
                return
            self._tick(moment)
            rows.invalidate_model()

    def _tick(self, moment):
        self.clock = self.last_tick = moment
        self.dispatch(at=moment)
        self._note_rows()

    def _set_up_account(self, world):
        settings = world.settings
        self.company.write({
            "appointment_grouping_delay": settings.grouping, "appointment_min_gap": settings.gap,
            "appointment_send_from": settings.opens, "appointment_send_until": settings.closes,
            "appointment_early": settings.early, "appointment_moved_stop": settings.moved_stop,
            "appointment_moved_practitioner": settings.moved_practitioner,
            "appointment_manual_confirmation": settings.manual, "appointment_reminders": settings.reminders,
            "appointment_others": settings.others,
            **{f"appointment_send_{name}": number in settings.weekdays for number, name in enumerate(_WEEKDAYS)},
        })  # fmt: skip
        if settings.fallback and "appointment_fallback_user_id" in self.company._fields:
            self.company.appointment_fallback_user_id = self.users[settings.fallback]
        for code, on in settings.on.items():
            if code in self.rules and self.rules[code].active != on:
                self.rules[code].active = on
        self.rules["booked_client_sms"].origin = settings.booked_sms
        for each in settings.rules:
            rule = self.rules[each.code]
            values = {"resend_after_move": each.resend_after_move, "email_first": each.email_first}
            values.update({"delay": each.days, "at_hour": each.at_hour} if each.days else {"delay": each.hours})
            rule.write(values)
        for key, user in world.users.items():
            self.users[key].write({
                "appointment_quiet_from": user.quiet_from, "appointment_quiet_until": user.quiet_until,
                **{f"appointment_{c}_by_{w}": getattr(user, f"{c}_by_{w}") for c in ("sms", "email") for w in ("client", "staff")},
            })  # fmt: skip
            if user.left:
                self.users[key].active = False

    # -- steps -------------------------------------------------------------------------------------------------

    def _as(self, records, actor):
        # A14: what a screen's context says decides nothing.
        context = {"active_test": False, "tz": "Asia/Tokyo", "lang": "fr_FR"} if self.world.hostile else {}
        records = records.with_env(self.env).with_context(**context)
        if actor == "client":
            return records.sudo().with_context(appointment_origin="online")
        return records.with_user(self.front_desk)

    def _attendee(self, key, client):
        event = self.events[key].sudo().with_context(active_test=False)
        return event.attendee_ids.filtered(lambda attendee: attendee.partner_id == self.partners[client])

    def do_book(self, actor, bookings):
        values = [
            {
                "name": key, "start": start, "stop": start + timedelta(minutes=minutes),
                "service_id": (self.yoga if group else self.service).id, "agenda_id": self.agenda_records[agenda].id,
                "partner_ids": [Command.set([self.partners[client].id for client in clients])],
            }
            for key, clients, agenda, start, minutes, group in bookings
        ]  # fmt: skip
        events = self._as(self.env["calendar.event"], actor).create(values)
        self.events.update({each[0]: self._plain(event) for each, event in zip(bookings, events, strict=True)})

    def _plain(self, event):
        return self.env["calendar.event"].sudo().browse(event.id)

    def do_import(self, actor, bookings):
        names = ["name", "start", "stop", "service_id/.id", "agenda_id/.id", "partner_ids/.id"]
        rows = [
            [
                key, str(start), str(start + timedelta(minutes=minutes)), str((self.yoga if group else self.service).id),
                str(self.agenda_records[agenda].id), ",".join(str(self.partners[client].id) for client in clients),
            ]
            for key, clients, agenda, start, minutes, group in bookings
        ]  # fmt: skip
        result = self._as(self.env["calendar.event"], actor).with_context(import_file=True, tz="UTC").load(names, rows)
        assert result["ids"], result["messages"]
        for each, id_ in zip(bookings, result["ids"], strict=True):
            self.events[each[0]] = self.env["calendar.event"].sudo().browse(id_)

    def do_move(self, actor, key, start):
        event = self.events[key]
        if actor == "client":
            page, attendees = self.env["appointment.page"], event.attendee_ids.filtered("is_client")
            client = attendees.filtered(lambda each: each.booking_state in ("pending", "confirmed"))
            page._move_to(page._as_client(client), start, self.env["calendar.event"])
        else:
            self._as(event, actor).write({"start": start, "stop": start + (event.stop - event.start)})

    def do_lengthen(self, actor, key, minutes):
        event = self.events[key]
        self._as(event, actor).write({"stop": event.stop + timedelta(minutes=minutes)})

    def do_hand_over(self, actor, key, agenda):
        self._as(self.events[key], actor).write({"agenda_id": self.agenda_records[agenda].id})

    def do_cancel(self, actor, key, client):
        if actor == "client":
            self._as(self._attendee(key, client), actor).write({"booking_state": "cancelled"})
        else:
            self._as(self._attendee(key, client), actor).action_booking_cancel()

    def do_restore(self, actor, key, client):
        self._as(self._attendee(key, client), actor).action_booking_restore()

    def do_archive(self, actor, key):
        self._as(self.events[key], actor).action_archive()

    def do_unarchive(self, actor, key):
        self._as(self.events[key], actor).action_unarchive()

    def do_delete(self, actor, key):
        self._as(self.events[key], actor).unlink()

    def do_remove(self, actor, key, client):
        self._as(self.events[key], actor).write({"partner_ids": [Command.unlink(self.partners[client].id)]})

    def do_add(self, actor, key, client):
        self._as(self.events[key], actor).write({"partner_ids": [Command.link(self.partners[client].id)]})

    def do_confirm(self, actor, key, client):
        self._as(self._attendee(key, client), actor).action_booking_confirm()

    def do_copy(self, actor, key, copy, start):
        event = self.events[key]
        values = {"name": copy, "start": start, "stop": start + (event.stop - event.start)}
        self.events[copy] = self._plain(self._as(event, actor).copy(values))

    def do_presence(self, actor, key, client):
        self._as(self._attendee(key, client), actor).write({"presence_confirmed": True})

    def do_mark(self, actor, key, client, state):
        getattr(self._as(self._attendee(key, client), actor), f"action_booking_{state}")()

    def do_person(self, actor, client, values):
        names = {"phone": "phone", "email": "email"}
        written = {names.get(name, f"appointment_{name}"): value for name, value in values.items() if name != "archived"}
        if "archived" in values:
            written["active"] = not values["archived"]
        self.partners[client].sudo().write(written)

    def do_rule(self, actor, code, on=None, hours=None):
        self.rules[code].write({"active": on} if on is not None else {"delay": hours})

    def do_leave(self, actor, user):
        self.users[user].active = False

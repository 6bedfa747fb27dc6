import json
from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..models.sync import calendar_event
from .sync_common import GoogleCase, OutlookCase


class SyncTests:
    """What holds for both calendars."""

    def test_s7_no_client_goes_out(self):
        """S7, A2, U6: the other calendar shows that the practitioner is busy: no client, no service, no note."""
        event = self._book(clients=self.client + self.colleague.partner_id)
        remote_id = self._remote_id(event)
        self.assertEqual(self.remote.title(remote_id), "Appointment")
        sent = json.dumps(self.remote.events[remote_id])
        for secret in ("Vanessa", "vanessa@example.com", "612345601", "Cut", "henna"):
            self.assertNotIn(secret, sent)
        self.assertIn("colleague@example.com", self.remote.addresses(remote_id))

    def test_s7_no_client_goes_out_later(self):
        """S7: nor when the appointment changes in Odoo, or another client joins."""
        event = self._book(service=self.yoga)
        joining = self._make_client("Bruno Petit", "+33612345602", "bruno@example.com")
        self.change(
            event,
            {
                "name": "Yoga – Bruno Petit",
                "description": "<p>Bad knee</p>",
                "partner_ids": [Command.link(joining.id)],
                "start": self.paris("2026-03-20 17:00"),
                "stop": self.paris("2026-03-20 18:00"),
            },
        )
        self._commit()
        remote_id = self._remote_id(event)
        self.assertIn("T16:00:00", self.remote.start(remote_id))
        sent = json.dumps(self.remote.events[remote_id])
        for secret in ("Vanessa", "Bruno", "bruno@", "Yoga", "knee"):
            self.assertNotIn(secret, sent)

    def test_s7_title_in_the_practitioners_language(self):
        """S7, U4: the neutral title is in the language of whose calendar it is."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.practitioner.lang = "fr_FR"
        with patch.object(type(self.env), "_", lambda env, text, *args, **kwargs: f"{text} in {env.lang}"):
            self.assertEqual(self.book()._title_outside(), "Appointment in fr_FR")

    def test_a1_meeting_goes_out_whole(self):
        """A1: an ordinary meeting is synced as Odoo does."""
        with self.at(self.now):
            meeting = self.env["calendar.event"].with_user(self.practitioner).create(
                {
                    "name": "Meeting",
                    "description": "<p>Agenda</p>",
                    "start": self.paris("2026-03-20 15:00"),
                    "stop": self.paris("2026-03-20 16:00"),
                    "partner_ids": [Command.set((self.client + self.practitioner.partner_id).ids)],
                }
            )
        self._commit()
        remote_id = self._remote_id(meeting)
        self.assertEqual(self.remote.title(remote_id), "Meeting")
        self.assertIn("vanessa@example.com", self.remote.addresses(remote_id))
        self.assertIn("Agenda", json.dumps(self.remote.events[remote_id]))
        with self._edited():
            self.remote.rename(remote_id, "Renamed", "New text")
        self._sync()
        self.assertEqual(meeting.name, "Renamed")
        self.assertIn("New text", meeting.description)

    def test_u6_what_is_ours_stays(self):
        """U6: title, note, clients and organiser survive what comes back."""
        event = self._book()
        before = event.read(["name", "description", "user_id", "privacy", "partner_ids"])
        with self._edited():
            self.remote.rename(self._remote_id(event), "Busy", "Call mum")
            self.remote.place(self._remote_id(event), "Room 2")
        self._sync()
        self.assertEqual(event.location, "Room 2", "the practitioner may say where")
        self.assertEqual(event.read(["name", "description", "user_id", "privacy", "partner_ids"]), before)
        self.assertEqual(event.booking_state, "confirmed")
        self.assertFalse(self.told(event, state="planned", trigger="moved"))

    def test_u6_moved_outside(self):
        """A6, U6: moved there is moved here: the client is told, the reminders follow."""
        event = self._book()
        with self._edited():
            self.remote.move(
                self._remote_id(event), self.paris("2026-03-21 10:00"), self.paris("2026-03-21 11:00")
            )
        self._sync()
        self.assertEqual(event.start, self.paris("2026-03-21 10:00"))
        moved = self.rows(event, trigger="moved", audience="client")
        self.assertEqual(sorted(moved.mapped("channel")), ["email", "sms"])
        self.assertEqual(set(moved.mapped("state")), {"planned"})
        self.assertFalse(self.rows(event, trigger="moved", audience="staff", channel="sms"), "not by a client")
        reminders = self.rows(event, trigger="reminder", state="planned")
        self.assertEqual(set(reminders.mapped("event_start")), {self.paris("2026-03-21 10:00")})
        self.assertIn(self.client, event.attendee_ids.filtered("is_client").partner_id)
        self.dispatch(at=self.now + timedelta(minutes=6))
        self._sync(minutes=10)
        self.assertEqual(len(self.rows(event, trigger="moved", audience="client")), 2, "told once")

    def test_u6_scheduler(self):
        """U6: the scheduled sync counts as staff: no client did this."""
        event = self._book()
        with self._edited():
            self.remote.move(
                self._remote_id(event), self.paris("2026-03-21 10:00"), self.paris("2026-03-21 11:00")
            )
        with self.at(self.now + timedelta(minutes=5)), self.enter_registry_test_mode():
            self.env.ref(self.cron).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(self.rows(event, trigger="moved").mapped("origin")), {"staff"})

    def test_u6_deleted_outside(self):
        """A6, U6: deleted there is cancelled here: told once, and it can be restored."""
        event = self._book()
        with self._edited():
            self.remote.cancel(self._remote_id(event))
        self._sync()
        self.assertTrue(event.exists())
        self.assertFalse(event.active)
        self.assertFalse(self._remote_id(event))
        self.assertEqual(event.booking_state, "cancelled")
        expected = [("cancelled", "email", "planned", ""), ("cancelled", "sms", "planned", "")]
        self.assertEqual(self.told(trigger="cancelled"), expected)
        self.assertFalse(self.rows(event, trigger="reminder", state="planned"))
        self._sync(minutes=10)
        self.assertEqual(self.told(trigger="cancelled"), expected)
        with self.at(self.now + timedelta(minutes=15)):
            event.with_user(self.front_desk).action_booking_restore()
        self.assertTrue(event.active)
        self._sync(minutes=20)
        self.assertEqual(self.remote.title(self._remote_id(event)), "Appointment", "it is back there too")

    def test_a6_cancelled_and_restored_here(self):
        """A6, U6: cancelled here, restored, synced (the other calendar says that the old one is gone): it stays."""
        event = self._book()
        remote_id = self._remote_id(event)
        with self.at(self.now + timedelta(minutes=1)):
            event.with_user(self.front_desk).action_booking_cancel()
        self._commit()
        self.dispatch(at=self.now + timedelta(minutes=2))
        with self.at(self.now + timedelta(minutes=3)):
            event.with_user(self.front_desk).action_booking_restore()
        self._commit()
        self.assertNotEqual(self._remote_id(event), remote_id)
        with self._edited():
            if not self.remote.is_cancelled(remote_id):
                self.remote.cancel(remote_id)
        for minutes in (5, 10):
            self._sync(minutes=minutes)
            self.assertTrue(event.active)
            self.assertEqual(event.booking_state, "confirmed")
        self.assertNotIn(self._remote_id(event), (False, remote_id))
        self.assertEqual(self.remote.title(self._remote_id(event)), "Appointment", "it is there anew")
        self.assertEqual(len(self.told(trigger="cancelled")), 2, "told once, on two channels")

    def test_u6_account_reset(self):
        """U6: the account is reset "and deleted from Odoo": appointments stay, no client is told, and staff hear so."""
        event = self._book()
        with self.at(self.now + timedelta(minutes=1)), patch.object(self.env.cr, "commit", lambda: None):
            wizard = self.env[self.reset_model].create({"user_id": self.practitioner.id, "delete_policy": "delete_odoo"})
            action = wizard.reset_account()
        self.assertTrue(event.exists().active)
        self.assertFalse(self._remote_id(event))
        self.assertFalse(self.told(trigger="cancelled"))
        self.assertIn("1 appointments to come were kept", action["params"]["message"])

    def test_a6_deleted_here(self):
        """A6: deleted in Odoo: cancelled once, also when the other calendar says that it is gone."""
        event = self._book()
        remote_id = self._remote_id(event)
        with self.at(self.now + timedelta(minutes=1)):
            event.with_user(self.front_desk).unlink()
        self._commit()
        expected = [("cancelled", "email", "planned", ""), ("cancelled", "sms", "planned", "")]
        self.assertEqual(self.told(trigger="cancelled"), expected)
        self.assertNotIn("attendees", {name for name in self.remote.events[remote_id] if "@" in name})
        self.dispatch(at=self.now + timedelta(minutes=2))
        self._sync()
        self.assertEqual({state for _t, _c, state, _r in self.told(trigger="cancelled")}, {"sent"})
        self.assertEqual(len(self.told(trigger="cancelled")), 2)

    def test_u6_all_day_outside(self):
        """U1, U6: an appointment cannot last all day: ours stays, and the sync goes on."""
        event = self._book()
        with self._edited():
            self.remote.make_all_day(self._remote_id(event), "2026-03-20")
        self._sync()
        self.assertEqual((event.allday, event.start), (False, self.paris("2026-03-20 15:00")))
        self.assertFalse(self.told(event, trigger="moved"))
        self.assertIn("T14:00:00", self.remote.start(self._remote_id(event)), "and goes out again")

    def test_a2_guest_invited_outside(self):
        """A2: a guest added there was invited from there: no client of ours, and no second message."""
        event = self._book()
        guest = self._make_client("Guest", "+33612345609", "guest@example.com")
        with self._edited():
            self.remote.invite(self._remote_id(event), "guest@example.com")
        self._sync()
        self.assertIn(guest, event.partner_ids)
        self.assertEqual(event.attendee_ids.filtered("is_client").partner_id, self.client)
        self.assertFalse(self.rows(event, client_id=guest.id))

    def test_u6_not_in_the_calendar_of_who_booked(self):
        """A2, U6: a front desk that syncs books for a practitioner who does not: nobody is invited."""
        self._connect(self.front_desk)
        self._disconnect(self.practitioner)
        event = self._book()
        self.assertFalse(self.remote.events)
        self.assertFalse(self._remote_id(event))
        self.assertEqual(event.user_id, self.practitioner)

    def test_p2_client_cancels(self):
        """P2, U6: what the client cancels online leaves the practitioner's calendar at once."""
        event = self._book()
        remote_id = self._remote_id(event)
        with self.at(self.now + timedelta(minutes=1)):
            client = event._booking_clients().with_user(self.env.ref("base.public_user")).sudo()
            client.with_context(appointment_origin="online").write({"booking_state": "cancelled"})
        self._commit()
        self.assertTrue(self.remote.is_cancelled(remote_id))
        self._sync()
        self.assertEqual(len(self.told(trigger="cancelled")), 2)

    def test_u6_other_practitioner(self):
        """U6: given to a colleague, an appointment moves from one calendar to the other; it stays the same one."""
        self.colleague.group_ids += self.env.ref("appointment_notify.group_practitioner")
        self._connect(self.colleague)
        event = self._book()
        remote_id = self._remote_id(event)
        with self.at(self.now + timedelta(minutes=2)):
            event.with_user(self.front_desk).write(
                {"user_id": self.colleague.id, "partner_ids": [Command.link(self.colleague.partner_id.id)]}
            )
        self._commit()
        self.assertTrue(self.remote.is_cancelled(remote_id))
        self.assertTrue(event.active)
        self._sync(user=self.colleague)
        self.assertNotIn(self._remote_id(event), (False, remote_id))
        self.assertEqual(self.remote.title(self._remote_id(event)), "Appointment")
        self._sync(minutes=10)  # the first one's calendar says that it is gone from there
        self.assertTrue(event.active)
        self.assertEqual(self.env["calendar.event"].search_count([("service_id", "=", self.service.id)]), 1)
        self.assertFalse(self.told(trigger="cancelled") + self.told(trigger="moved"))

    def test_u6_no_address(self):
        """U6: a client without an e-mail address stops nothing."""
        event = self._book(clients=self._make_client("Nomail", "+33612345608"))
        self.assertTrue(self._remote_id(event))
        event.with_user(self.practitioner).sudo().write({"location": "Room 3"})
        self._sync()
        self.assertIn("Room 3", json.dumps(self.remote.events[self._remote_id(event)]))

    def test_u6_our_methods_come_first(self):
        """U6: also in a process that has installed the sync module after ours."""
        model_class = self.env.registry["calendar.event"]
        ours = calendar_event.CalendarEvent
        self.assertEqual(model_class.__bases__[0], ours)
        before = model_class._base_classes__
        try:
            model_class._base_classes__ = model_class.__bases__ = (*before[1:-2], ours, *before[-2:])
            self.assertIsNot(model_class.__mro__[1], ours)
            self.env["calendar.event"]._register_hook()
            self.assertEqual(model_class.__bases__, before)
            self.assertIs(model_class.__mro__[1], ours)
        finally:
            model_class._base_classes__ = model_class.__bases__ = before


@tagged("post_install", "-at_install")
class TestGoogleSync(SyncTests, GoogleCase):
    def test_a2_google_mails_nobody(self):
        """A2: Google does not mail about appointments; Odoo goes on inviting colleagues who attend."""
        last = self.env["mail.message"].sudo().search([], order="id desc", limit=1).id
        event = self._book(clients=self.client + self.colleague.partner_id)
        self.change(event, {"start": self.paris("2026-03-21 15:00"), "stop": self.paris("2026-03-21 16:00")})
        self._commit()
        written = [uri for uri in self.remote.uris if not uri.startswith("GET")]
        self.assertTrue(written)
        self.assertFalse([uri for uri in written if "sendUpdates=none" not in uri])
        mailed = self.env["mail.message"].sudo().search(
            [("id", ">", last), ("model", "=", "calendar.event"), ("message_type", "=", "user_notification")]
        )
        self.assertEqual(mailed.partner_ids, self.colleague.partner_id)

    def test_n14_meeting_given_a_service(self):
        """N14, S7: a meeting that becomes an appointment: Google forgets its client, and does not tell her so."""
        with self.at(self.now):
            meeting = self.env["calendar.event"].with_user(self.practitioner).create(
                {
                    "name": "Vanessa",
                    "start": self.paris("2026-03-20 15:00"),
                    "stop": self.paris("2026-03-20 16:00"),
                    "partner_ids": [Command.set((self.client + self.practitioner.partner_id).ids)],
                }
            )
        self._commit()
        self.remote.uris.clear()
        self.change(meeting, {"service_id": self.service.id, "agenda_id": self.agenda.id}, user=self.practitioner)
        self._commit()
        self.assertNotIn("anessa", json.dumps(self.remote.events[meeting.google_id]))
        self.assertEqual([uri for uri in self.remote.uris if "sendUpdates=none" not in uri], [])

    def test_u6_read_only_guests(self):
        """U6: "guests may not change it" there does not lock the front desk out here."""
        event = self._book()
        event.guests_readonly = True
        self.change(event, {"start": self.paris("2026-03-21 15:00"), "stop": self.paris("2026-03-21 16:00")})
        self.assertEqual(event.start, self.paris("2026-03-21 15:00"))


@tagged("post_install", "-at_install")
class TestOutlookSync(SyncTests, OutlookCase):
    def test_u6_removed_by_a_colleague(self):
        """U6: a colleague who clears it from his Outlook will not come; the client's appointment stands."""
        self._connect(self.colleague)
        event = self._book(clients=self.client + self.colleague.partner_id)
        with self._edited():
            self.remote.cancel(self._remote_id(event))
        self._sync(user=self.colleague)
        self.assertTrue(event.active)
        self.assertEqual(event.booking_state, "confirmed")
        attendee = event.attendee_ids.filtered(lambda each: each.partner_id == self.colleague.partner_id)
        self.assertEqual(attendee.state, "declined")
        self.assertFalse(self.told(trigger="cancelled"))

    def test_u6_books_for_a_practitioner_without_outlook(self):
        """U6: a front desk with Outlook may name a practitioner without as organiser, which Odoo refuses else."""
        self._connect(self.front_desk)
        self._disconnect(self.practitioner)
        event = self._book(user_id=self.practitioner.id)
        self.assertEqual(event.user_id, self.practitioner)
        self.assertFalse(self.remote.events)

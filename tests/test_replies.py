import threading
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .test_webhook import WebhookCase

_NUMBER = "+33612345601"


@tagged("post_install", "-at_install")
class TestRepliesAct(WebhookCase):
    """Replies that act (N19), as providers send them."""

    def setUp(self):
        super().setUp()
        self.company.appointment_replies = "confirm_cancel"
        self.service.cancel_notice_hours = 24
        self.ids = iter(range(1000))

    def reply(self, text, number="33612345601", at=None):
        with self.at(at or self.now + timedelta(minutes=5)):
            return self.call("reply", {"from": number, "text": text, "id": f"mo-{next(self.ids)}"})

    def answers(self, event, *triggers):
        return self.rows(event, channel="sms", audience="client").filtered(lambda row: row.trigger in triggers)

    def check_left_to_staff(self, event, state="confirmed"):
        """Nothing was done, nothing was planned, and the practitioner reads it."""
        client = event.attendee_ids.filtered("is_client")
        self.assertEqual(client.mapped("booking_state"), [state] * len(client))
        self.assertFalse(any(client.mapped("presence_confirmed")))
        self.assertFalse(self.answers(event, "presence"))
        self.assertEqual(event.message_ids[0].notified_partner_ids, self.practitioner.partner_id)

    def test_n19_yes_confirms_and_is_answered_once(self):
        """N19: "yes" confirms presence; one SMS with the link says so; staff have a note that asks nothing of them."""
        sms = self.sent()
        self.assertEqual(self.reply("Oui, merci 👍"), 200)
        self.assertTrue(sms.attendee_id.presence_confirmed)
        answer = self.answers(sms.event_id, "presence")
        self.assertEqual((len(answer), answer.state, answer.address, answer.origin), (1, "planned", _NUMBER, "online"))
        self.dispatch(at=self.now + timedelta(minutes=6))
        self.env.invalidate_all()
        self.assertEqual(answer.state, "sent")
        self.assertIn("https://rdv.example.com/a/", self.sms_to(_NUMBER)[-1])
        note = sms.event_id.message_ids.filtered(lambda message: "Oui, merci" in message.body)
        self.assertIn("Presence confirmed", note.body)
        self.assertFalse(note.notified_partner_ids)
        self.assertEqual(self.reply("oui"), 200)
        self.assertEqual(len(self.answers(sms.event_id, "presence")), 1, "an answer is never answered")

    def test_n19_no_cancels_and_the_link_undoes_it(self):
        """N19: "Je ne pourrai pas venir" cancels as the button does; answered by one SMS, whose link takes it back."""
        sms = self.sent()
        self.assertEqual(self.reply("Je ne pourrai pas venir"), 200)
        client = sms.attendee_id
        self.assertEqual((client.booking_state, client.cancelled_by), ("cancelled", "client"))
        self.dispatch(at=self.now + timedelta(minutes=6))
        answer = self.answers(sms.event_id, "cancelled")
        self.assertEqual((len(answer), answer.state), (1, "sent"))
        self.assertTrue(self.rows(sms.event_id, audience="staff", trigger="cancelled"), "staff are told as ever")
        token = self.sms_to(_NUMBER)[-1].rsplit("/a/", 1)[1].split()[0]
        with self.at(self.now + timedelta(minutes=8)):
            row = self.env["appointment.page"].sudo()._find(token)
            self.assertFalse(self.env["appointment.page"].sudo()._undo(row.attendee_id))
        self.assertEqual(client.booking_state, "confirmed")

    def test_n19_cancelled_is_answered_where_its_sms_is_off(self):
        """N19: who cancels by SMS gets an answer by SMS, also where cancellations are told by e-mail only; once."""
        self.env.ref("appointment_notify.rule_cancelled_client_sms").active = False
        sms = self.sent()
        self.assertEqual(self.reply("annuler svp"), 200)
        self.dispatch(at=self.now + timedelta(minutes=6))
        self.assertEqual(self.answers(sms.event_id, "cancelled").mapped("state"), ["sent"])

    def test_n19_settings(self):
        """N19: staff only; "yes" confirms (the default); "no" cancels only where the account says so."""
        self.assertEqual(self.env["res.company"].create({"name": "New"}).appointment_replies, "confirm")
        for setting, text in (("staff", "oui"), ("staff", "non"), ("confirm", "non")):
            with self.subTest(setting=setting, text=text):
                self.company.appointment_replies = setting
                client = self._make_client("Some One", f"+336123457{next(self.ids):02}", "")
                event = self.sent(client=client, start=f"2026-03-2{next(self.ids)} 15:00").event_id
                self.assertEqual(self.reply(text, client.phone.replace(" ", "")), 200)
                self.check_left_to_staff(event)

    def test_n19_doubt_goes_to_staff(self):
        """N19: both at once, a question, another time: nothing is done."""
        event = self.sent().event_id
        for text in ("oui, annulez", "ok mais plutôt 15h", "Je ne viens pas … ah si finalement", "Oui ?", "merci"):
            self.assertEqual(self.reply(text), 200)
            self.check_left_to_staff(event)

    def test_n19_page_rules(self):
        """N19, P2, P3: too late, or paid: what the page refuses, a reply does not do; "yes" still confirms."""
        sms = self.sent()
        sms.attendee_id.booking_paid = True
        self.assertEqual(self.reply("non"), 200)
        self.check_left_to_staff(sms.event_id)
        sms.attendee_id.booking_paid = False
        late = self.paris("2026-03-19 16:00")
        self.dispatch(at=late)
        self.assertEqual(self.reply("non", at=late + timedelta(minutes=5)), 200)
        self.check_left_to_staff(sms.event_id)
        self.assertEqual(self.reply("oui", at=late + timedelta(minutes=6)), 200)
        self.assertTrue(sms.attendee_id.presence_confirmed)

    def test_n19_two_appointments(self):
        """N19: with two to come nobody knows which is meant."""
        first, second = self.sent(), self.sent(start="2026-03-25 15:00")
        self.assertEqual(self.reply("non"), 200)
        self.check_left_to_staff(second.event_id)
        self.assertEqual(first.attendee_id.booking_state, "confirmed")

    def test_n19_family(self):
        """N19: two contacts with one number: doubt, even where one of them has no appointment."""
        self._make_client("Twin", _NUMBER, "")
        event = self.sent().event_id
        self.assertEqual(self.reply("non"), 200)
        self.check_left_to_staff(event)

    def test_n19_child_of_the_client(self):
        """N19: a child is told at its parent's number: the number is a family's."""
        child = self._make_client("Child", "", "", parent_id=self.client.id, type="other")
        event = self.sent(client=child).event_id
        self.assertEqual(self.reply("non"), 200)
        self.assertEqual(event.attendee_ids.filtered("is_client").booking_state, "confirmed")

    def test_n19_answers_the_last_message(self):
        """N19: a reply to a message about what is past, or no longer so, is none about what is to come."""
        past = self.sent(start="2026-03-11 15:00")
        later = self.paris("2026-03-11 17:00")
        coming = self.book("2026-03-25 15:00", at=later)  # its SMS has not gone
        self.assertEqual(self.reply("non", at=later), 200)
        self.assertEqual(coming.attendee_ids.filtered("is_client").booking_state, "confirmed")
        self.assertEqual(past.attendee_id.booking_state, "confirmed")
        self.dispatch(at=later + timedelta(minutes=5))
        self.change(coming, {"start": self.paris("2026-03-26 15:00"), "stop": self.paris("2026-03-26 16:00")},
                    at=later + timedelta(minutes=6))  # fmt: skip
        self.assertEqual(self.reply("non", at=later + timedelta(minutes=7)), 200)
        self.assertEqual(coming.attendee_ids.filtered("is_client").booking_state, "confirmed", "of another time")

    def test_n19_request(self):
        """N19, A5: "no" takes a request back; "yes" confirms nothing that staff have not confirmed."""
        self.company.appointment_manual_confirmation = True
        with self.at(self.now):
            event = self.env["calendar.event"].with_context(appointment_origin="online").sudo().create(
                {"name": "Request", "start": self.paris("2026-03-20 15:00"), "service_id": self.service.id,
                 "agenda_id": self.agenda.id, "partner_ids": [(6, 0, self.client.ids)]}
            )  # fmt: skip
        self.env.ref("appointment_notify.rule_pending_client_sms").active = True
        self.dispatch()
        client = event.attendee_ids.filtered("is_client")
        self.assertEqual(client.booking_state, "pending")
        self.assertTrue(self.rows(event, channel="sms", trigger="pending", state="sent"))
        self.reply("oui")
        self.assertEqual((client.booking_state, client.presence_confirmed), ("pending", False))
        self.reply("non")
        self.assertEqual(client.booking_state, "cancelled")

    def test_n19_stop_words_stop(self):
        """N19, G2: STOP is never an answer about the appointment; nor what Twilio itself takes for STOP."""
        sms = self.sent()
        self.reply("STOP")
        self.assertEqual(sms.attendee_id.booking_state, "confirmed")
        self.env["phone.blacklist"].search([]).unlink()
        self.company.sms_provider = "twilio"
        self.reply("Cancel")
        self.assertEqual(sms.attendee_id.booking_state, "confirmed")
        self.assertTrue(self.env["phone.blacklist"].search([("number", "=", _NUMBER)]))

    def test_n19_as_each_provider_calls(self):
        """N19, G2: generic form, generic JSON, OVHcloud's query, Brevo's event, Twilio's form; Twilio gets no text that
        it would send on."""
        path = self.path.replace("/report", "/reply")
        calls = {
            "form": lambda number: self.call("reply", {"from": number, "text": "Yes", "id": number}),
            "json": lambda number: self.call_json("reply", {"msisdn": number, "message": "Yes", "message_id": number}),
            "ovh": lambda number: self.call(path=f"{path}?id={number}&senderid=%2B{number}&message=Yes&tag="),
            "brevo": lambda number: self.call_json(
                "report", {"msg_status": "replied", "to": number, "reply": "Yes", "messageId": int(number)}
            ),
            "twilio": lambda number: self.call(
                "reply", {"From": f"+{number}", "To": "+33700000000", "Body": "Ok", "MessageSid": f"SM{number}"}
            ),
        }
        for place, (provider, call) in enumerate(calls.items()):
            with self.subTest(provider=provider):
                number = f"3361234570{place}"
                sms = self.sent(client=self._make_client(provider, f"+{number}", ""), start=f"2026-03-2{place} 15:00")
                if provider == "twilio":
                    self.company.sms_provider = "twilio"
                with self.at(self.now + timedelta(minutes=5)):
                    self.assertEqual(call(number), 200)
                self.assertTrue(sms.attendee_id.presence_confirmed)
        body = self.url_open(path, data={"From": "+33612345704", "Body": "Merci", "MessageSid": "SMx"}).text
        self.assertEqual(body, "<Response/>")

    def test_n19_ten_at_once(self):
        """N19, S10: the same reply ten times, under one name or ten: done once, answered once."""
        sms = self.sent()
        for number in (1, 1, 1, *range(2, 9)):
            with self.at(self.now + timedelta(minutes=5)):
                self.assertEqual(self.call("reply", {"from": _NUMBER, "text": "Non", "id": f"x{number}"}), 200)
        self.dispatch(at=self.now + timedelta(minutes=6))
        self.assertEqual(len(self.answers(sms.event_id, "cancelled")), 1)
        self.assertEqual(len(self.rows(sms.event_id, audience="staff", trigger="cancelled", channel="email")), 1)

    @mute_logger("odoo.addons.appointment_notify.controllers.sms_webhook")
    def test_n19_what_fails_is_not_half_done(self):
        """N19, S3: where the answer cannot be planned, nothing was cancelled either, and the reply comes again."""
        sms = self.sent()
        with patch("odoo.addons.appointment_notify.engine.replies.act.answer", side_effect=ValueError("injected")):
            self.reply("Non")
        self.assertEqual(sms.attendee_id.booking_state, "confirmed")


@tagged("post_install", "-at_install")
class TestRepliesRace(BaseCase):
    """Ten replies in ten transactions that all saw the same: real connections and commits."""

    NUMBER = "+33612345788"

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.make(self.env_of(cr))
        self.addCleanup(self.clean_up)

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})

    def make(self, env):
        company = env.company
        self.before = company.appointment_replies
        company.appointment_replies = "confirm_cancel"
        agenda = env["appointment.agenda"].create({"name": "Replies", "tz": "UTC"})
        service = env["appointment.service"].create({"name": "Replies", "duration": 1.0})
        client = env["res.partner"].create({"name": "Ten Times", "phone": self.NUMBER})
        start = datetime.now(UTC).replace(tzinfo=None, microsecond=0) + timedelta(days=10)
        event = env["calendar.event"].create(
            {"name": "Replies", "start": start, "service_id": service.id, "agenda_id": agenda.id,
             "partner_ids": [Command.set(client.ids)]}
        )  # fmt: skip
        self.event_id, self.made = event.id, [(each._name, each.ids) for each in (agenda, service, client)]
        row = env["appointment.notification"].search(
            [("event_id", "=", event.id), ("channel", "=", "sms"), ("audience", "=", "client")], limit=1
        )
        row.write({"state": "sent", "sent_at": datetime.now(UTC).replace(tzinfo=None), "address": self.NUMBER})

    def clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"appointment_no_notify": True})
            # Not unlink: of what was sent, figures would stay.
            cr.execute("DELETE FROM appointment_notification WHERE event_id = %s", [self.event_id])
            env["calendar.event"].browse(self.event_id).unlink()
            for name, ids in self.made:
                env[name].browse(ids).unlink()
            env["appointment.reply"].search([]).unlink()
            env.company.appointment_replies = self.before

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_n19_ten_in_one_moment(self):
        """N19, S10: half of them repetitions of one, half replies of their own: cancelled once, answered once."""
        all_have_looked, failed = threading.Barrier(10), []

        def reply(name):
            waited = []
            with self.registry.cursor() as cr:
                env = self.env_of(cr)

                def request():
                    env["calendar.event"].browse(self.event_id).mapped("attendee_ids.booking_state")
                    if not waited:
                        waited.append(all_have_looked.wait(30))
                    return env["appointment.reply"]._receive(env.company, self.NUMBER, "Non merci", "SMS", name)

                try:
                    retrying(request, env)
                except Exception as error:  # a thread's would be lost
                    failed.append(error)

        threads = [threading.Thread(target=reply, args=(f"race-{max(n, 5)}",)) for n in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(failed)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            event = env["calendar.event"].browse(self.event_id)
            self.assertEqual(event.attendee_ids.filtered("is_client").booking_state, "cancelled")
            told = env["appointment.notification"].search(
                [("event_id", "=", event.id), ("trigger", "=", "cancelled"), ("channel", "=", "sms"),
                 ("audience", "=", "client")]
            )  # fmt: skip
            self.assertEqual(len(told), 1)
            notes = [str(note.body) for note in event.message_ids if "Non merci" in note.body]
            self.assertEqual(len(notes), 5)
            self.assertEqual(len([note for note in notes if "Cancelled by the client" in note]), 1)

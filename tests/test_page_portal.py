from datetime import timedelta

from odoo.tests import new_test_user, tagged

from .test_manage_page import QUESTION
from .test_page_move import MoveCase


class PortalCase(MoveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "an_vanessa", groups="base.group_portal", name="Vanessa Durand",
                                 email="vanessa@example.com", lang="en_US")  # fmt: skip
        cls.client = cls.user.partner_id
        cls.client.write({"phone": "+33612345601", "tz": "Europe/Paris"})

    def setUp(self):
        super().setUp()
        self.authenticate("an_vanessa", "an_vanessa")

    def own(self, event):
        attendee = event.with_context(active_test=False).attendee_ids.filtered(lambda a: a.partner_id == self.client)
        return f"/my/appointments/{attendee.id}"

    def list(self, query=""):
        response = self.open(f"/my/appointments{query}")
        self.assertEqual(response.status_code, 200)
        return response


@tagged("post_install", "-at_install")
class TestPortal(PortalCase):
    def test_list(self):
        """P6: upcoming ones first, the next on top; past and cancelled behind the filter, the last on top."""
        past = self.book("2026-03-05 10:00", at=self.paris("2026-03-01 10:00"))
        late, soon = self.book("2026-03-20 15:00"), self.book("2026-03-12 15:00", service=self.yoga)
        cancelled = self.book("2026-03-13 15:00")
        cancelled.attendee_ids.filtered("is_client").action_booking_cancel()
        self.book("2026-03-14 15:00", clients=self._make_client("Bernard Secret"))
        tree = self.tree(self.list())
        self.assertEqual(tree.xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]/@href"), [self.own(soon), self.own(late)])
        words = self.words(self.list())
        for expected in ("Thursday, March 12, 2026, 3:00 PM", "Yoga", "Cut", "Claire Martin", "Confirmed"):
            self.assertIn(expected, words)
        tree = self.tree(self.list("?filterby=past"))
        self.assertEqual(tree.xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]/@href"), [self.own(cancelled), self.own(past)])
        self.assertIn("Cancelled", self.words(self.list("?filterby=past")))
        self.assertEqual(len(self.tree(self.list("?filterby=x")).xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]")), 2)

    def test_search_and_pager(self):
        """P6: search by service or practitioner; pages."""
        self.book("2026-03-20 15:00")
        yoga = self.book("2026-03-12 15:00", service=self.yoga)
        self.assertEqual(self.tree(self.list("?search=yog")).xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]/@href"), [self.own(yoga)])
        self.assertEqual(len(self.tree(self.list("?search=claire")).xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]")), 2)
        for nothing in ("xyz", "%00zz"):
            self.assertEqual(self.tree(self.list(f"?search={nothing}")).xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]"), [])
        own = self.env["appointment.page"]
        with self.at(self.now):
            pages = [own._list_own(self.client, True, "", 1, offset) for offset in (0, 1, 2)]
        self.assertEqual([[each["service"] for each in page] for page in pages], [["Yoga"], ["Cut"], []])
        self.assertEqual(self.open("/my/appointments/page/2").status_code, 200)

    def test_home(self):
        """P6: the portal's home counts them."""
        self.assertIn("/my/appointments", self.open("/my/home").text)
        self.book("2026-03-20 15:00")
        with self.at(self.now):
            answer = self.make_jsonrpc_request("/my/counters", {"counters": ["own_appointment_count"]})
        self.assertEqual(answer["own_appointment_count"], 1)

    def test_page(self):
        """P6: the same page as behind a link, with the way back."""
        event = self.book("2026-03-20 15:00")
        path = self.own(event)
        response = self.open(path)
        self.assertIsSecure(response)
        words = self.words(response)
        for expected in ("My appointments", "Friday, March 20, 2026, 3:00 PM", "Cut", "Please come with dry hair"):
            self.assertIn(expected, words)
        links = self.tree(response).xpath("//a/@href")
        for expected in ("/my", "/my/appointments", f"{path}/cancel", f"{path}/move", f"{path}/calendar.ics"):
            self.assertIn(expected, links)
        self.assertFalse([link for link in links if link.startswith("/a/")])
        self.assertIn("BEGIN:VCALENDAR", self.open(f"{path}/calendar.ics").text)

    def test_same_file(self):
        """T9: the file names the same event, whichever way one came."""
        event = self.book("2026-03-20 15:00")
        link = self.link(event)
        self.assertEqual(self.open(f"{link}/calendar.ics").text, self.open(f"{self.own(event)}/calendar.ics").text)

    def test_cancel(self):
        """P2, P6: after cancelling, "My appointments" with the sentence; also by the link, once logged in."""
        for way in (self.own, self.link):
            event = self.book("2026-03-20 15:00")
            path = way(event)
            answer = self.press(f"{path}/cancel", reason="ill")
            number = self.own(event).rsplit("/", 1)[1]
            self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"/my/appointments?cancelled={number}"))
            self.assertFalse(event.active)
            self.assertIn(
                "The booking planned for Friday, March 20, 2026 at 3:00 PM has been cancelled.",
                self.words(self.open(answer.headers["Location"])),
            )

    def test_sentence_only_for_own(self):
        """P6: the address cannot be made to tell of others' appointments, or what is not so."""
        mine = self.book("2026-03-20 15:00")
        other = self.book("2026-03-21 15:00", clients=self._make_client("Bernard Secret"))
        client = other.attendee_ids.filtered("is_client")
        client.action_booking_cancel()
        for number in (client.id, self.own(mine).rsplit("/", 1)[1], "x", "9" * 30, "-1", "%00"):
            self.assertNotIn("has been cancelled", self.words(self.list(f"?cancelled={number}")))

    def test_same_rules(self):
        """P3, P4, P6: paid is not cancelled, moving works, deadlines hold."""
        event = self.book("2026-03-20 15:00")
        self.dispatch()
        path = self.own(event)
        csrf = self.csrf(f"{path}/cancel")
        event.attendee_ids.filtered("is_client").booking_paid = True
        self.assertEqual(self.open(f"{path}/cancel", {"csrf_token": csrf}).headers["Location"], f"{path}/cancel")
        self.assertIn(QUESTION, self.words(self.open(f"{path}/cancel")))
        self.assertTrue(event.active)
        answer = self.open(f"{path}/move", {"csrf_token": csrf, "to": self.key("2026-03-19 09:00")})
        self.assertEqual(answer.headers["Location"], f"{path}?done=moved")
        self.assertEqual(event.start, self.paris("2026-03-19 09:00"))
        self.open(f"{path}/presence", {"csrf_token": csrf})
        self.assertTrue(event.attendee_ids.filtered("is_client").presence_confirmed)
        self.assertEqual({row.origin for row in self.rows(event, trigger="moved")}, {"online"})

    def test_nobody_elses(self):
        """P6, S5: others' appointments, staff's attendees, ordinary meetings and what is not there: 404."""
        other = self.book("2026-03-20 15:00", clients=self._make_client("Bernard Secret"))
        meeting = self.env["calendar.event"].create(
            {"name": "M", "start": self.paris("2026-03-20 15:00"), "stop": self.paris("2026-03-20 16:00"),
             "partner_ids": [(6, 0, self.client.ids)]}
        )  # fmt: skip
        csrf = self.csrf(f"{self.own(self.book('2026-03-25 15:00'))}/cancel")
        before = self.state(other)
        for attendee_id in [*other.attendee_ids.ids, *meeting.attendee_ids.ids, 0, 2**31, 10**20]:
            for page in ("", "/cancel", "/move", "/presence", "/review", "/choices", "/calendar.ics"):
                response = self.open(f"/my/appointments/{attendee_id}{page}")
                self.assertEqual(response.status_code, 404, page)
                self.assertNotIn("Secret", response.text)
            for page in ("/cancel", "/move", "/presence", "/review", "/choices"):
                response = self.open(f"/my/appointments/{attendee_id}{page}", {"csrf_token": csrf, "rate": "5"})
                self.assertEqual(response.status_code, 404, page)
        self.assertEqual(self.state(other), before)

    def test_login_is_asked(self):
        """P6: without a login, the login page."""
        path = self.own(self.book("2026-03-20 15:00"))
        self.authenticate(None, None)
        for page in ("/my/appointments", path, f"{path}/cancel"):
            response = self.open(page)
            self.assertEqual(response.status_code, 303)
            self.assertIn("/web/login", response.headers["Location"])

    def test_safe_methods_change_nothing(self):
        """P7: so here."""
        event = self.book("2026-03-20 15:00")
        path = self.own(event)
        csrf = self.csrf(f"{path}/cancel")
        before = self.state(event)
        for method in ("GET", "HEAD", "OPTIONS"):
            for page in ("", "/cancel", "/presence", "/move", "/choices", "/calendar.ics"):
                response = self.open(f"{path}{page}?csrf_token={csrf}&to={self.key('2026-03-19 09:00')}", method=method)
                self.assertIn(response.status_code, (200, 303))
        for page in ("/cancel", "/presence", "/move", "/choices"):
            self.assertEqual(self.open(f"{path}{page}", {"csrf_token": "x"}).status_code, 400)
        self.assertEqual(self.state(event), before)

    def test_deleted(self):
        """A6: what was deleted is not listed; its old address is a 404."""
        event = self.book("2026-03-20 15:00")
        path = self.own(event)
        with self.at(self.now):
            event.with_user(self.front_desk).unlink()
        self.assertEqual(self.open(path).status_code, 404)
        self.assertEqual(self.tree(self.list("?filterby=past")).xpath("//li//a[starts-with(@href, '/my/appointments/') and @class]"), [])


@tagged("post_install", "-at_install")
class TestChoices(MoveCase):
    FIELDS = (
        "appointment_sms_reminder", "appointment_email_reminder", "appointment_sms_other", "appointment_email_other"
    )  # fmt: skip

    def chosen(self):
        self.env.invalidate_all()
        return [self.client[field] for field in self.FIELDS]

    def ticked(self, path):
        return self.tree(self.open(f"{path}/choices")).xpath("//input[@type='checkbox'][@checked]/@name")

    def choose(self, path, *fields):
        return self.open(f"{path}/choices", {"csrf_token": self.csrf(f"{path}/choices"), **dict.fromkeys(fields, "1")})

    def test_choose(self):
        """P5, A9: four boxes as things stand; what is changed becomes the client's own choice, and re-plans."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.assertIn(f"{path}/choices", self.tree(self.open(path)).xpath("//a/@href"))
        self.assertIsSecure(self.open(f"{path}/choices"))
        self.assertEqual(sorted(self.ticked(path)), sorted(self.FIELDS))
        answer = self.choose(path, *self.FIELDS[1:])
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{path}?done=chosen"))
        self.assertIn("Your choice has been saved.", self.words(self.open(answer.headers["Location"])))
        self.assertEqual(self.chosen(), ["off", "default", "default", "default"])
        self.assertEqual(sorted(self.ticked(path)), sorted(self.FIELDS[1:]))
        reasons = {row.reason for row in self.rows(event, trigger="reminder", channel="sms")}
        self.assertEqual(reasons, {"opted_out"})
        self.assertIn("Reminders by SMS: no", self.client.message_ids[0].body)
        notes = len(self.client.message_ids)
        self.choose(path, *self.FIELDS[1:])
        self.assertEqual(len(self.client.message_ids), notes, "Twice is harmless")
        self.choose(path, *self.FIELDS)
        self.assertEqual(self.chosen(), ["on", "default", "default", "default"])
        self.assertEqual(self.rows(event, trigger="reminder", channel="sms", state="planned").mapped("reason"), [False])

    def test_account_default(self):
        """P5, A9: where the account's default is no, the boxes show it."""
        self.company.appointment_reminders = False
        path = self.link(self.book("2026-03-20 15:00"))
        self.assertEqual(sorted(self.ticked(path)), sorted(self.FIELDS[2:]))
        self.choose(path, "appointment_sms_reminder", *self.FIELDS[2:])
        self.assertEqual(self.chosen(), ["on", "default", "default", "default"])

    def test_safe(self):
        """P7, S6: only the form chooses, and nothing but these four."""
        path = self.link(self.book("2026-03-20 15:00"))
        csrf = self.csrf(f"{path}/choices")
        for method in ("GET", "HEAD", "OPTIONS"):
            self.assertEqual(self.open(f"{path}/choices?csrf_token={csrf}", method=method).status_code, 200)
        self.assertEqual(self.open(f"{path}/choices", {"appointment_sms_other": "1"}).status_code, 400)
        self.assertEqual(self.chosen(), ["default"] * 4)
        self.choose(path, *self.FIELDS, "name", "active", "is_blacklisted")
        self.assertEqual(self.chosen(), ["default"] * 4)

    def test_marketing_opt_out_stays(self):
        """P5: never lifts a marketing opt-out: the number's and the address's blacklists."""
        path = self.link(self.book("2026-03-20 15:00"))
        number = self.env["phone.blacklist"].create({"number": "+33612345601"})
        address = self.env["mail.blacklist"].create({"email": "vanessa@example.com"})
        self.choose(path, "sure")
        self.assertEqual(self.chosen(), ["default", "off", "default", "off"], "What is blocked cannot be chosen")
        self.choose(path, *self.FIELDS)
        self.assertEqual(self.chosen(), ["default", "on", "default", "on"])
        self.assertTrue(number.active and address.active)

    def test_stop_undone(self):
        """P5, G2: a STOP shows in the boxes for SMS; ticking one takes it off, and the other one stays unticked."""
        path = self.link(self.book("2026-03-20 15:00"))
        stop = self.env["phone.blacklist"].create({"number": "+33612345601", "appointment_stop": True})
        self.assertEqual(sorted(self.ticked(path)), ["appointment_email_other", "appointment_email_reminder"])
        self.choose(path, "appointment_email_other", "appointment_email_reminder")
        self.assertEqual((stop.active, self.chosen()), (True, ["default"] * 4))
        self.choose(path, "appointment_email_other", "appointment_email_reminder", "appointment_sms_reminder")
        self.assertEqual(self.chosen(), ["default", "default", "off", "default"])
        self.assertEqual((stop.active, stop.appointment_stop), (False, False))
        self.assertIn("SMS again to +33612345601", self.client.message_ids[0].body)

    def test_deleted(self):
        """A6: the link of a deleted appointment has nothing to choose."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        with self.at(self.now):
            event.with_user(self.front_desk).unlink()
        self.assertEqual(self.open(f"{path}/choices").headers["Location"], path)
        self.assertNotIn(f"{path}/choices", self.tree(self.open(path)).xpath("//a/@href"))

    def test_past(self):
        """P5: to say no is possible as long as the page is there."""
        event = self.book("2026-03-11 15:00")
        path = self.link(event)
        self.now = event.stop + timedelta(days=3)
        self.choose(path, "sure")
        self.assertEqual(self.chosen(), ["off"] * 4)

    def test_p9_where_to(self):
        """P9: the number and the address, masked; greyed where nothing can go, and left as it was."""
        path = self.link(self.book("2026-03-20 15:00"))
        self.client.phone = "+33 1 99 00 12 34"
        page = self.open(f"{path}/choices")
        self.assertIn("v•••@example.com", self.words(page))
        self.assertIn("the phone number is a fixed line", self.words(page))
        self.assertNotIn("vanessa@", page.text)
        greyed = self.tree(page).xpath("//input[@disabled]/@name")
        self.assertEqual(greyed, ["appointment_sms_reminder", "appointment_sms_other"])
        self.choose(path, "appointment_email_other")
        self.assertEqual(self.chosen(), ["default", "off", "default", "default"])
        self.client.phone = "+33612345601"
        self.assertIn("+336 ••• 01", self.words(self.open(f"{path}/choices")))

    def test_p9_warned_before_nothing_is_left(self):
        """P9: nothing is saved before the warning was seen."""
        path = self.link(self.book("2026-03-20 15:00"))
        page = self.choose(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Nothing would reach you any more", self.words(page))
        self.assertEqual(self.chosen(), ["default"] * 4)
        form = self.tree(page).xpath("//form")[0]
        self.assertEqual(self.open(form.get("action"), dict(form.form_values())).status_code, 303)
        self.assertEqual(self.chosen(), ["off"] * 4)

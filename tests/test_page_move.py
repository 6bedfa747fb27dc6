import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from odoo.addons.appointment_notify.controllers import manage
from odoo.fields import Command
from odoo.tests import tagged

from .test_manage_page import PageCase


class MoveCase(PageCase):
    """Open from Monday to Friday, 9 to 12 and 14 to 18, in Paris."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        hours = [
            Command.create({"name": "x", "dayofweek": str(day), "hour_from": begins, "hour_to": ends, "day_period": period})
            for day in range(5)
            for begins, ends, period in ((9, 12, "morning"), (14, 18, "afternoon"))
        ]
        cls.hours = cls.env["resource.calendar"].create(
            {"name": "Salon", "tz": "America/Montreal", "attendance_ids": [Command.clear(), *hours]}
        )
        cls.agenda.write({"resource_calendar_id": cls.hours.id, "slot_step": 60})

    def key(self, text):
        return f"{self.paris(text):%Y%m%dT%H%M%S}"

    def times(self, event, day, client=None):
        """The free times of a day, as "09:00 10:00"."""
        attendee = event.attendee_ids.filtered(lambda a: a.partner_id == (client or self.client))
        with self.at(self.now):
            offers = self.env["appointment.slots"]._offers(attendee.sudo())
        free = [f"{n:02}:00" for n in range(24) if self.paris(f"{day} {n:02}:00") in offers]
        return " ".join(free)

    def move(self, path, text, at=None):
        return self.open(
            f"{path}/move", {"csrf_token": self.csrf(f"{path}/cancel", at=at), "to": self.key(text)}, at=at
        )


@tagged("post_install", "-at_install")
class TestFreeTimes(MoveCase):
    def test_opening_hours(self):
        """P4, N6: the agenda's opening hours, on the agenda's clock; not where it is already, not in the past."""
        event = self.book("2026-03-20 15:00")
        self.assertEqual(self.times(event, "2026-03-19"), "09:00 10:00 11:00 14:00 15:00 16:00 17:00")
        self.assertEqual(self.times(event, "2026-03-20"), "09:00 10:00 11:00 14:00 16:00 17:00")
        self.assertEqual(self.times(event, "2026-03-21"), "")
        self.assertEqual(self.times(event, "2026-03-10"), "14:00 15:00 16:00 17:00", "It is 11:00")
        self.assertEqual(self.times(event, "2026-03-30"), "09:00 10:00 11:00 14:00 15:00 16:00 17:00", "Summer time")
        self.assertEqual(self.times(event, "2026-05-29"), "")

    def test_company_hours(self):
        """P4: without opening hours of its own, an agenda keeps the company's; without any, none is offered."""
        event = self.book("2026-03-20 15:00")
        self.agenda.resource_calendar_id = False
        self.company.resource_calendar_id = self.hours
        self.assertEqual(self.times(event, "2026-03-19"), "09:00 10:00 11:00 14:00 15:00 16:00 17:00")
        self.company.resource_calendar_id = False
        self.assertEqual(self.times(event, "2026-03-19"), "")

    def test_leaves(self):
        """P4: the business's days off, the practitioner's and the room's."""
        room = self.env["resource.resource"].create({"name": "Room", "resource_type": "material"})
        person = self.env["resource.resource"].create({"name": "Claire", "user_id": self.practitioner.id})
        event = self.book("2026-03-20 15:00", booked_resource_ids=[Command.set(room.ids)])
        for day, resource, calendar in ((16, False, self.hours.id), (17, person.id, False), (18, room.id, False)):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Away",
                    "resource_id": resource,
                    "calendar_id": calendar,
                    "date_from": self.paris(f"2026-03-{day} 00:00"),
                    "date_to": self.paris(f"2026-03-{day} 16:00"),
                }
            )
        for day in (16, 17, 18):
            self.assertEqual(self.times(event, f"2026-03-{day}"), "16:00 17:00")
        other = self.env["resource.resource"].create({"name": "Other room", "resource_type": "material"})
        event.booked_resource_ids = other
        self.assertEqual(self.times(event, "2026-03-18"), "09:00 10:00 11:00 14:00 15:00 16:00 17:00")

    def test_others(self):
        """P4: the agenda's appointments with the break after them, the practitioner's and the room's."""
        room = self.env["resource.resource"].create({"name": "Room", "resource_type": "material"})
        agenda = self.env["appointment.agenda"].create({"name": "Other", "tz": "Europe/Paris"})
        client = self._make_client("Bernard")
        self.service.buffer_after = 10
        event = self.book("2026-03-20 15:00", booked_resource_ids=[Command.set(room.ids)])
        self.book("2026-03-19 09:00", clients=client)
        self.book("2026-03-19 17:00", clients=client, agenda_id=agenda.id, booked_resource_ids=[Command.set(room.ids)])
        self.assertEqual(self.times(event, "2026-03-19"), "11:00 14:00 15:00", "10:00 is a break, 16:00 would need one")
        meeting = {"name": "Meeting", "start": self.paris("2026-03-19 11:30"), "stop": self.paris("2026-03-19 12:30"),
                   "user_id": self.practitioner.id, "partner_ids": [Command.set(self.practitioner.partner_id.ids)]}  # fmt: skip
        meeting = self.env["calendar.event"].with_user(self.practitioner).create(meeting).sudo()
        self.assertEqual(self.times(event, "2026-03-19"), "14:00 15:00")
        meeting.attendee_ids.state = "declined"
        self.assertEqual(self.times(event, "2026-03-19"), "11:00 14:00 15:00")
        meeting.attendee_ids.state = "accepted"
        meeting.show_as = "free"
        self.assertEqual(self.times(event, "2026-03-19"), "11:00 14:00 15:00")

    def test_whole_days(self):
        """P4: an all-day entry takes the whole day on the agenda's clock."""
        event = self.book("2026-03-20 15:00")
        self.env["calendar.event"].with_user(self.practitioner).create(
            {"name": "Fair", "allday": True, "start": "2026-03-18", "stop": "2026-03-18", "show_as": "busy",
             "partner_ids": [Command.set(self.practitioner.partner_id.ids)]}
        )  # fmt: skip
        self.assertEqual(self.times(event, "2026-03-18"), "")
        self.assertEqual(self.times(event, "2026-03-17"), "09:00 10:00 11:00 14:00 15:00 16:00 17:00")

    def test_cancelled_is_free(self):
        """P4, A6: a cancelled appointment's time is offered again."""
        event = self.book("2026-03-20 15:00")
        other = self.book("2026-03-19 09:00", clients=self._make_client("Bernard"))
        self.assertNotIn("09:00", self.times(event, "2026-03-19"))
        other.attendee_ids.filtered("is_client").action_booking_cancel()
        self.assertIn("09:00", self.times(event, "2026-03-19"))

    def test_own_length(self):
        """P4: an appointment that staff made longer stays as long."""
        event = self.book("2026-03-20 15:00", stop=self.paris("2026-03-20 18:00"))
        self.assertEqual(self.times(event, "2026-03-19"), "09:00 14:00 15:00")

    def test_notice(self):
        """P4: whoever must say so a day before does not move to the next hour either."""
        self.service.move_notice_hours = 24
        event = self.book("2026-03-20 15:00")
        self.assertEqual(self.times(event, "2026-03-10"), "")
        self.assertEqual(self.times(event, "2026-03-11"), "11:00 14:00 15:00 16:00 17:00")


@tagged("post_install", "-at_install")
class TestMove(MoveCase):
    def test_walk(self):
        """P4: the page leads to the times, a time to the question, and only its button moves."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        before = self.state(event)
        self.assertIn(f"{path}/move", self.tree(self.open(path)).xpath("//a/@href"))
        page = self.open(f"{path}/move?day=2026-03-19")
        self.assertIsSecure(page)
        self.assertLess(len(page.content), 30 * 1024)
        words = self.words(page)
        for expected in ("Friday, March 20, 2026, 3:00 PM", "Thursday, March 19, 2026", "9:00 AM", "Earlier", "Later",
                         "Morning", "Afternoon", "The first free time: Tuesday, March 10, 2026, 2:00 PM"):  # fmt: skip
            self.assertIn(expected, words)
        self.assertEqual(self.tree(page).xpath("//form | //script"), [])
        chosen = f"{path}/move?to={self.key('2026-03-19 09:00')}"
        self.assertIn(urlsplit(chosen).query, [link.lstrip("?") for link in self.tree(page).xpath("//a/@href")])
        question = self.open(chosen)
        self.assertIn("Thursday, March 19, 2026, 9:00 AM", self.words(question))
        self.assertEqual(self.state(event), before)
        form = self.tree(question).xpath("//form")[0]
        answer = self.open(form.get("action"), dict(form.form_values()))
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{path}?done=moved"))
        self.assertIsSecure(answer)
        words = self.words(self.open(f"{path}?done=moved"))
        self.assertIn("Your appointment has been moved.", words)
        self.assertIn("Thursday, March 19, 2026, 9:00 AM", words)
        self.assertEqual((event.start, event.stop), (self.paris("2026-03-19 09:00"), self.paris("2026-03-19 10:00")))

    def test_earlier_and_later(self):
        """P4: every free day is reached by "later" from the first, and back by "earlier"."""
        path = self.link(self.book("2026-03-20 15:00"))
        seen = {}
        for word in ("Later", "Earlier"):
            page = self.tree(self.open(f"{path}/move{'' if word == 'Later' else '?day=2027-01-01'}"))
            days = []
            while True:
                days.append([heading.text_content() for heading in page.xpath("//h2")])
                links = page.xpath(f"//a[text()='{word}']/@href")
                if not links:
                    break
                page = self.tree(self.open(urljoin(f"{path}/move", links[0])))
            seen[word] = {day for shown in days for day in shown}
        self.assertEqual(len(seen["Later"]), 44)
        self.assertEqual(seen["Later"], seen["Earlier"])

    def test_p4_weeks(self):
        """P4: every week in one press; a quarter-hour grid shows sensible steps, within 30 KiB, and takes every time."""
        self.agenda.slot_step = 5
        self.service.duration = 0.25
        event = self.book("2026-03-20 15:00", stop=self.paris("2026-03-20 15:15"))
        path = self.link(event)
        page = self.open(f"{path}/move")
        self.assertLess(len(page.content), 30 * 1024)
        weeks = self.tree(page).xpath("//nav[@aria-label='Weeks']//a")
        self.assertEqual(len(weeks), 9)
        self.assertEqual(weeks[1].text_content(), "Mar 16 – Mar 20")
        week = self.open(urljoin(f"{path}/move", weeks[1].get("href")))
        self.assertEqual(len(self.tree(week).xpath("//h2")), 5)
        shown = self.tree(week).xpath("//h3[1]/following-sibling::ul[1]")[0].text_content().split("AM")
        self.assertEqual([time.strip() for time in shown if time.strip()],
                         ["9:00", "9:30", "10:00", "10:30", "11:00", "11:30"])  # fmt: skip
        self.assertEqual(self.move(path, "2026-03-19 09:05").headers["Location"], f"{path}?done=moved")

    def test_tells(self):
        """P4, N2: the client's move is told at once: one message a channel, and staff by SMS too."""
        self.company.appointment_grouping_delay = 5
        event = self.book("2026-03-20 15:00", at=self.now - timedelta(hours=1))
        path = self.link(event)
        self.move(path, "2026-03-19 09:00")
        rows = self.rows(event, trigger="moved")
        self.assertEqual(
            sorted((row.audience, row.channel, row.state, row.origin) for row in rows),
            [(audience, channel, "planned", "online") for audience in ("client", "staff") for channel in ("email", "sms")],
        )
        self.assertEqual(set(rows.mapped("send_at")), {self.now})
        self.assertEqual(set(rows.mapped("told_start")), {self.paris("2026-03-20 15:00")})
        self.assertEqual(set(self.rows(event, trigger="reminder", state="planned").mapped("event_start")), {event.start})

    def test_safe_methods_change_nothing(self):
        """P7: opening the question, by any safe method, moves nothing; nor does a form that is not ours."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        address = f"{path}/move?to={self.key('2026-03-19 09:00')}"
        csrf = self.csrf(address)
        before = self.state(event)
        for method in ("GET", "HEAD", "OPTIONS"):
            response = self.open(f"{address}&csrf_token={csrf}", method=method)
            self.assertEqual(response.status_code, 200)
            self.assertIsSecure(response)
        for data in ({}, {"csrf_token": "x"}, {"csrf_token": "éo9999999999"}):
            self.assertEqual(self.open(f"{path}/move", {"to": self.key("2026-03-19 09:00"), **data}).status_code, 400)
        self.assertEqual(self.state(event), before)

    def test_twice(self):
        """P7: a double click moves once."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        for _click in range(2):
            self.assertEqual(self.move(path, "2026-03-19 09:00").headers["Location"], f"{path}?done=moved")
        self.assertEqual(len(self.rows(event, trigger="moved", channel="sms", audience="client")), 1)

    def test_taken_meanwhile(self):
        """P4: a time that somebody took in between is refused, and the old one kept."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.book("2026-03-19 09:00", clients=self._make_client("Bernard Secret"))
        for key in (self.key("2026-03-19 09:00"), self.key("2026-03-19 03:00"), "x", "", "20260319T099999", "é", "20260319T080000x"):
            answer = self.open(f"{path}/move", {"csrf_token": self.csrf(f"{path}/cancel"), "to": key})
            self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{path}/move?taken=1"))
        self.assertEqual(event.start, self.paris("2026-03-20 15:00"))
        words = self.words(self.open(f"{path}/move?taken=1"))
        self.assertIn("no longer free. Your appointment stays as it was: Friday, March 20, 2026, 3:00 PM", words)
        self.assertNotIn("Secret", words)
        self.assertIn("no longer free", self.words(self.open(f"{path}/move?to={self.key('2026-03-19 09:00')}")))
        self.assertEqual(self.open(f"{path}/move?day=x").status_code, 200)

    def test_deadline(self):
        """P4: a deadline of its own, its minute included; then the page says so. Asked again at the POST."""
        self.service.write({"move_notice_hours": 48, "cancel_notice_hours": 2})
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        deadline = self.paris("2026-03-18 15:00")
        self.assertIn(f"{path}/move", self.tree(self.open(path, at=deadline)).xpath("//a/@href"))
        late = deadline + timedelta(seconds=1)
        links = self.tree(self.open(path, at=late)).xpath("//a/@href")
        self.assertNotIn(f"{path}/move", links)
        self.assertIn(f"{path}/cancel", links)
        self.assertIn(
            "Moving online was possible until Wednesday, March 18, 2026, 3:00 PM.",
            self.words(self.open(f"{path}/move", at=late)),
        )
        self.move(path, "2026-03-25 09:00", at=late)
        self.assertEqual(event.start, self.paris("2026-03-20 15:00"))
        self.move(path, "2026-03-25 09:00", at=deadline)
        self.assertEqual(event.start, self.paris("2026-03-25 09:00"))

    def test_not_allowed(self):
        """P4: a service can rule it out; nothing that has begun or is cancelled moves."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        csrf = self.csrf(f"{path}/cancel")
        to = {"csrf_token": csrf, "to": self.key("2026-03-25 09:00")}
        self.service.move_allowed = False
        self.assertNotIn(f"{path}/move", self.tree(self.open(path)).xpath("//a/@href"))
        self.assertIn("cannot be moved online", self.words(self.open(f"{path}/move")))
        self.open(f"{path}/move", to)
        self.service.move_allowed = True
        begun = self.paris("2026-03-20 15:00")
        self.open(f"{path}/move", to, at=begun)
        self.assertEqual(self.open(f"{path}/move", at=begun).headers["Location"], path)
        self.press(f"{path}/cancel")
        self.open(f"{path}/move", to)
        self.assertEqual(self.open(f"{path}/move").headers["Location"], path)
        self.assertEqual((event.start, event.active), (self.paris("2026-03-20 15:00"), False))

    def test_paid_may_move(self):
        """P3: a paid booking is not cancelled, but moved."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        event.attendee_ids.filtered("is_client").booking_paid = True
        self.assertIn(f"{path}/move", self.tree(self.open(path)).xpath("//a/@href"))
        self.move(path, "2026-03-19 09:00")
        self.assertEqual(event.start, self.paris("2026-03-19 09:00"))
        self.assertTrue(event.attendee_ids.filtered("is_client").booking_paid)

    def test_pending_again(self):
        """A5: where staff confirm, a move makes the booking pending again, with one pending message."""
        self.service.manual_confirmation = True
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.move(path, "2026-03-19 09:00")
        client = event.attendee_ids.filtered("is_client")
        self.assertEqual(client.booking_state, "pending")
        self.assertEqual(self.told(event, trigger="moved"), [])
        self.assertEqual(self.told(event, trigger="pending", channel="email"), [("pending", "email", "planned", "")])
        self.assertEqual(self.rows(event, trigger="reminder", state="planned").ids, [])
        self.assertIn("not confirmed yet", self.words(self.open(path)))

    def test_presence_is_asked_again(self):
        """P5: whoever confirmed the old time has not confirmed the new one."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.open(f"{path}/presence", {"csrf_token": self.csrf(path)})
        self.move(path, "2026-03-19 09:00")
        self.assertFalse(event.attendee_ids.filtered("is_client").presence_confirmed)

    def test_one_of_a_series(self):
        """P4, A7: of a series only that appointment moves."""
        first = self.book("2026-03-20 15:00", recurrency=True, rrule_type="weekly", fri=True, count=3, end_type="count",
                          event_tz="Europe/Paris")  # fmt: skip
        events = first.recurrence_id.calendar_event_ids.sorted("start")
        self.dispatch()
        with self.at(self.now):
            client = events[1].attendee_ids.filtered("is_client")
            self.assertTrue(self.env["appointment.page"]._move(client, self.key("2026-03-26 09:00")))
        self.assertEqual(
            [event.start for event in events],
            [self.paris("2026-03-20 15:00"), self.paris("2026-03-26 09:00"), self.paris("2026-04-03 15:00")],
        )
        self.assertTrue(all(event.active for event in events))
        moved = self.rows(client_id=self.client.id, trigger="moved", channel="sms", audience="client")
        self.assertEqual(moved.event_id, events[1])

    def test_not_for_others(self):
        """A3: an appointment of two is not moved by one of them."""
        event = self.book("2026-03-20 15:00", clients=self.client | self._make_client("Bernard Secret"))
        path = self.link(event)
        words = self.words(self.open(f"{path}/move"))
        self.assertIn("There is no other time to choose from", words)
        self.assertIn("+33 1 99 00 12 34", words)
        self.move(path, "2026-03-19 09:00")
        self.assertEqual(event.start, self.paris("2026-03-20 15:00"))

    def test_one_link_is_limited(self):
        """S6: the button counts as the others do."""
        self.assertLess(manage.ACTIONS.limit, 50)
        path = self.link(self.book("2026-03-20 15:00"))
        csrf = self.csrf(f"{path}/cancel")
        codes = {self.open(f"{path}/move", {"csrf_token": csrf, "to": "x"}).status_code for _n in range(25)}
        self.assertEqual(codes, {303, 429})


@tagged("post_install", "-at_install")
class TestSessions(MoveCase):
    def setUp(self):
        super().setUp()
        self.other = self._make_client("Bernard Secret", "+33612345602", "bernard@example.com")
        self.event = self.book("2026-03-20 15:00", clients=self.client | self.other, service=self.yoga)
        self.later = self.book("2026-03-27 15:00", clients=self._make_client("Ann", "+33612345603"), service=self.yoga)

    def test_offered(self):
        """P4: other sessions of the class with a place left, where the client is not yet."""
        self.book("2026-03-28 15:00", clients=self.client, service=self.yoga)
        self.book("2026-03-29 15:00", clients=self.other)
        self.book("2026-03-05 15:00", clients=self.other, service=self.yoga)
        self.assertEqual(self.times(self.event, "2026-03-27"), "15:00")
        for day in (28, 29, 5):
            self.assertEqual(self.times(self.event, f"2026-03-{day:02}"), "")
        self.yoga.capacity = 2
        self.assertEqual(self.times(self.event, "2026-03-27"), "15:00")
        self.later.write({"partner_ids": [Command.link(self.other.id)]})
        self.assertEqual(self.times(self.event, "2026-03-27"), "")
        self.later.attendee_ids.filtered(lambda a: a.partner_id == self.other).action_booking_cancel()
        self.assertEqual(self.times(self.event, "2026-03-27"), "15:00")

    def test_moved(self):
        """P4, A3: the client alone goes over, with payment, link and messages; one message tells of it."""
        path = self.link(self.event)
        client = self.event.attendee_ids.filtered(lambda a: a.partner_id == self.client)
        client.booking_paid = True
        uid = re.search(r"UID:(\S+)", self.open(f"{path}/calendar.ics").text).group(1)
        before = self.rows(client_id=self.client.id)
        self.assertEqual(self.move(path, "2026-03-27 15:00").headers["Location"], f"{path}?done=moved")
        self.env.invalidate_all()
        self.assertEqual(client.event_id, self.later)
        self.assertTrue(client.booking_paid)
        self.assertNotIn(self.client, self.event.partner_ids)
        self.assertIn(self.client, self.later.partner_ids)
        self.assertEqual(len(self.later.attendee_ids.filtered(lambda a: a.partner_id == self.client)), 1)
        self.assertTrue(self.event.active)
        self.assertEqual(before.event_id, self.later)
        self.assertEqual(before.event_id, self.later)
        moved = self.rows(client_id=self.client.id, audience="client") - before
        self.assertEqual(sorted(moved.mapped(lambda row: (row.trigger, row.channel))), [("moved", "email"), ("moved", "sms")])
        reminders = before.filtered(lambda row: row.trigger == "reminder" and row.state == "planned")
        self.assertTrue(reminders)
        self.assertEqual(set(reminders.mapped("event_start")), {self.later.start})
        self.assertEqual(self.rows(client_id=self.other.id, trigger="moved", audience="client").ids, [])
        words = self.words(self.open(path))
        self.assertIn("Friday, March 27, 2026, 3:00 PM", words)
        file = self.open(f"{path}/calendar.ics").text
        self.assertIn(f"UID:{uid}", file)
        self.assertIn("SEQUENCE:1", file)
        self.dispatch(at=self.now + timedelta(minutes=1))
        self.assertEqual(set(moved.mapped("state")), {"sent"})

    def test_back_and_forth(self):
        """P4: moving on, and back again, is two moves of one booking."""
        path = self.link(self.event)
        self.move(path, "2026-03-27 15:00")
        self.dispatch(at=self.now + timedelta(minutes=1))
        self.now += timedelta(minutes=5)
        self.assertEqual(self.move(path, "2026-03-20 15:00").headers["Location"], f"{path}?done=moved")
        self.env.invalidate_all()
        self.assertIn(self.client, self.event.partner_ids)
        self.assertEqual(len(self.rows(client_id=self.client.id, trigger="moved", channel="sms", audience="client")), 2)
        self.move(path, "2026-03-27 15:00")
        self.assertIn("Friday, March 27", self.words(self.open(path)))

    def test_last_client_leaves(self):
        """A6: a class whose last client goes over stays."""
        path = self.link(self.event)
        self.event.attendee_ids.filtered(lambda a: a.partner_id == self.other).action_booking_cancel()
        self.move(path, "2026-03-27 15:00")
        self.assertTrue(self.event.active)

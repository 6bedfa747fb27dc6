import json
import os
import random
import shutil
import subprocess
from datetime import UTC, timedelta
from pathlib import Path

import vobject
from icalendar import Calendar
from odoo.tests import tagged

from ..engine.page import feed
from .common import AppointmentCase

HISTORIES = int(os.environ.get("HISTORIES", "60"))
_ICAL = Path(os.environ.get("JAVASCRIPT", ""), "ical.cjs")
_SCRIPT = Path(__file__).with_name("calendar_readers.cjs")


def by_icalendar(files):
    return [
        [
            [str(event["uid"]), event["sequence"], str(event["status"]), event.decoded("dtstart").timestamp(),
             event.decoded("dtend").timestamp(), str(event["summary"])]
            for event in Calendar.from_ical(file).walk("VEVENT")
        ]
        for file in files
    ]  # fmt: skip


def by_vobject(files):
    return [
        [
            [event.uid.value, int(event.sequence.value), event.status.value, event.dtstart.value.timestamp(),
             event.dtend.value.timestamp(), event.summary.value]
            for event in vobject.readOne(file.decode()).contents.get("vevent", [])
        ]
        for file in files
    ]  # fmt: skip


def by_ical_js(files):
    given = json.dumps([file.decode() for file in files])
    answer = subprocess.run(
        ["node", str(_SCRIPT), str(_ICAL)], input=given, capture_output=True, text=True, check=True, timeout=120
    )
    return json.loads(answer.stdout)


@tagged("post_install", "-at_install")
class TestCalendarReaders(AppointmentCase):
    """P8, T9: three independent readers follow a client's feed through random histories (HISTORIES=500 for many)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feeds, cls.expected = [], []

    def setUp(self):
        super().setUp()
        self.random = random.Random(20261125)
        self.last = {}
        with self.at(self.now):
            for number in range(HISTORIES):
                self.follow(number)

    def follow(self, number):
        """One client's appointments change at random; after each change the feed is kept, and what should stand in it."""
        client = self._make_client(f"Zoë; “{number}”, \\ Ärger", "")
        events = self.env["calendar.event"]
        for step in range(self.random.randint(2, 6)):
            self.now += timedelta(minutes=1)
            with self.at(self.now):
                events = self.change_something(client, events, number * 7 + step)
                self.keep(client, events)

    def change_something(self, client, events, number):
        what = self.random.choice(("book", "move", "cancel", "restore", "request", "done")) if events else "book"
        event = self.random.choice(events) if events else events
        attendee = event.attendee_ids.filtered("is_client") if event else None
        start = self.paris("2026-03-25 00:30") + timedelta(minutes=45 * number + self.random.randint(0, 40))
        if what == "book":
            return events | self.env["calendar.event"].create(
                {"service_id": self.service.id, "agenda_id": self.agenda.id, "start": start,
                 "stop": start + timedelta(minutes=self.random.choice((15, 60, 90))), "partner_ids": [(6, 0, client.ids)]}
            )  # fmt: skip
        if what == "move" and event.active:
            event.write({"start": start, "stop": start + timedelta(minutes=30)})
        elif what == "cancel":
            attendee.action_booking_cancel()
        elif what == "restore":
            attendee.action_booking_restore()
        elif what == "request" and attendee.booking_state == "confirmed":
            attendee.booking_state = "pending"
        elif what == "done" and attendee.booking_state != "cancelled":
            attendee.action_booking_done()
        return events

    def keep(self, client, events):
        self.env.flush_all()
        file = feed.content(self.env(su=True), client, self.company, 60)
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        stand = []
        for event in events.with_context(active_test=False).filtered("active").sorted("start"):
            state = event.attendee_ids.filtered("is_client").booking_state
            if state != "cancelled":
                stand.append(
                    [f"appointment-{event.id}-{client.id}@{database}", event.booking_sequence,
                     "TENTATIVE" if state == "pending" else "CONFIRMED", event.start.replace(tzinfo=UTC).timestamp(),
                     event.stop.replace(tzinfo=UTC).timestamp(), "Cut – Mon Salon"]
                )  # fmt: skip
        self.feeds.append(file)
        self.expected.append(stand)

    def assertFollows(self, read):
        for found, stand in zip(read(self.feeds), self.expected, strict=True):
            self.assertEqual(sorted(found), sorted(stand))

    def test_p8_readers_follow(self):
        """P8, T9: icalendar and vobject read after each change what the database says, and sequences only rise."""
        self.assertFollows(by_icalendar)
        self.assertFollows(by_vobject)
        if _ICAL.is_file() and shutil.which("node"):
            self.assertFollows(by_ical_js)
        last = {}
        for entries in by_icalendar(self.feeds):
            for uid, sequence, *_rest in entries:
                self.assertGreaterEqual(sequence, last.get(uid, 0))
                last[uid] = sequence
        self.assertGreater(len(last), HISTORIES // 2)

import json
from datetime import timedelta

from odoo.tests import tagged

from .sync_common import GoogleCase, OutlookCase

HOUR = timedelta(hours=1)


class SeriesMixin:
    def _book_series(self):
        event = self._book(
            recurrency=True, rrule_type="weekly", rrule_type_ui="weekly", fri=True, count=4, end_type="count",
            event_tz="Europe/Paris", interval=1,
        )  # fmt: skip
        series = event.recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(len(series), 4)
        return series

    def _live(self):
        return self.env["calendar.event"].search([("service_id", "=", self.service.id)], order="start")

    def _sms(self, trigger):
        """SMS to the client, but for those said in another."""
        rows = self.rows(trigger=trigger, channel="sms", audience="client")
        return rows.filtered(lambda row: row.reason != "merged")

    def _assert_ours(self, events):
        """Events are appointments of the client, as booked."""
        for event in events:
            self.assertEqual(event.name, "Cut – Vanessa Durand")
            self.assertIn("henna", event.description)
            self.assertEqual(event.attendee_ids.filtered("is_client").partner_id, self.client)
            self.assertEqual(event.booking_state, "confirmed")
            self.assertEqual(event.user_id, self.practitioner)


@tagged("post_install", "-at_install")
class TestGoogleSeries(SeriesMixin, GoogleCase):
    """Series in Google are one event there (A7, U6)."""

    def setUp(self):
        super().setUp()
        self.series = self._book_series()
        self.series_id = self.series.recurrence_id.google_id

    def test_s7_no_client_goes_out(self):
        """S7: a series goes out as one, without its client."""
        self.assertEqual(list(self.remote.events), [self.series_id])
        self.assertEqual(self.remote.title(self.series_id), "Appointment")
        sent = json.dumps(self.remote.events)
        for secret in ("Vanessa", "vanessa@example.com", "Cut", "henna"):
            self.assertNotIn(secret, sent)

    def test_u6_what_is_ours_stays(self):
        """U6: a series renamed there keeps its title, note and client here."""
        with self._edited():
            self.remote.rename(self.series_id, "Busy", "Call mum")
            self.remote.place(self.series_id, "Room 2")
        self._sync()
        self.assertEqual(self._live(), self.series)
        self.assertEqual(set(self.series.mapped("location")), {"Room 2"})
        self._assert_ours(self.series)
        self.assertFalse(self._sms("cancelled") + self._sms("moved"))

    def test_a7_series_moved_outside(self):
        """A7: a whole series moved there: one message that names the first, nobody is cancelled; payment stays."""
        self.series[2].booking_paid = True
        with self._edited():
            self.remote.move(self.series_id, self.series[0].start + HOUR, self.series[0].stop + HOUR)
        starts = [start + HOUR for start in self.series.mapped("start")]
        self._sync()
        live = self._live()
        self.assertEqual(live.mapped("start"), starts)
        self._assert_ours(live)
        self.assertEqual(live.mapped("booking_paid"), [False, False, True, False])
        self.assertFalse(self.rows(trigger="cancelled"))
        self.assertEqual(self._sms("moved").event_id, live[0])
        reminders = self.rows(trigger="reminder", channel="sms", state="planned")
        self.assertEqual(sorted(reminders.mapped("event_start")), starts)

    def test_a7_one_moved_outside(self):
        """A7: one date of a series moved there."""
        second = self.series[1]
        occurrence = self.remote.occurrence(self.series_id, second)
        start = second.start + HOUR
        with self._edited():
            self.remote.move(occurrence, start, start + HOUR)
        self._sync()
        self.assertEqual(second.start, start)
        self.assertEqual(len(self._live()), 4)
        self._assert_ours(self.series)
        self.assertEqual(self._sms("moved").event_id, second)

    def test_a6_one_deleted_outside(self):
        """A6: one date of a series deleted there: that one is cancelled."""
        second = self.series[1]
        occurrence = self.remote.occurrence(self.series_id, second)
        with self._edited():
            self.remote.cancel(occurrence)
        self._sync()
        self.assertEqual(self._live(), self.series - second)
        self.assertEqual(second.booking_state, "cancelled")
        self.assertEqual(self._sms("cancelled").event_id, second)

    def test_a6_series_deleted_outside(self):
        """A6, A7: a series deleted there: all are cancelled, in one message."""
        with self._edited():
            self.remote.cancel(self.series_id)
        self._sync()
        self.assertFalse(self._live())
        self.assertEqual(set(self.series.mapped("booking_state")), {"cancelled"})
        self.assertEqual(len(self._sms("cancelled")), 1)

    def test_a6_series_cut_outside(self):
        """A6, A7: a series that ends earlier there: the dates beyond are cancelled, in one message."""
        with self._edited():
            self.remote.edit(self.series_id, recurrence=["RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=FR"])
        self._sync()
        self.assertEqual(self._live(), self.series[:2])
        self.assertEqual(len(self._sms("cancelled")), 1)
        self._assert_ours(self.series[:2])

    def test_a7_series_prolonged_outside(self):
        """A7: a series that ends later there: the new dates are booked for the client, in one message."""
        self.dispatch(at=self.now + timedelta(minutes=2))
        with self._edited():
            self.remote.edit(self.series_id, recurrence=["RRULE:FREQ=WEEKLY;COUNT=6;BYDAY=FR"])
        self._sync()
        live = self._live()
        self.assertEqual(len(live), 6)
        self._assert_ours(live)
        self.assertEqual(self._sms("booked").filtered(lambda row: row.state == "planned").event_id, live[4])

    def _split_outside(self, first, delta):
        """Google ends the series and makes another one for "this and following"."""
        rest = f"{self.series_id}_R{first.start:%Y%m%dT%H%M%S}"
        self.remote.events[rest] = {
            **self.remote.events[self.series_id], "id": rest, "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=FR"]
        }  # fmt: skip
        self.remote.move(rest, first.start + delta, first.stop + delta)
        self.remote.edit(self.series_id, recurrence=["RRULE:FREQ=WEEKLY;COUNT=2;BYDAY=FR"])

    def test_a7_this_and_following_moved_outside(self):
        """A7: "this and following" moved there: one message, nobody is cancelled or booked; payment stays."""
        self.series[3].booking_paid = True
        booked = self._sms("booked")
        starts = [*self.series[:2].mapped("start"), *(start + HOUR for start in self.series[2:].mapped("start"))]
        with self._edited():
            self._split_outside(self.series[2], HOUR)
        self._sync()
        live = self._live()
        self.assertEqual(live.mapped("start"), starts)
        self._assert_ours(live)
        self.assertEqual(live.mapped("booking_paid"), [False, False, False, True])
        self.assertEqual(live.agenda_id, self.agenda)
        self.assertFalse(self.rows(trigger="cancelled"))
        self.assertEqual(self._sms("booked"), booked)
        self.assertEqual(self._sms("moved").event_id, live[2])

    def test_a7_this_and_following_changed_outside(self):
        """A7: "this and following" changed there in what is not told: nobody hears of it."""
        booked = self._sms("booked")
        with self._edited():
            self._split_outside(self.series[2], HOUR * 0)
        self._sync()
        self.assertEqual(self._live().mapped("start"), self.series.mapped("start"))
        self._assert_ours(self._live())
        self.assertFalse(self.rows(trigger="cancelled") + self.rows(trigger="moved"))
        self.assertEqual(self._sms("booked"), booked)

    def test_a2_google_mails_nobody(self):
        """A2: nor about series."""
        written = [uri for uri in self.remote.uris if not uri.startswith("GET")]
        self.assertTrue(written)
        self.assertFalse([uri for uri in written if "sendUpdates=none" not in uri])

    def test_u6_one_appointment_made_a_series_outside(self):
        """U6: a single appointment that is made to recur there recurs here, for the same client."""
        event = self._book(service=self.yoga)
        with self._edited():
            self.remote.edit(event.google_id, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3;BYDAY=FR"])
        self._sync()
        live = self.env["calendar.event"].search([("service_id", "=", self.yoga.id)])
        self.assertEqual(len(live), 3)
        self._assert_ours(live)


@tagged("post_install", "-at_install")
class TestOutlookSeries(SeriesMixin, OutlookCase):
    """Odoo sends no series to Outlook; those that come from there can become appointments (U6)."""

    def setUp(self):
        super().setUp()
        self.series = self._book_series()
        with self.at(self.now):
            self.series.recurrence_id.with_context(dont_notify=True).write(
                {"microsoft_id": "series", "ms_universal_event_id": "uid-series", "need_sync_m": False}
            )
            for number, event in enumerate(self.series):
                event.with_context(dont_notify=True).write(
                    {
                        "microsoft_id": f"date-{number}",
                        "ms_universal_event_id": f"uid-date-{number}",
                        "microsoft_recurrence_master_id": "series",
                        "need_sync_m": False,
                    }
                )
        self.remote.make_series("series", self.series)
        self._commit()

    def test_u6_what_is_ours_stays(self):
        """U6: a series renamed there keeps its title, note and client here."""
        with self._edited():
            self.remote.rename("series", "Busy", "Call mum")
            self.remote.place("series", "Room 2")
        starts, booked = self.series.mapped("start"), self._sms("booked")
        self._sync()
        live = self._live()  # some are others: Odoo makes them anew
        self.assertEqual(live.mapped("start"), starts)
        self._assert_ours(live)
        self.assertEqual(self._sms("booked"), booked)
        self.assertFalse(self._sms("cancelled") + self._sms("moved"))

    def test_a7_series_moved_outside(self):
        """A7: a whole series moved there: one message that names the first, nobody is cancelled."""
        starts = [start + HOUR for start in self.series.mapped("start")]
        with self._edited():
            for event_id in list(self.remote.events):
                self.remote.shift(event_id, HOUR)
        self._sync()
        live = self._live()
        self.assertEqual(live.mapped("start"), starts)
        self._assert_ours(live)
        self.assertFalse(self.rows(trigger="cancelled"))
        self.assertEqual(self._sms("moved").event_id, live[0])

    def test_a7_one_moved_outside(self):
        """A7: one date of a series moved there."""
        second = self.series[1]
        start = second.start + HOUR
        with self._edited():
            self.remote.shift("date-1", HOUR)
            self.remote.edit("date-1", type="exception")
            self.remote.edit("series")
        self._sync()
        live = self._live()
        self.assertEqual(len(live), 4)
        self.assertIn(start, live.mapped("start"))
        self._assert_ours(live)
        self.assertEqual(self._sms("moved").event_start, start)
        self.assertFalse(self._sms("cancelled"))

    def test_a6_series_deleted_outside(self):
        """A6, A7: a series deleted there: all are cancelled, in one message."""
        with self._edited():
            self.remote.cancel("series")
        self._sync()
        self.assertFalse(self._live())
        self.assertEqual(len(self._sms("cancelled")), 1)

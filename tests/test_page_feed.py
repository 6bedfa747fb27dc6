from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from icalendar import Calendar
from odoo.tests import tagged

from .test_page_more import MoreCase


@tagged("post_install", "-at_install")
class TestCalendars(MoreCase):
    def test_p8_buttons(self):
        """P8: Google, Outlook and the file; no personal link in any of them."""
        path = self.link(self.book("2026-03-20 15:00"))
        links = self.tree(self.open(path)).xpath("//a/@href")
        google = next(link for link in links if "calendar.google.com" in link)
        self.assertEqual(parse_qs(urlsplit(google).query)["dates"], ["20260320T140000Z/20260320T150000Z"])
        outlook = next(link for link in links if "outlook.live.com" in link)
        self.assertEqual(parse_qs(urlsplit(outlook).query)["startdt"], ["2026-03-20T14:00:00Z"])
        self.assertIn(f"{path}/calendar.ics", links)
        self.assertTrue(any("maps/dir" in link for link in links))
        for link in (google, outlook):
            self.assertNotIn(path, link)

    def make_feed(self, path, **data):
        response = self.post(path, "feed", **data)
        address = self.tree(response).xpath("//input[@id='address']/@value")[0]
        return urlsplit(address).path

    def events(self, feed):
        response = self.open(feed)
        self.assertEqual(response.headers["Content-Type"], "text/calendar; charset=utf-8")
        return response, Calendar.from_ical(response.content).walk("VEVENT")

    def test_p8_feed(self):
        """P8: stays right after moving and cancelling; a request is tentative; nobody else's; no link to manage."""
        other = self._make_client("Bernard Secret", "+33612345602", "bernard@example.com")
        mine = self.book("2026-03-20 15:00")
        self.book("2026-03-21 15:00", clients=other)
        path = self.link(mine)
        feed = self.make_feed(path, alarm="60")
        response, events = self.events(feed)
        self.assertEqual(len(events), 1)
        self.assertEqual(events[0].decoded("dtstart").replace(tzinfo=None), self.paris("2026-03-20 15:00"))
        self.assertEqual(events[0]["status"], "CONFIRMED")
        self.assertEqual(len(events[0].walk("VALARM")), 1)
        for secret in ("/a/", "Bernard", "4271", "Vanessa"):
            self.assertNotIn(secret, response.text)
        again = self.open(feed, **{"If-None-Match": response.headers["ETag"]})
        self.assertEqual((again.status_code, again.content), (304, b""))
        later = self.now + timedelta(minutes=5)
        self.change(mine, {"start": self.paris("2026-03-23 09:30"), "stop": self.paris("2026-03-23 10:30")}, at=later)
        moved, [event] = self.events(feed)
        self.assertNotEqual(moved.headers["ETag"], response.headers["ETag"])
        self.assertEqual(event.decoded("dtstart").replace(tzinfo=None), self.paris("2026-03-23 09:30"))
        self.assertEqual(event["uid"], events[0]["uid"])
        self.assertGreater(event["sequence"], events[0]["sequence"])
        self.attendee(mine).booking_state = "pending"
        self.assertEqual(self.events(feed)[1][0]["status"], "TENTATIVE")
        self.post(path, "cancel")
        self.assertEqual(self.events(feed)[1], [])

    def test_p8_feed_is_revoked(self):
        """P8, S6: only the hash is kept; ended by the client, by staff, by leaving and by going live it is a 404 like
        any other."""
        path = self.link(self.book())
        feed = self.make_feed(path)
        kept = self.env["appointment.feed"].search([("partner_id", "=", self.client.id)])
        self.assertNotIn(kept.sudo().token_hash, feed)
        unknown = self.open("/a/feed/AbCdEfGhIjKlMnOp.ics")
        self.post(path, "feed", end="1")
        self.assertEqual((self.open(feed).status_code, self.open(feed).text.split("nonce")[0]), (404, unknown.text.split("nonce")[0]))
        feed = self.make_feed(path)
        self.client.with_user(self.front_desk).action_revoke_appointment_feeds()
        self.assertEqual(self.open(feed).status_code, 404)
        feed = self.make_feed(path)
        self.company.appointment_live = True
        self.assertEqual(self.open(feed).status_code, 404)
        self.company.appointment_live = False
        self.assertEqual(self.open(feed).status_code, 200)
        self.client.active = False
        self.assertEqual(self.open(feed).status_code, 404)

    def test_p8_feeds_are_few(self):
        """P8: pressing again and again leaves five addresses, the latest among them."""
        path = self.link(self.book())
        feeds = [self.make_feed(path) for _press in range(6)]
        self.assertEqual([self.open(feed).status_code for feed in feeds], [404, 200, 200, 200, 200, 200])

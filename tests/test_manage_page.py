import base64
import html
import io
import logging
import re
import secrets
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import quote, urlsplit

from lxml import html as lxml_html
from odoo.tests import HttpCase, tagged
from PIL import Image

from ..controllers import manage
from ..controllers.throttle import Throttle
from ..tools import link_token
from .common import AppointmentMixin

QUESTION = "Do you have a question about your booking, or would you like to cancel it?"
SECURE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
# What opens links before, or instead of, the client: mail scanners, previews of messengers, search engines
SCANNERS = [
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "curl/8.0",
]


class PageCase(AppointmentMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setUpAppointments()
        cls.company.partner_id.write({"street": "12 rue de la Paix", "zip": "75002", "city": "Paris"})
        cls.agenda.access_instructions = "Door code 4271, second floor"
        cls.service.preparation = "Please come with dry hair"

    def setUp(self):
        super().setUp()
        for throttle in (manage.MISSES, manage.FLOOD, manage.VISITS, manage.ACTIONS):
            throttle.reset()
        self.authenticate(None, None)

    def _run_dispatcher(self, limit=None):
        self.env.flush_all()  # the dispatcher has a cursor of its own
        return self.env["appointment.notification"]._dispatch(limit=limit)

    def link(self, event, client=None, **filters):
        """The path of the personal link in a message to a client, as written in the test outbox."""
        self.dispatch()
        rows = self.rows(event, audience="client", channel="sms", client_id=(client or self.client).id, **filters)
        found = re.search(r"/a/[\w-]+", rows.filtered("body")[-1:].body)
        return found.group()

    def open(self, path, data=None, method=None, at=None, **headers):
        with self.at(at or self.now):
            return self.url_open(path, data=data, method=method, headers=headers, allow_redirects=False)

    def csrf(self, path, at=None):
        """The token in a form of a page, as a browser would send it."""
        fields = self.tree(self.open(path, at=at)).xpath("//input[@name='csrf_token']/@value")
        return fields[0]

    def press(self, path, at=None, **data):
        """POST the form of a page, as its button does."""
        form = path if path.endswith("/cancel") else path.rsplit("/", 1)[0]
        return self.open(path, {"csrf_token": self.csrf(form, at=at), **data}, at=at)

    def tree(self, response):
        return lxml_html.fromstring(response.text)

    def words(self, response):
        return " ".join(self.tree(response).find("body").text_content().split())

    def state(self, event):
        """All that opening a link could change."""
        self.env.invalidate_all()
        attendees = [
            (attendee.booking_state, attendee.presence_confirmed, attendee.cancel_reason, attendee.state)
            for attendee in event.attendee_ids
        ]
        rows = [(row.id, row.state, row.send_at, row.write_date) for row in self.rows(event)]
        return event.active, attendees, rows, len(event.message_ids)

    def assertIsSecure(self, response):
        for name, value in SECURE_HEADERS.items():
            self.assertEqual(response.headers.get(name), value)
        policy = response.headers["Content-Security-Policy"]
        for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            self.assertIn(part, policy)
        self.assertNotIn("unsafe", policy)


@tagged("post_install", "-at_install")
class TestPage(PageCase):
    def test_shows_the_appointment(self):
        """P1: business, service, when in words, where, access, preparation, calendar file, phone."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        response = self.open(path)
        self.assertEqual(response.status_code, 200)
        self.assertIsSecure(response)
        words = self.words(response)
        for expected in (
            "Mon Salon", "Cut", "Friday, March 20, 2026, 3:00 PM", "1 hr", "Claire Martin",
            "12 rue de la Paix, 75002 Paris", "Door code 4271, second floor", "Please come with dry hair",
            "+33 1 99 00 12 34",
        ):  # fmt: skip
            self.assertIn(expected, words)
        tree = self.tree(response)
        self.assertEqual(tree.get("lang"), "en")
        self.assertEqual(tree.get("dir"), "ltr")
        links = tree.xpath("//a/@href")
        self.assertIn("tel:+33199001234", links)
        self.assertIn(f"{path}/calendar.ics", links)
        self.assertTrue(any(link.startswith("https://www.openstreetmap.org/search?query=12%20rue") for link in links))

    def test_title_tells_nothing(self):
        """S7: previews of the link show the business's name and nothing of the appointment."""
        tree = self.tree(self.open(self.link(self.book())))
        self.assertEqual(tree.findtext(".//title"), "Mon Salon")
        self.assertEqual(tree.xpath("//meta[@property or @name='description']"), [])

    def test_language_of_the_reader(self):
        """P1: the page speaks the client's language."""
        self.client.lang = "fr_FR"
        event = self.book("2026-03-20 15:00")
        response = self.open(self.link(event), **{"Accept-Language": "de"})
        self.assertEqual(self.tree(response).get("lang"), "fr")
        self.assertIn("vendredi 20 mars 2026, 15h00", self.words(response))

    def test_zone_where_it_matters(self):
        """N6, P1: the agenda's zone is named for a client whose clock shows another time."""
        self.client.tz = "America/Montreal"
        response = self.open(self.link(self.book("2026-03-20 15:00")))
        self.assertIn("3:00 PM (Paris time)", self.words(response))

    def test_small_and_alone(self):
        """F5, S6: at most 30 KiB even with the worst of logos, no script, and nothing loaded from elsewhere."""
        noise = Image.effect_noise((900, 400), 90).convert("RGB")
        self.company.logo = base64.b64encode(_png(noise))
        response = self.open(self.link(self.book()))
        self.assertLess(len(response.content), 30 * 1024)
        tree = self.tree(response)
        self.assertTrue(tree.xpath("//img/@src")[0].startswith("data:image/"))
        self.assertEqual(tree.xpath("//script | //link[@rel!='icon'] | //iframe | //*[@onclick] | //*[@style]"), [])
        for address in tree.xpath("//@src | //@href | //@action"):
            parts = urlsplit(address)
            allowed = parts.scheme in ("tel", "mailto", "data") or (not parts.netloc and parts.path.startswith("/a/"))
            # Where the client goes by pressing; nothing of it is loaded.
            elsewhere = ("www.openstreetmap.org", "www.google.com", "calendar.google.com", "outlook.live.com")
            self.assertTrue(allowed or parts.netloc in elsewhere, address)

    def test_changed_logo(self):
        """P1: a new logo shows at once."""
        path = self.link(self.book())
        self.assertEqual(self.tree(self.open(path)).xpath("//img"), [])
        shown = []
        for minutes, color in enumerate(("red", "blue")):
            with self.at(self.now + timedelta(minutes=minutes)):
                self.company.partner_id.image_1920 = base64.b64encode(_png(Image.new("RGB", (90, 30), color)))
                self.env.flush_all()
            shown += self.tree(self.open(path)).xpath("//img/@src")
        self.assertEqual(len(set(shown)), 2)

    def test_values_are_not_markup(self):
        """What people typed stays text."""
        self.company.name = "<script>alert(1)</script>"
        self.service.name = "<b>Cut</b> {{1+1}}"
        self.company.primary_color = "red;}</style><script>"
        response = self.open(self.link(self.book()))
        self.assertNotIn("<script", response.text)
        self.assertIn("<b>Cut</b> {{1+1}}", self.words(response))

    def test_only_reads(self):
        """P7: opening the page needs no more than a read-only transaction."""
        path = self.link(self.book())
        for page in (path, f"{path}/cancel", f"{path}/calendar.ics"):
            with self.assertNoLogs("odoo.http", logging.WARNING):
                self.assertEqual(self.open(page).status_code, 200)

    def test_few_queries(self):
        """F5: what the page tells costs a dozen narrow queries."""
        token = self.link(self.book()).removeprefix("/a/")
        for limit in (999, 12):
            self.env.invalidate_all()
            with self.at(self.now), self.assertQueryCount(limit):
                row = self.env["appointment.page"]._find(token)
                page = row.env["appointment.page"]
                page._describe(row.attendee_id, page._facts(row))

    def test_pending(self):
        """A5: a request that waits says so, and may be withdrawn."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        event.attendee_ids.filtered("is_client").booking_state = "pending"
        response = self.open(path)
        self.assertIn("not confirmed yet", self.words(response))
        self.assertEqual(self.press(f"{path}/cancel").status_code, 303)
        self.assertFalse(event.active)

    def test_past(self):
        """P1, S6: once begun the page shows and nothing can be done, until 30 days after the end."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        before = self.state(event)
        begun = self.paris("2026-03-20 15:00")
        words = self.words(self.open(path, at=begun))
        self.assertIn("Nothing can be changed", words)
        self.assertEqual(self.tree(self.open(path, at=begun)).xpath("//form[not(@class='languages')]"), [])
        self.assertEqual(self.open(f"{path}/cancel", at=begun).status_code, 200)
        self.assertEqual(self.state(event), before)
        last = self.paris("2026-03-20 16:00") + timedelta(days=30)
        self.assertEqual(self.open(path, at=last).status_code, 200)
        self.assertEqual(self.open(path, at=last + timedelta(seconds=1)).status_code, 404)

    def test_moved(self):
        """S6: an old link shows the appointment as it is now."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.change(event, {"start": self.paris("2026-03-23 09:30"), "stop": self.paris("2026-03-23 10:30")})
        words = self.words(self.open(path))
        self.assertIn("Monday, March 23, 2026, 9:30 AM", words)
        self.assertNotIn("March 20", words)

    def test_calendar_file(self):
        """P1, T9: the file names the same event as the e-mail's, without a link and without anybody else."""
        other = self._make_client("Bernard Secret", "+33612345602", "bernard@example.com")
        event = self.book("2026-03-20 15:00", clients=self.client | other, service=self.yoga)
        path = self.link(event)
        response = self.open(f"{path}/calendar.ics")
        self.assertIsSecure(response)
        self.assertEqual(response.headers["Content-Type"], "text/calendar; charset=utf-8")
        text = response.text.replace("\r\n ", "")
        row = self.rows(event, client_id=self.client.id)[:1]
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        uid = f"appointment-{event.id}-{row.client_id.id}@{database}"
        for expected in (f"UID:{uid}\r\n", "DTSTART:20260320T140000Z", "DTEND:20260320T150000Z", "Yoga – Mon Salon"):
            self.assertIn(expected, text)
        for secret in ("/a/", "Bernard", "bernard", "4271"):
            self.assertNotIn(secret, text)


@tagged("post_install", "-at_install")
class TestActions(PageCase):
    def test_safe_methods_change_nothing(self):
        """P7: scanners and previews may open everything, by any safe method."""
        event = self.book()
        path = self.link(event)
        csrf = self.csrf(f"{path}/cancel")
        before = self.state(event)
        for agent in SCANNERS:
            for method in ("GET", "HEAD", "OPTIONS"):
                for page in ("", "/cancel", "/presence", "/calendar.ics"):
                    address = f"{path}{page}?csrf_token={csrf}&reason=x"
                    response = self.open(address, method=method, **{"User-Agent": agent})
                    self.assertIn(response.status_code, (200, 303))
                    self.assertIsSecure(response)
        self.assertEqual(self.state(event), before)

    def test_post_needs_csrf_token(self):
        """P7: a POST without the form's token is refused and changes nothing."""
        event = self.book()
        path = self.link(event)
        before = self.state(event)
        for data in ({}, {"csrf_token": ""}, {"csrf_token": "wrong"}, {"csrf_token": "fo9999999999"}, {"csrf_token": "éo9999999999"}):
            for page in ("/cancel", "/presence"):
                response = self.open(f"{path}{page}", {"reason": "x", **data})
                self.assertEqual(response.status_code, 400)
                self.assertIsSecure(response)
        self.assertEqual(self.state(event), before)

    def test_other_methods(self):
        """P7: nothing but a POST to a button acts."""
        event = self.book()
        path = self.link(event)
        csrf = self.csrf(path)
        before = self.state(event)
        for method in ("PUT", "PATCH", "DELETE", "POST"):
            response = self.open(path, {"csrf_token": csrf}, method=method)
            self.assertEqual(response.status_code, 404)
        self.assertEqual(self.open(f"{path}/cancel", {"csrf_token": csrf}, method="DELETE").status_code, 404)
        self.assertEqual(self.state(event), before)

    def test_cancel(self):
        """P2: cancelled with the reason; then the sentence, and the other appointments to come here."""
        event = self.book("2026-03-20 15:00")
        self.book("2026-03-27 10:00", name="Next")
        self.book("2026-03-05 10:00", name="Past", at=self.paris("2026-03-01 10:00"))
        path = self.link(event)
        self.assertIn("Cancel this appointment?", self.words(self.open(f"{path}/cancel")))
        response = self.press(f"{path}/cancel", reason="  My child is \x00 ill\r\n today ")
        self.assertEqual((response.status_code, response.headers["Location"]), (303, path))
        self.assertIsSecure(response)
        client = event.with_context(active_test=False).attendee_ids.filtered("is_client")
        self.assertEqual((client.booking_state, client.cancel_reason), ("cancelled", "My child is ill today"))
        self.assertFalse(event.active)
        self.assertEqual(event.message_ids.author_id - self.env.user.partner_id, self.client)
        words = self.words(self.open(path))
        self.assertIn("The booking planned for Friday, March 20, 2026 at 3:00 PM has been cancelled.", words)
        self.assertIn("Friday, March 27, 2026, 10:00 AM", words)
        for gone in ("March 5", "Door code", "dry hair", "I will be there"):
            self.assertNotIn(gone, words)

    def test_cancelled_by_the_client(self):
        """P2, N3, A10: it counts as the client's doing: staff get the SMS too, all at once, and the dispatcher wakes."""
        self.company.appointment_grouping_delay = 5
        cron = self.env.ref("appointment_notify.ir_cron_dispatch")
        for user in (None, "an_desk"):
            event = self.book("2026-03-20 15:00")
            self.now += timedelta(minutes=10)
            path = self.link(event)
            if user:
                self.authenticate(user, user)
            before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
            self.press(f"{path}/cancel")
            rows = self.rows(event, trigger="cancelled")
            self.assertEqual(
                sorted((row.audience, row.channel, row.state) for row in rows),
                [
                    ("client", "email", "planned"), ("client", "sms", "planned"),
                    ("staff", "email", "planned"), ("staff", "sms", "planned"),
                ],
            )  # fmt: skip
            self.assertEqual(set(rows.mapped("send_at")), {self.now})
            self.assertGreater(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), before)

    def test_cancel_twice(self):
        """P7: a double click, a second tab or the back button give one cancellation and the same page."""
        event = self.book()
        path = self.link(event)
        csrf = self.csrf(f"{path}/cancel")
        answers = [self.open(f"{path}/cancel", {"csrf_token": csrf, "reason": reason}) for reason in ("one", "two")]
        self.assertEqual({(a.status_code, a.headers["Location"]) for a in answers}, {(303, path)})
        client = event.with_context(active_test=False).attendee_ids.filtered("is_client")
        self.assertEqual(client.cancel_reason, "one")
        self.assertEqual(len(self.rows(event, trigger="cancelled", channel="sms", audience="client")), 1)
        again = self.open(f"{path}/cancel")
        self.assertEqual((again.status_code, again.headers["Location"]), (303, path))

    def test_reason_is_cut(self):
        """P2: a reason has at most 500 characters, and may be anything but a file."""
        event = self.book()
        path = self.link(event)
        self.press(f"{path}/cancel", reason="é" * 600)
        client = event.with_context(active_test=False).attendee_ids.filtered("is_client")
        self.assertEqual(client.cancel_reason, "é" * 500)
        other = self.book("2026-03-21 15:00")
        path = self.link(other)
        with self.at(self.now):
            self.url_open(
                f"{path}/cancel", data={"csrf_token": self.csrf(path)}, files={"reason": ("x.txt", b"x")},
                allow_redirects=False,
            )  # fmt: skip
        client = other.with_context(active_test=False).attendee_ids.filtered("is_client")
        self.assertEqual((client.booking_state, client.cancel_reason), ("cancelled", False))

    def assertRefused(self, event, path, at=None, why=""):
        """The page asks, and calls the business; a stale form changes nothing and staff are told once."""
        words = self.words(self.open(path, at=at))
        self.assertIn(QUESTION, words)
        tree = self.tree(self.open(path, at=at))
        button = tree.xpath("//a[@href='tel:+33199001234']")[0]
        self.assertIn("+33 1 99 00 12 34", button.text_content())
        self.assertEqual(tree.xpath(f"//a[@href='{path}/cancel']"), [])
        client = event.attendee_ids.filtered("is_client")
        notes = len(event.message_ids)
        for _attempt in range(2):
            answer = self.open(f"{path}/cancel", {"csrf_token": self.stale_csrf}, at=at)
            self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{path}/cancel"))
        self.assertIn("Your appointment has not been cancelled.", self.words(self.open(f"{path}/cancel", at=at)))
        self.env.invalidate_all()
        self.assertNotEqual(client.booking_state, "cancelled")
        self.assertTrue(event.active)
        self.assertEqual(len(event.message_ids), notes + 1)
        note = event.message_ids[0]
        self.assertIn("Vanessa Durand tried to cancel online", note.body)
        self.assertIn(why, note.body)
        self.assertEqual(note.author_id, self.client)
        self.assertNotIn(self.client, event.message_follower_ids.partner_id)
        return note

    def test_paid(self):
        """P3: a paid booking is not cancelled online; the business's number is shown and called."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.stale_csrf = self.csrf(f"{path}/cancel")
        event.attendee_ids.filtered("is_client").booking_paid = True
        note = self.assertRefused(event, path, why="the booking is paid")
        self.assertFalse(note.notified_partner_ids, "In test mode nothing leaves")

    def test_refusal_told_to_staff(self):
        """P3: staff are told of a refused attempt."""
        self.company.appointment_live = True
        event = self.book("2026-03-20 15:00")
        client = event.attendee_ids.filtered("is_client")
        client.booking_paid = True
        with self.at(self.now):
            self.env["appointment.page"]._cancel(client)
        self.assertEqual(event.message_ids[0].notified_partner_ids, self.practitioner.partner_id)

    def test_too_late(self):
        """P2, P3: until the deadline, its minute included; then the page names it. Asked again at the POST."""
        self.service.cancel_notice_hours = 24
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        deadline = self.paris("2026-03-19 15:00")
        self.assertTrue(self.tree(self.open(path, at=deadline)).xpath(f"//a[@href='{path}/cancel']"))
        self.stale_csrf = self.csrf(f"{path}/cancel", at=deadline)
        late = deadline + timedelta(seconds=1)
        self.assertRefused(event, path, at=late, why="it was too late")
        words = self.words(self.open(path, at=late))
        self.assertIn("Cancelling online was possible until Thursday, March 19, 2026, 3:00 PM.", words)

    def test_deadline_across_dst(self):
        """N6: 24 hours before 09:00 is 09:00 the day before, though that night has 23 hours."""
        self.service.cancel_notice_hours = 24
        event = self.book("2026-03-29 09:00")
        deadline = self.env["appointment.page"]._cancel_deadline(event)
        self.assertEqual(deadline, self.paris("2026-03-28 09:00"))

    def test_not_allowed(self):
        """P2: a service can rule out cancelling online."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.stale_csrf = self.csrf(f"{path}/cancel")
        self.service.cancel_allowed = False
        self.assertRefused(event, path, why="cannot be cancelled online")

    def test_started(self):
        """S6: no action from the start on."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        csrf = self.csrf(f"{path}/cancel")
        begun = self.paris("2026-03-20 15:00")
        for page in ("/cancel", "/presence"):
            self.open(f"{path}{page}", {"csrf_token": csrf}, at=begun)
        client = event.attendee_ids.filtered("is_client")
        self.assertEqual((client.booking_state, client.presence_confirmed), ("confirmed", False))

    def test_no_number(self):
        """P3: the agenda's number, else the company's, else the e-mail."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        event.attendee_ids.filtered("is_client").booking_paid = True
        self.agenda.phone = "01 40 00 00 01"
        self.assertIn("tel:0140000001", self.tree(self.open(path)).xpath("//a/@href"))
        self.agenda.phone = self.company.phone = False
        tree = self.tree(self.open(path))
        self.assertIn("mailto:salon@example.com", tree.xpath("//a/@href"))
        self.assertFalse([link for link in tree.xpath("//a/@href") if link.startswith("tel:")])

    def test_presence(self):
        """P5: the client says that he or she will come; twice is harmless."""
        event = self.book()
        path = self.link(event)
        csrf = self.csrf(path)
        for _click in range(2):
            response = self.open(f"{path}/presence", {"csrf_token": csrf})
            self.assertEqual((response.status_code, response.headers["Location"]), (303, path))
        client = event.attendee_ids.filtered("is_client")
        self.assertTrue(client.presence_confirmed)
        response = self.open(path)
        self.assertIn("we know that you are coming", self.words(response))
        self.assertEqual(self.tree(response).xpath("//form[not(@class='languages')]"), [])
        self.assertEqual(self.open(f"{path}/presence").headers["Location"], path)

    def test_group(self):
        """A3, S6: in a group class the link shows and cancels its own client's booking only."""
        other = self._make_client("Bernard Secret", "+33612345602", "bernard@example.com")
        event = self.book(clients=self.client | other, service=self.yoga)
        path, others_path = self.link(event), self.link(event, other)
        self.assertNotEqual(path, others_path)
        for page in (path, f"{path}/cancel"):
            self.assertNotIn("ernard", self.open(page).text)
        self.press(f"{path}/cancel")
        states = {client.partner_id: client.booking_state for client in event.attendee_ids.filtered("is_client")}
        self.assertEqual(states, {self.client: "cancelled", other: "confirmed"})
        self.assertTrue(event.active)
        self.assertNotIn("ernard", self.open(path).text)
        self.assertIn("Cancel this appointment", self.words(self.open(others_path)))

    def test_others_are_the_clients_own(self):
        """P2: nobody else's, no cancelled and no other business's appointments are listed."""
        company = self.env["res.company"].create({"name": "Elsewhere", "appointment_grouping_delay": 0})
        agenda = self.env["appointment.agenda"].create({"name": "E", "company_id": company.id, "tz": "Europe/Paris"})
        service = self.env["appointment.service"].create({"name": "Elsewhere", "company_id": company.id})
        event = self.book("2026-03-20 15:00")
        self.book("2026-03-21 15:00", clients=self._make_client("Bernard", "+33612345602"))
        self.book("2026-03-22 15:00", service=self.yoga).attendee_ids.filtered("is_client").action_booking_cancel()
        self.book("2026-03-23 15:00", service=service, agenda_id=agenda.id, user=self.env.user)
        path = self.link(event)
        self.press(f"{path}/cancel")
        response = self.open(path)
        self.assertNotIn("Your other appointments", self.words(response))
        for hidden in ("Elsewhere", "March 21", "March 22", "March 23"):
            self.assertNotIn(hidden, response.text)

    def test_restored(self):
        """A6: when staff bring the booking back, the link shows it."""
        event = self.book()
        path = self.link(event)
        self.press(f"{path}/cancel")
        with self.at(self.now):
            event.action_booking_restore()
        self.assertIn("Cancel this appointment", self.words(self.open(path)))


@tagged("post_install", "-at_install")
class TestTokens(PageCase):
    def assertNowhere(self, path, like, **options):
        """The one 404 page, whatever the reason."""
        response = self.open(path, **options)
        self.assertEqual(response.status_code, 404, path)
        self.assertIsSecure(response)
        self.assertEqual(_without_nonce(response.text), like, path)
        self.assertEqual(set(response.headers), set(self.like_headers), path)

    def test_uniform_404(self):
        """S6: unknown, malformed, expired, revoked or somebody else's: the same page and headers."""
        first = self.open(f"/a/{link_token.new()}")
        self.like_headers, like = first.headers, _without_nonce(first.text)
        self.assertIn("This link leads to no appointment", self.words(first))
        for token in ("x", "a" * 15, "a" * 17, "é" * 16, "%00" * 16, "abc%00defghijklmn", "%ff%fe", "None", "a b",
                      "' OR 1=1 --", "{{7*7}}", "a" * 5000):  # fmt: skip
            for tail in ("", "/cancel", "/presence", "/calendar.ics", "/more", "/more/still"):
                self.assertNowhere(f"/a/{quote(token, safe='%')}{tail}", like)
        for page in ("/cancel", "/presence", ""):
            self.assertNowhere(f"/a/{link_token.new()}{page}", like, data={"csrf_token": "x"})

    def test_lost_rights(self):
        """S6: revoked, over, another client's now, no appointment any more, a staff message: 404."""
        event = self.book()
        path = self.link(event)
        first = self.open(f"/a/{link_token.new()}")
        self.like_headers, like = first.headers, _without_nonce(first.text)
        client = event.attendee_ids.filtered("is_client")
        row = self.rows(event).filtered(lambda row: row.token_hash == link_token.digest(path[3:]))
        for record, values in (
            (row, {"token_hash": False}),
            (row, {"audience": "staff"}),
            (client, {"partner_id": self._make_client("Heir").id}),
            (client, {"is_client": False}),
        ):
            self.assertEqual(self.open(path).status_code, 200)
            before = record.read(list(values), load=None)[0]
            record.with_context(appointment_no_notify=True).write(values)
            for page in ("", "/cancel", "/presence", "/calendar.ics"):
                self.assertNowhere(path + page, like)
            before.pop("id")
            record.with_context(appointment_no_notify=True).write(before)

    def test_contact_deleted(self):
        """A6: deleting a contact is erasure: its links are gone too."""
        event = self.book()
        path = self.link(event)
        with self.at(self.now):
            event.unlink()
            self.client.unlink()
        self.assertEqual(self.open(path).status_code, 404)

    def test_deleted_event(self):
        """A6: the link of a deleted appointment says "cancelled", and stays for 30 days after its end."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        csrf = self.csrf(path)
        with self.at(self.now):
            event.with_user(self.front_desk).unlink()
        response = self.open(path)
        self.assertEqual(response.status_code, 200)
        words = self.words(response)
        self.assertIn("The booking planned for Friday, March 20, 2026 at 3:00 PM has been cancelled.", words)
        self.assertNotIn("4271", words)
        for page in ("/cancel", "/presence"):
            self.assertEqual(self.open(f"{path}{page}", {"csrf_token": csrf}).headers["Location"], path)
            self.assertEqual(self.open(f"{path}{page}").headers["Location"], path)
        self.assertRegex(self.open(f"{path}/calendar.ics").text, r"(?s)SEQUENCE:1\r\n.*STATUS:CANCELLED")
        self.assertEqual(self.open(path, at=self.paris("2026-03-20 16:01") + timedelta(days=30)).status_code, 404)

    def test_deleted_attendee(self):
        """A6: so does that of a client who was taken off a group class."""
        other = self._make_client("Bernard Secret", "+33612345602")
        event = self.book(clients=self.client | other, service=self.yoga)
        path = self.link(event)
        self.change(event, {"partner_ids": [(3, self.client.id)]})
        response = self.open(path)
        self.assertIn("has been cancelled", self.words(response))
        self.assertNotIn("ernard", response.text)

    def test_random_tokens(self):
        """S6: of 10,000 forged links, what has not a token's shape is not even looked up; what has costs one look at
        the index."""
        self.link(self.book())
        page = self.env["appointment.page"]
        with self.assertQueryCount(0):
            for _turn in range(5000):
                shapeless = secrets.token_urlsafe(secrets.choice((0, 1, 8, 11, 13, 40)))
                self.assertFalse(page._find(shapeless))
        with self.assertQueryCount(5000):
            for _turn in range(5000):
                self.assertFalse(page._find(link_token.new()))

    def test_misses_are_slowed_down(self):
        """S6: an address that tries links is told to slow down; the good links behind it go on working."""
        path = self.link(self.book())
        with patch.object(manage.MISSES, "limit", 5), patch.object(manage.FLOOD, "limit", 20):
            codes = [self.open(f"/a/{link_token.new()}").status_code for _turn in range(8)]
            self.assertEqual(codes, [404] * 5 + [429] * 3)
            self.assertEqual(self.open(path).status_code, 200)
            for _turn in range(12):
                self.open(f"/a/{link_token.new()}")
            with patch.object(type(self.env["appointment.page"]), "_find") as find:
                response = self.open(path)
                self.assertFalse(find.called)
        self.assertEqual((response.status_code, response.headers["Retry-After"]), (429, "60"))
        self.assertIsSecure(response)

    def test_one_link_is_limited(self):
        """S6: the buttons of one link cannot be pressed without end."""
        event = self.book()
        path = self.link(event)
        csrf = self.csrf(path)
        with patch.object(manage.ACTIONS, "limit", 2):
            codes = [self.open(f"{path}/presence", {"csrf_token": csrf}).status_code for _turn in range(3)]
        self.assertEqual(codes, [303, 303, 429])

    def test_access_log(self):
        """S6: the server's log does not hold a working link."""
        path = self.link(self.book())
        with self.assertLogs("werkzeug", logging.INFO) as log:
            self.open(f"{path}/cancel?x=1")
            self.open("/web/health")
        lines = "\n".join(log.output)
        self.assertNotIn(path[3:], lines)
        self.assertIn("/a/***/cancel?x=1", lines)
        self.assertIn("/web/health", lines)


@tagged("post_install", "-at_install")
class TestParts(AppointmentMixin, HttpCase):
    def test_throttle_forgets(self):
        """S6: counts last for a minute and do not add up in memory."""
        throttle = Throttle(2)
        with patch("odoo.addons.appointment_notify.controllers.throttle.time.monotonic") as clock:
            clock.return_value = 60.0
            self.assertEqual([throttle.hit("a") for _turn in range(3)], [False, False, True])
            self.assertFalse(throttle.hit("b"))
            self.assertTrue(throttle.is_over("a"))
            clock.return_value = 120.0
            self.assertFalse(throttle.is_over("a"))
            self.assertFalse(throttle.hit("a"))

    def test_mask(self):
        """S6: only the personal part of a path is masked."""
        for path, masked in (
            ("/a/abcdefghijklmnop", "/a/***"),
            ("/a/abc/cancel?x=/a/b", "/a/***/cancel?x=/a/***"),
            ("//a//abc", "//a//***"),
            ("/fr/a/b", "/fr/a/***"),
            ("/a/feed/abc.ics", "/a/feed/***"),
            ("/about/x", "/about/x"),
        ):
            record = logging.makeLogRecord({"args": (f"GET {path} HTTP/1.1", 200)})
            logging.getLogger("werkzeug").filter(record)
            self.assertEqual(record.args, (f"GET {masked} HTTP/1.1", 200))


def _png(image):
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def _without_nonce(text):
    return re.sub(r'nonce="[^"]*"', "", html.unescape(text))

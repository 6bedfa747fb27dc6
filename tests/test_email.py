import base64
import re
from dataclasses import replace
from io import BytesIO

from icalendar import Calendar
from lxml import html as lxml_html
from odoo.tests import tagged
from PIL import Image

from ..engine.content.addresses import reply_to
from ..engine.content.facts import Facts
from .common import AppointmentCase
from .live import LiveMixin


class EmailCase(LiveMixin, AppointmentCase):
    """E-mails as a real SMTP server receives them."""

    def setUp(self):
        super().setUp()
        self.go_live()
        self.company.partner_id.write({"street": "1 place de la Bastille", "zip": "75011", "city": "Paris"})
        self.agenda.access_instructions = "Code 12A\n2nd floor"
        self.service.write({"preparation": "Come with dry hair.", "price": 45.0})

    def mail(self, address="vanessa@example.com"):
        """The last e-mail that an address received, after sending what is due."""
        self.dispatch()
        return self.smtp.to(address)[-1]

    def parts(self, mail):
        return {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}

    def plain(self, mail):
        return mail.get_body(("plain",)).get_content()

    def html(self, mail):
        return mail.get_body(("html",)).get_content()

    def calendar(self, mail):
        (event,) = Calendar.from_ical(self.parts(mail)["text/calendar"].get_content()).walk("VEVENT")
        return event

    def set_logo(self):
        content = BytesIO()
        Image.new("RGB", (900, 300), "#7c3aed").save(content, "PNG")
        self.company.logo = base64.b64encode(content.getvalue())

    def review_rule(self):
        rule = self.env["appointment.rule"].with_context(active_test=False).search(
            [("code", "=", "review_client_email"), ("company_id", "=", self.company.id)]
        )
        rule.active = True
        return rule


@tagged("post_install", "-at_install")
class TestParts(EmailCase):
    def test_t9_parts_and_headers(self):
        """T9: who writes, who is answered, what is inside."""
        self.agenda.email = "Agenda <rdv@monsalon.example>"
        event = self.book()
        mail = self.mail()
        self.assertEqual(mail["From"].replace('"', ""), "Mon Salon <salon@example.com>")
        self.assertEqual((mail["To"], mail["Reply-To"]), ("vanessa@example.com", "rdv@monsalon.example"))
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertNotIn("List-Unsubscribe", mail)
        reference = self.rows(event, trigger="booked", channel="email", audience="client").reference
        self.assertTrue(mail["Message-Id"].startswith(f"<appointment-{reference}@"))
        calendar = self.parts(mail)["text/calendar"]
        self.assertEqual((calendar.get_param("method"), calendar.get_param("charset")), ("REQUEST", "utf-8"))

    def test_t9_reply_to(self):
        """T9: replies go to the agenda's address, else the practitioner's, else the company's."""
        facts = Facts(agenda_email="a@x.org", practitioner_email="p@x.org", business_email="b@x.org")
        for missing, expected in (((), "a@x.org"), (("agenda_email",), "p@x.org"), (("agenda_email", "practitioner_email"), "b@x.org")):
            self.assertEqual(reply_to(replace(facts, **dict.fromkeys(missing, ""))), expected)
        self.assertEqual(reply_to(Facts(agenda_email="no address", business_email="b@x.org")), "b@x.org")

    def test_t9_plain_text_reads_well(self):
        """T9: the text part is written, not scraped: sentences, facts, link, signature."""
        self.company.appointment_signature_id = self.env["appointment.signature"].create(
            {"name": "S", "body_html": "<p>See you soon,<br/>the <b>team</b></p>"}
        )
        self.book()
        text = self.plain(self.mail())
        expected = """\
Hello Vanessa,

your appointment is booked. Here is what you need to know.

Friday, March 20, 2026, 3:00 PM
Duration: 1 hr
Service: Cut
With: Claire Martin
Where: 1 place de la Bastille, 75011 Paris
Access: Code 12A
  2nd floor
Preparation: Come with dry hair.
Phone: +33 1 99 00 12 34

See my appointment:
LINK

--\x20
See you soon,
the *team*
"""
        self.assertEqual(re.sub(r"http\S+", "LINK", text.replace("\r\n", "\n")), expected)

    def test_t9_html_is_a_whole_document(self):
        """T9: one button, no remote picture, no tracking, no script; escaped; a title; right for dark mode."""
        self.client.name = 'A <img src=x onerror="alert(1)"> & co'
        self.book()
        html = self.html(self.mail())
        self.assertTrue(html.lstrip().lower().startswith("<!doctype html>"))
        document = lxml_html.document_fromstring(html)
        self.assertEqual(document.xpath("//script | //img | //form | //link"), [])
        (button,) = [a for a in document.iter("a") if "/a/" in a.get("href")]
        self.assertEqual(button.text_content(), "See my appointment")
        self.assertNotRegex(html, r"url\(|@import|src=\"http")
        self.assertIn("prefers-color-scheme: dark", html)
        self.assertIn("Your appointment on", document.findtext(".//title"))

    def test_t9_logo_travels_inside(self):
        """T9: the business's logo is part of the message, small; the log shows it from Odoo."""
        self.set_logo()
        event = self.book()
        mail = self.mail()
        picture = self.parts(mail)["image/png"]
        self.assertEqual((picture["Content-ID"], picture.get_content_disposition()), ("<logo@appointment>", "inline"))
        self.assertLess(len(picture.get_content()), 20_000)
        (image,) = lxml_html.document_fromstring(self.html(mail)).iter("img")
        self.assertEqual((image.get("src"), image.get("alt")), ("cid:logo@appointment", "Mon Salon"))
        self.assertEqual((image.get("width"), image.get("height")), ("168", "56"))
        structure = [part.get_content_type() for part in mail.walk()]
        self.assertEqual(
            structure,
            ["multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
             "text/calendar", "text/calendar"],
        )  # fmt: skip
        row = self.rows(event, trigger="booked", channel="email", audience="client")
        self.assertIn(f'src="/logo.png?company={self.company.id}"', row.body_html)

    def test_t9_injection(self):
        """T1: names with macros, templates, tags and line breaks reach headers and parts as they are."""
        for number, name in enumerate(("_LIEN_", "{{ 7*7 }}", "<b>", "%s", "x" * 5000, "محمد الفاسي", "A\nBcc: spy@example.com")):
            with self.subTest(name=name[:20]):
                self.smtp.messages.clear()
                first_name = name.strip().split(" ")[0].split("\n")[0]
                client = self._make_client(name, "", f"n{number}@example.com", appointment_first_name=first_name)
                rule = self.env["appointment.rule"].search(
                    [("code", "=", "booked_client_email"), ("company_id", "=", self.company.id)]
                )
                rule.subject = "For _CLIENT-NAME_"
                self.book(clients=client, start=f"2026-03-{number + 11} 15:00")
                mail = self.mail(f"n{number}@example.com")
                self.assertEqual(mail["Subject"].replace("\r\n", ""), f"For {' '.join(name.split())}")
                self.assertNotIn("Bcc", mail)
                self.assertIn(f"Hello {first_name}", self.plain(mail).replace("\r\n", "\n"))
                body = lxml_html.document_fromstring(self.html(mail)).text_content()
                self.assertIn(f"Hello {first_name}", body)

    def test_t9_unsubscribe(self):
        """T9: what is not about a booking says how to get no more of it; what is does not."""
        self.review_rule()
        self.book()
        self.dispatch()
        self.dispatch(at=self.paris("2026-03-21 10:00"))
        mail = self.smtp.to("vanessa@example.com")[-1]
        self.assertIn("How was your appointment", mail["Subject"])
        self.assertRegex(
            mail["List-Unsubscribe"].replace("\r\n", ""),
            r"^<http\S+/a/[\w-]{16}/unsubscribe>, <mailto:claire@example\.com\?subject=unsubscribe>$",
        )
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertRegex(self.plain(mail), r"No more messages of this kind:\s+http\S+/a/[\w-]{16}/unsubscribe")
        self.assertEqual([m for m in self.smtp.messages if "List-Unsubscribe" in m], [mail])
        self.assertNotIn("text/calendar", self.parts(mail))

    def test_s6_the_log_keeps_no_link(self):
        """S6: neither the HTML nor the text that is kept opens anything."""
        event = self.book()
        token = re.search(r"/a/([\w-]{16})", self.plain(self.mail())).group(1)
        row = self.rows(event, trigger="booked", channel="email", audience="client")
        self.assertNotIn(token, row.body + row.body_html)
        self.assertIn("/a/••••", row.body)


@tagged("post_install", "-at_install")
class TestFacts(EmailCase):
    """T6"""

    SAMPLES = {
        "when": "March 20, 2026", "duration": "1 hr", "service": "Cut", "practitioner": "Claire Martin",
        "address": "1 place de la Bastille", "access": "2nd floor", "preparation": "dry hair", "price": "45.00",
        "link": "/a/", "calendar": "text/calendar",
    }  # fmt: skip

    def _shown(self, mail):
        # The footer names the business's address in any case
        html = self.html(mail).rsplit("<p class=\"an-soft\"", 1)[0]
        text = self.plain(mail).rsplit("-- ", 1)[0]
        self.assertEqual(
            {fact for fact, sample in self.SAMPLES.items() if sample in text},
            {fact for fact, sample in self.SAMPLES.items() if sample in lxml_html.document_fromstring(html).text_content()
             or (fact == "link" and sample in html)},
        )  # fmt: skip
        shown = {fact for fact, sample in self.SAMPLES.items() if sample in text}
        return shown | ({"calendar"} if "text/calendar" in self.parts(mail) else set())

    def test_t6_each_fact(self):
        """T6: each fact is shown, or not, as the account chooses, in both parts."""
        self.company.write({f"appointment_show_{fact}": True for fact in self.SAMPLES})
        self.book()
        self.assertEqual(self._shown(self.mail()), set(self.SAMPLES))
        for number, fact in enumerate(self.SAMPLES):
            with self.subTest(fact):
                self.company.write({f"appointment_show_{each}": each != fact for each in self.SAMPLES})
                self.book(f"2026-03-20 {8 + number:02}:00")
                self.assertEqual(self._shown(self.mail()), set(self.SAMPLES) - {fact})

    def test_t6_default(self):
        """T6: all but the price."""
        self.book()
        self.assertEqual(self._shown(self.mail()), set(self.SAMPLES) - {"price"})

    def test_t6_staff_see_everything(self):
        """T6: what is chosen is for clients."""
        self.company.write({f"appointment_show_{fact}": False for fact in self.SAMPLES})
        self.book()
        mail = self.mail("claire@example.com")
        self.assertIn("Client: Vanessa Durand", self.plain(mail))
        self.assertIn("March 20, 2026", self.plain(mail))

    def test_p1_not_after_cancelling(self):
        """P1, T6: after cancelling, neither access nor preparation is told."""
        event = self.book()
        self.mail()
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        shown = self._shown(self.mail())
        self.assertFalse(shown & {"access", "preparation"})
        self.assertIn("No longer: Friday, March 20, 2026", self.plain(self.smtp.to("vanessa@example.com")[-1]))

    def test_n2_moved(self):
        """N2: the new time, and the old one struck out."""
        event = self.book()
        self.mail()
        self.change(event, {"start": self.paris("2026-03-21 10:00"), "stop": self.paris("2026-03-21 11:00")})
        mail = self.mail()
        self.assertIn("Saturday, March 21, 2026, 10:00 AM\nNo longer: Friday, March 20", self.plain(mail).replace("\r\n", "\n"))
        struck = lxml_html.document_fromstring(self.html(mail)).xpath("//s")
        self.assertEqual([s.text_content() for s in struck], ["Friday, March 20, 2026, 3:00 PM"])


@tagged("post_install", "-at_install")
class TestCalendarFile(EmailCase):
    """T9: what clients' calendars make of it."""

    def _moved(self, event, start, stop, **values):
        self.change(event, {"start": self.paris(start), "stop": self.paris(stop), **values})
        return self.calendar(self.mail())

    def test_t9_in_place(self):
        """T9: one UID, a rising SEQUENCE, CANCEL at last; only the recipient is listed; no link inside."""
        event = self.book()
        booked = self.calendar(self.mail())
        moved = self._moved(event, "2026-03-21 10:00", "2026-03-21 11:00")
        again = self._moved(event, "2026-03-22 10:00", "2026-03-22 11:00")
        with self.at(self.now):
            event.with_user(self.front_desk).action_booking_cancel()
        mail = self.mail()
        cancelled = self.calendar(mail)
        files = [booked, moved, again, cancelled]
        self.assertEqual(len({str(each["UID"]) for each in files}), 1)
        self.assertEqual([int(each["SEQUENCE"]) for each in files], sorted({int(each["SEQUENCE"]) for each in files}))
        self.assertEqual(str(cancelled["STATUS"]), "CANCELLED")
        self.assertEqual(self.parts(mail)["text/calendar"].get_param("method"), "CANCEL")
        for each in files:
            self.assertEqual(str(each["ATTENDEE"]), "mailto:vanessa@example.com")
            self.assertNotIn(b"/a/", each.to_ical())

    def test_t9_cancelled_by_deleting(self):
        """T9, A6: the SEQUENCE rises where the appointment, or the client in it, is deleted too."""
        for number, delete in enumerate(("event", "attendee")):
            with self.subTest(delete):
                event = self.book(f"2026-03-2{number} 15:00", service=self.yoga)
                booked = self.calendar(self.mail())
                with self.at(self.now):
                    if delete == "event":
                        event.with_user(self.front_desk).unlink()
                    else:
                        event.with_user(self.front_desk).write({"partner_ids": [(3, self.client.id)]})
                cancelled = self.calendar(self.mail())
                self.assertEqual(str(cancelled["STATUS"]), "CANCELLED")
                self.assertEqual(str(cancelled["UID"]), str(booked["UID"]))
                self.assertGreater(int(cancelled["SEQUENCE"]), int(booked["SEQUENCE"]))

    def test_t9_series(self):
        """T9, A7: a series that is moved keeps the UIDs, though Odoo makes other events of it."""
        event = self.book(
            recurrency=True, rrule_type="daily", interval=1, end_type="count", count=2, event_tz="Europe/Paris"
        )
        self.mail()
        self.dispatch(at=self.paris("2026-03-18 15:00"))
        self.dispatch(at=self.paris("2026-03-19 15:00"))
        reminded = self.calendar(self.smtp.to("vanessa@example.com")[-1])
        self.assertEqual(reminded["DTSTART"].dt.day, 21)
        now = self.paris("2026-03-19 16:00")
        self.change(
            event,
            {"recurrence_update": "all_events", "start": self.paris("2026-03-20 16:00"), "stop": self.paris("2026-03-20 17:00")},
            at=now,
        )
        self.dispatch(at=now)
        second = event.recurrence_id.calendar_event_ids.filtered(lambda each: each.start.day == 21)
        with self.at(now):
            second.with_user(self.front_desk).action_booking_cancel()
        self.dispatch(at=now)
        cancelled = self.calendar(self.smtp.to("vanessa@example.com")[-1])
        self.assertEqual(str(cancelled["STATUS"]), "CANCELLED")
        self.assertEqual(str(cancelled["UID"]), str(reminded["UID"]))
        self.assertGreater(int(cancelled["SEQUENCE"]), int(reminded["SEQUENCE"]))

    def test_t9_group(self):
        """T9: in a class nobody's file names the others."""
        other = self._make_client("Marc Petit", "", "marc@example.com")
        self.book(service=self.yoga, clients=self.client | other)
        first, second = self.calendar(self.mail()), self.calendar(self.mail("marc@example.com"))
        self.assertNotEqual(str(first["UID"]), str(second["UID"]))
        self.assertNotIn(b"marc", first.to_ical())
        self.assertNotIn(b"vanessa", second.to_ical())

    def test_t9_uid_survives_a_new_address_for_links(self):
        """T9: another domain for links is no reason for a second entry in clients' calendars."""
        event = self.book()
        booked = self.calendar(self.mail())
        self.company.appointment_link_base = "rdv.monsalon.fr"
        self.assertEqual(str(self._moved(event, "2026-03-21 10:00", "2026-03-21 11:00")["UID"]), str(booked["UID"]))

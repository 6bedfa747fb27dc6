from icalendar import Calendar
from lxml import html as lxml_html
from odoo.fields import Command
from odoo.tests import tagged

from ..engine.content.reader import language
from .test_email import EmailCase


class ContentCase(EmailCase):
    def calendars(self, mail):
        """[(disposition, method, VEVENT)] of the calendar parts of a mail."""
        return [
            (part.get_content_disposition(), part.get_param("method"), Calendar.from_ical(part.get_content()).walk("VEVENT")[0])
            for part in mail.walk()
            if part.get_content_type() == "text/calendar"
        ]

    def merged(self, *bookings):
        """Appointments made in one go, and the one e-mail about them."""
        self.company.appointment_grouping_delay = 5
        events = [self.book(start, service=service, agenda_id=agenda.id) for start, service, agenda in bookings]
        self.dispatch(at=self.now + self.seconds(3600))
        return events, self.smtp.to("vanessa@example.com")


@tagged("post_install", "-at_install")
class TestMerged(ContentCase):
    """N10"""

    def setUp(self):
        super().setUp()
        room = self.env["res.partner"].create({"name": "Annexe", "street": "2 quai", "city": "Lyon"})
        self.massage = self.env["appointment.service"].create({"name": "Massage", "duration": 0.5})
        self.cabin = self.env["appointment.agenda"].create({"name": "Cabine 2", "tz": "Europe/Paris", "address_id": room.id})

    def test_n10_each_with_its_own(self):
        """N10: one e-mail; each appointment has its service, place, link and calendar entry."""
        events, mails = self.merged(
            ("2026-03-20 15:00", self.service, self.agenda), ("2026-03-24 10:00", self.massage, self.cabin)
        )
        (mail,) = mails
        text = self.plain(mail).replace("\r\n", "\n")
        first, second = text.split("Tuesday, March 24, 2026")
        self.assertIn("Service: Cut", first)
        self.assertIn("With: Claire Martin", first)
        self.assertIn("Service: Massage", second)
        self.assertIn("Agenda: Cabine 2", second)
        self.assertIn("2 quai, Lyon", second)
        links = [a.get("href") for a in lxml_html.document_fromstring(self.html(mail)).iter("a") if "/a/" in a.get("href")]
        self.assertEqual(len(set(links)), 2)
        with self.at(self.now):
            found = [self.env["appointment.page"]._find(link.rpartition("/")[2]) for link in links]
        self.assertEqual([row.event_id for row in found], events)
        self.assertEqual({link in text for link in links}, {True})
        files = self.calendars(mail)
        self.assertEqual([each[0] for each in files], [None, "attachment", "attachment"])
        self.assertEqual(len({str(each[2]["UID"]) for each in files}), 2)
        self.assertEqual([str(each[2]["SUMMARY"]) for each in files[1:]], ["Cut – Mon Salon", "Massage – Mon Salon"])
        log = self.rows(*events, trigger="booked", channel="email", audience="client")
        for link in links:
            self.assertNotIn(link.rpartition("/")[2], "".join(log.mapped(lambda row: (row.body or "") + (row.body_html or ""))))

    def test_t12_staff_read_of_everybody_in_a_class(self):
        """T12, N10: an e-mail names all, with their numbers; an SMS the first and how many more."""
        others = self._make_client("Marc Petit", "+33612345602") | self._make_client("Anna Roux", "+33612345603")
        self.practitioner.appointment_sms_by_staff = True
        self.env["appointment.rule"].search([("code", "=", "booked_staff_sms"), ("company_id", "=", self.company.id)]).origin = "any"
        self.book(service=self.yoga, clients=self.client | others)
        self.dispatch()
        (mail,) = self.smtp.to("claire@example.com")
        text = self.plain(mail)
        for name in ("Vanessa Durand", "Marc Petit", "Anna Roux", "+33612345602"):
            self.assertIn(name, text)
        self.assertEqual(text.count("Service: Yoga"), 1)
        (sms,) = self.sms_to("+33612345699")
        self.assertRegex(sms, r"(Vanessa Durand|Marc Petit|Anna Roux) and 2 others, 3/20/26")


@tagged("post_install", "-at_install")
class TestWhoReads(ContentCase):
    """T12, A12"""

    def test_t12_a_guardian_reads_of_the_child(self):
        """T12, B35: "Bonjour Hélène, Jules a rendez-vous", by SMS and e-mail; custom texts name the child first."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"].search([("name", "=", "appointment_notify")])._update_translations(["fr_FR"])
        mother = self._make_client("Hélène Roux", "+33612345611", "helene@example.com", lang="fr_FR")
        jules = self._make_client("Jules Roux", "", "", lang="fr_FR", parent_id=mother.id)
        self.book(clients=jules)
        self.dispatch()
        (sms,) = self.sms_to("+33612345611")
        self.assertRegex(sms, r"^Bonjour Hélène, c'est confirmé : Jules a rendez-vous le 20/03/26 à 15h00 chez Mon Salon\. http")
        (mail,) = self.smtp.to("helene@example.com")
        text = self.plain(mail)
        self.assertIn("Bonjour Hélène,", text)
        self.assertIn("le rendez-vous pour Jules est confirmé", text)
        self.assertIn("Pour\u00a0: Jules Roux", text)
        self.assertIn("Jules", mail["Subject"])
        rule = self.env["appointment.rule"].search([("code", "=", "booked_client_sms"), ("company_id", "=", self.company.id)])
        rule.with_context(lang="fr_FR").write({"guardian_body": "", "body": "Bonjour _PRÉNOM-DU-CLIENT_, à bientôt."})
        self.book("2026-03-21 15:00", clients=jules)
        self.dispatch()
        self.assertTrue(self.sms_to("+33612345611")[-1].startswith("Jules Roux : Bonjour Hélène, à bient"))

    def test_t12_staff_answer_the_client(self):
        """T12: a message to staff is answered to the client, and signed by nobody."""
        self.company.appointment_signature_id = self.env["appointment.signature"].create(
            {"name": "S", "body_html": "<p>Your salon</p>"}
        )
        self.book()
        self.dispatch()
        (mail,) = self.smtp.to("claire@example.com")
        self.assertEqual(mail["Reply-To"], "vanessa@example.com")
        self.assertNotIn("Your salon", self.plain(mail) + self.html(mail))
        (mail,) = self.smtp.to("vanessa@example.com")
        self.assertIn("Your salon", self.plain(mail))

    def test_a12_a_room_names_itself(self):
        """A12: no "with", no Reply-To of whoever booked."""
        room = self.env["appointment.agenda"].create({"name": "Fauteuil 1", "tz": "Europe/Paris"})
        self.book(agenda_id=room.id)
        mail = self.mail()
        self.assertEqual(mail["Reply-To"], "salon@example.com")
        self.assertIn("Agenda: Fauteuil 1", self.plain(mail))
        self.assertNotIn("With:", self.plain(mail))
        self.assertNotIn("Denis", self.plain(mail))


@tagged("post_install", "-at_install")
class TestCalendarIdentity(ContentCase):
    """T9"""

    def test_t9_part_and_file(self):
        """T9: an alternative part that shows as an invitation, and the same as a file; the organiser is the sender."""
        self.book()
        mail = self.mail()
        (shown, method, event), (kept, _method, same) = self.calendars(mail)
        self.assertEqual((shown, kept, method), (None, "attachment", "REQUEST"))
        self.assertEqual(event.to_ical(), same.to_ical())
        self.assertEqual(str(event["ORGANIZER"]), "mailto:salon@example.com")
        self.assertEqual(event["ORGANIZER"].params["CN"], "Mon Salon")
        self.assertIn(event["ORGANIZER"].removeprefix("mailto:"), mail["From"])

    def test_t9_one_organizer_for_the_life_of_a_uid(self):
        """T9, B9: hand-over, another practitioner, another sender: the organiser of the first file stays."""
        event = self.book()
        first = self.calendar(self.mail())
        other = self.env["appointment.agenda"].create({"name": "Other", "tz": "Europe/Paris", "email": "other@example.com"})
        self.company.write({"email": "new@example.com", "name": "New Name"})
        self.change(event, {"agenda_id": other.id, "start": self.paris("2026-03-21 10:00"), "stop": self.paris("2026-03-21 11:00")})
        moved = self.calendar(self.mail())
        with self.at(self.now):
            event.with_user(self.front_desk).unlink()
        cancelled = self.calendar(self.mail())
        for later in (moved, cancelled):
            self.assertEqual((str(later["ORGANIZER"]), later["ORGANIZER"].params["CN"]), ("mailto:salon@example.com", "Mon Salon"))
            self.assertEqual(str(later["UID"]), str(first["UID"]))

    def test_t9_pending_is_tentative(self):
        """T9: the file of a request says so; once confirmed, it is confirmed."""
        self.service.manual_confirmation = True
        event = self.book(user=None, attendee_ids=[
            Command.create({"partner_id": self.client.id, "is_client": True, "booking_state": "pending"})
        ])  # fmt: skip
        page = self.env["appointment.page"]
        attendee = event._booking_clients()
        attendee.booking_state = "pending"
        (ics,) = Calendar.from_ical(self._published(page, attendee)).walk("VEVENT")
        self.assertEqual(str(ics["STATUS"]), "TENTATIVE")
        with self.at(self.now):
            attendee.with_user(self.front_desk).action_booking_confirm()
        (ics,) = Calendar.from_ical(self._published(page, attendee)).walk("VEVENT")
        self.assertEqual((str(ics["STATUS"]), str(ics["ORGANIZER"])), ("CONFIRMED", "mailto:salon@example.com"))

    def _published(self, page, attendee):
        from ..engine.content import collect

        return page._calendar_file(attendee, collect.of_attendees(attendee)[attendee.id])

    def test_t9_alarm(self):
        """T9: only if the account wants one."""
        self.book()
        self.assertFalse(self.calendar(self.mail()).walk("VALARM"))
        self.company.appointment_alarm_minutes = 120
        self.book("2026-03-21 15:00")
        (alarm,) = self.calendar(self.mail()).walk("VALARM")
        self.assertEqual(alarm["TRIGGER"].dt.total_seconds(), -7200)

    def test_b11_real_durations(self):
        """T9, B11: from 22:00 to 07:00 over the change of clocks, nine hours are nine."""
        for start, stop, said in (
            ("2026-03-27 22:00", "2026-03-28 07:00", "9 hr"), ("2026-03-28 22:00", "2026-03-29 07:00", "8 hr"),
            ("2026-10-24 22:00", "2026-10-25 07:00", "10 hr"),
        ):  # fmt: skip
            self.book(start, stop=self.paris(stop))
            mail = self.mail()
            self.assertIn(f"Duration: {said}", self.plain(mail))
            event = self.calendar(mail)
            self.assertEqual((event["DTEND"].dt - event["DTSTART"].dt).total_seconds() / 3600, int(said.split(" ")[0]))


@tagged("post_install", "-at_install")
class TestLanguageOfReader(ContentCase):
    """T11"""

    def setUp(self):
        super().setUp()
        for code in ("fr_FR", "he_IL"):
            self.env["res.lang"]._activate_lang(code)
        self.env["ir.module.module"].search([("name", "=", "appointment_notify")])._update_translations(["fr_FR", "he_IL"])
        self.company.partner_id.lang = "fr_FR"

    def test_t11_a_language_that_is_not_shipped(self):
        """T11: a Hebrew reader of a French account reads French: words, dates, direction."""
        self.client.lang = "he_IL"
        self.book("2026-04-01 09:00")
        mail = self.mail()
        html = self.html(mail)
        self.assertIn('<html lang="fr" dir="ltr">', html)
        text = self.plain(mail)
        self.assertIn("Mercredi 1er avril 2026, 9h00", text)
        self.assertIn("Durée\u00a0: 1", text)
        self.assertIn("Voici ce qu’il faut savoir", text)
        self.assertEqual(language(self.env, "he_IL", "fr_FR"), "fr_FR")
        self.assertEqual(language(self.env, "fr_FR", "en_US"), "fr_FR")
        row = self.rows(client_id=self.client.id, channel="email", audience="client")[-1]
        page = self.env["appointment.page"]
        self.assertEqual(page._read_ahead(row).env.lang, "fr_FR")

    def test_t11_no_plain_space_before_french_punctuation(self):
        """T11: in e-mails no-break spaces and ’; in SMS plain ones, GSM-7."""
        self.client.lang = "fr_FR"
        self.company.appointment_replace_characters = False
        self.book()
        self.dispatch()
        for mail in self.smtp.to("vanessa@example.com"):
            body = lxml_html.document_fromstring(self.html(mail)).find("body").text_content()
            for text in (mail["Subject"], self.plain(mail), body):
                self.assertNotRegex(text, r" [:;!?»]|\w'\w")
        (sms,) = self.sms_to("+33612345601")
        self.assertIn("confirmé : le 20/03/26 à 15h00", sms)
        self.assertEqual(self.rows(client_id=self.client.id, channel="sms", trigger="booked").mapped("encoding"), ["gsm7"])


@tagged("post_install", "-at_install")
class TestHeaders(ContentCase):
    """T1, G6"""

    def test_t1_the_business_name_breaks_nothing(self):
        """T1: a line feed, U+2028 or a control character in the name: one line, in headers, texts and files."""
        self.company.name = "Mon\nSalon\u2028Bcc: spy@example.com\x00".replace("\x00", "\x07")
        self.book()
        mail = self.mail()
        self.assertNotIn("Bcc", mail)
        self.assertEqual(mail["From"].replace('"', ""), "Mon Salon Bcc: spy@example.com <salon@example.com>")
        self.assertIn("Mon Salon Bcc", self.plain(mail))
        (sms,) = self.sms_to("+33612345601")
        self.assertNotIn("\n", sms)
        self.assertNotIn("\u2028", sms)

    def test_g6_two_addresses_in_one_field(self):
        """G6: the first is the sender."""
        self.company.email = "salon@example.com; second@example.com"
        self.book()
        self.assertEqual(self.mail()["From"].replace('"', ""), "Mon Salon <salon@example.com>")

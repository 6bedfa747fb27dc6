from datetime import timedelta

from odoo.tests import Form, tagged

from .test_manage_page import PageCase


class ReviewCase(PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["appointment.rule"].with_context(active_test=False).search(
            [("trigger", "=", "review"), ("company_id", "=", cls.company.id)]
        )
        cls.rules.active = True

    def asked(self, event, hours=4, client=None):
        """Send the review request after the appointment; the path of its link."""
        self.now = event.stop + timedelta(hours=hours)
        return self.link(event, client, trigger="review")


@tagged("post_install", "-at_install")
class TestReview(ReviewCase):
    def test_walk(self):
        """N8: the link of the request leads to five answers; the rating is kept by Odoo's ratings, unpublished."""
        event = self.book("2026-03-11 10:00")
        path = self.asked(event)
        answer = self.open(path)
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{path}/review"))
        page = self.open(f"{path}/review")
        self.assertIsSecure(page)
        self.assertLess(len(page.content), 30 * 1024)
        tree = self.tree(page)
        self.assertEqual(tree.xpath("//input[@type='radio']/@value"), ["5", "4", "3", "2", "1"])
        self.assertEqual(tree.xpath("//script"), [])
        for said in ("Wednesday, March 11, 2026, 10:00 AM", "Cut", "Claire Martin", "may be published on the page of Claire"):
            self.assertIn(said, self.words(page))
        answer = self.press(f"{path}/review", rate="4", comment="  Lovely\x00 <b>cut</b>\r\nsee you ")
        self.assertEqual((answer.status_code, answer.headers["Location"]), (303, f"{path}/review"))
        rating = self.env["rating.rating"].search([("res_model", "=", "calendar.event"), ("res_id", "=", event.id)])
        self.assertEqual((rating.rating, rating.feedback, rating.partner_id), (4, "Lovely <b>cut</b>\nsee you", self.client))
        self.assertEqual(rating.rated_partner_id, self.practitioner.partner_id)
        self.assertTrue(rating.consumed and rating.is_internal and rating.message_id.is_internal)
        self.assertFalse(rating.message_id.notified_partner_ids)
        self.assertNotIn("<b>", rating.message_id.body)
        self.assertNotIn(self.client, event.message_follower_ids.partner_id)
        self.assertIn("Thank you for your opinion", self.words(self.open(f"{path}/review")))
        self.assertEqual((self.agenda.rating_count, self.agenda.rating_avg), (1, 4))
        self.assertEqual((self.service.rating_count, self.service.rating_avg), (1, 4))

    def press(self, path, at=None, **data):
        return self.open(path, {"csrf_token": self.csrf(path, at=at), **data}, at=at)

    def test_average(self):
        """N8: agenda and service show how many rated, and how."""
        for rate, day in (("5", 11), ("2", 12)):
            event = self.book(f"2026-03-{day} 10:00", clients=self._make_client(f"C{day}", f"+336123456{day}"))
            with self.at(event.stop):
                self.env["appointment.page"]._review(event.attendee_ids.filtered("is_client"), rate)
        self.env.invalidate_all()
        for record in (self.agenda, self.service):
            self.assertEqual((record.rating_count, record.rating_avg), (2, 3.5))
            action = record.action_open_ratings()
            self.assertEqual(len(self.env["rating.rating"].search(action["domain"])), 2)
            Form(record)
        self.assertEqual((self.yoga.rating_count, self.yoga.rating_avg), (0, 0))

    def test_safe_methods_change_nothing(self):
        """P7: only the form rates, once; without an answer it asks again."""
        path = self.asked(self.book("2026-03-11 10:00"))
        csrf = self.csrf(f"{path}/review")
        for method in ("GET", "HEAD", "OPTIONS"):
            self.assertEqual(self.open(f"{path}/review?csrf_token={csrf}&rate=5", method=method).status_code, 200)
        for data in ({}, {"csrf_token": "x"}):
            self.assertEqual(self.open(f"{path}/review", {"rate": "5", **data}).status_code, 400)
        for rate in ("0", "6", "", "5.0", "-1", "five", "٥"):
            answer = self.open(f"{path}/review", {"csrf_token": csrf, "rate": rate})
            self.assertEqual(answer.headers["Location"], f"{path}/review?unanswered=1")
        self.assertIn("Please choose one", self.words(self.open(f"{path}/review?unanswered=1")))
        ratings = self.env["rating.rating"].search_count
        self.assertEqual(ratings([("partner_id", "=", self.client.id)]), 0)
        for rate in ("5", "1"):
            self.open(f"{path}/review", {"csrf_token": csrf, "rate": rate, "comment": "x" * 5000})
        rating = self.env["rating.rating"].search([("partner_id", "=", self.client.id)])
        self.assertEqual((rating.mapped("rating"), len(rating.feedback)), ([5.0], 2000))

    def test_only_what_took_place(self):
        """N8: nothing to rate before the end, after a no-show or a cancellation."""
        event = self.book("2026-03-11 10:00")
        path = self.link(event)
        client = event.attendee_ids.filtered("is_client")
        csrf = self.csrf(f"{path}/cancel")
        over = event.stop
        for state, at in (("confirmed", over - timedelta(seconds=1)), ("no_show", over), ("cancelled", over)):
            client.with_context(appointment_no_notify=True).booking_state = state
            self.assertEqual(self.open(f"{path}/review", at=at).headers["Location"], path)
            self.open(f"{path}/review", {"csrf_token": csrf, "rate": "5"}, at=at)
        self.assertFalse(self.env["rating.rating"].search([("partner_id", "=", self.client.id)]))
        client.with_context(appointment_no_notify=True).booking_state = "done"
        event.active = True
        client.with_context(appointment_no_notify=True).booking_state = "done"
        self.assertEqual(self.open(f"{path}/review", at=over).status_code, 200)

    def test_group(self):
        """A3, N8: in a class each client leaves a rating of his or her own."""
        other = self._make_client("Bernard Secret", "+33612345602")
        event = self.book("2026-03-11 10:00", clients=self.client | other, service=self.yoga)
        path = self.asked(event)
        self.press(f"{path}/review", rate="5", comment="Mine")
        others_path = self.link(event, other, trigger="review")
        self.assertNotIn("Mine", self.open(f"{others_path}/review").text)
        self.press(f"{others_path}/review", rate="1")
        self.env.invalidate_all()
        self.assertEqual((self.yoga.rating_count, self.yoga.rating_avg), (2, 3))


@tagged("post_install", "-at_install")
class TestAskedLately(ReviewCase):
    def requests(self, event):
        return sorted({(row.state, row.reason or "") for row in self.rows(event, trigger="review")})

    def test_not_again(self):
        """N8: no client is asked again within the company's days; e-mail and SMS about one appointment are one asking."""
        first = self.book("2026-03-11 10:00")
        second = self.book("2026-03-12 10:00")
        third = self.book("2026-06-10 10:00")
        others = self.book("2026-03-12 12:00", clients=self._make_client("Bernard", "+33612345602", "b@example.com"))
        self.dispatch(at=self.paris("2026-03-11 15:00"))
        self.dispatch(at=self.paris("2026-03-12 17:00"))
        self.assertEqual(self.requests(first), [("sent", "")])
        self.assertEqual(self.requests(second), [("skipped", "asked_lately")])
        self.assertEqual(self.requests(others), [("sent", "")])
        self.dispatch(at=self.paris("2026-06-10 15:01"))
        self.assertEqual(self.requests(third), [("sent", "")], "91 days later")

    def test_within_the_last_day(self):
        """N8: 90 days less a minute is too soon; the setting decides."""
        self.book("2026-03-11 10:00")
        for days, state in ((90, "skipped"), (89, "sent")):
            self.company.appointment_review_days = days
            event = self.book("2026-06-09 09:00" if days == 90 else "2026-06-09 09:30", at=self.paris("2026-03-10 11:00"))
            self.dispatch(at=self.paris("2026-03-11 15:00"))
            self.dispatch(at=self.paris("2026-06-09 14:59"))
            self.assertEqual({row.state for row in self.rows(event, trigger="review")}, {state})

    def test_due_together(self):
        """N8: two appointments whose requests are due in one run: the first asks."""
        first, second = self.book("2026-03-11 09:50"), self.book("2026-03-11 10:00")
        self.dispatch(at=self.paris("2026-03-11 15:00"))
        self.assertEqual(self.requests(first), [("sent", "")])
        self.assertEqual(self.requests(second), [("skipped", "asked_lately")])

    def test_always(self):
        """N8: 0 days: after each appointment."""
        self.company.appointment_review_days = 0
        first, second = self.book("2026-03-11 09:50"), self.book("2026-03-11 10:00")
        self.dispatch(at=self.paris("2026-03-11 15:00"))
        self.assertEqual(self.requests(first) + self.requests(second), [("sent", "")] * 2)

    def test_on_purpose(self):
        """N8, N13: what staff send now goes out."""
        self.book("2026-03-11 09:00")
        second = self.book("2026-03-12 10:00")
        self.dispatch(at=self.paris("2026-03-11 15:00"))
        row = self.rows(second, trigger="review", channel="sms")
        row.write({"forced": True, "send_at": self.paris("2026-03-12 14:00")})
        self.dispatch(at=self.paris("2026-03-12 14:00"))
        self.assertEqual(row.state, "sent")


@tagged("post_install", "-at_install")
class TestPublicPage(ReviewCase):
    def _rated(self, rate="5", day=11, comment="Très bien <b>!</b>"):
        event = self.book(f"2026-03-{day} 10:00")
        with self.at(event.stop):
            self.env["appointment.page"]._review(event.attendee_ids.filtered("is_client"), rate, comment)
        return self.env["rating.rating"].search([("res_model", "=", "calendar.event"), ("res_id", "=", event.id)])

    def _page(self, agenda=None):
        return self.url_open(f"/appointments/agenda/{(agenda or self.agenda).id}")

    def test_n8_published_by_choice(self):
        """N8: the agenda's public page shows a rating once staff publish it, and not before; else there is no page."""
        rating = self._rated()
        self.assertEqual(self._page().status_code, 404)
        rating.is_internal = False
        page = self._page()
        self.assertEqual(page.status_code, 200)
        self.assertIn("★★★★★", page.text)
        self.assertIn("Très bien &lt;b&gt;!&lt;/b&gt;", page.text)
        self.assertIn("Vanessa", page.text)
        self.assertNotIn("Durand", page.text, "the first name alone")
        self.assertNotIn("Cut", page.text, "what was done is nobody's business")
        words = " ".join(page.text.split())
        for said in ("5.0</t> / 5", "One opinion, after an appointment here", "tel:+33199001234"):
            self.assertIn(said.replace("</t>", ""), words)
        self.assertEqual(self.url_open("/appointments/agenda/99999999999999999999").status_code, 404)
        self.agenda.active = False
        self.assertEqual(self._page().status_code, 404)

from datetime import timedelta

from odoo.tests import tagged

from .test_manage_page import PageCase


class MoreCase(PageCase):
    def attendee(self, event):
        return event.attendee_ids.filtered("is_client")

    def post(self, path, action, at=None, **data):
        """Press a button of the page, without a cookie."""
        self.opener.cookies.clear()
        return self.open(f"{path}/{action}", {"csrf_token": self.csrf(path, at=at), **data}, at=at)

    def notes(self, event):
        self.env.invalidate_all()
        return " ".join(event.message_ids.mapped("body"))


@tagged("post_install", "-at_install")
class TestWithoutCookies(MoreCase):
    def test_p7_cookies_refused(self):
        """P7: every button works where the phone keeps no cookie, and the page asks for none."""
        event = self.book()
        path = self.link(event)
        response = self.open(path)
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertEqual(self.post(path, "presence").headers["Location"], path)
        self.assertTrue(self.attendee(event).presence_confirmed)
        self.assertEqual(self.post(path, "cancel").status_code, 303)
        self.env.invalidate_all()
        self.assertEqual(self.attendee(event).booking_state, "cancelled")

    def test_p7_token_is_of_one_link(self):
        """P7: the token of one page opens no other's buttons; refused, the page says whose it is and how to call."""
        one, other = self.book("2026-03-20 15:00"), self.book("2026-03-21 15:00")
        csrf = self.csrf(self.link(one))
        response = self.open(f"{self.link(other)}/cancel", {"csrf_token": csrf})
        self.assertEqual(response.status_code, 400)
        self.assertIn("Mon Salon", self.words(response))
        self.assertIn("tel:+33199001234", self.tree(response).xpath("//a/@href"))
        self.env.invalidate_all()
        self.assertEqual(self.attendee(other).booking_state, "confirmed")

    def test_p7_reading_changes_nothing(self):
        """P7: GET, HEAD and OPTIONS of all that can be pressed."""
        event = self.book()
        path = self.link(event)
        csrf = self.csrf(path)
        before, lang = self.state(event), self.client.lang
        for method in ("GET", "HEAD", "OPTIONS"):
            for page in ("undo", "late", "word", "language", "feed"):
                query = f"csrf_token={csrf}&minutes=10&text=x&lang=fr_FR&alarm=60&end=1"
                self.assertIn(self.open(f"{path}/{page}?{query}", method=method).status_code, (200, 303))
        self.assertEqual(self.state(event), before)
        self.assertEqual(self.client.lang, lang)
        self.assertFalse(self.env["appointment.feed"].search([("partner_id", "=", self.client.id)]))


@tagged("post_install", "-at_install")
class TestDeadline(MoreCase):
    def test_p2_deadline_before_it_matters(self):
        """P2: until when is said while it can still be done."""
        self.service.write({"cancel_notice_hours": 24, "move_notice_hours": 48})
        words = self.words(self.open(self.link(self.book("2026-03-20 15:00"))))
        self.assertIn("You can cancel online until Thursday, March 19, 2026, 3:00 PM.", words)
        self.assertIn("You can move online until Wednesday, March 18, 2026, 3:00 PM.", words)

    def test_p2_own_move_lifts_no_deadline(self):
        """P2: too late to cancel, moved far away by the client: still too late; moved by staff: by the new time."""
        self.service.write({"cancel_notice_hours": 480, "move_notice_hours": 0})
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.assertFalse(self.tree(self.open(path)).xpath(f"//a[@href='{path}/cancel']"))
        answer = self.post(path, "move", to="20260505T090000")
        self.assertEqual(answer.headers["Location"], f"{path}?done=moved")
        self.env.invalidate_all()
        self.assertEqual(event.start, self.paris("2026-05-05 11:00"))
        response = self.post(path, "cancel")
        self.assertEqual(response.headers["Location"], f"{path}/cancel")
        self.env.invalidate_all()
        self.assertEqual(self.attendee(event).booking_state, "confirmed")
        self.assertIn("Cancelling online was possible until Saturday, February 28", self.words(self.open(path)))
        self.change(event, {"start": self.paris("2026-05-06 11:00"), "stop": self.paris("2026-05-06 12:00")})
        self.post(path, "cancel")
        self.env.invalidate_all()
        self.assertEqual(self.attendee(event).booking_state, "cancelled")

    def test_p2_other_session_lifts_no_deadline(self):
        """P2, A3: nor does changing to a later session of a class; nor an old link, nor a form opened in time."""
        self.yoga.write({"cancel_notice_hours": 48, "move_notice_hours": 0})
        event = self.book("2026-03-20 15:00", service=self.yoga)
        later = self.book("2026-04-10 15:00", clients=self._make_client("Bernard"), service=self.yoga)
        path = self.link(event)
        client, in_time = self.attendee(event), self.csrf(f"{path}/cancel")
        inside = self.paris("2026-03-19 15:00")
        self.post(path, "move", at=inside, to=f"{later.start:%Y%m%dT%H%M%S}")
        self.env.invalidate_all()
        self.assertEqual((client.event_id, client.notice_start), (later, self.paris("2026-03-20 15:00")))
        for _tab in range(2):
            answer = self.open(f"{path}/cancel", {"csrf_token": in_time}, at=inside)
            self.assertEqual(answer.headers["Location"], f"{path}/cancel")
        self.env.invalidate_all()
        self.assertEqual(client.booking_state, "confirmed")

    def test_p8_price_and_payment(self):
        """P8: what it costs and whether it is paid."""
        self.service.price = 45
        event = self.book()
        path = self.link(event)
        self.assertRegex(self.words(self.open(path)), r"Price \D{0,2}45\.00\D{0,2} \(not paid yet\)")
        self.attendee(event).booking_paid = True
        self.assertIn("(paid)", self.words(self.open(path)))


@tagged("post_install", "-at_install")
class TestUndo(MoreCase):
    def test_n21_undo(self):
        """N21: within fifteen minutes, while the time is free; told as a booking; twice is harmless."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.post(path, "cancel", reason="mistake")
        self.env.invalidate_all()
        self.assertFalse(event.active)
        self.assertIn("Until 11:15 AM you can take it back", self.words(self.open(path)))
        last = self.now + timedelta(minutes=15)
        csrf = self.csrf(path)
        for _click in range(2):
            answer = self.open(f"{path}/undo", {"csrf_token": csrf}, at=last)
            self.assertEqual(answer.headers["Location"], f"{path}?done=undone")
        self.env.invalidate_all()
        client = self.attendee(event)
        self.assertTrue(event.active)
        self.assertEqual((client.booking_state, client.cancel_reason, client.undo_state), ("confirmed", False, False))
        self.assertIn("stands again", self.words(self.open(f"{path}?done=undone")))

    def test_n21_undo_of_a_request_waits_again(self):
        """N21, A5: what was waiting for staff waits again."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        self.attendee(event).booking_state = "pending"
        self.post(path, "cancel")
        self.post(path, "undo")
        self.env.invalidate_all()
        self.assertEqual((self.attendee(event).booking_state, event.active), ("pending", True))

    def test_n21_not_for_ever(self):
        """N21: after fifteen minutes, or what staff cancelled, stays cancelled."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        csrf = self.csrf(path)
        self.post(path, "cancel")
        late = self.now + timedelta(minutes=15, seconds=1)
        answer = self.open(f"{path}/undo", {"csrf_token": csrf}, at=late)
        self.assertEqual(answer.headers["Location"], f"{path}?done=gone")
        other = self.book("2026-03-21 15:00")
        path = self.link(other)
        csrf = self.csrf(path)
        with self.at(self.now):
            other.with_user(self.front_desk).action_booking_cancel()
            self.env.flush_all()
        self.open(f"{path}/undo", {"csrf_token": csrf})
        self.env.invalidate_all()
        self.assertFalse(event.active)
        self.assertEqual(self.attendee(other).booking_state, "cancelled")
        self.assertFalse(self.tree(self.open(path)).xpath(f"//form[@action='{path}/undo']"))

    def test_n21_taken_meanwhile(self):
        """N21, P4: the time was given to somebody else: it stays theirs."""
        event = self.book("2026-03-20 15:00")
        path = self.link(event)
        csrf = self.csrf(path)
        self.post(path, "cancel")
        self.book("2026-03-20 15:30", clients=self._make_client("Bernard", "+33612345602"))
        answer = self.open(f"{path}/undo", {"csrf_token": csrf})
        self.assertEqual(answer.headers["Location"], f"{path}?done=taken")
        self.env.invalidate_all()
        self.assertEqual((event.active, self.attendee(event).booking_state), (False, "cancelled"))

    def test_n21_class(self):
        """N21, A3: in a class, while a place is left."""
        self.yoga.capacity = 1 + 1
        other = self._make_client("Bernard", "+33612345602")
        event = self.book("2026-03-20 15:00", clients=self.client | other, service=self.yoga)
        path = self.link(event)
        self.post(path, "cancel")
        self.post(path, "undo")
        self.env.invalidate_all()
        self.assertEqual(set(self.attendee(event).mapped("booking_state")), {"confirmed"})
        self.post(path, "cancel")
        third = self._make_client("Chloe", "+33612345603")
        with self.at(self.now):
            event.with_user(self.front_desk).write({"partner_ids": [(4, third.id)]})
        self.assertEqual(self.open(f"{path}/undo", {"csrf_token": self.csrf(path)}).headers["Location"], f"{path}?done=taken")


@tagged("post_install", "-at_install")
class TestWords(MoreCase):
    def test_p8_running_late(self):
        """P8: offered shortly before, told to staff once for each start."""
        self.company.appointment_live = True
        event = self.book("2026-03-20 15:00")
        path = self.live_link(event)
        self.assertFalse(self.tree(self.open(path)).xpath(f"//a[@href='{path}/late']"))
        near = self.paris("2026-03-20 14:30")
        self.assertTrue(self.tree(self.open(path, at=near)).xpath(f"//a[@href='{path}/late']"))
        csrf = self.csrf(f"{path}/late", at=near)
        self.assertIn("unanswered", self.open(f"{path}/late", {"csrf_token": csrf, "minutes": "99"}, at=near).headers["Location"])
        for _click in range(2):
            self.open(f"{path}/late", {"csrf_token": csrf, "minutes": "10"}, at=near)
        self.assertEqual(self.notes(event).count("Vanessa Durand is running about 10 minutes late."), 1)
        self.assertEqual(event.message_ids[0].notified_partner_ids, self.practitioner.partner_id)
        self.assertIn("a little late", self.words(self.open(path, at=near)))

    def live_link(self, event):
        """A link as a message to the client has it, without sending one."""
        from ..tools import link_token

        token = link_token.new()
        row = self.rows(event, audience="client", channel="sms")[:1]
        row.token_hash = link_token.digest(token)
        return f"/a/{token}"

    def test_p8_a_word(self):
        """P8: a note for the staff: text only, not twice, not too often; staff hear of it."""
        event = self.book()
        path = self.link(event)
        for _click in range(2):
            answer = self.post(path, "word", text="<b>Bonjour</b>\nJ’arrive avec mon chien \x00")
            self.assertEqual(answer.headers["Location"], f"{path}?done=written")
        notes = self.notes(event)
        self.assertEqual(notes.count("J’arrive avec mon chien"), 1)
        self.assertIn("&lt;b&gt;Bonjour&lt;/b&gt;<br", notes)
        self.assertIn("unanswered", self.post(path, "word", text="  ").headers["Location"])
        places = [self.post(path, "word", text=f"n {number}").headers["Location"] for number in range(6)]
        self.assertEqual(places.count(f"{path}?done=enough"), 2)
        self.assertNotIn(self.client, event.message_follower_ids.partner_id)

    def test_t12_for_whom(self):
        """T12, P8: a guardian reads for whom it is; the question names client, service, practitioner and time."""
        child = self.env["res.partner"].create({"name": "Jules Durand", "parent_id": self.client.id, "lang": "en_US"})
        event = self.book("2026-03-20 15:00", clients=child)
        path = self.link(event, client=child)
        self.assertIn("Appointment: Jules Durand", self.words(self.open(path)))
        words = self.words(self.open(f"{path}/cancel"))
        for said in ("Jules Durand", "Cut", "Claire Martin", "Friday, March 20, 2026, 3:00 PM"):
            self.assertIn(said, words)

    def test_p8_language(self):
        """P8: another language by a button, kept for messages to come; one that is not offered changes nothing."""
        event = self.book()
        path = self.link(event)
        self.post(path, "language", lang="xx_XX")
        self.env.invalidate_all()
        self.assertEqual(self.client.lang, "en_US")
        self.post(path, "language", lang="fr_FR")
        self.env.invalidate_all()
        self.assertEqual(self.client.lang, "fr_FR")
        self.assertEqual(self.tree(self.open(path)).get("lang")[:2], "fr")


@tagged("post_install", "-at_install")
class TestLanguageNotShipped(MoreCase):
    def test_t11_page_in_the_accounts_language(self):
        """T11: a client whose language has no words here reads all in the account's: words, dates, ``lang``, ``dir``."""
        self.env["res.lang"]._activate_lang("he_IL")
        self.company.partner_id.lang = "fr_FR"
        self.client.lang = "he_IL"
        path = self.link(self.book("2026-04-01 15:00"))
        page = self.open(path)
        tree = self.tree(page)
        self.assertEqual((tree.get("lang"), tree.get("dir")), ("fr", "ltr"))
        self.assertIn("mercredi 1er avril 2026, 15h00", self.words(page))
        self.assertIn("Votre rendez-vous", self.words(page))
        offered = tree.xpath("//form[@class='languages']/button/@value")
        self.assertNotIn("he_IL", offered)
        self.assertIn("fr_FR", offered)
        missing = self.open("/a/AbCdEfGhIjKlMnOp", **{"Accept-Language": "he-IL,he"})
        self.assertIn(self.tree(missing).get("lang"), ("fr", "en"))

from odoo.tests import tagged

from .test_manage_page import PageCase


@tagged("post_install", "-at_install")
class TestUnsubscribe(PageCase):
    """P9, RFC 8058"""

    def _asked(self):
        """The path of the link in a review request."""
        rules = self.env["appointment.rule"].with_context(active_test=False)
        rules.search([("code", "=", "review_client_sms"), ("company_id", "=", self.company.id)]).active = True
        event = self.book()
        self.dispatch()
        self.dispatch(at=self.paris("2026-03-21 10:00"))
        (row,) = self.rows(event, trigger="review", channel="sms")
        self.assertEqual(row.state, "sent", row.reason)
        return "/a/" + row.body.rpartition("/a/")[2]

    def test_p9_one_click(self):
        """P9: one POST of a mail program, without cookie or form of ours; GET only asks; twice is harmless."""
        path = self._asked()
        shown = self.open(f"{path}/unsubscribe")
        self.assertIn("No more messages of this kind?", self.words(shown))
        self.assertIsSecure(shown)
        self.assertFalse(self.client.appointment_unsubscribed)
        for _press in range(2):
            done = self.open(f"{path}/unsubscribe", {"List-Unsubscribe": "One-Click"})
            self.assertEqual(done.status_code, 200)
        self.client.invalidate_recordset()
        self.assertTrue(self.client.appointment_unsubscribed)
        self.assertEqual(len(self.client.message_ids.filtered(lambda note: "Unsubscribed" in note.body)), 1)

    def test_p9_what_stops_and_what_goes_on(self):
        """P9: no more reviews; what is about a booking goes on."""
        self.client.appointment_unsubscribed = True
        rules = self.env["appointment.rule"].with_context(active_test=False)
        rules.search([("code", "=", "review_client_sms"), ("company_id", "=", self.company.id)]).active = True
        event = self.book()
        self.dispatch()
        self.dispatch(at=self.paris("2026-03-21 10:00"))
        self.assertEqual(self.rows(event, trigger="review", channel="sms").reason, "opted_out")
        self.assertEqual(set(self.rows(event, trigger="booked", audience="client").mapped("state")), {"sent"})

    def test_s6_no_other_link(self):
        """S6: a link that never was answers as any other dead one."""
        for path in ("/a/AbCdEfGhIjKlMnOp/unsubscribe", "/a/x/unsubscribe"):
            self.assertEqual(self.open(path, {"List-Unsubscribe": "One-Click"}).status_code, 404)

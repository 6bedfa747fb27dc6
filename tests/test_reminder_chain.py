from odoo.tests import tagged

from .common import AppointmentCase


@tagged("post_install", "-at_install")
class TestReminderChain(AppointmentCase):
    """Appointments close to each other get one reminder (N9)."""

    def _book(self, start, stop, **values):
        return self.book(f"2026-03-20 {start}", stop=self.paris(f"2026-03-20 {stop}"), **values)

    def _sms(self, event):
        return self.rows(event, trigger="reminder", channel="sms", audience="client")

    def _pass_day(self):
        for hour in range(8, 20):
            self.dispatch(at=self.paris(f"2026-03-19 {hour:02}:30"))

    def test_n9_exactly_two_hours_is_not_close(self):
        """N9: less than two hours between end and start; two hours are not."""
        first, second = self._book("10:00", "11:00"), self._book("13:00", "14:00")
        third = self._book("15:59", "17:00")
        self._pass_day()
        self.assertEqual([self._sms(event).state for event in (first, second, third)], ["sent", "sent", "skipped"])

    def test_n9_each_recipient(self):
        """N9, A9: client and parent each get one."""
        parent = self._make_client("Parent", "+33612345688", "parent@example.com", parent_id=self.client.id)
        parent.write({"appointment_recipient_sms": True, "appointment_recipient_email": False})
        self._book("10:00", "11:00")
        second = self._book("11:30", "12:30")
        self._pass_day()
        sent = self.rows(trigger="reminder", channel="sms", state="sent")
        self.assertEqual(sorted(sent.partner_id.ids), sorted((self.client + parent).ids))
        self.assertEqual(set(self._sms(second).mapped("reason")), {"merged"})

    def test_n9_companies_apart(self):
        """N9: appointments of two companies are not merged."""
        company = self.env["res.company"].create({"name": "Other", "country_id": self.env.ref("base.fr").id})
        agenda = self.env["appointment.agenda"].create({"name": "B", "tz": "Europe/Paris", "company_id": company.id})
        service = self.env["appointment.service"].create({"name": "B", "company_id": company.id})
        first = self._book("10:00", "11:00")
        with self.at(self.now):
            second = self.env["calendar.event"].create(
                {"name": "B", "start": self.paris("2026-03-20 11:30"), "stop": self.paris("2026-03-20 12:30"),
                 "service_id": service.id, "agenda_id": agenda.id, "partner_ids": [(6, 0, self.client.ids)]}
            )  # fmt: skip
        self._pass_day()
        self.assertEqual([self._sms(event).state for event in (first, second)], ["sent", "sent"])

    def test_n9_the_named_one_moves_away(self):
        """N9: after it went out, the named appointment moves: the other, never named, gets its own."""
        first, second = self._book("10:00", "11:00"), self._book("11:30", "12:30")
        self.dispatch(at=self.paris("2026-03-19 10:00"))
        self.dispatch(at=self.paris("2026-03-19 11:30"))
        self.assertEqual(self._sms(second).reason, "merged")
        self.change(
            first,
            {"start": self.paris("2026-03-27 10:00"), "stop": self.paris("2026-03-27 11:00")},
            at=self.paris("2026-03-19 14:00"),
        )
        self.dispatch(at=self.paris("2026-03-19 14:05"))
        self.assertEqual(self._sms(second).state, "sent")
        self.assertEqual(len(self._sms(first)), 1, "and the moved one is not reminded again")

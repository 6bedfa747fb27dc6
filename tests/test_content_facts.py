"""The one shape of facts, and its way to JSON and back."""

from datetime import datetime

from odoo.tests import tagged

from ..engine.content import collect
from ..engine.content.facts import Facts
from .common import AppointmentCase

# As the first version kept them
OLD = {
    "start": "2026-03-20T14:00:00", "stop": "2026-03-20T15:00:00", "sequence": 2, "event_id": 7, "uid": "7-9",
    "status": "cancelled", "service_id": False, "agenda_id": 3, "resource_ids": [4, 5], "service": "Cut",
    "name_in_sms": False, "price": 45.0, "preparation": "", "room": "Room 1", "client_name": "Vanessa Durand",
    "client_first_name": "Vanessa", "client_phone": "", "client_tz": "", "cancel_reason": "", "tz": "Europe/Paris",
    "company_id": 1, "business": "Mon Salon", "gone": "a name that no longer is",
}  # fmt: skip


@tagged("post_install", "-at_install")
class TestFacts(AppointmentCase):
    def test_a6_there_and_back(self):
        """A6: what is kept is what was read."""
        attendee = self.book()._booking_clients()
        facts = collect.of_attendees(attendee)[attendee.id]
        self.assertEqual(facts.client_name, "Vanessa Durand")
        self.assertEqual(Facts.from_json(facts.to_json()), facts)
        row = self.rows(attendee.event_id)[:1]
        row.facts = facts.to_json()
        row.flush_recordset()
        row.invalidate_recordset()
        self.assertEqual(Facts.from_json(row.facts), facts)

    def test_a6_rows_of_the_first_version(self):
        """A6, S11: facts that the first version kept are read; what it did not know of says nothing."""
        facts = Facts.from_json(OLD)
        self.assertEqual((facts.start, facts.stop), (datetime(2026, 3, 20, 14), datetime(2026, 3, 20, 15)))
        self.assertEqual((facts.service_id, facts.resource_ids, facts.status), (0, (4, 5), "cancelled"))
        self.assertEqual((facts.street, facts.practitioner), ("", ""))
        self.assertEqual(Facts.from_json(facts.to_json()), facts)

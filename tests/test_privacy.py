import re
from pathlib import Path

from dateutil.relativedelta import relativedelta
from odoo.tests import tagged

from .common import AppointmentCase

_PAPER = Path(__file__).parents[1] / "docs" / "PRIVACY.md"
_LINE = re.compile(
    r"^\| `(?P<field>[a-z_.]+\.[a-z0-9_]+)` \| [^|]+ \| (?P<purged>(?:yes|no)\b[^|]*) \| (?P<erased>(?:yes|no)\b[^|]*) \|$", re.M
)
_TYPES = {"char", "text", "html", "json", "date", "binary", "image", "reference", "many2one_reference", "properties"}
_PEOPLE = {"res.partner", "res.users", "calendar.attendee"}


def is_ours(model, field):
    return "appointment_notify" in (model._original_module, *field._modules[:1])


@tagged("post_install", "-at_install")
class TestPrivacyPaper(AppointmentCase):
    """What docs/PRIVACY.md says of personal data is so (L4, S7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lines = [found.groupdict() for found in _LINE.finditer(_PAPER.read_text(encoding="utf-8"))]
        cls.paper = {line["field"]: line for line in lines}
        cls.doubles = len(lines) - len(cls.paper)

    def stored(self):
        """{"model.field"} of this module's stored fields that can hold what is about a person."""
        found = set()
        for name in self.env.registry:
            model = self.env[name]
            if model._abstract or not model._auto:  # views over the log hold nothing
                continue
            for field in model._fields.values():
                points = field.type in ("many2one", "many2many") and field.comodel_name in _PEOPLE
                is_log = field.name in ("create_uid", "write_uid")
                if field.store and not is_log and is_ours(model, field) and (field.type in _TYPES or points):
                    found.add(f"{name}.{field.name}")
        return found

    def test_l4_every_field_has_a_line(self):
        """L4: a new field that can hold personal data has a line in the paper; one that is gone has none."""
        stored = self.stored()
        self.assertIn("appointment.notification.address", stored)
        self.assertFalse(sorted(stored - self.paper.keys()), "Say in docs/PRIVACY.md what these hold, and how long.")
        self.assertFalse(sorted(self.paper.keys() - stored), "docs/PRIVACY.md tells of fields that are not there.")
        self.assertFalse(self.doubles)

    def fill(self):
        """{model: record} with something in each column that the paper tells of."""
        event = self.book("2026-03-20 15:00")
        attendee = event.attendee_ids.filtered("is_client")
        client = {"partner_id": self.client.id}
        consent = {**client, "date": self.now, "source": "page", "what": "number", "user_id": self.front_desk.id}
        register = self.env["appointment.register"].create(client)
        line = {"register_id": register.id}
        records = {
            "appointment.notification": self.rows(event, audience="client", channel="sms", trigger="booked"),
            "appointment.consent": self.env["appointment.consent"].create(consent),
            "appointment.feed": self.env["appointment.feed"].create({**client, "company_id": self.company.id, "token_hash": "f"}),
            "appointment.register": register,
            "appointment.register.line": self.env["appointment.register.line"].sudo().create(line),
            "calendar.attendee": attendee,
            "res.partner": self.client,
        }
        self.dispatch()
        self.env.flush_all()
        for name, record in records.items():
            for column in self.columns(name):
                field = record._fields[column]
                if field.type in ("char", "text", "html", "json"):
                    value = '{"said": "x"}' if field.type == "json" else f"said {column}"
                    self.env.cr.execute(f'UPDATE "{record._table}" SET "{column}" = %s WHERE id = %s', [value, record.id])
        self.client.birthdate_date = "1980-05-01"
        self.env.flush_all()
        self.env.invalidate_all()
        return {name: (record._table, record.id) for name, record in records.items()}

    def columns(self, name):
        fields = self.env[name]._fields
        told = (field.rpartition(".") for field in self.paper)
        return [column for model, _dot, column in told if model == name and fields[column].column_type]

    def check(self, records, says):
        """Each column of these is empty, or its row gone, where the paper says so, and is not where it does not."""
        self.env.flush_all()
        for name, (table, record_id) in records.items():
            for column in self.columns(name):
                self.env.cr.execute(f'SELECT "{column}" FROM "{table}" WHERE id = %s', [record_id])
                is_empty = (self.env.cr.fetchone() or [None])[0] is None
                with self.subTest(field=f"{name}.{column}"):
                    self.assertEqual(is_empty, self.paper[f"{name}.{column}"][says].startswith("yes"))

    def test_s7_purged_as_the_paper_says(self):
        """S7: the daily clean-up empties what the paper says, and nothing else of it."""
        records = self.fill()
        with self.at(self.now + relativedelta(months=15)):
            self.env["appointment.purge"]._gc_appointment_texts()
        self.check({name: records[name] for name in ("appointment.notification", "appointment.consent", "calendar.attendee")}, "purged")

    def test_l4_erased_as_the_paper_says(self):
        """L4: with a contact goes what the paper says, the provider's words as well."""
        records = self.fill()
        self.client.unlink()
        self.check(records, "erased")

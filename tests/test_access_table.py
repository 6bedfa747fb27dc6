import inspect
import re

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.access.ours import is_ours
from . import access_table as table
from .common import AppointmentCase

_PACKAGE = "odoo.addons.appointment_notify."
_OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestAccessTable(AppointmentCase):
    """Everything of ours that RPC can reach, as everybody (S5): made from the registry, held against the table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company_b = cls.env["res.company"].create({"name": "Elsewhere"})

        def user(login, *groups, **values):
            return new_test_user(cls.env, login, groups=",".join(groups), **values)

        ours = "appointment_notify.group_"
        of_b = {"company_id": cls.company_b.id, "company_ids": [(6, 0, cls.company_b.ids)]}
        cls.users = {
            "portal": user("at_portal", "base.group_portal"),
            "employee": user("at_employee", "base.group_user"),
            "practitioner": cls.practitioner,
            "other": user("at_other", f"{ours}practitioner"),
            "front_desk": cls.front_desk,
            "manager": user("at_manager", f"{ours}manager"),
            "manager_b": user("at_manager_b", f"{ours}manager", **of_b),
            "admin": user("at_admin", "base.group_system", "base.group_user"),
        }

    def setUp(self):
        super().setUp()
        self.users["portal"].partner_id.write({"phone": "+33612345677", "email": "portal@example.com"})
        self.event = self.book(clients=self.client + self.users["portal"].partner_id, service=self.yoga)
        self.attendee = self.event.attendee_ids.filtered(lambda each: each.partner_id == self.client)
        rows = self.rows(self.event, client_id=self.client.id)
        states = self.env["appointment.channel.state"]
        self.records = {
            "calendar.event": self.event, "calendar.attendee": self.attendee, "res.partner": self.client,
            "res.company": self.company, "appointment.notification": rows[0], "appointment.rule": rows[0].rule_id,
            "appointment.agenda": self.agenda, "appointment.service": self.service,
            "appointment.signature": self.env["appointment.signature"].create({"name": "S"}),
            "appointment.channel.state": states.create({"company_id": self.company.id, "channel": "sms"}),
        }  # fmt: skip

    def can(self, what, *arguments):
        """Whether something is not refused; other errors are for other tests. It leaves nothing behind."""
        try:
            with self.env.cr.savepoint() as savepoint, self.at(self.now):
                what(*arguments)
                savepoint.rollback()
        except AccessError:
            return False
        except (UserError, ValueError):  # of no record: then what it says of others is for other tests
            return True
        return True

    def who(self, what):
        return frozenset(role for role, user in self.users.items() if self.can(what, role, user))

    @mute_logger("odoo.orm.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_s5_models(self):
        """S5: each model of ours has its line, and each role what the line says."""
        ours = {
            name for name, model in self.env.items()
            if name.startswith("appointment.") and not model._abstract
        }  # fmt: skip
        self.assertEqual(ours - table.MODELS.keys(), set(), "a new model needs a line in tests/access_table.py")
        for name in sorted(ours):
            record = self.records.get(name, self.env[name])
            for operation, expected in zip(_OPERATIONS, table.MODELS[name], strict=True):
                of = record.browse() if operation == "create" else record
                who = frozenset(role for role, user in self.users.items() if of.with_user(user).has_access(operation))
                if operation == "create":
                    who -= {"manager_b"} - expected  # of its own company, always
                self.assertEqual(sorted(who), sorted(expected), f"{operation} {name}")

    @mute_logger("odoo.orm.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_s5_fields(self):
        """S5: each field of ours on a model of Odoo's has its line, and only those read it whom the line names."""
        for name, model in self.env.items():
            if name.startswith("appointment.") or model._abstract:
                continue
            readers = {}
            for field in model._fields.values():
                if is_ours(field) and not field.inherited:
                    readers[field.name] = self.readers(name, field)
                    self.assertIsNotNone(readers[field.name], f"{name}.{field.name} needs a line in tests/access_table.py")
                    if re.search("secret|password|_key$|token", field.name):
                        self.assertIn(field.groups, ("base.group_system", "."), f"{name}.{field.name} is a secret")
            for role, user in self.users.items():
                record = user if name == "res.users" else self.records.get(name)
                if record:
                    self.check_reads(record.with_user(user), readers, role)

    def check_reads(self, record, readers, role):
        allowed = [field for field, who in readers.items() if role in who]
        if allowed:
            self.assertTrue(self.can(lambda: record.read(allowed)), f"{role} reads of {record._name}: {allowed}")
        for field in readers.keys() - set(allowed):
            with self.assertRaises(AccessError, msg=f"{role}: {record._name}.{field}"):
                record.read([field])

    def readers(self, name, field):
        line = next((who for pattern, who in table.FIELDS.get(name, ()) if re.fullmatch(pattern, field.name)), None)
        if line is not None and field.groups and field.groups != ".":
            line &= {role for role, user in self.users.items() if user.has_groups(field.groups)}
        if name == "res.company" and line:
            line -= {"manager_b"}  # Odoo shows nobody a company that is not the own
        return line

    @mute_logger("odoo.orm.models", "odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.http")
    def test_s5_methods(self):
        """S5: each public method of ours has its line, and only those call it whom the line names."""
        found = {(name, method) for name in self.env.registry for method in self.public_methods(name)}
        self.assertEqual(found - table.METHODS.keys(), set(), "a new public method needs a line in tests/access_table.py")
        for name, method in sorted(found):
            arguments = table.ARGUMENTS.get((name, method), [])

            def call(role, user, name=name, method=method, arguments=arguments):
                record = self.record_for(name, method, user)
                function = get_public_method(record, method)
                function(record, *arguments)

            self.assertEqual(sorted(self.who(call)), sorted(table.METHODS[name, method]), f"{name}.{method}")

    def public_methods(self, name):
        """Methods that RPC reaches and that no other module has."""
        model_class = self.env.registry[name]
        of_others = {key for base in model_class.__mro__ if not base.__module__.startswith(_PACKAGE) for key in vars(base)}
        for base in model_class.__mro__:
            if base.__module__.startswith(_PACKAGE):
                for key, value in vars(base).items():
                    is_public = inspect.isfunction(value) and not key.startswith("_")
                    if is_public and key not in of_others and not getattr(value, "_api_private", False):
                        yield key

    def record_for(self, name, method, user):
        record = self.records.get(name)
        if name == "appointment.notification" and method == "action_mark_sent":
            record.state = "in_doubt"
        if name == "calendar.popover.delete.wizard":
            return self.env[name].with_user(user).create({"calendar_event_id": self.event.id})
        if name == "appointment.preview":
            return self.env[name].with_user(user).create({"event_id": self.event.id, "company_id": self.company.id, "body": "x"})
        if name == "appointment.going.live" and method != "action_open":
            return self.env[name].with_user(user).create({})
        if name == "appointment.call.off":
            return self.env[name].with_user(user).create({"event_ids": [(6, 0, self.event.ids)]})
        if name == "appointment.resend":
            values = {"partner_id": self.client.id, "event_ids": [(6, 0, self.event.ids)], "channel": "email"}
            return self.env[name].with_user(user).create({**values, "company_id": self.company.id})
        if name == "appointment.custom.sms":
            (self.company + self.company_b).appointment_custom_sms = True
            values = {"event_ids": [(6, 0, self.event.ids)], "body": "x", "company_id": self.company.id}
            return self.env[name].with_user(user).create(values)
        if name == "appointment.preference":
            values = {"partner_ids": [(6, 0, self.client.ids)], "appointment_sms_other": "off"}
            return self.env[name].with_user(user).create(values)
        if name == "res.config.settings":
            return self.env[name].with_user(user).create({})
        return (record or self.env[name]).with_user(user)

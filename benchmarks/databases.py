"""The two sides: a database of Odoo's own modules, and the same with this module, both in this process."""

from contextlib import contextmanager
from dataclasses import dataclass

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config
from servers import DatabaseCopy

CONTEXT = {"tracking_disable": True, "mail_create_nolog": True, "lang": "en_US"}


@dataclass
class Side:
    """One database, filled with the same people on both sides."""

    name: str
    registry: Registry
    copy: DatabaseCopy
    organiser_id: int = 0
    client_ids: tuple = ()
    agenda_id: int = 0
    service_id: int = 0

    @contextmanager
    def env(self, **context):
        """An environment of the organiser's, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, self.organiser_id or SUPERUSER_ID, {**CONTEXT, **context})

    @contextmanager
    def superuser(self, **context):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {**CONTEXT, **context})

    def drop(self):
        odoo.sql_db.close_all()
        self.copy.drop()


def open_sides(native_template, ours_template, clients):
    """(native, ours): copies of two databases, without scheduled actions, with ``clients`` clients in each."""
    config.parse_config(["--log-level=critical", "--max-cron-threads=0"])
    odoo.modules.module.initialize_sys_path()
    sides = []
    for name, template in (("native", native_template), ("ours", ours_template)):
        copy = DatabaseCopy(template, f"bench_{name}")
        side = Side(name, Registry(copy.name), copy)
        _fill(side, clients)
        sides.append(side)
    return sides


def _fill(side, clients):
    with side.superuser() as env:
        env.cr.execute("UPDATE ir_cron SET active = false")
        company = env.company
        company.write({"name": "Mon Salon", "email": "salon@example.com", "phone": "+33 1 99 00 12 34",
                       "country_id": env.ref("base.fr").id})  # fmt: skip
        people = env["res.partner"].create(
            [
                {"name": f"Client {number}", "phone": f"+336{number:08}", "email": f"client{number}@example.com",
                 "tz": "Europe/Paris"}
                for number in range(clients)
            ]
        )  # fmt: skip
        user = env["res.users"].create({"name": "Claire Martin", "login": "claire", "email": "claire@example.com",
                                        "tz": "Europe/Paris", "group_ids": [(4, env.ref("base.group_user").id),
                                        *((4, group.id) for group in _our_groups(env, side))]})  # fmt: skip
        side.organiser_id, side.client_ids = user.id, tuple(people.ids)
        if side.name == "ours":
            company.appointment_grouping_delay = 0
            side.agenda_id = env["appointment.agenda"].create(
                {"name": "Claire", "user_id": user.id, "tz": "Europe/Paris"}
            ).id
            side.service_id = env["appointment.service"].create({"name": "Cut", "duration": 1.0, "capacity": 1}).id


def _our_groups(env, side):
    return [env.ref("appointment_notify.group_manager")] if side.name == "ours" else []

"""Creating and moving: Odoo without reminders, with its own, with its mails; a plain meeting beside this module; an
appointment with its plan (F3)."""

from datetime import datetime, timedelta

from measure import in_turn
from odoo.fields import Command

ONE_BY_ONE = 25


class Kinds:
    """The kinds of event that are compared, and how each is made."""

    def __init__(self, bench):
        self.bench, self.day = bench, 0
        with bench.native.superuser() as env:
            alarms = env["calendar.alarm"].create(
                [
                    {"name": "E-mail, 2 d", "alarm_type": "email", "interval": "days", "duration": 2},
                    {"name": "SMS, 1 d", "alarm_type": "sms", "interval": "days", "duration": 1},
                ]
            )
        quiet = {"no_mail_to_attendees": True}
        self.kinds = {
            "native": (bench.native, {}, quiet),
            "native with alarms": (bench.native, {"alarm_ids": [Command.set(alarms.ids)]}, quiet),
            "native with mails": (bench.native, {}, {}),
            "plain meeting": (bench.ours, {}, quiet),
            "appointment": (bench.ours, {"service_id": bench.ours.service_id, "agenda_id": bench.ours.agenda_id}, quiet),
        }

    def values(self, kind, count):
        """``count`` events of next year, one client each, on a day of their own."""
        side, extra, _context = self.kinds[kind]
        self.day += 1
        start = datetime(2028, 1, 3, 7) + timedelta(days=self.day)
        with side.env() as env:
            organiser_id = env.user.partner_id.id
        return [
            {
                "name": "Cut",
                "start": start + timedelta(minutes=number),
                "stop": start + timedelta(minutes=number + 60),
                "user_id": side.organiser_id,
                "partner_ids": [Command.set([organiser_id, side.client_ids[number % len(side.client_ids)]])],
                **extra,
            }
            for number in range(count)
        ]

    def create(self, kind, values, one_by_one):
        side, _extra, context = self.kinds[kind]
        ids = []
        for part in [[each] for each in values] if one_by_one else [values]:
            with side.env(**context) as env:
                ids += env["calendar.event"].create(part).ids
        return ids

    def move(self, kind, ids, how):
        side, _extra, context = self.kinds[kind]
        self.day += 1
        start = datetime(2029, 1, 3, 7) + timedelta(days=self.day)
        values = {"start": start, "stop": start + timedelta(hours=1)}
        if how == "commits":
            for event_id in ids:
                with side.env(**context) as env:
                    env["calendar.event"].browse(event_id).write(values)
            return
        with side.env(**context) as env:
            events = env["calendar.event"].browse(ids)
            if how == "one write":
                events.write(values)
            else:
                for number, event in enumerate(events):
                    moved = start + timedelta(minutes=number)
                    event.write({"start": moved, "stop": moved + timedelta(hours=1)})


def run(bench):
    kinds, batch = Kinds(bench), bench.batch
    light = [kind for kind in kinds.kinds if kind != "native with mails"]

    def creating(kind, count, one_by_one):
        return (lambda: kinds.values(kind, count), lambda values: len(kinds.create(kind, values, one_by_one)), count)

    def moving(kind, count, how):
        def prepare():
            return kinds.create(kind, kinds.values(kind, count), one_by_one=False)

        return prepare, lambda ids: kinds.move(kind, ids, how), count

    add = bench.report.add
    one = in_turn({kind: creating(kind, ONE_BY_ONE, True) for kind in light}, bench.rounds)
    add("F3", "Created one by one", 1.0, one, "appointment", "native with alarms")
    add("F3", "Plain meeting one by one", 1.03, one, "plain meeting", "native")
    many = in_turn({kind: creating(kind, batch, False) for kind in light}, bench.rounds)
    add("F3", f"Created in batches of {batch}", 0.8, many, "appointment", "native with alarms")
    add("F3", f"Plain meetings in batches of {batch}", 1.03, many, "plain meeting", "native")
    one = in_turn({kind: moving(kind, ONE_BY_ONE, "commits") for kind in light}, bench.rounds)
    add("F3", "Moved one by one", 1.1, one, "appointment", "native with alarms")
    add("F3", "Plain meeting moved one by one", 1.03, one, "plain meeting", "native")
    many = in_turn({kind: moving(kind, batch, "one write") for kind in light}, bench.rounds)
    add("F3", f"Moved {batch} in one write", 0.85, many, "appointment", "native with alarms")
    many = in_turn({kind: moving(kind, batch, "writes") for kind in light}, bench.rounds)
    add("F3", f"{batch} writes in one transaction", 1.2, many, "appointment", "native with alarms")
    mails = in_turn({kind: creating(kind, 5, True) for kind in ("native with mails", "appointment")}, min(3, bench.rounds))
    add("F3", "Created one by one, Odoo with its mails", None, mails, "appointment", "native with mails")

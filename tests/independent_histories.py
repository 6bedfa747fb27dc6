"""Random histories for the independent model: seeded, so that a number names one.

Left out, because the requirements do not say what is right (the model raises ``Silent`` for more, each with its reason):
- what staff read in one message or in two where two clients' appointments are made in two saves of one minute;
- deletion of contacts, two companies, and rules for some services only (they have tests of their own).
"""

import random
from datetime import datetime, timedelta

from .independent_people import AGENDAS, CLIENTS, fresh_people
from .independent_world import DAY, HOUR, MINUTE, Settings, Step, World

BASES = (
    datetime(2026, 3, 10), datetime(2026, 3, 26), datetime(2026, 3, 27), datetime(2026, 10, 22), datetime(2026, 10, 24),
    datetime(2026, 6, 15),
)  # fmt: skip
_WEIGHTS = {
    "book": 8, "move": 7, "cancel": 6, "restore": 5, "archive": 2, "unarchive": 2, "delete": 2, "remove": 3, "add": 3,
    "lengthen": 2, "hand_over": 2, "copy": 1, "mark": 3, "confirm": 4, "presence": 1, "person": 2, "rule": 2, "import": 1,
    "move_back": 4, "leave": 0.3,
}  # fmt: skip


class History:
    def __init__(self, seed):
        self.random = random.Random(f"history {seed}")
        self.seed = seed
        self.base = self.random.choice(BASES)
        self.steps, self.starts, self.clients, self.groups, self.before = [], {}, {}, {}, {}
        self.world = self._world()
        self.pool = self.random.sample(CLIENTS, self.random.choice((1, 1, 2, 3)))
        self.agendas = self.random.sample(list(AGENDAS), self.random.choice((1, 1, 1, 2)))
        if "claire" not in self.agendas and self.random.random() < 0.5:
            self.agendas = ["claire"]
        self.now = self.base + self._seconds(8 * 3600, 18 * 3600)
        self._book()
        for _ in range(self.random.randint(1, 7)):
            self.now += self._pause()
            kind = self.random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
            getattr(self, f"_{kind}")()
        self._outage()

    def _seconds(self, low, high):
        seconds = self.random.randint(low, high)
        return timedelta(seconds=seconds + (seconds % 60 == 0))

    def _pause(self):
        """Second thoughts, the same afternoon, or another day."""
        low, high = self.random.choices(
            ((5, 50), (60, 400), (600, 6 * 3600), (12 * 3600, 40 * 3600)), (4, 2, 3, 2)
        )[0]  # fmt: skip
        pause = self._seconds(low, high)
        return pause + timedelta(seconds=1) if (self.now + pause).second == 0 else pause

    def _world(self):
        pick = self.random.choice
        people, users, agendas = fresh_people()
        settings = Settings(
            grouping=pick((0, 1, 1, 5)), gap=pick((1.0, 1.0, 0.0, 6.0)), early=pick(("day_before", "day_before", "closest")),
            moved_stop=pick((False, False, True)), moved_practitioner=pick((False, True)), manual=pick((False, False, True)),
            others=pick((True, True, True, False)), reminders=pick((True, True, True, False)), fallback="fallback",
        )  # fmt: skip
        settings.opens, settings.closes = pick(((9.0, 19.0), (9.0, 19.0), (8.0, 12.0), (0.0, 23.5)))
        settings.weekdays = pick((frozenset(range(7)), frozenset(range(6)), frozenset(range(5))))
        settings.booked_sms = "any" if settings.manual else pick(("staff", "any"))
        for code in settings.on:
            if self.random.random() < 0.12 or (not settings.on[code] and self.random.random() < 0.4):
                settings.on[code] = not settings.on[code]
        if settings.grouping:
            # A mark that is corrected within the delay: whether it waits is not said.
            for code in ("no_show_client_email", "no_show_client_sms", "done_client_email", "done_client_sms"):
                settings.on[code] = False
        for rule in settings.rules:
            rule.resend_after_move = self.random.random() < 0.15
            rule.email_first = rule.channel == "sms" and self.random.random() < 0.15
        if self.random.random() < 0.2:
            users["claire"].quiet_from, users["claire"].quiet_until = pick(((20.0, 8.0), (12.0, 14.0), (0.0, 9.0)))
        if self.random.random() < 0.2:
            for name in ("sms_by_client", "email_by_client", "sms_by_staff", "email_by_staff"):
                setattr(users["claire"], name, pick((True, False)))
        return World(settings, people, users, agendas, hostile=self.random.random() < 0.2)

    def _add_step(self, kind, actor="staff", **values):
        self.steps.append(Step(self.now, kind, actor, values))

    def _some(self):
        return self.random.choice(list(self.starts))

    def _start(self):
        """A start on a quarter of an hour: near now, in the next days, or beside another appointment (N9)."""
        if self.starts and self.random.random() < 0.4:
            near = self.random.choice(list(self.starts.values()))
            return near + self.random.choice((-3, -2, -1.25, 1, 1.5, 2.75, 3)) * HOUR
        day = self.now.replace(minute=0, second=0) + self.random.choice((0, 0, 1, 1, 2, 3, 5)) * DAY
        start = day.replace(hour=self.random.randint(6, 19), minute=self.random.choice((0, 15, 30, 45)))
        return start if start > self.now else start + DAY

    def _bookings(self):
        found = []
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            key = f"a{len(self.starts)}"
            group = self.random.random() < 0.25
            clients = tuple(self.pool if group else [self.random.choice(self.pool)])
            self.starts[key] = self._start()
            self.before[key], self.clients[key], self.groups[key] = self.starts[key], clients, group
            found.append((key, clients, self.random.choice(self.agendas), self.starts[key], 60, group))
        return found

    def _actor(self):
        return self.random.choice(("staff", "staff", "client"))

    def _book(self):
        actor = self._actor()
        bookings = self._bookings()
        if actor == "client":  # who books online books for himself
            client = bookings[0][1][0]
            bookings = [(key, (client,), agenda, start, minutes, group) for key, _, agenda, start, minutes, group in bookings]
        self._add_step("book", actor, bookings=bookings)

    def _import(self):
        self._add_step("import", bookings=self._bookings())

    def _move(self):
        key = self._some()
        self.before[key], self.starts[key] = self.starts[key], self._start()
        self._add_step("move", self._actor(), key=key, start=self.starts[key])

    def _move_back(self):
        key = self._some()
        self.before[key], self.starts[key] = self.starts[key], self.before[key]
        self._add_step("move", key=key, start=self.starts[key])

    def _client_of(self, key):
        return self.random.choice(self.clients[key])

    def _cancel(self):
        key = self._some()
        self._add_step("cancel", self._actor(), key=key, client=self._client_of(key))

    def _restore(self):
        key = self._some()
        self._add_step("restore", key=key, client=self._client_of(key))

    def _archive(self):
        self._add_step("archive", key=self._some())

    def _unarchive(self):
        self._add_step("unarchive", key=self._some())

    def _delete(self):
        self._add_step("delete", key=self._some())

    def _remove(self):
        key = self._some()
        self._add_step("remove", key=key, client=self._client_of(key))

    def _add(self):
        key = self._some()
        self._add_step("add", key=key, client=self._client_of(key))

    def _lengthen(self):
        self._add_step("lengthen", key=self._some(), minutes=self.random.choice((30, -30, 60)))

    def _hand_over(self):
        self._add_step("hand_over", key=self._some(), agenda=self.random.choice(list(AGENDAS)))

    def _copy(self):
        key = self._some()
        copy = f"a{len(self.starts)}"
        self.starts[copy] = self.before[copy] = self._start()
        self.clients[copy], self.groups[copy] = self.clients[key], self.groups[key]
        self._add_step("copy", key=key, copy=copy, start=self.starts[copy])

    def _mark(self):
        key = self._some()
        self.now = max(self.now, self.starts[key] + self._seconds(-1000, 3 * 3600))
        self._add_step("mark", key=key, client=self._client_of(key), state=self.random.choice(("no_show", "no_show", "done")))

    def _confirm(self):
        key = self._some()
        self._add_step("confirm", key=key, client=self._client_of(key))

    def _presence(self):
        key = self._some()
        self._add_step("presence", "client", key=key, client=self._client_of(key))

    def _person(self):
        client = self.random.choice(self.pool)
        values = self.random.choice((
            {"phone": "+33612345650"}, {"phone": ""}, {"email": "new@example.com"}, {"email": ""}, {"sms_reminder": "off"},
            {"email_other": "off"}, {"sms_other": "on"}, {"email_reminder": "on"}, {"sms_delay": 12}, {"email_delay": 30},
            {"archived": True}, {"archived": False},
        ))  # fmt: skip
        self._add_step("person", client=client, values=values)

    def _rule(self):
        code = self.random.choice([code for code in self.world.settings.on if "reminder" in code or "cancelled" in code])
        if code in ("reminder_client_sms_24h", "reminder_client_email_48h") and self.random.random() < 0.5:
            self._add_step("rule", code=code, hours=self.random.choice((5, 30, 72)))
        else:
            self._add_step("rule", code=code, on=self.random.random() < 0.5)

    def _leave(self):
        self._add_step("leave", user=self.random.choice(("claire", "bruno")))

    def _outage(self):
        """No dispatcher for a while, until well after the last thing done in it."""
        if self.random.random() < 0.7:
            return
        begin = self.steps[0].at + self._seconds(600, int((self.now - self.steps[0].at).total_seconds()) + 3 * 86400)
        end = begin + self._seconds(1800, 40 * 3600)
        inside = [step.at for step in self.steps if begin - 30 * MINUTE < step.at < end + 60 * MINUTE]
        if inside:
            end = max(end, max(inside) + 60 * MINUTE)
        self.world.outages = [(begin.replace(second=0), end.replace(second=0))]

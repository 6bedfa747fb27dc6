"""Who is told what, and when: an independent model of the requirements, in pure Python (issue 10).

A history of steps goes in; the messages that must go come out, as ``Fact``s. Where the requirements do not say what
is right, ``Silent`` is raised, with what they are silent about. Moments are naive UTC.
"""

from datetime import timedelta

from .independent_actions import Actions
from .independent_reach import readers, rule_allows, staff
from .independent_reminders import Reminders
from .independent_reviews import AfterTheVisit
from .independent_time import SendingHours
from .independent_world import CHANNELS, DAY, LATE, MINUTE, Fact, Silent, Version


class Pending:
    """Something done that its readers have not been told of yet."""

    def __init__(self, actor, due, go, save):
        self.actor, self.due, self.go, self.saves = actor, due, go, {save}


class Model(Actions, Reminders, AfterTheVisit):
    def __init__(self, world):
        self.world, self.settings = world, world.settings
        self.now = None
        self.saves = 0
        self.appointments = {}
        self.known = {}  # {(who, appointment, client): Version or None}: who is "client", or a user
        self.pending = {}  # {(who, appointment, client): Pending}: who is "client", "staff", or a user in quiet hours
        self.goes = {}  # {client: (number, first action)}: the grouping of staff's actions
        self.facts, self.either = [], []  # what must go, and what may go or not
        self.texts = {}  # {Fact: (start named, old start named or None)}
        self.together = []  # sets of facts that must be one message
        self.places = {}  # {Fact: the agenda whose clock its text shows}
        self.slack = {}  # {Fact: earliest moment}, where the requirements leave the minute open
        self.reminders, self.reviews, self.marks = {}, {}, {}
        self.confirmed_at, self.review_at, self.moved_at = {}, {}, {}

    # -- the clock ---------------------------------------------------------------------------------------------

    def play(self, steps):
        """The steps of a history that could be done, in order; what must go is in ``facts`` afterwards."""
        done = []
        for step in steps:
            self.run_until(step.at)
            self.now = step.at
            self.saves += 1
            if not self.apply(step):
                continue
            done.append(step)
            if (step.actor == "client" or self.settings.grouping == 0) and not self._down(step.at):
                self.tick(step.at)
        self.run_until(max([a.stop for a in self.appointments.values()], default=self.now) + 3 * DAY)
        return done

    def run_until(self, until):
        while True:
            dues = self._dues()
            if not dues:
                return
            moment = self.next_tick(max(min(dues), self.now) if self.now else min(dues))
            if moment >= until:
                return
            self.now = moment
            self.tick(moment)

    def _dues(self):
        dues = [each.due for each in self.pending.values()]
        dues += [each.due for each in self.reminders.values() if each.is_due()]
        dues += [each.due for each in self.reviews.values() if each.due]
        return dues + list(self.marks.values())

    def _down(self, moment):
        return any(begin <= moment < end for begin, end in self.world.outages)

    def next_tick(self, moment):
        """The dispatcher runs at each whole minute, but in outages."""
        floor = moment.replace(second=0, microsecond=0)
        tick = floor if floor == moment else floor + MINUTE
        while self._down(tick):
            tick = next(end for begin, end in self.world.outages if begin <= tick < end)
            tick = self.next_tick(tick)
        return tick

    def was_down_since(self, moment):
        return any(begin <= self.now and end > moment for begin, end in self.world.outages)

    # -- what was done, and is to be told ----------------------------------------------------------------------

    def current(self, key, client):
        """The appointment as it is now for a client, or None: cancelled, removed, deleted."""
        appointment = self.appointments[key]
        booking = appointment.bookings.get(client)
        if appointment.deleted or not appointment.active or not booking or booking.state == "cancelled":
            return None
        state = "pending" if booking.state == "pending" else "confirmed"
        return Version(state, appointment.start, appointment.stop, appointment.agenda)

    def touch(self, key, client, actor):
        """Something was done with a client's appointment.

        N10: "The grouping delay (staff actions only; default 1 minute, sliding, at most five times itself; 0 allowed)
        … The delay runs per client … Clients' own actions are answered at once."
        """
        mine = self.pending.get(("client", key, client))
        if mine and mine.actor != actor:
            raise Silent("client and staff act on one appointment before anything went")
        if actor == "client":
            due, go = self.now, ("online", self.saves)
        else:
            waiting = [
                each for (who, _, whose), each in self.pending.items()
                if whose == client and who in ("client", "staff") and each.actor == "staff"
            ]  # fmt: skip
            number, first = self.goes[client] if waiting else (self.saves, self.now)
            self.goes[client] = (number, first)
            delay = timedelta(minutes=self.settings.grouping)
            due, go = min(self.now + delay, first + 5 * delay), ("staff", client, number)
            for each in waiting:
                each.due = max(due, each.due)
        for who in ("client", "staff"):
            item = self.pending.setdefault((who, key, client), Pending(actor, due, go, self.saves))
            item.due = due
            item.saves.add(self.saves)
        self.replan(key, client)

    # -- telling -----------------------------------------------------------------------------------------------

    def tick(self, moment):
        self.now = moment
        due = {key: item for key, item in self.pending.items() if item.due <= moment}
        for key in due:
            del self.pending[key]
        told = []
        for (who, key, client), item in due.items():
            if who == "client":
                told += self._tell_client(key, client, item)
            else:
                told += self._tell_staff(who, key, client, item)
        self._join(told)
        self.tell_marks()
        self.tell_reminders()
        self.tell_reviews()

    def occasion(self, known, current, actor):
        """What the difference between what somebody knows and what is, is called (A5, A6, N2, N10)."""
        if current is None:
            if known is None:
                return None  # "create + cancel → nothing"
            return "refused" if known.state == "pending" and actor == "staff" else "cancelled"
        if current.state == "pending":
            if known and known.state == "pending" and not self._moved(known, current):
                return None
            if known and actor == "staff":
                raise Silent("staff move or bring back a request that is not confirmed")
            return "pending"  # A5: "if the client moves it, it is pending again"
        if known is None or known.state == "pending":
            return "booked"  # A5: "confirming sends the confirmation"; A6: "restoring … counts as a new booking"
        return "moved" if self._moved(known, current) else None

    def _moved(self, known, current):
        """N2: "the start changed (switches: also end, place, practitioner, service)"."""
        if known.start != current.start:
            return True
        if self.settings.moved_stop and known.stop != current.stop:
            return True
        users = [self.world.agendas[version.agenda].user for version in (known, current)]
        return self.settings.moved_practitioner and users[0] != users[1]

    def _tell_client(self, key, client, item):
        current, known = self.current(key, client), self.known.get(("client", key, client))
        occasion = self.occasion(known, current, item.actor)
        if not occasion or self._is_past(key, known, item):
            return []
        told = []
        for channel in CHANNELS:
            allowed = [rule_allows(self.settings, occasion, "client", channel, actor) for actor in self._actors(known, occasion, item)]
            for reader in readers(self.world, client, channel, "other"):
                told += self._say(allowed, ("client", reader, client, key, occasion, channel, self.now), known, current, item)
        # N10: "What somebody knows is what went to him or her on any channel …; only where an action could be told on
        # no channel at all is it taken for known."
        self.known["client", key, client] = current
        return told

    def _tell_staff(self, who, key, client, item):
        """A10: by each one's choice. A13: who gets an appointment is told as of a booking, who loses it as of a
        cancellation."""
        appointment = self.appointments[key]
        now_staff = staff(self.world, appointment)
        knowing = [user for (user, of, whose), v in self.known.items() if (of, whose) == (key, client) and v and user != "client"]
        told = []
        for user in dict.fromkeys([*now_staff, *knowing]):
            if who not in ("staff", user):
                continue
            quiet_until = self._quiet_until(user, appointment.agenda)
            if quiet_until:
                self.pending[user, key, client] = Pending(item.actor, quiet_until, item.go, 0)
                continue
            current = self.current(key, client) if user in now_staff else None
            known = self._known_to(user, key, client)
            occasion = self.occasion(known, current, item.actor)
            if not occasion or self.world.users[user].left or self._is_past(key, known, item):
                continue
            person = self.world.users[user]
            for channel in CHANNELS:
                allowed = [
                    rule_allows(self.settings, occasion, "staff", channel, actor)
                    and person.wants(channel, actor) and bool(person.address(channel))
                    for actor in self._actors(known, occasion, item)
                ]  # fmt: skip
                told += self._say(allowed, ("staff", user, client, key, occasion, channel, self.now), known, current, item)
            self.known[user, key, client] = current
        return told

    def _quiet_until(self, user, agenda):
        """A10: "A staff quiet window (default none)"; N6: hours are "wall-clock time in the agenda's timezone"."""
        person, agenda = self.world.users[user], self.world.agendas[agenda]
        local = agenda.local(self.now)
        hour = local.hour + local.minute / 60 + local.second / 3600
        begin, end = person.quiet_from, person.quiet_until
        if begin == end or not (begin <= hour < end if begin < end else hour >= begin or hour < end):
            return None
        day = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=end)
        return agenda.utc(day if day > local else day + DAY)

    def _is_past(self, key, known, item):
        """A6: "Nothing goes out about past appointments"; "past" means that the start is before now."""
        start = self.appointments[key].start
        if known and (known.start < self.now) != (start < self.now):
            raise Silent("moved between past and future")
        if self.now - item.due > LATE and not self.hours(key).allows(self.now) and item.due != self.now:
            raise Silent("an answer to an action that an outage has delayed until outside the sending hours")
        if item.saves and start >= self.now - MINUTE and abs(start - self.now) <= MINUTE:
            raise Silent("told in the very minute of the start")
        return start < self.now

    def hours(self, key):
        return SendingHours(self.settings, self.world.agendas[self.appointments[key].agenda])

    def _known_to(self, user, key, client):
        """A11: who stands in for a practitioner who left hears what that one would have heard."""
        practitioner = self.world.agendas[self.appointments[key].agenda].user
        if (user, key, client) not in self.known and practitioner and self.world.users[practitioner].left:
            user = practitioner
        return self.known.get((user, key, client))

    @staticmethod
    def _actors(known, occasion, item):
        """Whose the action is. Staff confirm what was booked online: by whom that is booked, is not said."""
        confirmed = occasion == "booked" and known and known.state == "pending"
        return ("client", "staff") if confirmed else (item.actor,)

    def _say(self, allowed, values, known, current, item):
        """[(Fact, Pending)] of a message that goes where all agree that it does; it may go where some say so."""
        if not any(allowed):
            return []
        fact = Fact(*values)
        audience, reader, client, key, occasion, channel = values[:6]
        (self.facts if all(allowed) else self.either).append(fact)
        # A6: "A cancellation names the time that its reader knows." N2: "names the new time and the old one".
        start = known.start if current is None else current.start
        self.texts[fact] = (start, known.start if occasion == "moved" else None)
        self.places[fact] = self.appointments[key].agenda if current is None else current.agenda
        if occasion == "booked" and audience == "client":
            self.confirmed_at[reader, client, key, channel] = self.now
        if occasion == "moved" and audience == "client":
            self.moved_at[reader, client, key, channel] = self.now
        return [(fact, item)] if all(allowed) else []

    def _join(self, told):
        """N10: made "in one go" → one message; A10: "One message per appointment and action, also for a group"."""
        sets = []
        for fact, item in told:
            same = (fact.audience, fact.reader, fact.occasion, fact.channel)
            tags = {("go", item.go)}
            if fact.audience == "staff":
                tags |= {("save", fact.appointment, save) for save in item.saves if save}
            else:
                same += (fact.client,)
            joined = [each for each in sets if each[0] == same and each[1] & tags]
            for each in joined:
                sets.remove(each)
                tags |= each[1]
            sets.append((same, tags, {fact}.union(*(each[2] for each in joined))))
        self.together += [facts for _, _, facts in sets if len(facts) > 1]

"""What each step of a history does to the appointments (A3 to A6, A13), from the requirements alone."""

from datetime import timedelta

from .independent_world import HOUR, Appointment, Booking, Silent, Version

LIVE = ("pending", "confirmed")


class Actions:
    """Each method is a kind of step; it says whether it can be done at this point of the history."""

    def apply(self, step):
        return getattr(self, f"do_{step.kind}")(step.actor, **step.values)

    def _upcoming(self, key):
        """The appointment, where it is one that can still be changed: not deleted, not begun."""
        appointment = self.appointments.get(key)
        return appointment if appointment and not appointment.deleted and appointment.start > self.now else None

    def do_book(self, actor, bookings):
        """One go: [(key, clients, agenda, start, minutes, is a group class)]."""
        if any(key in self.appointments or start <= self.now for key, _, _, start, _, _ in bookings):
            return False
        for key, clients, agenda, start, minutes, group in bookings:
            appointment = Appointment(key, agenda, start, start + timedelta(minutes=minutes), group)
            appointment.organiser = self.world.agendas[agenda].user
            # A5: online bookings of a service with manual confirmation are pending.
            state = "pending" if self.settings.manual and actor == "client" else "confirmed"
            appointment.bookings = {client: Booking(state) for client in clients}
            self.appointments[key] = appointment
            for client in clients:
                self.touch(key, client, actor)
        return True

    def do_import(self, actor, bookings):
        """A13: "Odoo's import announces nothing (N14), plans reminders"; so everybody is taken to know."""
        if any(key in self.appointments or start <= self.now for key, _, _, start, _, _ in bookings):
            return False
        for key, clients, agenda, start, minutes, group in bookings:
            appointment = Appointment(key, agenda, start, start + timedelta(minutes=minutes), group)
            appointment.organiser = self.world.agendas[agenda].user
            appointment.bookings = {client: Booking("confirmed") for client in clients}
            self.appointments[key] = appointment
            for client in clients:
                self._take_for_known(key, client)
                self.replan(key, client)
        return True

    def _take_for_known(self, key, client):
        appointment = self.appointments[key]
        version = Version("confirmed", appointment.start, appointment.stop, appointment.agenda)
        for who in ("client", *self.world.users):
            if who == "client" or who in (self.world.agendas[appointment.agenda].user, appointment.organiser):
                self.known[who, key, client] = version

    def do_move(self, actor, key, start):
        appointment = self._upcoming(key)
        if not appointment or not appointment.active or start <= self.now or start == appointment.start:
            return False
        clients = [client for client, booking in appointment.bookings.items() if booking.state in LIVE]
        if not clients or (actor == "client" and (appointment.group or len(clients) > 1)):
            return False
        old = appointment.start
        appointment.start, appointment.stop = start, appointment.stop + (start - old)
        for client in clients:
            booking = appointment.bookings[client]
            if actor == "client":
                booking.presence = False
                if self.settings.manual:
                    booking.state = "pending"
            self.moved_reminders(key, client, old)
            self.touch(key, client, actor)
        return True

    def do_lengthen(self, actor, key, minutes):
        appointment = self._upcoming(key)
        if not appointment or not appointment.active or appointment.stop + timedelta(minutes=minutes) <= appointment.start:
            return False
        appointment.stop += timedelta(minutes=minutes)
        for client, booking in appointment.bookings.items():
            if booking.state in LIVE:
                if self.settings.moved_stop:
                    self.touch(key, client, actor)
                elif self.pending and self.settings.grouping:
                    raise Silent("whether an edit that is not told of lengthens the grouping delay")
                else:
                    self.replan(key, client)
        return True

    def do_hand_over(self, actor, key, agenda):
        """A13: "the one who gets it is told as of a booking, the one who loses it as of a cancellation"."""
        appointment = self._upcoming(key)
        if not appointment or not appointment.active or appointment.agenda == agenda:
            return False
        if self.pending and self.settings.grouping and not self.settings.moved_practitioner:
            raise Silent("whether an edit that clients are not told of lengthens their grouping delay")
        old, new = self.world.agendas[appointment.agenda].user, self.world.agendas[agenda].user
        appointment.agenda = agenda
        if appointment.organiser == old:
            appointment.organiser = new
        for client, booking in appointment.bookings.items():
            if booking.state in LIVE:
                self.touch(key, client, actor)
        return True

    def do_cancel(self, actor, key, client):
        appointment = self._upcoming(key)
        booking = appointment and appointment.active and appointment.bookings.get(client)
        if not booking or booking.state not in LIVE:
            return False
        booking.state, booking.with_event = "cancelled", False
        if not appointment.group and all(each.state == "cancelled" for each in appointment.bookings.values()):
            appointment.active = False  # A6: "Cancelling the last client archives the event and frees the slot"
        self._took_away(key, client, actor)
        return True

    def _took_away(self, key, client, actor):
        self.touch(key, client, actor)
        self.gone_reminders(key, client)

    def do_restore(self, actor, key, client):
        """A6: "Restoring … back to confirmed … counts as a new booking; restoring a request confirms it"."""
        appointment = self._upcoming(key)
        booking = appointment and appointment.bookings.get(client)
        if not booking or booking.state != "cancelled":
            return False
        if not appointment.active and any(
            each.with_event and other != client for other, each in appointment.bookings.items()
        ):
            raise Silent("one client of an archived class is restored: what of the others")
        booking.state, booking.with_event = "confirmed", False
        appointment.active = True
        self._back(key, client, actor)
        return True

    def _back(self, key, client, actor):
        if any(state.status in ("gone", "covered") for state in self._of(key, client)):
            raise Silent("whether a restored appointment is reminded again")
        self.touch(key, client, actor)

    def do_archive(self, actor, key):
        appointment = self._upcoming(key)
        if not appointment or not appointment.active:
            return False
        appointment.active = False
        for client, booking in appointment.bookings.items():
            if booking.state in LIVE:
                booking.state, booking.with_event = "cancelled", True
                self._took_away(key, client, actor)
        return True

    def do_unarchive(self, actor, key):
        """A6: "unarchive brings back those whom that archive cancelled; back to confirmed"."""
        appointment = self._upcoming(key)
        if not appointment or appointment.active:
            return False
        back = [client for client, booking in appointment.bookings.items() if booking.with_event]
        if not back:
            return False
        appointment.active = True
        for client in back:
            appointment.bookings[client].state, appointment.bookings[client].with_event = "confirmed", False
            self._back(key, client, actor)
        return True

    def do_delete(self, actor, key):
        appointment = self._upcoming(key)
        if not appointment:
            return False
        appointment.deleted = True
        for client in appointment.bookings:
            self._took_away(key, client, actor)
        return True

    def do_remove(self, actor, key, client):
        """A6: "removing the client" is a cancellation; the last one of a one-to-one frees the slot."""
        appointment = self._upcoming(key)
        booking = appointment and appointment.active and appointment.bookings.get(client)
        if not booking or booking.state not in LIVE:
            return False
        del appointment.bookings[client]
        if not appointment.group and not appointment.bookings:
            appointment.active = False
        self._took_away(key, client, actor)
        return True

    def do_add(self, actor, key, client):
        """N10: "taken out of a class and put back → nothing … second thoughts hang on client and appointment"."""
        appointment = self._upcoming(key)
        if not appointment or not appointment.active or not appointment.group or client in appointment.bookings:
            return False
        appointment.bookings[client] = Booking("confirmed")
        self._back(key, client, actor)
        return True

    def do_confirm(self, actor, key, client):
        appointment = self._upcoming(key)
        booking = appointment and appointment.active and appointment.bookings.get(client)
        if not booking or booking.state != "pending":
            return False
        booking.state = "confirmed"
        self.touch(key, client, actor)
        return True

    def do_copy(self, actor, key, copy, start):
        """A13: "A copied appointment is a new booking, live and unpaid, whatever its original was."""
        original = self.appointments.get(key)
        if not original or original.deleted or copy in self.appointments or start <= self.now or not original.bookings:
            return False
        minutes = (original.stop - original.start).total_seconds() / 60
        clients = tuple(original.bookings)
        return self.do_book(actor, [(copy, clients, original.agenda, start, minutes, original.group)])

    def do_presence(self, actor, key, client):
        booking = self._upcoming(key) and self.appointments[key].bookings.get(client)
        if not booking or booking.state != "confirmed" or not self.appointments[key].active:
            return False
        booking.presence = True
        return True

    def do_mark(self, actor, key, client, state):
        """N7, N8: staff mark a no-show (from 15 minutes before the start until 24 hours after it), or done."""
        appointment = self.appointments.get(key)
        booking = appointment and not appointment.deleted and appointment.active and appointment.bookings.get(client)
        if not booking or booking.state == "cancelled" or booking.state == state:
            return False
        if booking.state == "pending":
            raise Silent("a request that nobody confirmed is marked")
        if state == "done" and not appointment.start <= self.now <= appointment.start + 24 * HOUR:
            raise Silent("done marked before the start or long after")
        booking.state = state
        if state == "done" or appointment.start - HOUR / 4 <= self.now <= appointment.start + 24 * HOUR:
            self.marked(key, client, state)
        self.replan(key, client)
        return True

    def do_person(self, actor, client, values):
        """A9: "A phone corrected later re-plans"; N14: adds only what the clock brings."""
        if any(whose == client or self.world.people[client].above == whose for _, _, whose in self.pending):
            raise Silent("an address or a wish changes before an action was told")
        for name, value in values.items():
            setattr(self.world.people[client], name, value)
        self.replan_all()
        return True

    def do_rule(self, actor, code, on=None, hours=None):
        """N14: "Turning a rule on or changing its delay re-plans future appointments"."""
        if self.pending and not code.startswith("reminder"):
            raise Silent("a rule is switched before an action was told")
        if on is not None:
            self.settings.on[code] = on
        if hours is not None:
            rule = next(each for each in self.settings.rules if each.code == code)
            rule.hours = hours
        self.replan_all()
        return True

    def do_leave(self, actor, user):
        """A11: a practitioner leaves."""
        if self.pending or self.world.users[user].left:
            raise Silent("a practitioner leaves before an action was told")
        self.world.users[user].left = True
        return True

"""What is sent once an appointment has begun: no-show, done, review (N5, N7, N8, S2), from the requirements alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .independent_reach import readers, rule_allows
from .independent_world import CHANNELS, DAY, LATE, REVIEW_AFTER, REVIEW_AGAIN_AFTER, Fact, Silent


@dataclass
class Review:
    raw: datetime
    due: datetime | None  # None: gone, or not to go


class AfterTheVisit:
    def marked(self, key, client, state):
        if (key, client) in {mark[:2] for mark in self.marks}:
            raise Silent("marked again before the first mark was told")
        self.marks[key, client, state] = self.now

    def tell_marks(self):
        """N7, N8: "sent when staff mark it"; S2: "messages about the past (no-show, done, review) retry for 24 h"."""
        for (key, client, state), marked in list(self.marks.items()):
            if marked > self.now:
                continue
            del self.marks[key, client, state]
            if self.now - marked > DAY or self.appointments[key].bookings[client].state != state:
                continue
            if self.now - marked > LATE and not self.hours(key).allows(self.now):
                raise Silent("an answer to an action that an outage has delayed until outside the sending hours")
            for channel in CHANNELS:
                if rule_allows(self.settings, state, "client", channel, "staff"):
                    for reader in readers(self.world, client, channel, "other"):
                        self._say_after(reader, key, client, state, channel)

    def _say_after(self, reader, key, client, occasion, channel):
        fact = Fact("client", reader, client, key, occasion, channel, self.now)
        self.facts.append(fact)
        self.texts[fact] = (self.appointments[key].start, None)
        # Whether the grouping delay holds them back too is not said: "goes at once" (N5), "staff actions" (N10).
        self.slack[fact] = self.now + timedelta(minutes=self.settings.grouping + 1)

    def replan_review(self, key, client):
        """N8: "4 h after the end …, not after a no-show or cancellation …; planned anew when state, number or
        preference change after the start"."""
        if not any(self.settings.on[f"review_client_{channel}"] for channel in CHANNELS):
            return
        appointment, before = self.appointments[key], self.reviews.get((key, client))
        if before and before.due is None and before.raw is None:
            return  # it went
        current = self.current(key, client)
        booking = appointment.bookings.get(client)
        if not current or booking.state not in ("confirmed", "done"):
            self.reviews.pop((key, client), None)
            return
        agenda = self.world.agendas[appointment.agenda]
        raw = agenda.utc(agenda.local(appointment.stop) + REVIEW_AFTER)
        if before and before.raw == raw:
            return
        if raw <= self.now:
            raise Silent("a review that becomes due after its time")
        # N5: "Reviews … due outside wait for the next opening".
        self.reviews[key, client] = Review(raw, self.hours(key).next_opening(raw))

    def tell_reviews(self):
        due = [(key, client) for (key, client), review in self.reviews.items() if review.due and review.due <= self.now]
        for key, client in sorted(due, key=lambda each: self.appointments[each[0]].stop):
            review = self.reviews[key, client]
            if self.now - review.due > DAY:
                review.due = None  # S2: expired
                continue
            if self.now - review.due > LATE and not self.hours(key).allows(self.now):
                raise Silent("a review that an outage has delayed until outside the sending hours")
            review.due = None
            last = self.review_at.get(client)
            if last is not None and self.now - last < REVIEW_AGAIN_AFTER:
                if last == self.now:
                    raise Silent("two reviews due in one minute: which of them goes")
                continue  # N8: "not again within N days (default 90, counted from requests that went)"
            for channel in CHANNELS:
                if rule_allows(self.settings, "review", "client", channel, "staff"):
                    for reader in readers(self.world, client, channel, "other"):
                        self._say_after(reader, key, client, "review", channel)
                        self.review_at[client] = self.now
            if self.review_at.get(client) == self.now:
                review.raw = None

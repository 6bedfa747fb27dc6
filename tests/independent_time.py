"""When a message may leave (N5, N6), written from the requirements alone. Moments are naive UTC."""

from datetime import timedelta

from .independent_world import DAY


class SendingHours:
    """N5: "9:00 to 19:00, both included, every day by default, in the agenda's timezone"."""

    def __init__(self, settings, agenda):
        self.settings, self.agenda = settings, agenda

    def _on(self, local, hour):
        return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)

    def _works(self, local):
        return local.weekday() in self.settings.weekdays

    def allows(self, moment):
        local = self.agenda.local(moment)
        settings = self.settings
        return self._works(local) and self._on(local, settings.opens) <= local <= self._on(local, settings.closes)

    def next_opening(self, moment):
        """The moment itself where it is allowed, else the next opening."""
        if self.allows(moment):
            return moment
        local = self.agenda.local(moment)
        for days in range(15):
            opening = self._on(local + days * DAY, self.settings.opens)
            if opening >= local and self._works(opening):
                return self.agenda.utc(opening)
        return None

    def _latest_before(self, local):
        """The latest allowed local moment before one that is not allowed."""
        for days in range(15):
            close = self._on(local - days * DAY, self.settings.closes)
            if close <= local and self._works(close):
                return close
        return None

    def for_reminder(self, due, now):
        """N5: "A reminder due outside goes the day before its due date, at the close of that day's window (setting:
        or at the closest earlier allowed moment); if that moment is past, or on a day without sending, at the
        latest allowed moment before it was due; if none is left, skipped with the reason."

        :return: the planned moment, or None
        """
        if self.allows(due):
            return due
        local = self.agenda.local(due)
        latest = self._latest_before(local)
        if self.settings.early == "day_before":
            before = self._on(local - DAY, self.settings.closes)
            if self._works(before) and self.agenda.utc(before) >= now:
                return self.agenda.utc(before)
        if latest is None or self.agenda.utc(latest) < now:
            return None
        return self.agenda.utc(latest)

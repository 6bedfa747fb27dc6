"""Reads from the log what went in a history, and what its texts name."""

import re
from datetime import UTC, datetime

from ..tools import schedule
from .independent_world import Fact

TEXT = "N _START-DATE_ _START-TIME_"
MOVED = " O _OLD-DATE_ _OLD-TIME_"
_WHEN = r"(\d{1,2}/\d{1,2}/\d\d(?:\d\d)?) (?:at )?(\d{1,2}:\d\d(?:\s?[AP]M)?)"


class LogReader:
    def _read_log(self):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["appointment.notification"].sudo().search([], order="id")
        names = {event.id: key for key, event in self.events.items()}
        people = {partner.id: key for key, partner in self.partners.items()}
        people.update({user.partner_id.id: key for key, user in self.users.items()})
        sent, parts = {}, {}
        for row in rows:
            said = row
            while said.state == "skipped" and said.reason == "merged" and said.merged_into_id:
                said = said.merged_into_id
            if said.state not in ("sent", "delivered") or (said != row and row.trigger in ("reminder", "review")):
                continue
            fact = Fact(
                row.audience, people.get(row.partner_id.id), people.get(row.client_id.id), self._name_of(row, names),
                row.trigger, row.channel, said.sent_at,
            )  # fmt: skip
            parts.setdefault(said, []).append(fact)
            if said == row:
                sent[row] = fact
        return sent, parts

    def _name_of(self, row, names):
        if row.event_id:
            return names.get(row.event_id.id, row.event_id.name)
        return self.named_rows.get(row.id) or "?"

    def text_of(self, row, agenda):
        """(start named, old start named or None) of a message, naive UTC."""
        text = row.body or ""
        found = []
        for mark in ("N", "O"):
            match = re.search(rf"\b{mark} {_WHEN}", text)
            if not match:
                found.append(None)
                continue
            local = self._parse(*match.groups()).replace(tzinfo=schedule.zone(agenda.tz))
            found.append(local.astimezone(UTC).replace(tzinfo=None))
        return tuple(found)

    @staticmethod
    def _parse(day, time):
        time = time.replace("\u202f", " ").replace("\xa0", " ")
        month, day, year = map(int, day.split("/"))
        hour, minute, half = re.fullmatch(r"(\d+):(\d+) ?([AP]M)?", time).groups()
        hour = int(hour) % 12 + (12 if half == "PM" else 0) if half else int(hour)
        return datetime(year % 100 + 2000, month, day, hour, int(minute))

"""Google Calendar and Outlook, as far as Odoo's sync modules use them: what their servers store and answer.

They stand in for `_do_request` of `google.service` and `microsoft.service`: all of Odoo's own code runs.
"""

import json
import re
from copy import deepcopy
from datetime import UTC, datetime


class RemoteCalendar:
    """Events by their id. ``clock`` gives the naive UTC now; ``uris`` are the requests that Odoo made."""

    def __init__(self, clock):
        self._clock = clock
        self.events = {}
        self.uris = []
        self._changed = set()

    def request(self, uri, params=None, headers=None, method="POST", **kwargs):
        self.uris.append(f"{method} {uri}")
        body = json.loads(params) if isinstance(params, str) else None
        match = re.search(r"/events/([^/?]+)", uri)
        answer = getattr(self, f"_{method.lower()}")(match and match[1], uri, body)
        return 200, answer, self._clock()

    def is_cancelled(self, event_id):
        event = self.events[event_id]
        return event.get("status") == "cancelled" or "@removed" in event

    def _patch(self, event_id, _uri, body):
        self.events[event_id].update(body)
        self.events[event_id].update(self._stamp())
        return self.events[event_id]

    def edit(self, event_id, **values):
        """The practitioner changes an event in that calendar: the next sync hears of it."""
        self.events[event_id].update(values)
        self.events[event_id].update(self._stamp())
        self._changed.add(event_id)

    def _take_changes(self):
        changes = [deepcopy(self.events[event_id]) for event_id in self.events if event_id in self._changed]
        self._changed.clear()
        return changes

    def _now(self):
        return self._clock().replace(tzinfo=UTC).isoformat()


class GoogleCalendar(RemoteCalendar):
    def _stamp(self):
        return {"updated": self._now()}

    def _post(self, _event_id, _uri, body):
        self.events[body["id"]] = {"status": "confirmed", **body, **self._stamp()}
        return self.events[body["id"]]

    def _get(self, _event_id, _uri, _body):
        return {"items": self._take_changes(), "nextSyncToken": "next", "defaultReminders": []}

    def _delete(self, event_id, _uri, _body):
        self.cancel(event_id)

    def move(self, event_id, start, stop):
        event = self.events[event_id]
        self.edit(event_id, start=event["start"] | self._time(start), end=event["end"] | self._time(stop))

    def rename(self, event_id, title, text):
        self.edit(event_id, summary=title, description=text)

    def place(self, event_id, place):
        self.edit(event_id, location=place)

    def make_all_day(self, event_id, day):
        self.edit(event_id, start={"date": day}, end={"date": day})

    def invite(self, event_id, address):
        attendees = [*self.events[event_id]["attendees"], {"email": address, "responseStatus": "needsAction"}]
        self.edit(event_id, attendees=attendees)

    def addresses(self, event_id):
        return {attendee["email"] for attendee in self.events[event_id]["attendees"]}

    def title(self, event_id):
        return self.events[event_id]["summary"]

    def cancel(self, event_id):
        """Google tells of a deleted event no more than its id."""
        self.events[event_id] = {"id": event_id, "status": "cancelled"}
        self.edit(event_id)

    def start(self, event_id):
        return self.events[event_id]["start"]["dateTime"]

    def occurrence(self, series_id, event):
        """Google makes events of a series only when asked; its id is told by the time in the series."""
        start = event.start.strftime("%Y%m%dT%H%M%SZ")
        event_id = f"{series_id}_{start}"
        series = {name: value for name, value in self.events[series_id].items() if name != "recurrence"}
        self.events[event_id] = {
            **series,
            "id": event_id,
            "recurringEventId": series_id,
            "originalStartTime": self._time(event.start),
            "start": self._time(event.start),
            "end": self._time(event.stop),
        }
        return event_id

    @staticmethod
    def _time(moment):
        return {"dateTime": moment.replace(tzinfo=UTC).isoformat(), "date": None}


class OutlookCalendar(RemoteCalendar):
    """Every request is made by the owner of this calendar, whose e-mail address is ``owner``."""

    def __init__(self, clock, owner):
        super().__init__(clock)
        self._owner = owner

    def _stamp(self):
        return {"lastModifiedDateTime": self._now()}

    def _post(self, _event_id, _uri, body):
        event_id = f"outlook-{len(self.events) + 1}"
        self.events[event_id] = {
            "attendees": [],
            **body,
            "id": event_id,
            "iCalUId": f"uid-{event_id}",
            "type": "singleInstance",
            "isOrganizer": True,
            "organizer": {"emailAddress": {"address": self._owner, "name": "Owner"}},
            "isCancelled": False,
            "isOnlineMeeting": False,
            "responseStatus": {"response": "organizer"},
            **self._stamp(),
        }
        return self.events[event_id]

    def _get(self, event_id, _uri, _body):
        if event_id:  # the dates of a series
            dates = [event for event in self.events.values() if event.get("seriesMasterId") == event_id]
            return {"value": [self._as_told(deepcopy(event)) for event in dates]}
        return {"value": [self._as_told(event) for event in self._take_changes()]}

    def _delete(self, event_id, _uri, _body):
        self.cancel(event_id)

    def make_series(self, event_id, events):
        """A weekly series of that id, whose dates are those of ``events`` (calendar.event)."""
        pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["friday"], "dayOfMonth": 0, "index": "first"}
        span = {"type": "numbered", "numberOfOccurrences": len(events)}
        self._make(event_id, events[0], type="seriesMaster", recurrence={"pattern": pattern, "range": span})
        for number, event in enumerate(events):
            self._make(f"date-{number}", event, type="occurrence", seriesMasterId=event_id)

    def _make(self, event_id, event, **values):
        times = {"start": self._time(event.start), "end": self._time(event.stop)}
        self._post(None, None, {"subject": "Appointment", **times})
        _posted, made = self.events.popitem()
        self.events[event_id] = {**made, "id": event_id, "iCalUId": f"uid-{event_id}", **values}

    def shift(self, event_id, delta):
        times = (datetime.fromisoformat(self.events[event_id][name]["dateTime"]) for name in ("start", "end"))
        self.move(event_id, *((time + delta).replace(tzinfo=None) for time in times))

    def _as_told(self, event):
        for name in ("start", "end"):
            if name in event:
                moment = event[name]["dateTime"].removesuffix("+00:00")
                event[name] = {"dateTime": moment, "timeZone": "UTC"}
        return event

    def move(self, event_id, start, stop):
        self.edit(event_id, start=self._time(start), end=self._time(stop))

    def rename(self, event_id, title, text):
        self.edit(event_id, subject=title, body={"content": text, "contentType": "html"})

    def place(self, event_id, place):
        self.edit(event_id, location={"displayName": place})

    def make_all_day(self, event_id, day):
        midnight = {"dateTime": f"{day}T00:00:00", "timeZone": "UTC"}
        self.edit(event_id, isAllDay=True, start=midnight, end=midnight)

    def invite(self, event_id, address):
        guest = {"emailAddress": {"address": address, "name": address}, "status": {"response": "none"}}
        self.edit(event_id, attendees=[*self.events[event_id]["attendees"], guest])

    def addresses(self, event_id):
        return {attendee["emailAddress"]["address"] for attendee in self.events[event_id]["attendees"]}

    def title(self, event_id):
        return self.events[event_id]["subject"]

    def cancel(self, event_id):
        uid = self.events[event_id]["iCalUId"]
        self.events[event_id] = {"id": event_id, "iCalUId": uid, "@removed": {"reason": "deleted"}}
        self.edit(event_id)

    def start(self, event_id):
        return self.events[event_id]["start"]["dateTime"]

    @staticmethod
    def _time(moment):
        return {"dateTime": moment.replace(tzinfo=UTC).isoformat(), "timeZone": "UTC"}

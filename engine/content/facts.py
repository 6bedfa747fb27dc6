"""Everything that a message or a page tells about an appointment, as plain data of one shape.

Messages are always made from facts: read live while the appointment exists, kept on the notification once a deletion
would take them away (A6).
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from ...tools import plain_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """An appointment of one client, or (without a start) a client and a business alone: a birthday, a custom message.

    Moments are naive UTC; texts are in the language that they were read in; an empty value says nothing.
    """

    start: datetime | None = None
    stop: datetime | None = None
    sequence: int = 0
    event_id: int = 0
    attendee_id: int = 0
    uid: str = ""
    status: str = "live"  # or "pending", "cancelled"

    service_id: int = 0
    agenda_id: int = 0
    resource_ids: tuple[int, ...] = ()
    company_id: int = 0

    service: str = ""
    name_in_sms: bool = False
    price: float = 0.0
    preparation: str = ""
    room: str = ""

    client_name: str = ""
    client_first_name: str = ""
    client_phone: str = ""
    client_email: str = ""
    client_tz: str = ""
    cancel_reason: str = ""

    organizer: str = ""  # of the calendar file, the same as long as the booking lives (T9)
    words: str = ""  # of staff who call off (N18)
    free_times: tuple[datetime, ...] = ()  # that are offered instead
    offer_start: datetime | None = None  # an earlier time (N20)
    offer_until: datetime | None = None  # how long an offer, or an invitation, holds

    tz: str = "UTC"
    business: str = ""
    business_in_sms: str = ""
    business_phone: str = ""
    business_email: str = ""
    agenda: str = ""
    agenda_email: str = ""
    access: str = ""
    location: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    practitioner: str = ""
    practitioner_email: str = ""
    practitioner_phone: str = ""

    def __post_init__(self):
        """No text breaks a line or a header (T1), wherever it comes from."""
        for name in _TEXTS:
            clean = (plain_text.lines if name in _OF_LINES else plain_text.one_line)(getattr(self, name))
            object.__setattr__(self, name, clean)

    def to_json(self):
        """A dict that JSON can hold; see ``from_json``."""
        values = asdict(self)
        return {
            **values,
            "resource_ids": list(self.resource_ids),
            "free_times": [moment.isoformat() for moment in self.free_times],
            **{name: values[name] and values[name].isoformat() for name in _MOMENTS},
        }

    @classmethod
    def from_json(cls, kept):
        """Facts as ``to_json`` gave them, or as the first version kept them: what it did not know of is empty, and so
        is what it wrote as None or False."""
        values = {name: kept[name] for name in _NAMES if kept.get(name)}
        for name in _MOMENTS & values.keys():
            values[name] = datetime.fromisoformat(values[name])
        values["free_times"] = tuple(map(datetime.fromisoformat, values.get("free_times", ())))
        if "resource_ids" in values:
            values["resource_ids"] = tuple(values["resource_ids"])
        return cls(**values)

    @property
    def address_line(self):
        """Name, street and town of the place, on one line."""
        return ", ".join(filter(None, (self.location, self.street, self.town)))

    @property
    def town(self):
        return " ".join(filter(None, (self.zip, self.city)))


_MOMENTS = {"start", "stop", "offer_start", "offer_until"}
_OF_LINES = {"access", "preparation", "words"}
_TEXTS = tuple(field.name for field in fields(Facts) if field.type is str)
_NAMES = tuple(field.name for field in fields(Facts))

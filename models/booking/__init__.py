from . import appointment_agenda
from . import appointment_service
from . import appointment_slots
from . import calendar_attendee
from . import calendar_event
from . import calendar_filters
from . import resource_resource

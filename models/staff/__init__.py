from . import appointment_birthday
from . import calendar_attendee
from . import res_company

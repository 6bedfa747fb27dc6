from . import appointment_birthday
from . import appointment_going_live
from . import appointment_settings
from . import calendar_attendee
from . import calendar_event
from . import calendar_event_warnings
from . import res_company
from . import res_config_settings

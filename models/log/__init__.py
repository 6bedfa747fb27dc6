from . import appointment_notification
from . import appointment_reply
from . import calendar_event
from . import res_company

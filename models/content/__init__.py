from . import appointment_facts
from . import appointment_logo
from . import appointment_message
from . import appointment_message_values
from . import appointment_message_sms
from . import appointment_message_email
from . import appointment_message_calendar

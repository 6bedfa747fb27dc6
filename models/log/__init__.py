from . import appointment_notification
from . import appointment_settling
from . import appointment_report
from . import appointment_reply

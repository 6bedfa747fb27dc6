from . import appointment_notification
from . import appointment_reply

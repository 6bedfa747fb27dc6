from . import appointment_notification
from . import appointment_reply
from . import res_company

from . import appointment_agenda
from . import appointment_notification
from . import appointment_rule
from . import mail_activity
from . import res_company
from . import res_partner

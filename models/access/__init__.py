from . import ir_rule
from . import calendar_event
from . import calendar_attendee
from . import res_company
from . import res_partner
from . import res_users

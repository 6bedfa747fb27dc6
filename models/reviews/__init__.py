from . import appointment_agenda
from . import appointment_page
from . import appointment_service
from . import calendar_event
from . import res_company
from . import res_config_settings

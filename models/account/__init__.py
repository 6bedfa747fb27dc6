from . import appointment_settings_rules
from . import res_company
from . import res_config_settings

from . import appointment_settings_rules
from . import res_company
from . import res_company_review
from . import res_config_settings
from . import res_config_settings_review

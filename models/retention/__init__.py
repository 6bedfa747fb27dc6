from . import res_company
from . import res_config_settings
from . import appointment_purge
from . import appointment_consent
from . import appointment_notification
from . import appointment_reply
from . import phone_blacklist
from . import res_partner

from . import appointment_channel_state
from . import appointment_heartbeat
from . import appointment_health
from . import appointment_dispatcher
from . import mail_activity
from . import phone_blacklist
from . import sms_sms
from . import sms_tracker

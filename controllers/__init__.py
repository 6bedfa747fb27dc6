from . import access_log
from . import manage
from . import invitation
from . import portal
from . import sms_twilio
from . import sms_webhook
from . import health
from . import agenda

from . import appointment_many
from . import appointment_call_off
from . import appointment_custom_sms
from . import appointment_preference
from . import appointment_preview
from . import appointment_resend
from . import calendar_popover_delete_wizard
from . import base_partner_merge_automatic_wizard

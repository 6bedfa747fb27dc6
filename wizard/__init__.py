from . import appointment_preference
from . import appointment_preview
from . import calendar_popover_delete_wizard
from . import base_partner_merge_automatic_wizard

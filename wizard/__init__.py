from . import appointment_preference
from . import appointment_preview
from . import calendar_popover_delete_wizard
from . import partner_merge_wizard

from . import appointment_preference
from . import appointment_preview

from . import appointment_preference

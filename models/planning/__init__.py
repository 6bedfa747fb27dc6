from . import appointment_recipients
from . import appointment_planner

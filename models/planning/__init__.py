from . import appointment_planner

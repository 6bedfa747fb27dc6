"""From a change of an appointment to planned notifications: what changed (collector), what to say about it
(actions), what the clock brings (clock), the rows (store). Plain classes, used by ``appointment.planner``."""

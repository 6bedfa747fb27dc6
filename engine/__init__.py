"""From a change of an appointment to a message that was sent: plain classes, which ``models/`` calls."""

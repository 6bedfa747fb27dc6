{
    "name": "How to arrive at appointments",
    "version": "19.0.1.0.0",
    "license": "LGPL-3",
    "author": "Appointment Notifications contributors",
    "depends": ["appointment_notify"],
    "data": ["arrival.xml"],
    "installable": True,
}

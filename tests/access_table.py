"""Who may do what by RPC (S5). `test_access_table` asks the registry for all models, fields and methods of this
module: what has no line here fails, so that nobody adds a door without saying who has its key.

The roles are of company A, where everything in the test is, but for ``manager_b``; ``admin`` is a system administrator
without any of our groups; ``other`` a practitioner whose agenda it is not.
"""

NOBODY = frozenset()
ROLES = ("portal", "employee", "practitioner", "other", "front_desk", "manager", "manager_b", "admin")
KEEPERS = frozenset({"practitioner", "front_desk", "manager"})
DESK = frozenset({"front_desk", "manager"})
MANAGER = frozenset({"manager"})
OF_COMPANY = KEEPERS | {"other"}
OURS = OF_COMPANY | {"manager_b"}  # whoever has one of our groups
INTERNAL = OURS | {"employee", "admin"}
EVERYBODY = INTERNAL | {"portal"}

# model: who may read, write, create, unlink. Where the test has a record of it, that record of company A; else at all.
MODELS = {
    "appointment.agenda": (OF_COMPANY, MANAGER, MANAGER, MANAGER),
    "appointment.service": (OF_COMPANY, MANAGER, MANAGER, MANAGER),
    "appointment.signature": (OF_COMPANY, MANAGER, MANAGER, MANAGER),
    "appointment.rule": (OF_COMPANY, MANAGER, MANAGER, MANAGER),
    "appointment.notification": (KEEPERS, NOBODY, NOBODY, NOBODY),
    "appointment.reply": (MANAGER | {"manager_b"}, NOBODY, NOBODY, NOBODY),
    "appointment.gateway": (MANAGER | {"manager_b", "admin"},) * 4,
    "appointment.channel.state": (MANAGER, NOBODY, NOBODY, NOBODY),
    "appointment.heartbeat": (MANAGER | {"manager_b"}, NOBODY, NOBODY, NOBODY),
    "appointment.consumption": (OURS, NOBODY, NOBODY, NOBODY),
    "appointment.consumption.month": (MANAGER | {"manager_b"}, NOBODY, NOBODY, NOBODY),
    "appointment.consumption.alert": (MANAGER | {"manager_b"}, NOBODY, NOBODY, NOBODY),
    "appointment.attendance": (OURS, NOBODY, NOBODY, NOBODY),
    "appointment.delivery": (OURS, NOBODY, NOBODY, NOBODY),
    "appointment.preference": (DESK | {"manager_b"},) * 4,
    "appointment.preview": (OURS,) * 4,
    "appointment.call.off": (OURS,) * 4,
    "appointment.settings": (MANAGER | {"manager_b"},) * 4,  # of the own company
    "appointment.going.live": (MANAGER | {"manager_b"},) * 4,
    "appointment.resend": (OURS,) * 4,
    "appointment.custom.sms": (DESK | {"manager_b"},) * 4,
    "appointment.register": (OURS, NOBODY, OURS, NOBODY),  # each sees only what he or she opened
    "appointment.register.line": (OURS, NOBODY, NOBODY, NOBODY),
    "appointment.purge": (MANAGER | {"manager_b"}, NOBODY, NOBODY, NOBODY),
    "appointment.consent": (OURS, NOBODY, NOBODY, NOBODY),
    "appointment.feed": (OURS, NOBODY, NOBODY, NOBODY),
}

# model of Odoo's: [(pattern of fields of ours, who may read them)]; a field's own groups come on top.
FIELDS = {
    "calendar.event": [
        ("service_id|agenda_id|booked_resource_ids", INTERNAL),
        ("booking_sequence", NOBODY),
        ("booking_unreachable.*", INTERNAL),  # of whoever may be invited
        ("booking_.*|notification_.*|invoice_ids", OURS),
    ],
    "calendar.attendee": [(".*", KEEPERS)],
    "res.partner": [("appointment_.*|birthdate_date", INTERNAL)],
    "res.company": [("appointment_.*", INTERNAL)],
    "res.users": [("appointment_.*|birthdate_date", INTERNAL)],
    "res.config.settings": [("appointment_.*", frozenset({"admin"}))],
    "calendar.popover.delete.wizard": [("appointment_.*", INTERNAL)],
    "mail.template": [("signature_id", INTERNAL)],
    "resource.resource": [("signature_id", INTERNAL)],
    "phone.blacklist": [("appointment_stop", INTERNAL)],
    "mail.activity": [("appointment_channel_state_id", INTERNAL)],
    "sms.tracker": [("appointment_.*", NOBODY)],
}

# (model, method): who may call it on a record of company A. Methods that add to one of Odoo's have its rights.
METHODS = {
    ("appointment.agenda", "action_open_public_page"): EVERYBODY,  # an address
    ("appointment.agenda", "action_open_ratings"): EVERYBODY,  # a domain
    ("appointment.service", "action_open_ratings"): INTERNAL,
    ("appointment.health", "get_problems"): EVERYBODY,  # empty for all but managers
    ("appointment.consumption", "action_open_notification"): OURS,
    ("appointment.consumption.month", "action_open_lines"): MANAGER | {"manager_b"},
    ("appointment.notification", "action_open_message"): KEEPERS,
    ("appointment.notification", "action_hold"): KEEPERS,
    ("appointment.notification", "action_release"): KEEPERS,
    ("appointment.notification", "action_send_now"): KEEPERS,
    ("appointment.notification", "action_stop"): KEEPERS,
    ("appointment.notification", "action_resend"): KEEPERS,
    ("appointment.notification", "action_mark_sent"): KEEPERS,
    ("appointment.preference", "action_apply"): DESK | {"manager_b"},  # of contacts whom companies share
    ("appointment.preview", "action_send_to_myself"): MANAGER,
    ("appointment.call.off", "action_call_off"): KEEPERS,
    ("appointment.settings", "action_open"): MANAGER | {"manager_b"},
    ("appointment.going.live", "action_open"): MANAGER | {"manager_b"},
    ("appointment.going.live", "action_go_live"): MANAGER | {"manager_b"},
    ("appointment.going.live", "action_go_back"): MANAGER | {"manager_b"},
    ("appointment.many", "action_open_messages"): EVERYBODY,  # a domain; the log shows each what he or she may read
    ("appointment.call.off", "action_open_messages"): OURS,
    ("appointment.resend", "action_resend"): KEEPERS,
    ("appointment.resend", "action_open_messages"): OURS,
    ("appointment.custom.sms", "action_send"): DESK,
    ("appointment.custom.sms", "action_open_messages"): DESK | {"manager_b"},
    ("appointment.rule", "explain_text"): OF_COMPANY,
    ("calendar.event", "get_booking_popover"): KEEPERS,
    ("calendar.event", "action_booking_cancel"): KEEPERS,
    ("calendar.event", "action_booking_confirm"): KEEPERS,
    ("calendar.event", "action_booking_done"): KEEPERS,
    ("calendar.event", "action_booking_no_show"): KEEPERS,
    ("calendar.event", "action_booking_restore"): KEEPERS,
    ("calendar.event", "action_open_notifications"): KEEPERS,
    ("calendar.attendee", "action_booking_cancel"): KEEPERS,
    ("calendar.attendee", "action_booking_confirm"): KEEPERS,
    ("calendar.attendee", "action_booking_done"): KEEPERS,
    ("calendar.attendee", "action_booking_no_show"): KEEPERS,
    ("calendar.attendee", "action_booking_restore"): KEEPERS,
    ("calendar.popover.delete.wizard", "action_cancel_appointment"): KEEPERS,
    ("res.company", "action_appointment_test_sms"): frozenset({"admin"}),
    ("res.company", "action_new_appointment_webhook"): frozenset({"admin"}),
    ("res.config.settings", "action_appointment_test_sms"): frozenset({"admin"}),
    ("res.config.settings", "action_new_appointment_webhook"): frozenset({"admin"}),
    ("res.partner", "action_revoke_appointment_feeds"): OURS,  # of the companies that each works in
    ("res.partner", "action_open_appointment_notifications"): OURS,  # a register of what each may read
}
# What a method needs beside its record.
ARGUMENTS = {
    ("appointment.rule", "explain_text"): [{
        "trigger": "reminder", "audience": "client", "channel": "sms", "subject": "", "body": "x", "sentence": "",
        "max_credits": 1,
    }],
    ("res.company", "action_appointment_test_sms"): ["+33612345601"],
}  # fmt: skip

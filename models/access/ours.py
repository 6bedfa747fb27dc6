"""Who is who for access (S5), and which fields are this module's."""

PRACTITIONER = "appointment_notify.group_practitioner"
FRONT_DESK = "appointment_notify.group_front_desk"
MANAGER = "appointment_notify.group_manager"


def is_ours(field):
    """Whether this module defines a field, and not only adds to one of Odoo's."""
    return field._modules[:1] == ("appointment_notify",)

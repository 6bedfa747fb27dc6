from .engine import turns


def post_init_hook(env):
    """Give every company its own copy of the shipped rules (the data file creates the main company's)."""
    env["res.company"].search([])._create_default_appointment_rules()


def uninstall_hook(env):
    """What is in the database and not in a model goes too (S8)."""
    turns.drop_sequence(env.cr)

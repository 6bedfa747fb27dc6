"""Who carries SMS: one file each, found by its code (G1, H1). Another addon adds its own with ``register``."""

from ..registry import Registry

providers = Registry()
register = providers.register

from . import brevo, generic, iap, ovhcloud, twilio  # noqa: E402  (each registers its provider)

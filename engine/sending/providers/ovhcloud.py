from odoo.tools.translate import LazyTranslate

from ....tools.gateways import Ovhcloud
from . import register
from .base import Provider

_lt = LazyTranslate(__name__)


@register
class OvhcloudProvider(Provider):
    code = "ovhcloud"
    label = _lt("OVHcloud")
    gateway = Ovhcloud
    settings = {
        "service": "service",
        "app_key": "application_key",
        "secret": "application_secret",
        "consumer_key": "consumer_key",
        "url": "endpoint",
    }
    labels = {"secret": _lt("Application secret")}
    required = ("service", "app_key", "secret", "consumer_key")

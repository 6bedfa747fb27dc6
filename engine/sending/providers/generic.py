from odoo.tools.translate import LazyTranslate

from ....tools.gateways import Generic
from . import register
from .base import Provider

_lt = LazyTranslate(__name__)


@register
class GenericProvider(Provider):
    code = "generic"
    label = _lt("Another, described here")
    gateway = Generic
    settings = {
        "url": "url",
        "auth": "auth",
        "user": "auth_user",
        "secret": "auth_secret",
        "body_format": "body_format",
        "body": "body",
        "success_path": "success_path",
        "success_value": "success_value",
        "id_path": "id_path",
        "removes_duplicates": "removes_duplicates",
    }
    required = ("url", "body")

    def more(self, record):
        return {"auth_header": record.user or ""}

import re

from lxml import etree
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.sending.providers import providers
from ...engine.sending.providers.base import NoProvider

_SYSTEM = "base.group_system"
_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 .&_-]{3,11}")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_MOST_CONNECTIONS = 400


class AppointmentGateway(models.Model):
    """An account at a provider of SMS (G1). Each provider declares which of the settings it uses; one of another
    addon adds its own. Where it is and its secrets are for system administrators: whoever can change the address
    could read the key."""

    _name = "appointment.gateway"
    _description = "SMS gateway"
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    provider = fields.Selection(lambda self: providers.selection(self.env), required=True, default="generic")
    sender = fields.Char(
        help="3 to 11 letters and digits, or a number that can be answered. Empty: the provider's own."
    )
    connections = fields.Integer(
        "Calls at once", default=20, help="As many as the provider allows: each keeps a connection open while it sends."
    )
    allow_private = fields.Boolean("May be in the local network", groups=_SYSTEM)
    url = fields.Char("Address", groups=_SYSTEM)
    auth = fields.Selection(
        [("none", "None"), ("bearer", "Bearer token"), ("basic", "User and password"), ("header", "Header")],
        "Authentication",
        default="bearer",
        groups=_SYSTEM,
    )
    user = fields.Char("User, or name of the header", groups=_SYSTEM)
    secret = fields.Char("Secret or key", groups=_SYSTEM)
    body_format = fields.Selection([("json", "JSON"), ("form", "Form")], default="json", groups=_SYSTEM)
    body = fields.Text(
        default='{"to": "{number}", "text": "{text}", "from": "{sender}", "reference": "{reference}"}',
        groups=_SYSTEM,
        help="{number}, {text}, {sender} and {reference} stand for the message's values.",
    )
    success_path = fields.Char("Taken when this path of the answer …", groups=_SYSTEM)
    success_value = fields.Char("… holds", groups=_SYSTEM)
    id_path = fields.Char("Path of the message's id", groups=_SYSTEM)
    removes_duplicates = fields.Boolean(
        "Removes duplicates by our reference",
        groups=_SYSTEM,
        help="Only where the provider documents it: a message in doubt is then sent again.",
    )
    service = fields.Char("SMS service", groups=_SYSTEM)
    app_key = fields.Char("Application key", groups=_SYSTEM)
    consumer_key = fields.Char("Consumer key", groups=_SYSTEM)
    problem = fields.Char("What is missing", compute="_compute_problem", compute_sudo=True)

    _connections_possible = models.Constraint(
        f"CHECK (connections BETWEEN 1 AND {_MOST_CONNECTIONS})",
        "The number of calls at once lies between 1 and 400.",
    )

    @api.constrains("sender")
    def _check_sender(self):
        for gateway in self:
            sender = gateway.sender
            if sender and not _NAME.fullmatch(sender) and not _NUMBER.fullmatch(sender):
                raise ValidationError(gateway.env._(
                    "“%(sender)s” cannot be the sender of SMS: 3 to 11 letters and digits without accents, or a number.",
                    sender=sender,
                ))  # fmt: skip

    @api.depends(lambda self: ["provider", *{name for one in providers.all(self.env) for name in one.settings}])
    def _compute_problem(self):
        for gateway in self:
            provider = providers.get(self.env, gateway.provider)
            try:
                provider.open(gateway.env, gateway.company_id, gateway).close()
            except NoProvider as error:
                gateway.problem = str(error)
            except Exception as error:
                gateway.problem = type(error).__name__
            else:
                gateway.problem = False

    @api.model_create_multi
    def create(self, vals_list):
        gateways = super().create(vals_list)
        gateways._seen_to()
        return gateways

    def write(self, vals):
        result = super().write(vals)
        self._seen_to()
        return result

    def _seen_to(self):
        """Somebody has changed something: what waits for a stopped provider goes at the next run (S1)."""
        self.company_id._appointment_sending_changed()

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """The form shows the settings that each provider declares, whichever addon it comes from."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for place in arch.xpath("//group[@name='settings']"):
            for provider in providers.all(self.env):
                group = etree.SubElement(place, "group", invisible=f"provider != '{provider.code}'")
                for name in provider.settings:
                    field = etree.SubElement(group, "field", name=name)
                    if name in provider.labels:
                        field.set("string", self.env._(provider.labels[name]))
                    if name in provider.required:
                        field.set("required", f"provider == '{provider.code}'")
                    if name.endswith(("secret", "key", "token", "password")):
                        field.set("password", "True")
        return arch, view

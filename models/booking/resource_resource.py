from odoo import models


class ResourceResource(models.Model):
    _name = "resource.resource"
    _inherit = ["appointment.signature.mixin", "resource.resource"]

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """A form's own bytes are kept before Odoo parses it: it is those that are signed (S10)."""
        result = super()._pre_dispatch(rule, args)
        if rule.endpoint.routing.get("appointment_raw_body"):
            request.httprequest.get_data(cache=True)
        return result

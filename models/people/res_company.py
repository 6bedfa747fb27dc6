from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    appointment_fallback_user_id = fields.Many2one(
        "res.users",
        "In place of who left",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Told of appointments, and given the to-dos, of a practitioner who is here no more. "
        "Left empty: the managers of appointments.",
    )

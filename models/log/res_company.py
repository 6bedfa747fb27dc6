from odoo import fields, models


class ResCompany(models.Model):
    """What clients' replies by SMS may do (N19)."""

    _inherit = "res.company"

    appointment_replies = fields.Selection(
        [
            ("staff", "Staff read them"),
            ("confirm", "“Yes” confirms that the client comes"),
            ("confirm_cancel", "“Yes” confirms, “no” cancels"),
        ],
        "Replies by SMS", default="confirm", required=True,
        help="Only what is clear, and where one appointment is to come; staff read everything else.",
    )  # fmt: skip

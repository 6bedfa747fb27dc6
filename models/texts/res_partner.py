from odoo import fields, models

_ADDRESSES = ("phone", "email")


class ResPartner(models.Model):
    """Who wants no messages but those about bookings (P9); and when a number or an address was last changed: a
    preview goes to those of yesterday only (T10)."""

    _inherit = "res.partner"

    appointment_unsubscribed = fields.Boolean(
        "No reviews, birthday or custom messages",
        help="What is not about a booking: the client may say so in one click (RFC 8058). The rest goes on.",
    )
    appointment_address_changed_at = fields.Datetime(readonly=True, copy=False, groups="base.group_system")

    def write(self, vals):
        changed = self.browse()
        if any(name in vals for name in _ADDRESSES):
            changed = self.filtered(
                lambda partner: any(name in vals and (partner[name] or "") != (vals[name] or "") for name in _ADDRESSES)
            )
        result = super().write(vals)
        if changed:
            super(ResPartner, changed.sudo()).write({"appointment_address_changed_at": self.env.cr.now()})
        return result

    def _appointment_unsubscribe(self):
        """One click in a mail program, or on our page. Twice is harmless; a change of consent is kept (S7)."""
        for partner in self.filtered(lambda partner: not partner.appointment_unsubscribed):
            partner.appointment_unsubscribed = True
            partner.message_post(
                body=self.env._("Unsubscribed by a link in a message: no reviews, birthday or custom messages."),
                author_id=partner.id,
                message_type="notification",
                subtype_xmlid="mail.mt_note",
            )

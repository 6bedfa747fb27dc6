from odoo import api, models

from ..engine.ledger import rebind
from ..engine.words import booking


class MergePartnerAutomatic(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Messages name their recipient: those of contacts that become one must not be the same twice. Two
        who attend one appointment are one client of it from then on."""
        rebind.before_merge(self.env, partner_ids)
        result = super()._merge(partner_ids, dst_partner=dst_partner, extra_checks=extra_checks)
        self._merge_clients(self.env["res.partner"].browse(partner_ids).exists())
        return result

    def _merge_clients(self, partners):
        attendees = self.env["calendar.attendee"].sudo().search(
            [("partner_id", "in", partners.ids), ("event_id.service_id", "!=", False)], order="id"
        )
        spare = attendees.browse()
        for same in attendees.grouped(lambda attendee: (attendee.event_id, attendee.partner_id)).values():
            # Who is still expected stands for both; what was paid or answered by either is.
            kept = same.sorted(lambda each: (not each.is_client, each.booking_state == booking.CANCELLED, each.id))[0]
            others = same - kept
            if others:
                kept.booking_marked_paid = any(same.mapped("booking_marked_paid"))
                kept.presence_confirmed = any(same.mapped("presence_confirmed"))
                kept.invoice_ids |= others.invoice_ids
                rows = self.env["appointment.notification"].sudo().search([("attendee_id", "in", others.ids)])
                rebind.join(rows, kept)
                spare |= others
        # Nobody is told: nobody's appointment is cancelled.
        spare.with_context(appointment_no_notify=True).unlink()

from odoo import models


class CalendarPopoverDeleteWizard(models.TransientModel):
    _inherit = "calendar.popover.delete.wizard"

    def action_send_mail_and_delete(self):
        """Deleting an appointment sends this module's cancellation, so Odoo's own mail stays away (A2)."""
        if self.calendar_event_id.sudo().service_id:
            return self.action_delete()
        return super().action_send_mail_and_delete()

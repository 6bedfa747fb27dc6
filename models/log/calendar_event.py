from odoo import fields, models


class CalendarEvent(models.Model):
    """The messages of an appointment."""

    _inherit = "calendar.event"

    notification_ids = fields.One2many(
        "appointment.notification", "event_id", "Notifications", groups="appointment_notify.group_practitioner"
    )
    notification_count = fields.Integer(
        compute="_compute_notification_count", groups="appointment_notify.group_practitioner"
    )

    def _compute_notification_count(self):
        counts = dict(
            self.env["appointment.notification"]._read_group(
                [("event_id", "in", self.ids)], ["event_id"], ["__count"]
            )
        )
        for event in self:
            event.notification_count = counts.get(event, 0)

    def action_open_notifications(self):
        self.ensure_one()
        self._check_keeps_bookings()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_notification_action")
        action["domain"] = [("event_id", "=", self.id)]
        action["context"] = {}
        return action

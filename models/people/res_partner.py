from odoo import api, fields, models

from ...tools import first_name

_PREFERENCE = [("default", "As the account"), ("on", "Yes"), ("off", "No")]
_REPLANNED = {
    "phone", "email", "country_id", "appointment_sms_reminder", "appointment_email_reminder",
    "appointment_sms_delay", "appointment_email_delay", "appointment_recipient_sms", "appointment_recipient_email",
    "active", "parent_id",
}  # fmt: skip


class ResPartner(models.Model):
    _inherit = "res.partner"

    appointment_sms_reminder = fields.Selection(_PREFERENCE, "Reminders by SMS", default="default", required=True)
    appointment_email_reminder = fields.Selection(
        _PREFERENCE, "Reminders by e-mail", default="default", required=True
    )
    appointment_sms_other = fields.Selection(_PREFERENCE, "Other messages by SMS", default="default", required=True)
    appointment_email_other = fields.Selection(
        _PREFERENCE, "Other messages by e-mail", default="default", required=True
    )
    appointment_sms_delay = fields.Integer("SMS reminder (hours before)", help="0: as the account.")
    appointment_email_delay = fields.Integer("E-mail reminder (hours before)", help="0: as the account.")
    appointment_recipient_sms = fields.Boolean(
        "Appointment SMS",
        compute="_compute_appointment_recipient",
        store=True,
        readonly=False,
        help="Receives SMS about own appointments; a contact of a client receives those of the client too.",
    )
    appointment_recipient_email = fields.Boolean(
        "Appointment e-mails",
        compute="_compute_appointment_recipient",
        store=True,
        readonly=False,
        help="Receives e-mails about own appointments; a contact of a client receives those of the client too.",
    )
    appointment_first_name = fields.Char(
        "First name in messages",
        compute="_compute_appointment_first_name",
        store=True,
        readonly=False,
        help="How messages address the client. Proposed from the name; correct it where the proposal is wrong.",
    )
    appointment_notification_count = fields.Integer(
        compute="_compute_appointment_notification_count", groups="appointment_notify.group_practitioner"
    )

    _delays_not_negative = models.Constraint(
        "CHECK (appointment_sms_delay BETWEEN 0 AND 8760 AND appointment_email_delay BETWEEN 0 AND 8760)",
        "A reminder's delay lies between 0 and 8,760 hours (a year).",
    )

    @api.depends("parent_id.is_company")
    def _compute_appointment_recipient(self):
        """A client is reached; the parent, guardian or assistant of a client only once the box is ticked."""
        for partner in self:
            own = not partner.parent_id or partner.parent_id.is_company
            partner.appointment_recipient_sms = own
            partner.appointment_recipient_email = own

    @api.depends("name", "is_company")
    def _compute_appointment_first_name(self):
        """A proposal (T1); what somebody wrote stays as long as it is part of the name."""
        for partner in self:
            name, written = partner.name or "", partner.appointment_first_name
            if not (written and written.casefold() in name.casefold()):
                partner.appointment_first_name = "" if partner.is_company else first_name.propose(name)

    def _compute_appointment_notification_count(self):
        counts = dict(
            self.env["appointment.notification"]._read_group(
                [("client_id", "in", self.ids)], ["client_id"], ["__count"]
            )
        )
        for partner in self:
            partner.appointment_notification_count = counts.get(partner, 0)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(vals.get("appointment_recipient_sms") or vals.get("appointment_recipient_email") for vals in vals_list):
            partners._replan_appointments()
        return partners

    def write(self, vals):
        parents = self.parent_id if "parent_id" in vals else self.browse()
        result = super().write(vals)
        if vals.keys() & _REPLANNED:
            (self | parents)._replan_appointments()
        return result

    def unlink(self):
        """Deleting a contact is erasure: nothing more is sent, and its number and texts go (A6)."""
        rows = self.env["appointment.notification"].sudo().search(
            ["|", ("client_id", "in", self.ids), ("partner_id", "in", self.ids)]
        )
        rows._skip("contact_deleted")
        rows.write({"address": False, "body": False, "body_html": False, "subject": False, "facts": False,
                    "token_hash": False, "token_hash_before": False})  # fmt: skip
        # Not left to the foreign keys: see calendar.attendee._keep_facts_on_rows.
        rows.filtered(lambda row: row.client_id in self).write({"attendee_id": False})
        return super().unlink()

    def _replan_appointments(self):
        """A corrected number or a changed preference holds for what is planned already (A9)."""
        clients = self | self.parent_id
        attendees = self.env["calendar.attendee"].sudo().search(
            [("partner_id", "in", clients.ids), ("is_client", "=", True), ("event_id.start", ">", self.env.cr.now())]
        )
        if attendees:
            attendees.event_id._plan_notifications()

    def _appointment_first_name(self):
        """The first name for messages: ``partner_firstname``'s field where installed, else our own (T1)."""
        self.ensure_one()
        if "firstname" in self._fields and self.firstname:
            return self.firstname
        return self.appointment_first_name or self.name or ""

    def action_open_appointment_notifications(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_notification_action")
        action["domain"] = ["|", ("client_id", "=", self.id), ("partner_id", "=", self.id)]
        action["context"] = {}
        return action

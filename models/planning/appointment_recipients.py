from odoo import models
from odoo.tools import email_normalize

from ...tools import phone

_PREFERENCES = {
    # (is it a reminder?, channel) -> the client's own choice, which beats the account's default (A9)
    (True, "sms"): "appointment_sms_reminder",
    (True, "email"): "appointment_email_reminder",
    (False, "sms"): "appointment_sms_other",
    (False, "email"): "appointment_email_other",
}


class AppointmentRecipients(models.AbstractModel):
    """Who receives a message, at which number or address, and whether he or she wants it (A9, A10, G3)."""

    _name = "appointment.recipients"
    _description = "Who receives appointment notifications"

    def _of_client(self, client, channel):
        """The client, and those of his or her contacts whose box is ticked.

        A company's contacts are clients of their own, not its parents or guardians: they get nothing of its
        appointments.
        """
        box = f"appointment_recipient_{channel}"
        contacts = client.browse() if client.is_company else client.child_ids.filtered(box)
        return client.filtered(box) | contacts

    def _of_staff(self, agenda, organiser, channel, by_client):
        """The users to tell: practitioner and organiser, as far as they want it (A10)."""
        return (agenda.user_id | organiser).filtered(
            lambda user: user.active and user._wants_appointment_message(channel, by_client)
        )

    def _address(self, partner, channel, company):
        """(address, None) or (None, reason) of a recipient."""
        if channel == "sms":
            country = partner.country_id or partner.commercial_partner_id.country_id or company.country_id
            return phone.check(partner.phone or "", country.code or "")
        if not (partner.email or "").strip():
            return None, "no_email"
        address = email_normalize(partner.email)
        return (address, None) if address else (None, "invalid_email")

    def _wants(self, client, trigger, channel, company):
        """Whether the client wants this kind of message: own choice, else the account's default (A9)."""
        is_reminder = trigger == "reminder"
        choice = client[_PREFERENCES[is_reminder, channel]]
        if choice in ("on", "off"):
            return choice == "on"
        return company.appointment_reminders if is_reminder else company.appointment_others

    def _is_reachable(self, client, company):
        """Whether a confirmation would reach the client, or one of his or her contacts, on any channel (N17)."""
        return any(
            self._wants(client, "booked", channel, company)
            and any(self._address(person, channel, company)[0] for person in self._of_client(client, channel))
            for channel in ("sms", "email")
        )

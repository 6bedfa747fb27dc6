from odoo import models


class AppointmentReply(models.AbstractModel):
    """STOP and START are consent withdrawn and given: kept with the words of the reply (S7)."""

    _inherit = "appointment.reply"

    def _stop(self, company, number, text, channel):
        result = super(AppointmentReply, self.with_context(appointment_consent_noted=True))._stop(
            company, number, text, channel
        )
        self._note_consent(company, number, text, "on", "off")
        return result

    def _start(self, company, number, text, channel):
        stopped = self.env["phone.blacklist"].search_count(
            [("number", "=", number), ("appointment_stop", "=", True)], limit=1
        )
        result = super(AppointmentReply, self.with_context(appointment_consent_noted=True))._start(
            company, number, text, channel
        )
        if stopped:
            self._note_consent(company, number, text, "off", "on")
        return result

    def _note_consent(self, company, number, text, before, after):
        self.env["appointment.consent"]._note(
            [
                {"partner_id": contact.id, "what": "number", "before": before, "after": after, "words": text[:200],
                 "number": number, "source": "stop", "user_id": False}
                for contact in self._contacts(company, number)
            ]
        )  # fmt: skip

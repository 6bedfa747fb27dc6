from datetime import UTC

from odoo import models

from ...tools import calendar_file

_WITH_CALENDAR_FILE = ("booked", "moved", "cancelled", "reminder")


class AppointmentMessage(models.AbstractModel):
    _inherit = "appointment.message"

    def _calendar(self, row, facts):
        """The calendar file that updates the recipient's calendar in place (T9)."""
        if row.trigger not in _WITH_CALENDAR_FILE or row.audience != "client" or not self._shows(row, "calendar"):
            return {}
        method = "CANCEL" if row.trigger == "cancelled" else "REQUEST"
        start, stop = (moment.replace(tzinfo=UTC) for moment in self._moments(row, facts))
        organizer = self._reply_to(facts)
        service = facts.get("service") if self._shows(row, "service") else ""
        content = calendar_file.build(
            method,
            uid=self._calendar_uid(row, facts),
            sequence=self._calendar_sequence(row, facts),
            start=start,
            end=stop,
            summary=" – ".join(filter(None, (service, facts.get("business")))),
            location=self._address_line(facts) if self._shows(row, "address") else "",
            organizer_name=facts.get("business") or "",
            organizer_email=organizer,
            attendee_name=row.partner_id.name or "",
            attendee_email=row.address or "",
            dtstamp=self.env.cr.now().replace(tzinfo=UTC),
            lang=row.env.lang or "",
        )
        written = calendar_file.effective_method(method, organizer, row.address or "")
        return {"calendar": content, "calendar_method": written}

    @staticmethod
    def _calendar_sequence(row, facts):
        """Rises with each change. What was kept when the booking was deleted counts the changes before that."""
        is_deletion = row.trigger == "cancelled" and bool(row.facts) and not row.is_preview
        return (facts.get("sequence") or 0) + is_deletion

    def _calendar_uid(self, row, facts):
        """The same in each message about one client's appointment, and in the page's file (T9)."""
        booking = facts.get("uid") or f"{facts['event_id']}-{row.client_id.id}"
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"appointment-{booking}@{database}"

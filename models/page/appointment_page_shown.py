import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup
from odoo import models
from odoo.tools import ormcache
from odoo.tools.image import image_process

from ...engine.content import calendar, gather, phrases
from ...engine.content.brief import business_of
from ...engine.content.facts import Facts
from ...engine.content.reader import language
from ...engine.words import audiences, booking
from ...tools import link_token
from ...tools.colors import readable
from .appointment_page import REASON_LENGTH

OPEN_AFTER_END = timedelta(days=30)
_OTHERS_SHOWN = 10
_READ = {
    "row": ["trigger", "attendee_id", "client_id", "partner_id", "company_id", "facts"],
    "company": ["partner_id", "name", "phone", "email", "primary_color", "currency_id", "appointment_sms_name"],
    "partner": ["name", "appointment_first_name", "lang", "tz", "phone", "email", "is_company",
                "street", "street2", "zip", "city", "state_id", "country_id", "write_date"],
    "attendee": ["event_id", "partner_id", "is_client", "booking_state", "booking_paid", "presence_confirmed",
                 "cancel_reason", "booking_uid", "booking_marked_paid", "notice_start", "cancelled_at", "cancelled_by",
                 "undo_state", "late_told_for", "booking_organizer", "called_off_words"],
    "event": ["start", "stop", "active", "service_id", "agenda_id", "user_id", "location", "booking_sequence"],
    "service": ["name", "name_in_sms", "price", "preparation", "cancel_allowed", "cancel_notice_hours",
                "move_allowed", "move_notice_hours"],
    "agenda": ["name", "company_id", "user_id", "tz", "phone", "email", "address_id",
               "access_instructions"],
}  # fmt: skip


class AppointmentPage(models.AbstractModel):
    """What a client sees of an appointment: behind a personal link, or logged in (P)."""

    _inherit = "appointment.page"

    def _find(self, token):
        """The message whose link was opened, sudo, in its reader's language; empty for any other token (S6)."""
        rows = self.env["appointment.notification"].sudo()
        if not link_token.is_token(token):
            return rows
        digest = link_token.digest(token)
        domain = [
            "|", ("token_hash", "=", digest), ("token_hash_before", "=", digest), ("audience", "=", audiences.CLIENT)
        ]
        row = rows.search_fetch(domain, _READ["row"], limit=1)
        if not row:
            return rows
        row = self._read_ahead(row)
        return row if self._is_open(row) else rows

    def _find_reader(self, token):
        """The client (sudo, in the reader's language) who may unsubscribe by a link, however old; empty for any other."""
        partner = self.env["res.partner"].sudo()
        if not link_token.is_token(token):
            return partner
        digest = link_token.digest(token)
        row = self.env["appointment.notification"].sudo().search(
            ["|", ("token_hash", "=", digest), ("token_hash_before", "=", digest), ("audience", "=", audiences.CLIENT)], limit=1
        )
        lang = language(row.env, row.partner_id.lang, row.company_id.partner_id.lang)
        return (row.client_id or row.partner_id).with_context(lang=lang)

    def _read_ahead(self, row):
        """Read what the page needs and no more: whole contacts and events are wide (F5)."""
        company = row.company_id
        company.fetch(_READ["company"])
        (row.partner_id | row.client_id | company.partner_id).fetch(_READ["partner"])
        row = row.with_context(lang=language(row.env, row.partner_id.lang, company.partner_id.lang))
        attendee = row.attendee_id
        attendee.fetch(_READ["attendee"])
        event = attendee.event_id
        event.fetch(_READ["event"])
        event.service_id.fetch(_READ["service"])
        event.agenda_id.fetch(_READ["agenda"])
        staff = event.agenda_id.user_id or event.user_id
        staff.fetch(["partner_id", "active"])
        (event.agenda_id.address_id | staff.partner_id).fetch(_READ["partner"])
        return row

    def _is_open(self, row):
        """The page lives until 30 days after the end, and for the client it was sent about only (S6)."""
        attendee = row.attendee_id
        if attendee:
            if attendee.partner_id != row.client_id or not attendee.is_client or not attendee.event_id.service_id:
                return False
            stop = attendee.event_id.stop
        else:
            stop = row.facts and Facts.from_json(row.facts).stop
            if not stop:
                return False
        return self.env.cr.now() <= stop + OPEN_AFTER_END

    def _facts(self, row):
        """What the appointment behind a link is, or was before it was deleted (A6)."""
        return gather.facts_of(row)[row.id]

    # ------------------------------------------------------------
    # What the page shows
    # ------------------------------------------------------------

    def _describe(self, attendee, facts, *, asked_to_cancel=False):
        """What the page shows, in the language of the context.

        :param attendee: the client's attendee, sudo; empty once it is deleted
        :param facts: ``engine.content.facts.Facts``
        :param asked_to_cancel: say so where cancelling is refused
        """
        company = attendee.event_id.agenda_id.company_id or self.env["res.company"].sudo().browse(facts.company_id)
        status = self._status(attendee)
        refusal = self._refusal(attendee) if status in booking.AWAITED else None
        return {
            **self._describe_business(attendee, facts),
            "status": status,
            "when": self._when(facts, facts.start),
            "details": self._details(facts, status),
            "notices": self._notices(attendee, facts, status, asked_to_cancel and refusal),
            "refusal": refusal,
            "asked_to_cancel": asked_to_cancel and refusal,
            "too_late": self._too_late(attendee, facts) if refusal == "too_late" else "",
            "may_cancel": status in booking.AWAITED and not refusal,
            "may_confirm_presence": self._may_confirm_presence(attendee),
            "reason_length": REASON_LENGTH,
            "others": self._others(attendee, facts, company) if status == booking.GONE else [],
        }

    def _describe_business(self, attendee, facts):
        """Whose page it is, and how to reach them."""
        company = attendee.event_id.agenda_id.company_id or self.env["res.company"].sudo().browse(facts.company_id)
        return {
            "business": facts.business,
            "logo": self._logo(company.id, company.partner_id.write_date),
            "colors": readable(company.primary_color),
            "contact": self._contact(facts),
            "refusal": None,
        }

    def _notices(self, attendee, facts, status, was_refused):
        """How things stand, each in a sentence."""
        _ = self.env._
        if status == booking.GONE:
            day, hour = phrases.day_and_time(facts, facts.start, self.env.lang)
            return [_("The booking planned for %(date)s at %(time)s has been cancelled.", date=day, time=hour)]
        if status == booking.OVER:
            return [_("The time of this appointment has come or is past. Nothing can be changed here any more.")]
        notices = []
        if was_refused:
            notices.append(_("Your appointment has not been cancelled."))
        if status == booking.PENDING:
            notices.append(_("Your request is not confirmed yet. We will write to you soon."))
        elif attendee.presence_confirmed:
            notices.append(_("Thank you: we know that you are coming."))
        return notices

    def _too_late(self, attendee, facts):
        deadline = self._when(facts, self._cancel_deadline_of(attendee))
        return self.env._("Cancelling online was possible until %(deadline)s.", deadline=deadline)

    def _contact(self, facts):
        """(address, words) of the button that reaches the business: its number, else its e-mail (P3); or None"""
        # Set apart from right-to-left text around it, else a number's + and an address's @ change sides.
        apart = Markup("<bdi>%s</bdi>")
        phone, email = facts.business_phone, facts.business_email
        if phone:
            number = re.sub(r"[^\d+]", "", phone)
            return f"tel:{number}", self.env._("Call %(number)s", number=apart % phone)
        return (f"mailto:{email}", self.env._("Write to %(email)s", email=apart % email)) if email else None

    def _details(self, facts, status):
        """[(label, text, [(address to open, its words)] or None)] (P1)"""
        _ = self.env._
        ways = [(phrases.map_url(facts), _("Show on a map")), self._directions(facts)]
        details = [
            (_("Service"), facts.service, None),
            (_("Duration"), phrases.duration(facts.start, facts.stop, self.env.lang), None),
            (_("With"), facts.practitioner, None),
            (_("Agenda"), "" if facts.practitioner else facts.agenda, None),
            (_("Where"), facts.address_line, ways),
        ]
        if status != booking.GONE:
            details += [(_("Access"), facts.access, None), (_("Preparation"), facts.preparation, None)]
        return [detail for detail in details if detail[1]]

    def _others(self, attendee, facts, company):
        """The client's other appointments to come at this business, in words (P2)."""
        client = attendee.partner_id
        if not client:
            return []
        booked = [("partner_id", "=", client.id), ("is_client", "=", True),
                  ("booking_state", "in", booking.LIVE)]  # fmt: skip
        events = self.env["calendar.event"].sudo().search(
            [
                ("attendee_ids", "any", booked),
                ("service_id", "!=", False),
                ("agenda_id.company_id", "=", company.id),
                ("start", ">", self.env.cr.now()),
            ],
            order="start, id",
            limit=_OTHERS_SHOWN,
        )
        return [
            {"when": self._when(replace(facts, tz=event.agenda_id.tz), event.start), "service": event.service_id.name}
            for event in events
        ]

    def _when(self, facts, moment):
        return phrases.when(facts, moment, self.env.lang)

    @ormcache("company_id", "changed_at")
    def _logo(self, company_id, changed_at):
        """The business's own logo as a data address of a few KiB: the page is one request (F5); or nothing."""
        logo = self.env["res.company"].browse(company_id)._appointment_logo()
        if not logo.content:
            return ""
        small = image_process(logo.content, size=(180, 64), quality=80)
        kind = "jpeg" if small.startswith(b"\xff\xd8") else "png"
        return f"data:image/{kind};base64,{b64encode(small).decode()}"

    def _calendar_file(self, attendee, facts, row=None):
        """The appointment as a file to download; the same event as in the e-mails (P1, T9)."""
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        uid = facts.uid or f"{facts.event_id}-{row.client_id.id}"
        return calendar.published(
            self.env,
            facts,
            gather.calendar_uid(database, uid),
            business_of(self.env["res.company"].sudo().browse(facts.company_id)),
            is_cancelled=self._status(attendee) == booking.GONE,
            is_deleted=not attendee,
        )

import re
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from odoo import models
from odoo.tools import ormcache
from odoo.tools.image import image_process

from ..tools import calendar_file, link_token, schedule, wording

OPEN_AFTER_END = timedelta(days=30)
REASON_LENGTH = 500
_OTHERS_SHOWN = 10
_TOLD_AGAIN_AFTER = timedelta(hours=1)
_DEFAULT_COLOR = "#1d4ed8"
_READ = {
    "row": ["attendee_id", "client_id", "partner_id", "company_id", "facts"],
    "company": ["partner_id", "name", "phone", "email", "primary_color"],
    "partner": ["name", "lang", "tz", "phone", "email", "is_company", "street", "street2", "zip", "city",
                "state_id", "country_id", "write_date"],
    "attendee": ["event_id", "partner_id", "is_client", "booking_state", "booking_paid", "presence_confirmed",
                 "cancel_reason"],
    "event": ["start", "stop", "active", "service_id", "agenda_id", "user_id", "location", "booking_sequence"],
    "service": ["name", "name_in_sms", "price", "preparation", "cancel_allowed", "cancel_notice_hours"],
    "agenda": ["name", "company_id", "user_id", "tz", "phone", "address_id", "access_instructions"],
}  # fmt: skip


class AppointmentPage(models.AbstractModel):
    """What a client sees of an appointment and may do with it: behind a personal link, or logged in (P)."""

    _name = "appointment.page"
    _description = "The client's page of an appointment"

    def _find(self, token):
        """The message whose link was opened, sudo, in its reader's language; empty for any other token (S6)."""
        rows = self.env["appointment.notification"].sudo()
        if not link_token.is_token(token):
            return rows
        domain = [("token_hash", "=", link_token.digest(token)), ("audience", "=", "client")]
        row = rows.search_fetch(domain, _READ["row"], limit=1)
        if not row:
            return rows
        row = self._read_ahead(row)
        return row if self._is_open(row) else rows

    def _read_ahead(self, row):
        """Read what the page needs and no more: whole contacts and events are wide (F5)."""
        company = row.company_id
        company.fetch(_READ["company"])
        (row.partner_id | row.client_id | company.partner_id).fetch(_READ["partner"])
        row = row.with_context(lang=self.env["appointment.message"]._language(row))
        attendee = row.attendee_id
        attendee.fetch(_READ["attendee"])
        event = attendee.event_id
        event.fetch(_READ["event"])
        event.service_id.fetch(_READ["service"])
        event.agenda_id.fetch(_READ["agenda"])
        staff = event.agenda_id.user_id or event.user_id
        staff.fetch(["partner_id"])
        (event.agenda_id.address_id | staff.partner_id).fetch(_READ["partner"])
        return row

    def _is_open(self, row):
        """The page lives until 30 days after the end, and for the client it was sent about only (S6)."""
        attendee = row.attendee_id
        if attendee:
            if attendee.partner_id != row.client_id or not attendee.is_client or not attendee.event_id.service_id:
                return False
            stop = attendee.event_id.stop
        elif row.facts:
            stop = datetime.fromisoformat(row.facts["stop"])
        else:
            return False
        return self.env.cr.now() <= stop + OPEN_AFTER_END

    def _facts(self, row):
        """What the appointment behind a link is, or was before it was deleted (A6)."""
        return self.env["appointment.message"]._facts(row)[row.id]

    # ------------------------------------------------------------
    # What the client may do
    # ------------------------------------------------------------

    def _status(self, attendee):
        """``pending`` or ``confirmed`` (it is to come), ``over`` (it has begun), ``cancelled`` (or deleted)."""
        state, event = attendee.booking_state, attendee.event_id
        if state in ("done", "no_show"):
            return "over"
        if state == "cancelled" or not event.active:
            return "cancelled"
        if event.start <= self.env.cr.now():
            return "over"
        return "pending" if state == "pending" else "confirmed"

    def _refusal(self, attendee):
        """Why the client may not cancel (P2, P3): ``over``, ``paid``, ``not_allowed``, ``too_late``; None: may."""
        if self._status(attendee) == "over":
            return "over"
        if attendee.booking_paid:
            return "paid"
        if not attendee.event_id.service_id.cancel_allowed:
            return "not_allowed"
        return "too_late" if self.env.cr.now() > self._cancel_deadline(attendee.event_id) else None

    def _cancel_deadline(self, event):
        """Until when clients may cancel, naive UTC; so many hours before the start on the agenda's clock (N6)."""
        start = event.start.replace(tzinfo=UTC).astimezone(schedule.zone(event.agenda_id.tz))
        return (start - timedelta(hours=event.service_id.cancel_notice_hours)).astimezone(UTC).replace(tzinfo=None)

    def _cancel(self, attendee, reason=""):
        """Cancel for the client, or tell staff that it was refused (P2, P3). Twice is harmless.

        :return: whether the booking is cancelled now
        """
        if self._status(attendee) == "cancelled":
            return True
        refusal = self._refusal(attendee)
        if refusal:
            self._tell_staff(attendee, refusal)
            return False
        self._as_client(attendee).write(
            {"booking_state": "cancelled", "cancel_reason": _one_line(reason)[:REASON_LENGTH].strip() or False}
        )
        return True

    def _may_confirm_presence(self, attendee):
        return self._status(attendee) == "confirmed" and not attendee.presence_confirmed

    def _confirm_presence(self, attendee):
        if self._may_confirm_presence(attendee):
            self._as_client(attendee).write({"presence_confirmed": True})

    def _as_client(self, attendee):
        """What is done behind a personal link the client does, whoever is logged in (A4)."""
        return attendee.sudo().with_context(appointment_origin="online")

    def _tell_staff(self, attendee, refusal):
        """A note on the appointment about a refused attempt (P3); a repeated one is told once an hour."""
        event, client = attendee.event_id, attendee.partner_id
        told_since = self.env.cr.now() - _TOLD_AGAIN_AFTER
        if event.message_ids.filtered(lambda note: note.author_id == client and note.date > told_since):
            return
        staff = event._booking_staff()
        env = self.with_context(lang=staff[:1].lang or event.agenda_id.company_id.partner_id.lang).env
        reason = {
            "over": env._("the appointment has begun"),
            "paid": env._("the booking is paid"),
            "not_allowed": env._("this service cannot be cancelled online"),
            "too_late": env._("it was too late"),
        }[refusal]
        event.sudo().message_post(
            body=env._(
                "%(client)s tried to cancel online. This was refused: %(reason)s.", client=client.name, reason=reason
            ),
            author_id=client.id,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
            # In test mode nothing leaves: the note is there to be read.
            partner_ids=staff.ids if event.agenda_id.company_id.appointment_live else [],
            force_send=False,
        )

    # ------------------------------------------------------------
    # What the page shows
    # ------------------------------------------------------------

    def _describe(self, attendee, facts, asked_to_cancel=False):
        """What the page shows, in the language of the context.

        :param attendee: the client's attendee, sudo; empty once it is deleted
        :param facts: see ``appointment.facts``
        :param asked_to_cancel: say so where cancelling is refused
        """
        company = attendee.event_id.agenda_id.company_id or self.env["res.company"].sudo().browse(facts["company_id"])
        status = self._status(attendee)
        refusal = self._refusal(attendee) if status in ("pending", "confirmed") else None
        start = datetime.fromisoformat(facts["start"])
        return {
            "status": status,
            "business": facts["business"],
            "logo": self._logo(company.id, company.partner_id.write_date),
            "colors": _colors(company.primary_color),
            "phone": facts["business_phone"],
            "phone_href": "tel:" + re.sub(r"[^\d+]", "", facts["business_phone"]),
            "email": facts["business_email"],
            "when": self._when(facts, start),
            "details": self._details(facts, status),
            "notices": self._notices(attendee, facts, status, asked_to_cancel and refusal),
            "refusal": refusal,
            "asked_to_cancel": asked_to_cancel and refusal,
            "deadline": self._when(facts, self._cancel_deadline(attendee.event_id)) if refusal == "too_late" else "",
            "may_cancel": status in ("pending", "confirmed") and not refusal,
            "may_confirm_presence": self._may_confirm_presence(attendee),
            "reason_length": REASON_LENGTH,
            "others": self._others(attendee, facts, company) if status == "cancelled" else [],
        }

    def _notices(self, attendee, facts, status, was_refused):
        """How things stand, each in a sentence."""
        _ = self.env._
        if status == "cancelled":
            day, hour = self._day_and_hour(facts)
            return [_("The booking planned for %(date)s at %(time)s has been cancelled.", date=day, time=hour)]
        if status == "over":
            return [_("The time of this appointment has come or is past. Nothing can be changed here any more.")]
        notices = []
        if was_refused:
            notices.append(_("Your appointment has not been cancelled."))
        if status == "pending":
            notices.append(_("Your request is not confirmed yet. We will write to you soon."))
        elif attendee.presence_confirmed:
            notices.append(_("Thank you: we know that you are coming."))
        return notices

    def _details(self, facts, status):
        """[(label, text, (address to open, its words) or None)] (P1)"""
        _ = self.env._
        message = self.env["appointment.message"]
        length = datetime.fromisoformat(facts["stop"]) - datetime.fromisoformat(facts["start"])
        address = message._address_line(facts)
        see_map = (f"https://www.openstreetmap.org/search?query={quote(address)}", _("Show on a map"))
        details = [
            (_("Service"), facts["service"], None),
            (_("Duration"), wording.duration(length.total_seconds() / 3600, self.env.lang), None),
            (_("With"), facts["practitioner"], None),
            (_("Where"), address, see_map),
        ]
        if status != "cancelled":
            details += [(_("Access"), facts["access"], None), (_("Preparation"), facts["preparation"], None)]
        return [detail for detail in details if detail[1]]

    def _others(self, attendee, facts, company):
        """The client's other appointments to come at this business, in words (P2)."""
        client = attendee.partner_id
        if not client:
            return []
        booked = [("partner_id", "=", client.id), ("is_client", "=", True),
                  ("booking_state", "in", ("pending", "confirmed"))]  # fmt: skip
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
            {"when": self._when({**facts, "tz": event.agenda_id.tz}, event.start), "service": event.service_id.name}
            for event in events
        ]

    def _when(self, facts, moment):
        return self.env["appointment.message"]._when(facts, moment, self.env.lang)

    def _day_and_hour(self, facts):
        start = datetime.fromisoformat(facts["start"]).replace(tzinfo=UTC)
        local = start.astimezone(schedule.zone(facts["tz"]))
        return wording.weekday_date(local, self.env.lang), wording.time(local, self.env.lang)

    @ormcache("company_id", "changed_at")
    def _logo(self, company_id, changed_at):
        """The business's own logo as a data address of a few KiB: the page is one request (F5); or nothing."""
        company = self.env["res.company"].sudo().browse(company_id)
        if not company.logo_web or company.uses_default_logo:
            return ""
        small = image_process(b64decode(company.logo_web), size=(180, 64), quality=80)
        kind = "jpeg" if small.startswith(b"\xff\xd8") else "png"
        return f"data:image/{kind};base64,{b64encode(small).decode()}"

    def _calendar_file(self, row, facts):
        """The appointment as a file to download; the same event as in the e-mails (P1, T9)."""
        message = self.env["appointment.message"]
        return calendar_file.build(
            method="PUBLISH" if self._status(row.attendee_id) != "cancelled" else "CANCEL",
            uid=message._calendar_uid(row, facts),
            sequence=facts["sequence"] or 0,
            start=datetime.fromisoformat(facts["start"]).replace(tzinfo=UTC),
            end=datetime.fromisoformat(facts["stop"]).replace(tzinfo=UTC),
            dtstamp=self.env.cr.now().replace(tzinfo=UTC),
            summary=" – ".join(filter(None, (facts["service"], facts["business"]))),
            location=message._address_line(facts),
            lang=self.env.lang,
        )


def _one_line(text):
    """What somebody typed, on one line, and without what a database cannot hold."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())


def _colors(brand):
    """The business's colour for buttons, and black or white on it, whichever reads better (at least 4.5:1)."""
    brand = brand if re.fullmatch(r"#[0-9a-fA-F]{6}", brand or "") else _DEFAULT_COLOR
    red, green, blue = (int(brand[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return {"brand": brand, "on_brand": "#000000" if luminance > 0.179 else "#ffffff"}

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from odoo import models
from odoo.tools import formataddr

from ..tools import calendar_file, link_token, macros, schedule, sms_text, wording

_STATUS_OF_TRIGGER = {"pending": "pending", "cancelled": "cancelled"}
_WITH_CALENDAR_FILE = ("booked", "moved", "cancelled", "reminder")


@dataclass(slots=True)
class Message:
    """A rendered message. ``body`` holds the working link; ``masked`` is what may be stored in live mode."""

    body: str
    masked: str
    token: str = ""
    subject: str = ""
    html: str = ""
    masked_html: str = ""
    encoding: str | None = None
    credits: int = 0
    shortened: bool = False
    email_from: str = ""
    reply_to: str = ""
    calendar: bytes | None = None
    calendar_method: str = "PUBLISH"

    @property
    def token_hash(self):
        """What is stored of the link (S6)."""
        return link_token.digest(self.token) if self.token else None


class AppointmentMessage(models.AbstractModel):
    """Makes the text of notifications (T), in the recipient's language, from facts and macros."""

    _name = "appointment.message"
    _description = "Renders appointment notifications"

    def _render(self, rows):
        """Render notifications.

        :param rows: ``appointment.notification`` recordset, sudo
        :return: {row id: Message}
        """
        messages = {}
        others = self._other_dates(rows)
        for lang, of_lang in rows.grouped(self._language).items():
            localized = of_lang.with_context(lang=lang)
            facts = self._facts(localized)
            for row in localized:
                render = self._render_sms if row.channel == "sms" else self._render_email
                messages[row.id] = render(row, facts[row.id], lang, others.get(row.id, []))
        return messages

    def _language(self, row):
        """The recipient's language if it is installed, else the account's (T2)."""
        installed = dict(self.env["res.lang"].get_installed())
        for lang in (row.partner_id.lang, row.company_id.partner_id.lang):
            if lang in installed:
                return lang
        return "en_US"

    def _facts(self, rows):
        """What each row tells of: read from the appointment while it exists, else as kept (A6)."""
        live = self.env["appointment.facts"]._collect(rows.attendee_id)
        return {row.id: {**live.get(row.attendee_id.id, {}), **(row.facts or {})} for row in rows}

    def _other_dates(self, rows):
        """The starts of the appointments that a message speaks for besides its own (N10)."""
        merged = self.env["appointment.notification"].search(
            [("merged_into_id", "in", rows.ids), ("reason", "=", "merged")], order="event_start, id"
        )
        return {
            first.id: of_first.mapped("event_start")
            for first, of_first in merged.grouped("merged_into_id").items()
        }

    # ------------------------------------------------------------
    # SMS
    # ------------------------------------------------------------

    def _render_sms(self, row, facts, lang, other_dates):
        token, link = self._link(row)
        values = self._values(row, facts, lang, other_dates)
        if not facts.get("name_in_sms"):
            values["SERVICE-NAME"] = ""  # an SMS can be read by whoever holds the phone (S7)
        values["SIGNATURE"] = self._signature(row, facts).body_sms or ""
        template = self._with_sentence_and_link(row.rule_id.body, bool(token))
        values["LINK"] = link if token else ""
        sentence = macros.render(row.rule_id.sentence or "", values)
        fitted = sms_text.fit(
            sms_text.SmsParts(
                text=macros.render(template, {**values, "SENTENCE": sentence}),
                bare=macros.render(template, values),
                protected=(link, values["START-DATE"], values["START-TIME"]),
            ),
            row.rule_id.max_credits,
        )
        return Message(
            body=fitted.text,
            masked=link_token.mask(fitted.text, token),
            token=token,
            encoding=fitted.count.encoding,
            credits=fitted.count.credits,
            shortened=fitted.shortened,
        )

    @staticmethod
    def _with_sentence_and_link(body, has_link):
        """The sentence before the link, the link last, unless the text says where they stand (T3)."""
        named = {used.name for used in macros.find(body)}
        if "SENTENCE" not in named:
            body += " _SENTENCE_"
        if has_link and "LINK" not in named:
            body += " _LINK_"
        return body

    # ------------------------------------------------------------
    # E-mail
    # ------------------------------------------------------------

    def _render_email(self, row, facts, lang, other_dates):
        token, link = self._link(row)
        values = self._values(row, facts, lang, other_dates)
        # The link is the button, the signature stands below: a text that names them needs neither twice.
        values["LINK"] = values["SIGNATURE"] = ""
        values["SENTENCE"] = macros.render(row.rule_id.sentence or "", values)
        subject = " ".join(macros.render(row.rule_id.subject or row.rule_id.name, values).split())
        text = macros.render(row.rule_id.body, values)
        signature = self._signature(row, facts)
        html = self.env["ir.qweb"]._render(
            "appointment_notify.email_message",
            {
                "lang": lang.split("_")[0],
                "direction": self.env["res.lang"]._get_data(code=lang).direction,
                "company": row.company_id,
                "logo_url": f"{row.company_id._appointment_base_url()}/logo.png?company={row.company_id.id}",
                "subject": subject,
                "paragraphs": [paragraph.split("\n") for paragraph in text.split("\n\n") if paragraph.strip()],
                "details": self._details(row, facts, lang, values),
                "other_dates": [self._when(facts, start, lang) for start in other_dates],
                "link": link,
                "is_staff": row.audience == "staff",
                "is_cancelled": row.trigger == "cancelled",
                "signature": signature.body_html or "",
            },
            lang=lang,
        )
        html = str(html)
        return Message(
            body=text,
            masked=link_token.mask(text, token),
            token=token,
            subject=subject,
            html=html,
            masked_html=link_token.mask(html, token),
            email_from=self._email_from(row),
            reply_to=facts.get("practitioner_email") or facts.get("business_email") or "",
            **self._calendar(row, facts),
        )

    def _email_from(self, row):
        company = row.company_id
        address = company.email or self.env["ir.mail_server"]._get_default_from_address() or ""
        return formataddr((company.name, address)) if "@" in address and "<" not in address else address

    def _details(self, row, facts, lang, values):
        """What the e-mail's table shows: [(label, value, href or None)] (T6)."""
        _ = self.env._
        address = self._address_line(facts)
        details = [
            (_("When"), self._when(facts, row.event_start, lang), None),
            (_("Duration"), values["DURATION"], None),
            (_("Service"), values["SERVICE-NAME"], None),
            (_("With"), values["PRACTITIONER-NAME"], None),
        ]
        if row.audience == "staff":
            details += [
                (_("Client"), values["CLIENT-NAME"], None),
                (_("Phone"), facts.get("client_phone"), f"tel:{facts.get('client_phone')}"),
                (_("Reason given"), facts.get("cancel_reason"), None),
            ]
        else:
            details += [
                (_("Where"), address, f"https://www.openstreetmap.org/search?query={quote(address)}"),
                (_("Phone"), facts.get("business_phone"), f"tel:{facts.get('business_phone')}"),
            ]
            if row.trigger != "cancelled":
                details += [
                    (_("Access"), facts.get("access"), None),
                    (_("Preparation"), facts.get("preparation"), None),
                ]
        return [detail for detail in details if detail[1]]

    @staticmethod
    def _address_line(facts):
        town = " ".join(filter(None, (facts.get("zip"), facts.get("city"))))
        return ", ".join(filter(None, (facts.get("location"), facts.get("street"), town)))

    def _calendar(self, row, facts):
        """The calendar file that updates the recipient's calendar in place (T9)."""
        if row.trigger not in _WITH_CALENDAR_FILE or row.audience != "client":
            return {}
        method = "CANCEL" if row.trigger == "cancelled" else "REQUEST"
        start = row.event_start.replace(tzinfo=UTC)
        stop = start + (_moment(facts["stop"]) - _moment(facts["start"]))
        organizer = facts.get("practitioner_email") or facts.get("business_email") or ""
        content = calendar_file.build(
            method,
            uid=self._calendar_uid(row, facts),
            sequence=facts.get("sequence") or 0,
            start=start,
            end=stop,
            summary=facts.get("business") if not facts.get("service") else f"{facts['service']} – {facts['business']}",
            description="",
            location=self._address_line(facts),
            organizer_name=facts.get("business") or "",
            organizer_email=organizer,
            attendee_name=row.partner_id.name or "",
            attendee_email=row.address or "",
            dtstamp=self.env.cr.now().replace(tzinfo=UTC),
        )
        written = calendar_file.effective_method(method, organizer, row.address or "")
        return {"calendar": content, "calendar_method": written}

    def _calendar_uid(self, row, facts):
        """The same in each message about one client's appointment, and in the page's file (T9)."""
        return f"appointment-{facts['event_id']}-{row.client_id.id}@{self._domain(row)}"

    def _domain(self, row):
        return row.company_id._appointment_base_url().split("://")[-1].split(":")[0]

    # ------------------------------------------------------------
    # What both need
    # ------------------------------------------------------------

    def _link(self, row):
        """(token, personal link): a new one for each message (S6); staff open the appointment in Odoo."""
        base = row.company_id._appointment_base_url()
        if row.audience == "staff":
            event_id = row.event_id.id
            return "", f"{row.company_id.get_base_url()}/odoo/calendar.event/{event_id}" if event_id else ""
        token = link_token.new()
        return token, f"{base}/a/{token}"

    def _signature(self, row, facts):
        """The most specific signature (T7, T8), in the recipient's language."""
        env = self.env
        lang = row.env.context.get("lang")
        signature, _level = env["appointment.signature"]._resolve(
            row.company_id,
            env["appointment.agenda"].browse(facts.get("agenda_id") or []).exists(),
            env["appointment.service"].browse(facts.get("service_id") or []).exists(),
            env["resource.resource"].browse(facts.get("resource_ids") or []).exists(),
            _STATUS_OF_TRIGGER.get(row.trigger, "live"),
        )
        return signature.with_context(lang=lang)

    def _values(self, row, facts, lang, other_dates):
        """English macro name → text, in the recipient's language and the agenda's timezone (T1, N6)."""
        tz = schedule.zone(facts.get("tz") or "UTC")
        start = _local(row.event_start, tz)
        stop = start + (_moment(facts["stop"]) - _moment(facts["start"]))
        told = row.told_start and row.trigger == "moved" and _local(row.told_start, tz)
        hours = (stop - start).total_seconds() / 3600
        return {
            "BUSINESS-NAME": facts.get("business"),
            "ADDRESS": facts.get("street"),
            "ZIP": facts.get("zip"),
            "CITY": facts.get("city"),
            "COUNTRY": facts.get("country"),
            "LOCATION-NAME": facts.get("location"),
            "STATE": facts.get("state"),
            "PRACTITIONER-NAME": facts.get("practitioner"),
            "PRACTITIONER-EMAIL": facts.get("practitioner_email"),
            "PRACTITIONER-PHONE": facts.get("practitioner_phone"),
            "START-DATE": wording.date(start, lang),
            "START-TIME": wording.time(start, lang),
            "END-DATE": wording.date(stop, lang),
            "END-TIME": wording.time(stop, lang),
            "CLIENT-FIRST-NAME": facts.get("client_first_name"),
            "CLIENT-NAME": facts.get("client_name"),
            "RECIPIENT-NAME": row.partner_id.name,
            "DURATION": wording.duration(hours, lang),
            "ROOM-NAME": facts.get("room"),
            "SERVICE-NAME": facts.get("service"),
            "TIMEZONE": self._zone_if_it_matters(facts, start, tz, lang),
            "PRICE": self._price(row, facts),
            "BUSINESS-PHONE": facts.get("business_phone"),
            "PREPARATION": facts.get("preparation"),
            "ACCESS": facts.get("access"),
            "OTHER-DATES": ", ".join(
                f"{wording.date(other, lang)} {wording.time(other, lang)}"
                for other in (_local(moment, tz) for moment in other_dates)
            ),
            "OLD-DATE": told and wording.date(told, lang),
            "OLD-TIME": told and wording.time(told, lang),
        }

    def _when(self, facts, start, lang):
        """Weekday, date and time in words, with the zone where it matters (N6)."""
        tz = schedule.zone(facts.get("tz") or "UTC")
        local = _local(start, tz)
        zone = self._zone_if_it_matters(facts, local, tz, lang)
        text = f"{wording.weekday_date(local, lang)}, {wording.time(local, lang)}"
        return f"{text} ({zone})" if zone else text

    def _zone_if_it_matters(self, facts, local, tz, lang):
        """The zone's name where the client's clock shows another time than the agenda's (N6)."""
        try:
            theirs = schedule.zone(facts.get("client_tz") or "")
        except ValueError:
            return ""
        if local.astimezone(theirs).utcoffset() == local.utcoffset():
            return ""
        return wording.zone_name(tz, local, lang)

    def _price(self, row, facts):
        price = facts.get("price")
        return row.company_id.currency_id.format(price) if price else ""


def _moment(text):
    return datetime.fromisoformat(text)


def _local(naive_utc, tz):
    return naive_utc.replace(tzinfo=UTC).astimezone(tz)

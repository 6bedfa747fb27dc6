from urllib.parse import quote

from markupsafe import Markup
from odoo import models
from odoo.tools import email_normalize, formataddr, html2plaintext

from ...tools import link_token, macros
from ...tools.colors import readable
from .appointment_logo import LOGO_CID
from .appointment_message import Message

# About what is to come; the others look back, or speak of no appointment at all.
_AHEAD = ("booked", "pending", "moved", "reminder")
_WITH_APPOINTMENT = (*_AHEAD, "cancelled", "no_show", "done", "review")
# Not about a booking that the client made: he or she may well not want these.
_UNSUBSCRIBABLE = ("review", "birthday", "custom")
# Outlook on Windows knows no max-width: it gets a table of its own.
_OUTLOOK = {
    "outlook_open": Markup('<!--[if mso]><table role="presentation" width="600" align="center"><tr><td><![endif]-->'),
    "outlook_close": Markup("<!--[if mso]></td></tr></table><![endif]-->"),
}


class AppointmentMessage(models.AbstractModel):
    _inherit = "appointment.message"

    def _render_email(self, row, text, facts, lang, other_dates):
        company = row.company_id
        is_shown = row.audience == "staff" or company._appointment_shows("link")
        token, link = self._link(row) if is_shown else ("", "")
        values = self._values(row, facts, lang, other_dates)
        # The link is the button, the signature stands below: a text that names them needs neither twice.
        values["SENTENCE"] = macros.render(text.sentence, values)
        subject = " ".join(macros.render(text.subject, values).split())
        signature = self._signature(row, facts).body_html or Markup()
        shown = {
            "paragraphs": _paragraphs(macros.render(text.body, values)),
            "headline": self._headline(row),
            "when": self._shown_times(row, facts, lang, other_dates),
            "details": self._details(row, facts, values),
            "link": link,
            "button": self._button(row),
            "signature": row.env["mail.render.mixin"]._replace_local_links(signature, company.get_base_url()),
            "footer": self._footer(facts),
        }
        plain = self._plain_text(row, shown)
        html = self._html(row, lang, subject, shown)
        logos = row.env["appointment.logo"]
        return Message(
            body=plain,
            masked=link_token.mask(plain, token),
            token=token,
            subject=subject,
            html=html,
            masked_html=link_token.mask(logos._shown_inside(html, company), token),
            email_from=self._email_from(row),
            reply_to=self._reply_to(facts),
            headers=self._headers(row, facts, link),
            logo=logos._of(company).content,
            **self._calendar(row, facts),
        )

    # ------------------------------------------------------------
    # Who writes, who is answered
    # ------------------------------------------------------------

    def _email_from(self, row):
        company = row.company_id
        address = company.email or self.env["ir.mail_server"]._get_default_from_address() or ""
        return formataddr((company.name, address)) if "@" in address and "<" not in address else address

    @staticmethod
    def _reply_to(facts):
        """The agenda's address; where it has none, its practitioner's, else the company's (T9)."""
        addresses = (facts.get(key) for key in ("agenda_email", "practitioner_email", "business_email"))
        return next(filter(None, (email_normalize(address) for address in addresses if address)), "")

    def _headers(self, row, facts, link):
        """``List-Unsubscribe`` on what is not about a booking: the client's page, or a word to the business (T9)."""
        if row.trigger not in _UNSUBSCRIBABLE or row.audience != "client":
            return {}
        mailto = self._reply_to(facts)
        ways = [link, mailto and f"mailto:{mailto}?subject=unsubscribe"]
        found = ", ".join(f"<{way}>" for way in ways if way)
        return {"List-Unsubscribe": found} if found else {}

    # ------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------

    def _headline(self, row):
        """(words, colour) that say at first sight what this is about."""
        if row.audience == "staff":
            words = {
                "booked": row.env._("New appointment"),
                "pending": row.env._("To confirm"),
                "moved": row.env._("Appointment moved"),
                "cancelled": row.env._("Appointment cancelled"),
            }
        else:
            words = {
                "booked": row.env._("Appointment confirmed"),
                "pending": row.env._("Waiting for confirmation"),
                "moved": row.env._("Appointment moved"),
                "cancelled": row.env._("Appointment cancelled"),
                "reminder": row.env._("Reminder"),
                "no_show": row.env._("We missed you"),
                "done": row.env._("Thank you"),
                "review": row.env._("Your opinion"),
            }
        colors = {"booked": "#15803d", "pending": "#b45309", "cancelled": "#b91c1c", "no_show": "#b45309"}
        return words.get(row.trigger, ""), colors.get(row.trigger, "#1d4ed8")

    def _shown_times(self, row, facts, lang, other_dates):
        """[(day, time, whether it no longer holds)]: the old one of a move first (T6, N2, N10)."""
        if not row.event_start or not self._shows(row, "when"):
            return []
        times = [(row.event_start, row.trigger == "cancelled")]
        if row.trigger == "moved" and row.told_start and row.told_start != row.event_start:
            times.insert(0, (row.told_start, True))
        times += [(start, row.trigger == "cancelled") for start in other_dates]
        shown = [(*self._day_and_time(facts, start, lang), is_void) for start, is_void in times]
        return [(day[:1].upper() + day[1:], hour, is_void) for day, hour, is_void in shown]

    def _shows(self, row, fact):
        """Staff see everything; clients what the account chose (T6)."""
        return row.audience == "staff" or row.company_id._appointment_shows(fact)

    def _details(self, row, facts, values):
        """[(label, value, href or None)] below the date (T6)."""
        if row.trigger not in _WITH_APPOINTMENT:
            return []
        details = [
            ("duration", row.env._("Duration"), values.get("DURATION"), None),
            ("service", row.env._("Service"), values["SERVICE-NAME"], None),
            ("practitioner", row.env._("With"), values["PRACTITIONER-NAME"], None),
        ]
        if row.audience == "staff":
            details += [
                ("service", row.env._("Room"), facts.get("room"), None),
                ("client", row.env._("Client"), values["CLIENT-NAME"], None),
                ("client", row.env._("Phone"), facts.get("client_phone"), _tel(facts.get("client_phone"))),
                ("client", row.env._("Reason given"), facts.get("cancel_reason"), None),
            ]
        elif row.trigger in _AHEAD:
            address = self._address_line(facts)
            details += [
                ("address", row.env._("Where"), address, f"https://www.openstreetmap.org/search?query={quote(address)}"),
                ("access", row.env._("Access"), facts.get("access"), None),
                ("preparation", row.env._("Preparation"), facts.get("preparation"), None),
                ("price", row.env._("Price"), values["PRICE"], None),
            ]
        shown = [detail for detail in details if detail[2] and (detail[0] == "client" or self._shows(row, detail[0]))]
        if row.audience == "client" and self._shows(row, "address") and facts.get("business_phone"):
            shown.append(("address", row.env._("Phone"), facts["business_phone"], _tel(facts["business_phone"])))
        return [detail[1:] for detail in shown]

    @staticmethod
    def _address_line(facts):
        town = " ".join(filter(None, (facts.get("zip"), facts.get("city"))))
        return ", ".join(filter(None, (facts.get("location"), facts.get("street"), town)))

    @staticmethod
    def _button(row):
        if row.audience == "staff":
            return row.env._("Open the appointment")
        if row.trigger == "review":
            return row.env._("Leave a review")
        return row.env._("See my appointment") if row.trigger != "pending" else row.env._("See my request")

    def _footer(self, facts):
        town = " ".join(filter(None, (facts.get("zip"), facts.get("city"))))
        return " · ".join(filter(None, (facts.get("business"), facts.get("street"), town)))

    # ------------------------------------------------------------
    # The two parts
    # ------------------------------------------------------------

    def _html(self, row, lang, subject, shown):
        company = row.company_id
        html = row.env["ir.qweb"]._render(
            "appointment_notify.email_message",
            {
                **shown,
                **_OUTLOOK,
                "lang": lang.split("_")[0],
                "direction": row.env["res.lang"]._get_data(code=lang).direction,
                "company": company,
                "logo": row.env["appointment.logo"]._of(company),
                "logo_src": f"cid:{LOGO_CID}",
                "subject": subject,
                "preheader": " ".join(line for lines in shown["paragraphs"] for line in lines)[:140],
                "colors": readable(company.primary_color),
            },
            lang=lang,
        )
        return str(html)

    def _plain_text(self, row, shown):
        """The text part, written from the same facts: what a watch or a screen reader tells (T9)."""
        blocks = ["\n".join(lines) for lines in shown["paragraphs"]]
        times, void = [], []
        for day, hour, is_void in shown["when"]:
            when = f"{day}, {hour}"
            (void if is_void else times).append(row.env._("No longer: %(when)s", when=when) if is_void else when)
        details = [f"{label}: " + value.replace("\n", "\n  ") for label, value, _href in shown["details"]]
        blocks.append("\n".join([*times, *void, *details]))
        if shown["link"]:
            blocks.append(f"{shown['button']}:\n{shown['link']}")
        signature = html2plaintext(shown["signature"], include_references=False).strip()
        blocks.append(f"-- \n{signature or shown['footer']}")
        return "\n\n".join(filter(None, blocks)) + "\n"


def _paragraphs(text):
    """[[line]] of a text: a blank line ends a paragraph."""
    return [paragraph.strip("\n").split("\n") for paragraph in text.split("\n\n") if paragraph.strip()]


def _tel(number):
    return "tel:" + "".join(c for c in number or "" if c in "+0123456789")

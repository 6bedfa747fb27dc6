from odoo import models

from ...engine.page import languages, links, payment
from ...engine.words import booking


class AppointmentPage(models.AbstractModel):
    """What stands on the page besides: for whom, price, deadlines before they pass, calendars, languages (P2, P8)."""

    _inherit = "appointment.page"

    def _describe(self, attendee, facts, *, done="", reader=None, **options):
        """
        :param reader: who opened the page (res.partner): another one than the client is told for whom it is (T12)
        """
        page = super()._describe(attendee, facts, done=done, **options)
        client = attendee.partner_id
        is_for_other = bool(reader and client) and reader != client
        is_to_come = page["status"] in booking.LIVE
        page.update(
            for_whom=facts.client_name if is_for_other else "",
            about=self._about(facts),
            deadlines=self._deadlines(attendee, facts, page) if is_to_come else "",
            calendars=self._calendars(facts) if is_to_come else [],
            may_tell_late=bool(attendee) and self._may_tell_late(attendee),
            may_write=bool(attendee) and self._may_write(attendee),
            languages=languages.offered(self.env),
        )
        page["notices"] = [*self._more_notices(attendee, page, done), *page["notices"]]
        price = payment.line(attendee, facts, self._company(attendee, facts))
        if price and page["status"] != booking.GONE:
            page["details"].insert(2, (*price, None))
        if is_for_other:
            page["details"].insert(0, (self.env._("For"), facts.client_name, None))
        return page

    def _company(self, attendee, facts):
        return attendee.event_id.agenda_id.company_id or self.env["res.company"].sudo().browse(facts.company_id)

    def _about(self, facts):
        """What a question is about: [(label, text)] (T12)."""
        _ = self.env._
        about = [(_("For"), facts.client_name), (_("Service"), facts.service), (_("With"), facts.practitioner)]
        return [each for each in about if each[1]]

    def _deadlines(self, attendee, facts, page):
        """Until when what may be done can be done: said before it is too late (P2)."""
        cancel = page["may_cancel"] and self._cancel_deadline_of(attendee)
        move = page["may_move"] and self._move_deadline(attendee.event_id)
        _, words = self.env._, lambda moment: self._when(facts, moment)
        if cancel and cancel == move:
            return _("You can move or cancel online until %(deadline)s.", deadline=words(cancel))
        said = []
        if move:
            said.append(_("You can move online until %(deadline)s.", deadline=words(move)))
        if cancel:
            said.append(_("You can cancel online until %(deadline)s.", deadline=words(cancel)))
        return " ".join(said)

    def _calendars(self, facts):
        """[(address, words)] of calendars elsewhere; Apple's and all others take the file."""
        return [(links.google(facts), "Google Calendar"), (links.outlook(facts), "Outlook")]

    def _more_notices(self, attendee, page, done):
        _ = self.env._
        if page["status"] in booking.LIVE and attendee and self._was_told_late(attendee):
            return [_("We have been told that you will be a little late.")]
        if done == "written":
            return [_("Your message has been passed on.")]
        if done == "enough":
            return [_("You have written several times today. Please call us.")]
        return []

    def _directions(self, facts):
        return (links.directions(facts), self.env._("Directions"))

    # ------------------------------------------------------------
    # Language
    # ------------------------------------------------------------

    def _choose_language(self, reader, code):
        """The reader's language, for the page and for messages to come. Others than those offered change nothing."""
        if code in dict(languages.offered(self.env)) and reader.lang != code:
            reader.sudo().with_context(appointment_origin="online").lang = code

    # ------------------------------------------------------------
    # Feed
    # ------------------------------------------------------------

    def _describe_feed(self, attendee, facts, token=""):
        """
        :param token: of an address that was made just now, or ""
        """
        company = self._company(attendee, facts)
        _ = self.env._
        base = company._appointment_base_url()
        address = f"{base}/a/feed/{token}.ics" if token else ""
        return {
            "count": len(self.env["appointment.feed"]._of(attendee.partner_id, company)),
            "address": address,
            "webcal": f"webcal://{address.partition('://')[2]}" if token else "",
            "alarms": [(0, _("None")), (60, _("1 hour before")), (120, _("2 hours before")), (1440, _("1 day before"))],
        }

    def _make_feed(self, attendee, facts, alarm):
        minutes = int(alarm) if isinstance(alarm, str) and alarm.isascii() and alarm.isdigit() and len(alarm) < 6 else 0
        return self.env["appointment.feed"]._make(attendee.partner_id, self._company(attendee, facts), minutes)

    def _end_feeds(self, attendee, facts):
        self.env["appointment.feed"]._of(attendee.partner_id, self._company(attendee, facts)).unlink()

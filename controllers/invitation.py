import re

import werkzeug.exceptions
from odoo import http
from odoo.addons.calendar.controllers.main import CalendarController
from odoo.http import request

from ..engine.page import languages
from ..models.page.appointment_page_shown import OPEN_AFTER_END
from .manage import ACTIONS, FLOOD, MISSES, VISITS
from .page import AppointmentPages, Visit, is_button, only_reads

_SHAPE = re.compile(r"[0-9a-f]{32}")
_ROUTE = {"type": "http", "auth": "public", "csrf": False, "sitemap": False, "save_session": False, "readonly": only_reads}


class AppointmentInvitation(CalendarController):
    """Links of invitations that Odoo sent before a meeting became an appointment: they open our page, and opening one
    changes nothing (A2, P7). The practitioner's own neither accept nor decline. Others' are Odoo's business."""

    def _is_guarded(self, token):
        attendee = _invited(token)
        return attendee.is_client or attendee.partner_id in attendee.event_id._booking_staff()

    @http.route()
    def accept_meeting(self, token, id, **kwargs):
        return self.view_meeting(token, id) if self._is_guarded(token) else super().accept_meeting(token, id, **kwargs)

    @http.route()
    def decline_meeting(self, token, id, **kwargs):
        return self.view_meeting(token, id) if self._is_guarded(token) else super().decline_meeting(token, id, **kwargs)

    @http.route()
    def accept_recurrence(self, token, id, **kwargs):
        return self.view_meeting(token, id) if self._is_guarded(token) else super().accept_recurrence(token, id, **kwargs)

    @http.route()
    def decline_recurrence(self, token, id, **kwargs):
        return self.view_meeting(token, id) if self._is_guarded(token) else super().decline_recurrence(token, id, **kwargs)

    @http.route()
    def view_meeting(self, token, id, **kwargs):
        if _invited(token).is_client:
            return request.redirect(f"/a/invitation/{token}", code=303)
        return super().view_meeting(token, id, **kwargs)


class InvitationVisit(Visit):
    """A client who came by such a link: logged in or not, it is the link that counts."""

    def __init__(self, attendee, path):
        super().__init__(attendee, path)
        self.is_logged_in = False


class AppointmentInvitationPages(AppointmentPages, http.Controller):
    """The page that such a link opens, with the buttons of any personal link."""

    @http.route("/a/invitation/<token>", methods=["GET"], **_ROUTE)
    def invitation(self, token, **params):
        return self._visit_page(self._visit(token), done=params.get("done"))

    @http.route("/a/invitation/<token>/<any('cancel','presence','move','choices','undo','late','word','language','feed'):action>", methods=["GET", "POST"], **_ROUTE)
    def invitation_action(self, token, action, **params):
        return getattr(self, f"_visit_{action}")(self._visit(token, params), params)

    @http.route("/a/invitation/<token>/calendar.ics", methods=["GET"], **_ROUTE)
    def invitation_calendar_file(self, token, **_params):
        return self._visit_calendar_file(self._visit(token))

    def _visit(self, token, params=None):
        """The client's appointment, else 404 like any other link that leads nowhere."""
        address = request.httprequest.remote_addr
        if FLOOD.is_over(address):
            werkzeug.exceptions.abort(self._problem(429))
        attendee = _invited(token)
        is_open = attendee.is_client and request.env.cr.now() <= attendee.event_id.stop + OPEN_AFTER_END
        if not is_open:
            FLOOD.hit(address)
            werkzeug.exceptions.abort(self._problem(429 if MISSES.hit(address) else 404))
        visit = InvitationVisit(attendee, f"/a/invitation/{token}")
        key = ("invitation", attendee.id)
        if VISITS.hit(key):
            werkzeug.exceptions.abort(self._problem(429, visit))
        if is_button():
            self._check_form(visit, params)
            if ACTIONS.hit(key):
                werkzeug.exceptions.abort(self._problem(429, visit))
        return visit


def _invited(token):
    """The attendee (sudo, in the client's language) of an appointment whom Odoo invited with that token, or none."""
    attendees = request.env["calendar.attendee"].sudo()
    if not isinstance(token, str) or not _SHAPE.fullmatch(token):
        return attendees
    attendee = attendees.search([("access_token", "=", token), ("event_id.service_id", "!=", False)], limit=1)
    account = attendee.event_id.agenda_id.company_id.partner_id.lang
    return attendee.with_context(lang=languages.nearest(request.env, attendee.partner_id.lang, account))

import werkzeug.exceptions
from odoo import http
from odoo.http import request

from ..engine.words import occasions
from .page import AppointmentPages, Visit, is_button, only_reads
from .throttle import Throttle

# Links that lead nowhere, from one address: after the first limit they are told to slow down, after the second
# nothing is looked up for that address. An office behind one address keeps its good links till then.
MISSES = Throttle(60)
FLOOD = Throttle(600)
# One link opened again and again, and one link's buttons pressed
VISITS = Throttle(120)
ACTIONS = Throttle(20)

# csrf=False: Odoo's answer to a missing token would log the personal link and lack our headers. The token is
# checked in `_visit`, which every action passes.
_ROUTE = {"type": "http", "auth": "public", "csrf": False, "sitemap": False, "save_session": False, "readonly": only_reads}
_BUTTON = {"methods": ["GET", "POST"], **_ROUTE}


class AppointmentManage(AppointmentPages, http.Controller):
    """The page behind a personal link (P). Opening it changes nothing, whatever opens it: only a POST acts (P7)."""

    @http.route("/a/<token>", methods=["GET"], **_ROUTE)
    def show(self, token, **params):
        visit = self._visit(token)
        if visit.row.trigger == occasions.REVIEW and visit.page._review_status(visit.attendee):
            return self._see_other(f"{visit.path}/review")
        return self._visit_page(visit, done=params.get("done"))

    @http.route("/a/<token>/calendar.ics", methods=["GET"], **_ROUTE)
    def calendar_file(self, token, **_params):
        return self._visit_calendar_file(self._visit(token))

    @http.route("/a/<token>/cancel", **_BUTTON)
    def cancel(self, token, **params):
        return self._visit_cancel(self._visit(token, params), params)

    @http.route("/a/<token>/presence", **_BUTTON)
    def confirm_presence(self, token, **params):
        return self._visit_presence(self._visit(token, params), params)

    @http.route("/a/<token>/move", **_BUTTON)
    def move(self, token, **params):
        return self._visit_move(self._visit(token, params), params)

    @http.route("/a/<token>/review", **_BUTTON)
    def review(self, token, **params):
        return self._visit_review(self._visit(token, params), params)

    @http.route("/a/<token>/choices", **_BUTTON)
    def choices(self, token, **params):
        return self._visit_choices(self._visit(token, params), params)

    @http.route("/a/<token>/<any('undo','late','word','language','feed'):action>", **_BUTTON)
    def more(self, token, action, **params):
        return getattr(self, f"_visit_{action}")(self._visit(token, params), params)

    @http.route("/a/<token>/unsubscribe", **_BUTTON)
    def unsubscribe(self, token, **_params):
        """RFC 8058: a mail program posts here, without a cookie or a form of ours: the link itself is the key. Opening it
        only asks. It works after the page has closed, and where there is no appointment."""
        reader = request.env["appointment.page"]._find_reader(token)
        if not reader:
            self._row(token)  # counts, and answers as for any other dead link
            werkzeug.exceptions.abort(self._problem(404))
        if ACTIONS.hit(f"unsubscribe:{reader.id}"):
            werkzeug.exceptions.abort(self._problem(429, lang=reader.env.lang))
        if is_button():
            reader._appointment_unsubscribe()
        values = {"visit": None, "path": f"/a/{token}", "done": reader.appointment_unsubscribed}
        return self._render_page("unsubscribe_form", values, reader.env.lang)

    @http.route("/a/<path:anything>", **_ROUTE)
    def nothing_here(self, anything, **_params):
        return self._problem(404)

    # ------------------------------------------------------------
    # Which appointment
    # ------------------------------------------------------------

    def _visit(self, token, params=None):
        """The appointment of a link, for a button with its form's CSRF token only (P7)."""
        row = self._row(token)
        visit = Visit(row.attendee_id, f"/a/{token}", row)
        if is_button():
            self._check_form(visit, params)
            if ACTIONS.hit(row.id):
                werkzeug.exceptions.abort(self._problem(429, visit))
        return visit

    def _row(self, token):
        """The message whose link was opened; else the answer is given here and now: 404, the same for all."""
        address = request.httprequest.remote_addr
        if FLOOD.is_over(address):
            werkzeug.exceptions.abort(self._problem(429))
        row = request.env["appointment.page"]._find(token)
        if not row:
            FLOOD.hit(address)
            werkzeug.exceptions.abort(self._problem(429 if MISSES.hit(address) else 404))
        if VISITS.hit(row.id):
            werkzeug.exceptions.abort(self._problem(429, Visit(row.attendee_id, f"/a/{token}", row)))
        return row

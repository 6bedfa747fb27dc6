import secrets

import werkzeug.exceptions
from odoo import http
from odoo.http import request

from .throttle import Throttle

# Links that lead nowhere, from one address: after the first limit they are told to slow down, after the second
# nothing is looked up for that address. An office behind one address keeps its good links till then.
MISSES = Throttle(60)
FLOOD = Throttle(600)
# One link opened again and again, and one link's buttons pressed
VISITS = Throttle(120)
ACTIONS = Throttle(20)

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
}
_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'nonce-{nonce}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


def _only_reads(_controller, _rule, _args):
    return request.httprequest.method != "POST"


# csrf=False: Odoo's answer to a missing token would log the personal link and lack our headers. The token is
# checked in `_acting_row`, which every action passes.
_ROUTE = {"type": "http", "auth": "public", "csrf": False, "sitemap": False, "readonly": _only_reads}


class AppointmentManage(http.Controller):
    """The page behind a personal link (P). Opening it changes nothing, whatever opens it: only a POST acts (P7).

    Odoo lets OPTIONS into every route, so each action asks for the method itself.
    """

    @http.route("/a/<token>", methods=["GET"], **_ROUTE)
    def show(self, token, **_params):
        return self._show_page(self._row(token), token)

    @http.route("/a/<token>/calendar.ics", methods=["GET"], **_ROUTE)
    def calendar_file(self, token, **_params):
        row = self._row(token)
        page = self._model(row)
        content = page._calendar_file(row, page._facts(row))
        return self._answer(
            content,
            {
                "Content-Type": "text/calendar; charset=utf-8",
                "Content-Disposition": 'attachment; filename="appointment.ics"',
            },
        )

    @http.route("/a/<token>/cancel", methods=["GET", "POST"], **_ROUTE)
    def cancel(self, token, **params):
        if request.httprequest.method != "POST":
            return self._ask_to_cancel(self._row(token), token)
        row = self._acting_row(token, params)
        reason = params.get("reason")
        done = self._model(row)._cancel(row.attendee_id, reason if isinstance(reason, str) else "")
        return self._redirect(token if done else f"{token}/cancel")

    @http.route("/a/<token>/presence", methods=["GET", "POST"], **_ROUTE)
    def confirm_presence(self, token, **params):
        if request.httprequest.method != "POST":
            self._row(token)
        else:
            row = self._acting_row(token, params)
            self._model(row)._confirm_presence(row.attendee_id)
        return self._redirect(token)

    @http.route("/a/<path:anything>", **_ROUTE)
    def nothing_here(self, anything, **_params):
        return self._problem(404)

    # ------------------------------------------------------------
    # Which appointment
    # ------------------------------------------------------------

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
            werkzeug.exceptions.abort(self._problem(429))
        return row

    def _acting_row(self, token, params):
        """The same for a button: one with the form's CSRF token (P7)."""
        row = self._row(token)
        csrf_token = params.get("csrf_token")
        if not isinstance(csrf_token, str) or not csrf_token.isascii() or not request.validate_csrf(csrf_token):
            werkzeug.exceptions.abort(self._problem(400, token, row.env.lang))
        if ACTIONS.hit(row.id):
            werkzeug.exceptions.abort(self._problem(429, lang=row.env.lang))
        return row

    def _model(self, row):
        return row.env["appointment.page"]

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def _show_page(self, row, token, template="manage_page", **options):
        page = self._model(row)
        values = {"page": page._describe(row.attendee_id, page._facts(row), **options), "token": token}
        return self._render(template, values, row.env.lang)

    def _ask_to_cancel(self, row, token):
        """The question before cancelling; where it cannot be asked, the page says why."""
        page = self._model(row)
        attendee = row.attendee_id
        if page._status(attendee) == "cancelled":
            return self._redirect(token)
        if page._refusal(attendee):
            return self._show_page(row, token, asked_to_cancel=True)
        return self._show_page(row, token, "manage_cancel")

    def _problem(self, status, token=None, lang=None):
        """A page that says no more than it must. 404 is the same for a link that never was, is over or revoked."""
        response = self._render("manage_problem", {"status": status, "token": token}, lang or request.env.lang)
        response.status_code = status
        if status == 429:
            response.headers["Retry-After"] = "60"
        return response

    def _render(self, template, values, lang):
        nonce = secrets.token_urlsafe(12)
        values = {
            "page": None,
            **values,
            "nonce": nonce,
            "html_lang": lang.partition("@")[0].replace("_", "-"),
            "direction": request.env["res.lang"]._get_data(code=lang).direction or "ltr",
            "csrf_token": request.csrf_token,
        }
        html = request.env["ir.qweb"]._render(f"appointment_notify.{template}", values, lang=lang)
        return self._answer(str(html), {"Content-Type": "text/html; charset=utf-8"}, nonce)

    def _redirect(self, path):
        """After an action: the page shows how things stand, not what was asked for."""
        response = self._answer("", {"Content-Type": "text/html; charset=utf-8", "Location": f"/a/{path}"})
        response.status_code = 303
        return response

    def _answer(self, content, headers, nonce="none"):
        policy = {"Content-Security-Policy": _POLICY.format(nonce=nonce)}
        return request.make_response(content, [*{**_HEADERS, **policy, **headers}.items()])

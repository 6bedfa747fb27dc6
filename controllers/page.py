import secrets
from functools import cached_property
from urllib.parse import quote

import werkzeug.exceptions
from odoo.http import request
from odoo.tools import consteq
from odoo.tools import hmac as database_hmac

from ..engine.content import collect
from ..engine.page import languages
from ..engine.words import booking
from ..tools import wording
from .page_more import MorePages

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

MY_APPOINTMENTS = "/my/appointments"


def only_reads(_controller, _rule, _args):
    return request.httprequest.method != "POST"


def is_button():
    """Whether a form was sent. Odoo lets OPTIONS into every route, so each action asks for the method itself (P7)."""
    return request.httprequest.method == "POST"


class Visit:
    """Which appointment is open, for whom: a client's attendee (sudo, in the reader's language) and its address.

    :param row: the message whose link was opened; None for a client who is logged in
    """

    def __init__(self, attendee, path, row=None):
        self.attendee, self.path, self.row = attendee, path, row
        self.lang = attendee.env.lang
        self.page = attendee.env["appointment.page"]
        self.is_logged_in = row is None

    @property
    def reader(self):
        """The contact who reads: the client, or who was told in the client's place."""
        return self.row.partner_id if self.row else self.attendee.partner_id

    @cached_property
    def facts(self):
        if self.row:
            return self.page._facts(self.row)
        return collect.of_attendees(self.attendee)[self.attendee.id]


class AppointmentPages(MorePages):
    """The pages of an appointment and their buttons, whichever way the client came (P). Opening one changes
    nothing; after a button the page shows how things stand, not what was asked for."""

    def _visit_page(self, visit, template="manage_page", more=None, **options):
        page = visit.page._describe(visit.attendee, visit.facts, reader=visit.reader, **options)
        values = {"page": page, "visit": visit, **(more or {})}
        return self._render_page(template, values, visit.lang)

    def _visit_cancel(self, visit, params):
        if is_button():
            reason = params.get("reason")
            done = visit.page._cancel(visit.attendee, reason if isinstance(reason, str) else "")
            return self._see_other(self._after_cancelling(visit) if done else f"{visit.path}/cancel")
        if visit.page._status(visit.attendee) == booking.GONE:
            return self._see_other(visit.path)
        if visit.page._refusal(visit.attendee):
            return self._visit_page(visit, asked_to_cancel=True)
        return self._visit_page(visit, "manage_cancel")

    def _after_cancelling(self, visit):
        """A client who is logged in lands on “My appointments”, with the sentence (P2)."""
        user = request.env.user
        if user._is_public() or user.partner_id != visit.attendee.partner_id:
            return visit.path
        return f"{MY_APPOINTMENTS}?cancelled={visit.attendee.id}"

    def _visit_presence(self, visit, _params):
        if is_button():
            visit.page._confirm_presence(visit.attendee)
        return self._see_other(visit.path)

    def _visit_move(self, visit, params):
        """The free times; with ``to``, the question whether to move there (P4)."""
        key = params.get("to")
        if is_button():
            done = visit.page._move(visit.attendee, key)
            return self._see_other(f"{visit.path}?done=moved" if done else f"{visit.path}/move?taken=1")
        refusal = visit.page._move_refusal(visit.attendee)
        if refusal:
            over = refusal in (booking.GONE, booking.OVER)
            return self._see_other(visit.path) if over else self._visit_page(visit, asked_to_move=True)
        choice = key and visit.page._describe_choice(visit.attendee, visit.facts, key)
        if choice:
            return self._visit_page(visit, "move_confirm", {"choice": choice})
        times = visit.page._describe_times(visit.attendee, visit.facts, params.get("day"))
        return self._visit_page(visit, "move_choose", {"times": times, "taken": key or params.get("taken")})

    def _visit_review(self, visit, params):
        """Five answers and a comment (N8); afterwards thanks."""
        if is_button():
            comment = params.get("comment")
            done = visit.page._review(visit.attendee, params.get("rate"), comment if isinstance(comment, str) else "")
            return self._see_other(f"{visit.path}/review{'' if done else '?unanswered=1'}")
        review = visit.page._describe_review(visit.attendee)
        if not review["status"]:
            return self._see_other(visit.path)
        return self._visit_page(visit, "review_form", {"review": review, "unanswered": params.get("unanswered")})

    def _visit_choices(self, visit, params):
        """Four boxes (P5); before nothing is left, a warning (P9)."""
        if not visit.attendee:
            return self._see_other(visit.path)
        ticked, sure = None, False
        if is_button():
            ticked = set(params)
            sure = visit.page._leaves_nothing(visit.attendee, ticked) and not params.get("sure")
            if not sure:
                visit.page._choose(visit.attendee, ticked)
                return self._see_other(f"{visit.path}?done=chosen")
        choices = visit.page._describe_choices(visit.attendee, ticked)
        return self._visit_page(visit, "choices_form", {"choices": choices, "sure": sure})

    def _visit_calendar_file(self, visit):
        return self._answer(
            visit.page._calendar_file(visit.attendee, visit.facts, visit.row),
            {
                "Content-Type": "text/calendar; charset=utf-8",
                "Content-Disposition": 'attachment; filename="appointment.ics"',
            },
        )

    # ------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------

    def _check_form(self, visit, params):
        """A button is one of our forms (P7)."""
        given = params.get("csrf_token")
        if not isinstance(given, str) or not given.isascii() or not self._is_own_form(visit, given):
            werkzeug.exceptions.abort(self._problem(400, visit))

    def _is_own_form(self, visit, given):
        if visit.is_logged_in:
            return request.validate_csrf(given)
        return consteq(given, self._form_token(visit))

    def _form_token(self, visit):
        """What the forms of a page carry. Behind a personal link it is bound to the link, so that it needs no cookie:
        only who can open the page can know it (P7). Under a login it is Odoo's own, bound to the session."""
        if visit is None or visit.is_logged_in:
            return request.csrf_token()
        return database_hmac(request.env(su=True), "appointment_notify.form", visit.path)

    def _problem(self, status, visit=None, lang=None):
        """A page that says no more than it must. 404 is the same for a link that never was, is over or revoked; where
        the link is known, the others say whose it is and how to call."""
        lang = lang or (visit.lang if visit else languages.nearest(request.env, request.env.lang))
        env = request.env(context={**request.env.context, "lang": lang})
        title = {
            404: env._("This link leads to no appointment"),
            429: env._("One moment, please"),
        }.get(status) or env._("Nothing was changed")
        values = {"status": status, "visit": visit, "title": title}
        if visit:
            values["page"] = visit.page._describe_business(visit.attendee, visit.facts)
        response = self._render_page("manage_problem", values, lang)
        response.status_code = status
        if status == 429:
            response.headers["Retry-After"] = "60"
        return response

    def _render_page(self, template, values, lang):
        nonce = secrets.token_urlsafe(12)
        page, visit = values.get("page"), values.get("visit")
        values = {
            "page": None,
            "title": request.env(context={**request.env.context, "lang": lang})._("Appointment"),
            **values,
            "nonce": nonce,
            "icon": _icon(page["colors"].brand if page else "#1d4ed8"),
            "html_lang": wording.bcp47(lang),
            "direction": request.env["res.lang"]._get_data(code=lang).direction or "ltr",
            "csrf_token": lambda: self._form_token(visit),
        }
        html = request.env["ir.qweb"]._render(f"appointment_notify.{template}", values, lang=lang)
        return self._answer(str(html), {"Content-Type": "text/html; charset=utf-8"}, nonce)

    def _see_other(self, address):
        response = self._answer("", {"Content-Type": "text/html; charset=utf-8", "Location": address})
        response.status_code = 303
        return response

    def _answer(self, content, headers, nonce="none"):
        policy = {"Content-Security-Policy": _POLICY.format(nonce=nonce)}
        return request.make_response(content, [*{**_HEADERS, **policy, **headers}.items()])


def _icon(color):
    """A sheet of a calendar in the business's colour, as a data address."""
    drawing = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='3' fill='{color}'/>"
        "<path d='M3 6h10v7H3zM5 2v3M11 2v3' fill='#fff' stroke='#fff'/></svg>"
    )
    return f"data:image/svg+xml,{quote(drawing)}"

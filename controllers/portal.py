import werkzeug.exceptions
from odoo import http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.http import request

from ..engine.page import languages
from .manage import ACTIONS
from .page import MY_APPOINTMENTS, AppointmentPages, Visit, is_button, only_reads

_PAGE = {"type": "http", "auth": "user", "csrf": False, "sitemap": False, "readonly": only_reads}
_BUTTON = {"methods": ["GET", "POST"], **_PAGE}


class AppointmentPortal(CustomerPortal):
    """“My appointments” in Odoo's portal (P6)."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "own_appointment_count" in counters:
            page = request.env["appointment.page"]
            domain = page._own_domain(request.env.user.partner_id)
            values["own_appointment_count"] = page._own_events().search_count(domain)
        return values

    @http.route(
        [MY_APPOINTMENTS, f"{MY_APPOINTMENTS}/page/<int:page>"],
        type="http", auth="user", methods=["GET"], website=True, sitemap=False, readonly=True,
    )  # fmt: skip
    def my_appointments(self, page=1, filterby="upcoming", search="", cancelled="", **_params):
        own, client = request.env["appointment.page"], request.env.user.partner_id
        filters = {
            "upcoming": {"label": request.env._("Upcoming")},
            "past": {"label": request.env._("Past and cancelled")},
        }
        filterby = filterby if filterby in filters else "upcoming"
        upcoming = filterby == "upcoming"
        pager = portal_pager(
            url=MY_APPOINTMENTS,
            url_args={"filterby": filterby, "search": search},
            total=own._own_events().search_count(own._own_domain(client, upcoming, search)),
            page=page,
            step=self._items_per_page,
        )
        just_cancelled = own._own_attendee(client, int(cancelled) if _is_id(cancelled) else 0)
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "page_name": "own_appointments",
                "title": request.env._("My appointments"),
                "additional_title": request.env._("My appointments"),  # the same, of a website
                "default_url": MY_APPOINTMENTS,
                "appointments": own._list_own(client, upcoming, search, self._items_per_page, pager["offset"]),
                "sentence": own._cancelled_sentence(just_cancelled),
                "pager": pager,
                "searchbar_filters": filters,
                "filterby": filterby,
                "searchbar_inputs": {"all": {"input": "all", "label": request.env._("Service or practitioner")}},
                "search_in": "all",
                "search": search,
            }
        )
        response = request.render("appointment_notify.portal_my_appointments", values)
        response.headers["Cache-Control"] = "no-store"
        return response


class AppointmentPortalPages(AppointmentPages, http.Controller):
    """One of them: the page that a personal link opens, with the same buttons and rules, under a login."""

    @http.route(f"{MY_APPOINTMENTS}/<int:attendee_id>", methods=["GET"], **_PAGE)
    def my_appointment(self, attendee_id, **params):
        return self._visit_page(self._own(attendee_id), done=params.get("done"))

    @http.route(f"{MY_APPOINTMENTS}/<int:attendee_id>/<any('cancel','presence','move','review','choices','undo','late','word','language','feed'):action>", **_BUTTON)
    def my_appointment_action(self, attendee_id, action, **params):
        return getattr(self, f"_visit_{action}")(self._own(attendee_id, params), params)

    @http.route(f"{MY_APPOINTMENTS}/<int:attendee_id>/calendar.ics", methods=["GET"], **_PAGE)
    def my_appointment_calendar_file(self, attendee_id, **_params):
        return self._visit_calendar_file(self._own(attendee_id))

    def _own(self, attendee_id, params=None):
        """The client's own appointment, else 404; for a button with its form's CSRF token only (P7)."""
        user = request.env.user
        own = request.env["appointment.page"].with_context(lang=languages.nearest(request.env, user.lang))
        attendee = own._own_attendee(user.partner_id, attendee_id if attendee_id < 2**31 else 0)
        if not attendee:
            werkzeug.exceptions.abort(self._problem(404))
        visit = Visit(attendee, f"{MY_APPOINTMENTS}/{attendee.id}")
        if is_button():
            self._check_form(visit, params)
            if ACTIONS.hit(("own", attendee.id)):
                werkzeug.exceptions.abort(self._problem(429, visit))
        return visit


def _is_id(text):
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10

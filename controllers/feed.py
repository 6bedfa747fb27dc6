import werkzeug.exceptions
from odoo import http
from odoo.http import request

from .manage import FLOOD, MISSES, VISITS
from .page import AppointmentPages


class AppointmentFeedController(AppointmentPages, http.Controller):
    """What a client's calendar reads by itself (P8). Reading changes nothing."""

    @http.route(
        "/a/feed/<token>.ics", type="http", auth="public", methods=["GET"], csrf=False, sitemap=False,
        save_session=False, readonly=True,
    )  # fmt: skip
    def feed(self, token, **_params):
        address = request.httprequest.remote_addr
        if FLOOD.is_over(address):
            werkzeug.exceptions.abort(self._problem(429))
        feed = request.env["appointment.feed"]._find(token)
        if not feed:
            FLOOD.hit(address)
            werkzeug.exceptions.abort(self._problem(429 if MISSES.hit(address) else 404))
        if VISITS.hit(("feed", feed.id)):
            werkzeug.exceptions.abort(self._problem(429))
        headers = {
            "Content-Type": "text/calendar; charset=utf-8",
            # To be kept by the calendar alone, and asked for again each time: most often the answer is 304.
            "Cache-Control": "private, no-cache",
        }
        response = self._answer(feed._content(), headers)
        response.add_etag()
        return response.make_conditional(request.httprequest)

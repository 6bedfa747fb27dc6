import hashlib
import hmac
import json
import logging

import werkzeug.exceptions
from odoo import http
from odoo.http import request

from ..tools.gateways.reports import Reply, read

_logger = logging.getLogger(__name__)
_MAX_BODY = 64 * 1024
_MOST = 500  # reports in one call
_ROUTE = {
    "type": "http", "auth": "public", "methods": ["GET", "POST"], "csrf": False, "save_session": False,
    "sitemap": False, "max_content_length": _MAX_BODY,
}  # fmt: skip


class AppointmentSmsWebhook(http.Controller):
    """Delivery reports and replies from gateways (G2). Whatever is wrong is a 404, never an error of ours."""

    @http.route("/appointment_notify/sms/<secret>/report", **_ROUTE)
    def report(self, secret, **_params):
        return self._take(secret, is_reply=False)

    @http.route("/appointment_notify/sms/<secret>/reply", **_ROUTE)
    def reply(self, secret, **_params):
        return self._take(secret, is_reply=True)

    def _take(self, secret, is_reply):
        company = request.env["res.company"]._appointment_of_webhook(secret)
        if not company or not self._is_signed(company):
            raise werkzeug.exceptions.NotFound()
        try:
            told = [read(fields, is_reply) for fields in self._entries()]
        except (ValueError, TypeError, RecursionError):
            raise werkzeug.exceptions.NotFound() from None
        known = [self._take_in(company, each) for each in told]
        if not any(known):
            raise werkzeug.exceptions.NotFound()
        return request.make_response("OK", [("Content-Type", "text/plain")])

    @staticmethod
    def _is_signed(company):
        key = company.appointment_webhook_key
        if not key:
            return True
        http_request = request.httprequest
        signed = http_request.query_string if http_request.method == "GET" else http_request.get_data()
        expected = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        given = http_request.headers.get("X-Signature", "").removeprefix("sha256=")
        return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))

    @staticmethod
    def _entries():
        """The reports in a call: one form, one query, one JSON object or a list of them. ValueError for all else."""
        http_request = request.httprequest
        if http_request.mimetype == "application/json":
            data = json.loads(http_request.get_data())
            entries = data if isinstance(data, list) else [data]
            if not entries or len(entries) > _MOST or not all(isinstance(entry, dict) for entry in entries):
                raise ValueError("no report")
            return entries
        return [{**http_request.args.to_dict(), **http_request.form.to_dict()}]

    @staticmethod
    def _take_in(company, told):
        """Whether it concerned us."""
        if isinstance(told, Reply):
            name = company.appointment_gateway_id.name if company.sms_provider == "http" else company.sms_provider
            replies = company.env["appointment.reply"]
            return replies._receive(company, told.number, told.text, f"SMS ({name})", told.provider_id)
        rows = company.env["appointment.notification"]._of_report(company, told.reference, told.provider_id)
        if rows:
            rows._apply_report(told.state, told.detail)
        return bool(rows)

import hashlib
import hmac
import json
import logging
import time
from urllib.parse import parse_qsl

import psycopg2
import werkzeug.exceptions
from odoo import http
from odoo.http import request

from ..tools.gateways.reports import Reply, read

_logger = logging.getLogger(__name__)
_MAX_BODY = 64 * 1024
_MOST = 500  # reports in one call
_REPLAY_SECONDS = 300
_ROUTE = {
    "type": "http", "auth": "public", "methods": ["GET", "POST"], "csrf": False, "save_session": False,
    "sitemap": False, "max_content_length": _MAX_BODY, "appointment_raw_body": True,
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
        if not company:
            raise werkzeug.exceptions.NotFound()
        content = self._signed_bytes()
        if not self._is_signed(company, content):
            raise werkzeug.exceptions.NotFound()
        try:
            told = [read(fields, is_reply) for fields in self._entries(content)]
        except (ValueError, TypeError, RecursionError):
            raise werkzeug.exceptions.NotFound() from None
        known = [self._take_apart(company, each) for each in told]
        if not any(known):
            raise werkzeug.exceptions.NotFound()
        if is_reply and company.sms_provider == "twilio":  # which would send a plain text to the client
            return request.make_response("<Response/>", [("Content-Type", "text/xml")])
        return request.make_response("OK", [("Content-Type", "text/plain")])

    @staticmethod
    def _signed_bytes():
        """What is signed is what is parsed: the query of a GET, the body of a POST, and nothing besides (S10)."""
        http_request = request.httprequest
        return http_request.query_string if http_request.method == "GET" else http_request.get_data()

    @staticmethod
    def _is_signed(company, content):
        """Where a key is set: HMAC-SHA256 of "time.bytes", with the time in X-Timestamp (seconds since 1970), of use for
        five minutes; or of the bytes alone, of use once. Of nothing at all, no signature opens anything."""
        key = company.appointment_webhook_key
        if not key:
            return True
        headers = request.httprequest.headers
        stamp, given = headers.get("X-Timestamp", ""), headers.get("X-Signature", "").removeprefix("sha256=")
        signed = stamp.encode("utf-8", "replace") + b"." + content if stamp else content
        expected = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
        if not content or not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            return False
        if stamp:
            return stamp.isascii() and stamp.isdigit() and abs(int(stamp) - time.time()) <= _REPLAY_SECONDS
        return company.env["appointment.reply"]._is_first(company, f"signature:{expected}")

    @staticmethod
    def _entries(content):
        """The reports in a call: one form, one query, one JSON object or a list of them. ValueError for all else."""
        mimetype = request.httprequest.mimetype
        if mimetype == "application/json":
            data = json.loads(content)
            entries = data if isinstance(data, list) else [data]
            if not entries or len(entries) > _MOST or not all(isinstance(entry, dict) for entry in entries):
                raise ValueError("no report")
            return entries
        if mimetype == "multipart/form-data":
            return [request.httprequest.form.to_dict()]
        return [dict(parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=_MOST))]

    def _take_apart(self, company, told):
        """One that cannot be taken in never costs the others anything (S3)."""
        try:
            with company.env.cr.savepoint():
                return self._take_in(company, told)
        except psycopg2.OperationalError:  # another transaction was faster: Odoo asks again
            raise
        except Exception:
            _logger.exception("A report or reply cannot be taken in.")
            return True

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

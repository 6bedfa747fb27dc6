from odoo import fields, http
from odoo.http import request

from .throttle import Throttle

_VISITS = Throttle(120)


class AppointmentHealth(http.Controller):
    """For monitoring (S4): 200 while messages leave, 503 while they do not. No personal data, no names."""

    @http.route(
        "/appointment_notify/health", type="http", auth="public", methods=["GET"], sitemap=False, save_session=False,
        readonly=True,
    )  # fmt: skip
    def health(self, **_params):
        if _VISITS.hit(request.httprequest.remote_addr):
            return request.make_json_response({"status": "slow down"}, status=429)
        state = request.env["appointment.health"].sudo()._read_state()
        answer = {
            "status": "ok" if state["ok"] else "failing",
            "last_run": self._utc(state["last_run"]),
            "oldest_overdue": self._utc(state["oldest_overdue"]),
            "in_doubt": state["in_doubt"],
            "copied_database": state["copied"],
            "stopped_providers": [
                {
                    "company": stopped.company_id.id,
                    "channel": stopped.channel,
                    "reason": stopped.reason,
                    "since": self._utc(stopped.since),
                    "next_try": self._utc(stopped.stopped_until),
                }
                for stopped in state["stopped"]
            ],
        }
        headers = [("Cache-Control", "no-store")]
        return request.make_json_response(answer, headers=headers, status=200 if state["ok"] else 503)

    @staticmethod
    def _utc(moment):
        return f"{fields.Datetime.to_string(moment).replace(' ', 'T')}Z" if moment else None

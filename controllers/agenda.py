import werkzeug.exceptions
from odoo import http
from odoo.http import request

from .page import AppointmentPages


class AppointmentAgendaPage(AppointmentPages, http.Controller):
    """An agenda's public page: what clients said of their appointments, once staff have published it (N8)."""

    @http.route(
        "/appointments/agenda/<int:agenda_id>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True
    )
    def show(self, agenda_id, **_params):
        agenda = request.env["appointment.agenda"].sudo().browse(agenda_id).exists()
        reviews = agenda._published_reviews() if agenda.active else []
        if not reviews:
            raise werkzeug.exceptions.NotFound
        lang = request.env["appointment.agenda"]._public_language(agenda)
        values = {"page": agenda.with_context(lang=lang)._describe_publicly(), "reviews": reviews}
        return self._render_page("agenda_page", values, lang)

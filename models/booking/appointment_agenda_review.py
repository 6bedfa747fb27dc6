from odoo import api, models

from ...tools import wording
from ...tools.colors import readable

_SHOWN = 50


class AppointmentAgenda(models.Model):
    """Ratings of an agenda's appointments, and its public page with those that staff have published (N8)."""

    _name = "appointment.agenda"
    _inherit = ["rating.parent.mixin", "appointment.agenda"]

    def action_open_ratings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_rating_action")
        action["domain"] = [*self._rating_domain(), ("consumed", "=", True)]
        return action

    def action_open_public_page(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/appointments/agenda/{self.id}", "target": "new"}

    def _rating_domain(self):
        return [("parent_res_model", "=", self._name), ("parent_res_id", "=", self.id)]

    def _published_reviews(self):
        """What the public may read, newest first: [{rate: 1 to 5, comment, by: first name, when}]."""
        self.ensure_one()
        lang = self._public_language(self)
        ratings = self.env["rating.rating"].search(
            [*self._rating_domain(), ("consumed", "=", True), ("is_internal", "=", False), ("rating", ">=", 1)],
            order="write_date desc, id desc",
            limit=_SHOWN,
        )
        return [
            {
                "rate": round(rating.rating),
                "comment": rating.feedback or "",
                "by": rating.partner_id._appointment_first_name() if rating.partner_id else "",
                "when": wording.month(rating.write_date, lang),
            }
            for rating in ratings
        ]

    @api.model
    def _public_language(self, agenda):
        """The business's language: its clients wrote in it."""
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        lang = agenda.company_id.partner_id.lang
        return lang if lang in installed else "en_US"

    def _describe_publicly(self):
        """What the page shows of the agenda itself, for ``manage_layout``."""
        self.ensure_one()
        company = self.company_id
        return {
            "business": company.name,
            "logo": self.env["appointment.page"]._logo(company.id, company.partner_id.write_date),
            "colors": readable(company.primary_color),
            "agenda": self.name,
        }

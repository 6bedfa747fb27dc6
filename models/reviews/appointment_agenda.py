from odoo import api, models
from odoo.tools.misc import formatLang

from ...engine.content.facts import Facts
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
            "refusal": None,
            **self._describe_opinions(),
            **self._describe_place(),
        }

    def _describe_opinions(self):
        """What clients think on average: of all published reviews, each of an appointment that took place."""
        domain = [*self._rating_domain(), ("consumed", "=", True), ("is_internal", "=", False), ("rating", ">=", 1)]
        [(count, average)] = self.env["rating.rating"]._read_group(domain, [], ["__count", "rating:avg"])
        verified = (
            self.env._("One opinion, after an appointment here")
            if count == 1
            else self.env._("%(count)s opinions, each after an appointment here", count=count)
        )
        return {"average": formatLang(self.env, average or 0, digits=1), "verified": verified}

    def _describe_place(self):
        company, place = self.company_id, self.address_id or self.company_id.partner_id
        facts = Facts(
            business_phone=self.phone or company.phone or "",
            business_email=company.email or "",
            location=self.address_id.name or "",
            street=", ".join(filter(None, (place.street, place.street2))),
            zip=place.zip or "",
            city=place.city or "",
        )
        return {"address": facts.address_line, "contact": self.env["appointment.page"]._contact(facts)}

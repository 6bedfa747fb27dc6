from odoo import models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _split_by_api(self):
        """SMS of companies that send via an HTTP gateway; Odoo knows only its own two providers."""
        ours = self.filtered(lambda sms: sms._get_sms_company().sms_provider == "http")
        for company, of_company in ours.grouped(lambda sms: sms._get_sms_company()).items():
            api = company._get_sms_api_class()(self.env)
            api._set_company(company)
            yield api, of_company
        if others := self - ours:
            yield from super(SmsSms, others)._split_by_api()

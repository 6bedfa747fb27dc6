from lxml import html as lxml_html
from markupsafe import Markup
from odoo import fields, models
from odoo.tools.mail import append_content_to_html

# The company's signature for what these templates send (T8)
_SIGNATURES = {
    "account.email_template_edi_invoice": "appointment_invoice_signature_id",
    "account.email_template_edi_credit_note": "appointment_invoice_signature_id",
    "loyalty.mail_template_gift_card": "appointment_voucher_signature_id",
    "loyalty.mail_template_loyalty_card": "appointment_voucher_signature_id",
}


class MailTemplate(models.Model):
    """Invoices and gift cards are signed as appointments are (T8)."""

    _inherit = "mail.template"

    signature_id = fields.Many2one(
        "appointment.signature",
        help="Stands below these e-mails, instead of the salesperson's. Left empty, that of the settings of "
        "Appointments, for invoices and gift cards.",
    )

    def _render_field(self, field, res_ids, engine="inline_template", compute_lang=False, res_ids_lang=False,
                      set_lang=False, add_context=None, options=None):  # fmt: skip
        rendered = super()._render_field(
            field, res_ids, engine=engine, compute_lang=compute_lang, res_ids_lang=res_ids_lang, set_lang=set_lang,
            add_context=add_context, options=options,
        )  # fmt: skip
        if field != "body_html" or not self.model:
            return rendered
        signatures = self._appointment_signatures(list(rendered))
        if not signatures:
            return rendered
        langs = dict.fromkeys(rendered, set_lang or self.env.lang)
        if compute_lang:
            by_lang = self._classify_per_lang(list(rendered))
            langs = {res_id: lang for lang, (_template, ids) in by_lang.items() for res_id in ids}
        elif res_ids_lang:
            langs = res_ids_lang
        for res_id, signature in signatures.items():
            body = signature.with_context(lang=langs.get(res_id)).body_html
            if body:
                rendered[res_id] = _sign(rendered[res_id], body)
        return rendered

    def _appointment_signatures(self, res_ids):
        """{record id: signature}: the template's own, else that of the record's company for such templates."""
        setting = _SIGNATURES.get(self.sudo().get_external_id().get(self.id))
        own = self.sudo().signature_id
        if not own and not setting:
            return {}
        signatures = {}
        for record in self.env[self.model].sudo().browse(res_ids):
            company = ("company_id" in record and record.company_id) or self.env.company
            choices = own + (company.sudo()[setting] if setting else own.browse())
            usable = choices.filtered(lambda signature, company=company: signature._may_sign(company))
            if usable:
                signatures[record.id] = usable[0]
        return signatures


def _sign(html, signature):
    """The e-mail with our signature: in the place of the salesperson's, below "--", else at the end."""
    if "--<br" not in html:
        return append_content_to_html(html, signature, plaintext=False)
    root = lxml_html.fragment_fromstring(str(html), create_parent="div")
    theirs = [div for div in root.iter("div") if (div.text or "").strip() == "--"]
    if not theirs:
        return append_content_to_html(html, signature, plaintext=False)
    ours = lxml_html.fragment_fromstring(str(signature), create_parent="div")
    ours.tail = theirs[-1].tail
    theirs[-1].getparent().replace(theirs[-1], ours)
    inside = "".join(lxml_html.tostring(child, encoding="unicode") for child in root)
    return Markup(inside)  # noqa: S704

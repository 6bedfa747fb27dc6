from odoo import api, fields, models

from ...engine.words import origins

SOURCES = [
    ("staff", "Staff, on the contact's form"),
    ("page", "The client, online"),
    ("stop", "The client, by reply"),
    ("import", "An import"),
    ("blacklist", "Staff, on the blacklist"),
]
WHAT = [
    ("appointment_sms_reminder", "Reminders by SMS"),
    ("appointment_email_reminder", "Reminders by e-mail"),
    ("appointment_sms_other", "Other messages by SMS"),
    ("appointment_email_other", "Other messages by e-mail"),
    ("appointment_recipient_sms", "Receives SMS"),
    ("appointment_recipient_email", "Receives e-mails"),
    ("number", "Any SMS to the number"),
]
FIELDS = [name for name, _label in WHAT if name != "number"]


class AppointmentConsent(models.Model):
    """How each choice of a client came about: who, when, from where, and the words shown (S7, L4).

    Written by the module only, kept through purges, gone with the contact.
    """

    _name = "appointment.consent"
    _description = "Consent to messages"
    _order = "date desc, id desc"
    _rec_name = "what"

    partner_id = fields.Many2one("res.partner", "Client", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, help="Empty: the client.")
    source = fields.Selection(SOURCES, "From", required=True, readonly=True)
    what = fields.Selection(WHAT, required=True, readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)
    words = fields.Char("Words shown", readonly=True, help="As they stood on the screen, or in the reply.")
    number = fields.Char(readonly=True)

    @api.model
    def _note(self, changes):
        """:param changes: dicts with partner_id, what, before, after, and where known source, words, number"""
        by_client = self.env.context.get("appointment_origin") == origins.ONLINE or not self.env.user._is_internal()
        source = "page" if by_client else "import" if self.env.context.get("import_file") else "staff"
        common = {
            "date": self.env.cr.now(),
            "source": source,
            "user_id": False if by_client else self.env.uid,
        }
        self.sudo().create([{**common, **change} for change in changes])

    @api.model
    def _words(self, partner, field, value):
        """What the screen said: the label and the choice, in the language of whoever chose."""
        labels = self.env["appointment.page"]._words_of_choices()
        shown = labels.get(field) or dict(self._fields["what"]._description_selection(self.env))[field]
        kind = partner._fields[field]
        if kind.type == "selection":
            value = dict(kind._description_selection(self.env)).get(value, value)
        else:
            value = self.env._("Yes") if value else self.env._("No")
        return f"{shown}: {value}"

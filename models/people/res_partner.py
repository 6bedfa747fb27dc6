from odoo import api, fields, models

from ...engine.ledger import rebind
from ...engine.people import Account, People
from ...tools import email_address, first_name, phone

# Closed to portal users, who may read their own contact: on our pages they see what they chose (S5).
_OURS = "base.group_user"
_PREFERENCE = [("default", "As the account"), ("on", "Yes"), ("off", "No")]
_REPLANNED = {
    "phone", "email", "country_id", "appointment_sms_reminder", "appointment_email_reminder",
    "appointment_sms_delay", "appointment_email_delay", "appointment_recipient_sms", "appointment_recipient_email",
    "active", "parent_id",
}  # fmt: skip


class ResPartner(models.Model):
    _inherit = "res.partner"

    appointment_sms_reminder = fields.Selection(
        _PREFERENCE, "Reminders by SMS", default="default", required=True, groups=_OURS
    )
    appointment_email_reminder = fields.Selection(
        _PREFERENCE, "Reminders by e-mail", default="default", required=True, groups=_OURS
    )
    appointment_sms_other = fields.Selection(
        _PREFERENCE, "Other messages by SMS", default="default", required=True, groups=_OURS
    )
    appointment_email_other = fields.Selection(
        _PREFERENCE, "Other messages by e-mail", default="default", required=True, groups=_OURS
    )
    appointment_sms_delay = fields.Integer("SMS reminder (hours before)", help="0: as the account.", groups=_OURS)
    appointment_email_delay = fields.Integer("E-mail reminder (hours before)", help="0: as the account.", groups=_OURS)
    appointment_recipient_sms = fields.Boolean(
        "Appointment SMS",
        compute="_compute_appointment_recipient",
        store=True,
        readonly=False,
        groups=_OURS,
        help="Receives SMS about own appointments. A contact below a person, such as a child or a guardian: both are "
        "told of each other's appointments.",
    )
    appointment_recipient_email = fields.Boolean(
        "Appointment e-mails",
        compute="_compute_appointment_recipient",
        store=True,
        readonly=False,
        groups=_OURS,
        help="Receives e-mails about own appointments. A contact below a person, such as a child or a guardian: both are "
        "told of each other's appointments.",
    )
    appointment_first_name = fields.Char(
        "First name in messages",
        compute="_compute_appointment_first_name",
        store=True,
        readonly=False,
        groups=_OURS,
        help="How messages address the client. Proposed from the name; correct it where the proposal is wrong.",
    )
    appointment_first_name_by_hand = fields.Boolean(
        "First name written by hand", copy=True, groups=_OURS, help="It stays when the name is corrected."
    )
    birthdate_date = fields.Date("Birthdate", groups="appointment_notify.group_practitioner")
    appointment_below_person = fields.Boolean(compute="_compute_appointment_below_person", groups=_OURS)
    appointment_phone_read = fields.Char(compute="_compute_appointment_phone", groups=_OURS)
    appointment_phone_warning = fields.Char(compute="_compute_appointment_phone", groups=_OURS)
    appointment_email_warning = fields.Char(compute="_compute_appointment_email_warning", groups=_OURS)
    appointment_told = fields.Text("Told of appointments", compute="_compute_appointment_told", groups=_OURS)
    appointment_notification_count = fields.Integer(
        compute="_compute_appointment_notification_count", groups="appointment_notify.group_practitioner"
    )

    _delays_not_negative = models.Constraint(
        "CHECK (appointment_sms_delay BETWEEN 0 AND 8760 AND appointment_email_delay BETWEEN 0 AND 8760)",
        "A reminder's delay lies between 0 and 8,760 hours (a year).",
    )

    @api.depends("parent_id")
    def _compute_appointment_recipient(self):
        """A client is reached; the parent, guardian or assistant of a client only once the box is ticked.

        Not on ``parent_id.is_company``: saving a form writes that as it was, and would undo what was ticked."""
        for partner in self:
            own = not partner.parent_id or partner.parent_id.is_company
            partner.appointment_recipient_sms = own
            partner.appointment_recipient_email = own

    @api.depends("name", "is_company")
    def _compute_appointment_first_name(self):
        """A proposal that follows the name, until somebody writes another (T1)."""
        for partner in self:
            if not partner.appointment_first_name_by_hand:
                partner.appointment_first_name = self._propose_first_name(partner.name, partner.is_company)

    @api.depends("parent_id.is_company")
    def _compute_appointment_below_person(self):
        for partner in self:
            partner.appointment_below_person = bool(partner.parent_id) and not partner.parent_id.is_company

    @api.depends("phone", "country_id", "parent_id.country_id", "company_id")
    def _compute_appointment_phone(self):
        """What SMS make of the number, said while it is typed (G3, G6)."""
        for partner in self:
            company = partner.company_id or self.env.company
            country = partner.country_id or partner.parent_id.commercial_partner_id.country_id or company.country_id
            number, reason = phone.check(partner.phone or "", country.code or "")
            is_plain = phone.is_plain(partner.phone) and phone.is_at_home(number, country.code)
            partner.appointment_phone_read = phone.shown(number) if number and not is_plain else False
            partner.appointment_phone_warning = self._words_of_number(reason, country)

    @api.depends("email")
    def _compute_appointment_email_warning(self):
        for partner in self:
            wrong = email_address.unreadable(partner.email)
            if not wrong and email_address.check(partner.email)[1] == "invalid_email":
                wrong = [partner.email]
            partner.appointment_email_warning = bool(wrong) and self.env._(
                "Nothing can be sent to “%(address)s”: write an address such as name@example.com.", address=wrong[0]
            )

    def _compute_appointment_told(self):
        """Who hears of the contact's appointments, channel by channel, as it stands saved (A9). It depends on nothing:
        on the contacts below, it would have the form ask the server at each letter typed in one of them."""
        people = People(self.env, self._origin.ids)
        for partner in self:
            account = Account.of(partner.company_id or self.env.company)
            lines = []
            for channel, label in (("sms", self.env._("SMS")), ("email", self.env._("E-mail"))):
                told = people.told(partner._origin.id, "booked", channel, account)
                names = [f"{people.get(each.partner_id).name} ({each.address})" for each in told if not each.reason]
                lines.append(f"{label}: {', '.join(names) or self.env._('nobody')}")
            partner.appointment_told = "\n".join(lines) if partner._origin else False

    def _compute_appointment_notification_count(self):
        counts = dict(
            self.env["appointment.notification"]._read_group(
                [("client_id", "in", self.ids)], ["client_id"], ["__count"]
            )
        )
        for partner in self:
            partner.appointment_notification_count = counts.get(partner, 0)

    @api.onchange("appointment_first_name")
    def _onchange_appointment_first_name(self):
        """Who corrects the name in the same go keeps what was written."""
        proposal = self._propose_first_name(self.name, self.is_company)
        self.appointment_first_name_by_hand = (self.appointment_first_name or "") != proposal

    @api.model
    def default_get(self, fields):
        """A contact made by staff speaks the company's language, not the database's first (T11)."""
        values = super().default_get(fields)
        is_staff = not self.env.su and self.env.user.has_group("appointment_notify.group_practitioner")
        if "lang" in fields and is_staff and not self.env.context.get("default_lang"):
            lang = self.env.company.partner_id.lang
            if lang in dict(self.env["res.lang"].get_installed()):
                values["lang"] = lang
        return values

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._with_readable_email(vals) for vals in vals_list]
        for vals in vals_list:
            if "appointment_first_name" in vals and "appointment_first_name_by_hand" not in vals:
                proposal = self._propose_first_name(vals.get("name"), vals.get("is_company"))
                vals["appointment_first_name_by_hand"] = (vals["appointment_first_name"] or "") != proposal
        partners = super().create(vals_list)
        if any(vals.get("appointment_recipient_sms") or vals.get("appointment_recipient_email") for vals in vals_list):
            partners._replan_appointments()
        return partners

    def write(self, vals):
        vals = self._with_readable_email(vals)
        parents = self.parent_id if "parent_id" in vals else self.browse()
        if vals.get("name"):
            self._forget_first_name_of_another(vals["name"])
        turned = self.filtered(lambda partner: "is_company" in vals and partner.is_company != bool(vals["is_company"]))
        result = super().write(vals)
        turned.child_ids._compute_appointment_recipient()
        if "appointment_first_name" in vals and "appointment_first_name_by_hand" not in vals:
            self._keep_whether_by_hand()
        if vals.keys() & _REPLANNED:
            (self | parents)._replan_appointments()
        return result

    def unlink(self):
        """Deleting a contact is erasure: nothing more is sent, and its number and texts go (A6)."""
        rows = self.env["appointment.notification"].sudo().search(
            ["|", ("client_id", "in", self.ids), ("partner_id", "in", self.ids)]
        )
        rebind.erase(rows, self)
        return super().unlink()

    @api.model
    def _propose_first_name(self, name, is_company):
        return "" if is_company else first_name.propose(name or "")

    def _keep_whether_by_hand(self):
        """A first name that differs from the proposal was written by somebody, and stays (T1)."""
        for partner in self:
            proposal = self._propose_first_name(partner.name, partner.is_company)
            by_hand = (partner.appointment_first_name or "") != proposal
            if partner.appointment_first_name_by_hand != by_hand:
                partner.appointment_first_name_by_hand = by_hand

    def _forget_first_name_of_another(self, name):
        """A name that shares no word with the one before is another person's: what was written for that one goes."""
        words = set(name.casefold().split())
        others = self.filtered(
            lambda partner: partner.appointment_first_name_by_hand
            and not words & set((partner.name or "").casefold().split())
        )
        if others:
            others.appointment_first_name_by_hand = False

    @api.model
    def _with_readable_email(self, vals):
        """An e-mail address is cleaned once, where it enters (G6); blanks are Odoo's own matter."""
        email = vals.get("email")
        if isinstance(email, str):
            cleaned = email_address.clean(email)
            if cleaned != " ".join(email.split(" ")).strip(" "):
                return {**vals, "email": cleaned}
        return dict(vals)

    @api.model
    def _words_of_number(self, reason, country):
        """What is wrong with a number, and what to do; nothing where there is none."""
        words = {
            "landline": self.env._("A fixed line or special number gets no SMS: write a mobile number."),
            "extension": self.env._("A number with an extension is a switchboard and gets no SMS: write a mobile number."),
            "invalid_number": self.env._("This number cannot be read, so it gets no SMS: write it in full, with +41 or the like if "
                                "it is foreign.")
            if country
            else self.env._("This number cannot be read without a country: choose one, or write it with +33 or the like."),
        }  # fmt: skip
        return words.get(reason, False)

    def _replan_appointments(self):
        """A corrected number or a changed preference holds for what is planned already, of those above and below too:
        a parent is told in a child's place (A9). A review may still be to come of what is over (N8)."""
        clients = self | self.parent_id | self.with_context(active_test=False).child_ids
        attendees = self.env["calendar.attendee"].sudo().search(
            [("partner_id", "in", clients.ids), ("is_client", "=", True),
             ("event_id.stop", ">", self.env.cr.now() - self.env["appointment.rule"]._longest_after_end())]
        )  # fmt: skip
        if attendees:
            attendees.event_id._plan_notifications()

    def _appointment_first_name(self):
        """The first name for messages: ``partner_firstname``'s field where installed, else our own (T1)."""
        self.ensure_one()
        if "firstname" in self._fields and self.firstname:
            return self.firstname
        return self.appointment_first_name or ""

    def action_open_appointment_notifications(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("appointment_notify.appointment_notification_action")
        action["domain"] = ["|", ("client_id", "=", self.id), ("partner_id", "=", self.id)]
        action["context"] = {}
        return action

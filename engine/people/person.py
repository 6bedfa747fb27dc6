"""A contact, as far as telling it something is concerned."""

from typing import NamedTuple

from odoo.tools import SQL

# (is it a reminder?, channel) -> the client's own choice, which beats the account's default (A9)
PREFERENCES = {
    (True, "sms"): "appointment_sms_reminder",
    (True, "email"): "appointment_email_reminder",
    (False, "sms"): "appointment_sms_other",
    (False, "email"): "appointment_email_other",
}


class Person(NamedTuple):
    id: int
    name: str
    active: bool
    has_left: bool  # every internal user of this contact is archived (A11)
    is_company: bool
    parent_id: int | None
    lang: str | None
    phone: str
    email: str
    country: str  # own, else the one of its company; ISO 3166 alpha-2, or empty
    appointment_recipient_sms: bool
    appointment_recipient_email: bool
    appointment_sms_reminder: str
    appointment_email_reminder: str
    appointment_sms_other: str
    appointment_email_other: str
    appointment_sms_delay: int
    appointment_email_delay: int

    def box(self, channel):
        return getattr(self, f"appointment_recipient_{channel}", False)

    def choice(self, is_reminder, channel):
        """``on``, ``off``, or ``default``: as the account."""
        return getattr(self, PREFERENCES.get((is_reminder, channel), ""), "default")

    def own_delay(self, channel):
        return getattr(self, f"appointment_{channel}_delay", 0)


def read_people(env, partner_ids):
    """{partner id: Person} of contacts, of those above them and of those below them. One query."""
    partner_ids = [partner_id for partner_id in partner_ids if partner_id]
    if not partner_ids:
        return {}
    env["res.partner"].flush_model()
    env["res.users"].flush_model(["active", "share", "partner_id"])
    rows = env.execute_query(
        SQL(
            """
            SELECT partner.id, COALESCE(partner.name, ''), COALESCE(partner.active, FALSE),
                   COALESCE(account.has_left, FALSE), COALESCE(partner.is_company, FALSE), partner.parent_id,
                   partner.lang, COALESCE(partner.phone, ''), COALESCE(partner.email, ''), COALESCE(country.code, ''),
                   COALESCE(partner.appointment_recipient_sms, FALSE),
                   COALESCE(partner.appointment_recipient_email, FALSE),
                   partner.appointment_sms_reminder, partner.appointment_email_reminder,
                   partner.appointment_sms_other, partner.appointment_email_other,
                   COALESCE(partner.appointment_sms_delay, 0), COALESCE(partner.appointment_email_delay, 0)
              FROM res_partner partner
              LEFT JOIN res_partner top ON top.id = partner.commercial_partner_id
              LEFT JOIN res_country country ON country.id = COALESCE(partner.country_id, top.country_id)
              LEFT JOIN (
                    SELECT partner_id, NOT bool_or(active) AS has_left FROM res_users
                     WHERE NOT share AND partner_id = ANY(%(ids)s) GROUP BY partner_id
                   ) account ON account.partner_id = partner.id
             WHERE partner.id = ANY(%(ids)s) OR partner.parent_id = ANY(%(ids)s)
                OR partner.id IN (SELECT parent_id FROM res_partner WHERE id = ANY(%(ids)s))
             ORDER BY partner.id
            """,
            ids=partner_ids,
        )
    )
    return {row[0]: Person(*row) for row in rows}

"""A contact, as far as telling it something is concerned."""

from typing import NamedTuple

from odoo.tools import SQL

from ..sending.channels import channels


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
    appointment_unsubscribed: bool = False  # of what is not about a booking (P9)
    more: dict = {}  # what channels of other addons need: {field: value}

    def box(self, channel):
        """Where a channel of another addon has no such box, the client alone is told."""
        name = f"appointment_recipient_{channel}"
        return getattr(self, name, self.more.get(name, not self.parent_id))

    def choice(self, preference):
        """``on``, ``off``, or ``default``: as the account."""
        return getattr(self, preference, None) or self.more.get(preference) or "default"

    def own_delay(self, channel):
        name = f"appointment_{channel}_delay"
        return getattr(self, name, self.more.get(name)) or 0


_OWN = len(Person._fields) - 1


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
                   COALESCE(partner.appointment_sms_delay, 0), COALESCE(partner.appointment_email_delay, 0),
                   COALESCE(partner.appointment_unsubscribed, FALSE)
                   %(more)s
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
            more=SQL("").join(SQL(", partner.%s", SQL.identifier(name)) for name in _more_columns(env)),
        )
    )
    more = _more_columns(env)
    return {row[0]: Person(*row[:_OWN], dict(zip(more, row[_OWN:], strict=True))) for row in rows}


def _more_columns(env):
    """The contact's fields that channels of other addons read."""
    names = [name for channel in channels.all(env) for name in (
        *channel.address_fields, channel.preference(True), channel.preference(False),
        f"appointment_recipient_{channel.code}", f"appointment_{channel.code}_delay",
    )]  # fmt: skip
    columns = env["res.partner"]._fields
    return [name for name in names if name not in Person._fields and name in columns and columns[name].column_type]

"""SMS, through whichever provider the company has (G1, G3)."""

from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ....tools import base_address, phone
from ...content import sms
from ..providers import providers
from ..providers.base import NoProvider
from ..providers.iap import OtherProvider
from . import register
from .base import Channel

_lt = LazyTranslate(__name__)


@register
class Sms(Channel):
    code = "sms"
    label = _lt("SMS")
    plural = _lt("SMS")
    instead = "email"
    has_reports = True

    def address(self, person, account):
        return phone.check(person.phone, person.country or account.country)

    def refused(self, env, addresses):
        """Odoo's phone blacklist, STOP included (G2)."""
        env["phone.blacklist"].flush_model(["number", "active"])
        # Not by the ORM, which would read each number anew: they are in its form already.
        found = env.execute_query(SQL("SELECT number FROM phone_blacklist WHERE active AND number = ANY(%s)", addresses))
        return {number: "blacklisted" for (number,) in found}

    def render(self, brief):
        return sms.render(brief)

    def obstacle(self, company):
        return base_address.obstacle(company._appointment_base_url())

    def open(self, company, second=False):
        if second or company.sms_provider == "http":
            record = company.appointment_gateway_second_id if second else company.appointment_gateway_id
            provider = providers.get(company.env, record.provider)
            if provider is None:
                raise NoProvider(company.env._("No SMS gateway is chosen in the settings."))
        else:
            record = company.env["appointment.gateway"]
            provider = providers.get(company.env, company.sms_provider) or OtherProvider()
        return provider.open(company.env, company, record)

    def has_second(self, company):
        return bool(company.appointment_gateway_second_id)

    def prepare(self, env, company, references):
        """IAP and Twilio leave their reports at trackers: there before the first of them can come."""
        if company.sms_provider == "http" and not company.appointment_gateway_second_id:
            return
        env.cr.execute(
            """
            INSERT INTO sms_tracker (sms_uuid, create_uid, write_uid, create_date, write_date)
            SELECT reference, %s, %s, %s, %s FROM unnest(%s) AS reference ON CONFLICT DO NOTHING
            """,
            [env.uid, env.uid, env.cr.now(), env.cr.now(), list(references)],
        )

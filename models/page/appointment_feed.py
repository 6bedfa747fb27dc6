from odoo import api, fields, models

from ...engine.content.reader import language
from ...engine.page import feed
from ...tools import link_token

_MOST = 5  # addresses of one client: phone, computer, family; making another one ends the oldest
ALARMS = (0, 60, 120, 1440)  # minutes


class AppointmentFeed(models.Model):
    """An address at which a client's calendar reads the client's appointments at a business (P8).

    Only the hash of its token is kept, so the address is shown once (S6).
    """

    _name = "appointment.feed"
    _description = "Clients' calendar address"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Client", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    token_hash = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    alarm_minutes = fields.Integer("Alarm (minutes before)", readonly=True)
    is_test = fields.Boolean("Test", readonly=True, help="Made in test mode: it opens nothing once live.")

    _token_idx = models.UniqueIndex("(token_hash)")

    @api.model
    def _make(self, client, company, alarm_minutes):
        """A new address for a client; return its token, which is told nowhere else."""
        token = link_token.new()
        feeds = self.sudo()
        feeds.create(
            {
                "partner_id": client.id,
                "company_id": company.id,
                "token_hash": link_token.digest(token),
                "alarm_minutes": alarm_minutes if alarm_minutes in ALARMS else 0,
                "is_test": not company.appointment_live,
            }
        )
        feeds._of(client, company)[_MOST:].unlink()
        return token

    @api.model
    def _of(self, client, company):
        """The addresses of a client at a business, sudo, the newest first."""
        return self.sudo().search([("partner_id", "=", client.id), ("company_id", "=", company.id)])

    @api.model
    def _find(self, token):
        """The feed of a token, sudo; empty for any other token, and for who left (A11)."""
        feeds = self.sudo()
        if not link_token.is_token(token):
            return feeds
        found = feeds.search([("token_hash", "=", link_token.digest(token))], limit=1)
        is_over = found.is_test and found.company_id.appointment_live
        return found if found.partner_id.active and not is_over else feeds

    def _content(self):
        """The calendar file, in the client's language."""
        lang = language(self.env, self.partner_id.lang, self.company_id.partner_id.lang)
        env = self.sudo().with_context(lang=lang).env
        return feed.content(env, self.partner_id.with_env(env), self.company_id.with_env(env), self.alarm_minutes)

"""The gateway's settings move from the company to a record of their own; who is live stays so."""

from odoo import SUPERUSER_ID, api
from odoo.tools import sql

_COLUMNS = {
    "preset": "provider", "sender": "sender", "allow_private": "allow_private", "url": "url", "auth": "auth",
    "user": "user", "secret": "secret", "body_format": "body_format", "body": "body", "success_path": "success_path",
    "success_value": "success_value", "id_path": "id_path", "removes_duplicates": "removes_duplicates",
    "service": "service", "app_key": "app_key", "consumer_key": "consumer_key",
}  # fmt: skip
_NAMES = {"generic": "Gateway", "ovhcloud": "OVHcloud", "brevo": "Brevo"}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    if sql.column_exists(cr, "res_company", "appointment_gateway_preset"):
        _make_gateways(env)
    _keep_live(env)


def _make_gateways(env):
    """One for each company that had set anything up; even one that is not in use now."""
    columns = ", ".join(f"appointment_gateway_{old}" for old in _COLUMNS)
    env.cr.execute(
        f"""
        SELECT id, {columns} FROM res_company
         WHERE appointment_gateway_id IS NULL
           AND (sms_provider = 'http' OR appointment_gateway_url IS NOT NULL OR appointment_gateway_secret IS NOT NULL)
        """  # noqa: S608  (our own column names)
    )
    for company_id, *found in env.cr.fetchall():
        values = {name: value for name, value in zip(_COLUMNS.values(), found, strict=True) if value is not None}
        provider = values.setdefault("provider", "generic")
        sender = values.pop("sender", None)
        gateway = env["appointment.gateway"].create(
            {**values, "name": _NAMES.get(provider, provider), "company_id": company_id}
        )
        # Whatever name it sent with until now, it goes on to: only new ones are judged.
        cr_values = (sender, gateway.id)
        env.cr.execute("UPDATE appointment_gateway SET sender = %s WHERE id = %s", cr_values)
        env.cr.execute("UPDATE res_company SET appointment_gateway_id = %s WHERE id = %s", (gateway.id, company_id))
    env.invalidate_all()


def _keep_live(env):
    """Who was live in this database is so on this server (S8)."""
    here = env["res.company"]._appointment_here()
    env.cr.execute(
        "UPDATE res_company SET appointment_live_in = %s WHERE appointment_live AND appointment_live_in = %s",
        (here, here.rpartition("/")[0]),
    )

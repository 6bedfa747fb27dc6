"""Accounts that have rules get the one that answers a "yes" by SMS (N19); new ones have it from the start."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    shipped = env.ref("appointment_notify.rule_presence_client_sms", raise_if_not_found=False)
    if not shipped:
        return
    rules = env["appointment.rule"].with_context(active_test=False)
    having = rules.search([("trigger", "=", shipped.trigger)]).company_id
    for company in rules.search([]).company_id - having:
        shipped.copy({"company_id": company.id, "code": shipped.code})

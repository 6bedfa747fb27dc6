"""print_texts.py CONFIG DATABASE [LANGUAGE]: every shipped text with example values, and what an SMS costs."""

import sys

import odoo
from odoo import SUPERUSER_ID, api

LANGS = {"fr": "fr_FR", "de": "de_DE", "it": "it_IT", "en": "en_US"}


def shipped_rules(env):
    found = env["ir.model.data"].search([("module", "=", "appointment_notify"), ("model", "=", "appointment.rule")])
    return env["appointment.rule"].with_context(active_test=False).browse(found.mapped("res_id")).exists()


def show(rule, lang, for_other):
    from dataclasses import replace

    from odoo.addons.appointment_notify.engine.content import example

    played = replace(example.of_rule(rule), is_for_other=for_other)
    text = rule._text(lang, lang, for_other=for_other)
    message = played.message(text)
    print(f"\n[{lang[:2]}]{' guardian' if for_other else ''}", end="")
    if rule.channel == "sms":
        print(f" {len(message.body)} characters, {message.encoding}, {message.credits} credit{'' if message.credits == 1 else 's'}\n{message.body}")
    else:
        print(f" {message.subject}\n{message.body.split('-- ')[0].strip()}")


def main(config, database, only):
    odoo.tools.config.parse_config(["-c", config, "--log-level=error", "--no-http"])
    with odoo.modules.registry.Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        langs = [LANGS[only]] if only else list(LANGS.values())
        for lang in langs:
            env["res.lang"]._activate_lang(lang)
        env["ir.module.module"].search([("name", "=", "appointment_notify")])._update_translations(langs)
        for rule in shipped_rules(env):
            print(f"\n===== {rule.code} · {'on' if rule.active else 'off'}", end="")
            for lang in langs:
                for for_other in (False, True) if rule.audience == "client" else (False,):
                    show(rule, lang, for_other)
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:4])

"""Texts of the second edition reach a live database: what a user wrote stays, what was as shipped is reworded; parents
and guardians get texts of their own (T12); calendars that know a booking keep its organiser (T9)."""

import hashlib
import json
from pathlib import Path

from lxml import etree
from odoo import SUPERUSER_ID, api
from odoo.tools.convert import xml_import
from odoo.tools.misc import file_open
from odoo.tools.translate import translation_file_reader
from psycopg2.extras import Json

MODULE = "appointment_notify"
_DATA = ("data/appointment_rule_data.xml", "data/appointment_rule_sms_data.xml")
_TEXTS = ("subject", "body", "guardian_subject", "guardian_body")
_NEW_CODES = (
    "refused_client_email", "refused_client_sms", "refused_staff_email", "called_off_client_email", "called_off_client_sms",
    "called_off_staff_email", "offer_client_email", "offer_client_sms", "invitation_client_email", "invitation_client_sms",
    "presence_client_sms",
)  # fmt: skip


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {"install_mode": True, "appointment_texts_checked": True})
    _ship_new_rules(env)
    _reword(env)
    _keep_organizers(cr)
    env.invalidate_all(flush=False)


def _ship_new_rules(env):
    """What was shipped since is made once: our files make no rule in an update, as a manager may have deleted it."""
    for path in _DATA:
        with file_open(f"{MODULE}/{path}", "rb") as data:
            root = etree.parse(data).getroot()
        for record in root.findall("record"):
            if record.findtext("field[@name='code']") not in _NEW_CODES:
                root.remove(record)
        xml_import(env, MODULE, {}, "init", noupdate=True, xml_filename=path).parse(root)
    rules = env["appointment.rule"].with_context(active_test=False)
    main = env.ref("base.main_company")
    new = rules.search([("code", "in", _NEW_CODES), ("company_id", "=", main.id)])
    for company in rules.search([]).company_id:
        of_company = new
        if company != main:
            of_company = rules.browse(
                rule.copy({"company_id": company.id, "code": rule.code, "service_ids": False, "agenda_ids": False}).id
                for rule in new
            )
        _keep_off(of_company, rules.search([("code", "=like", "cancelled_%"), ("company_id", "=", company.id)]))
    env.flush_all()


def _keep_off(new, cancellations):
    """Until now refusing and calling off were told as cancellations: who had switched those off gets none of these."""
    on = set(cancellations.filtered("active").mapped("code"))
    for rule in new:
        kind = next((kind for kind in ("refused_", "called_off_") if rule.code.startswith(kind)), None)
        if kind and rule.code.replace(kind, "cancelled_", 1) not in on:
            rule.active = False


def _reword(env):
    """Only texts that are, letter for letter, those of the first version; and those that it did not have."""
    shipped = _shipped()
    before = json.loads((Path(__file__).parent / "texts_of_19.0.1.json").read_text())
    translations = {lang: _translations(lang) for lang, _name in env["res.lang"].get_installed() if lang != "en_US"}
    columns = ", ".join(_TEXTS)
    env.cr.execute(f"SELECT id, code, {columns} FROM appointment_rule WHERE code IS NOT NULL")  # noqa: S608 names of ours
    for rule_id, code, *stored in env.cr.fetchall():
        for name, by_lang in zip(_TEXTS, stored, strict=True):
            source = shipped.get(code, {}).get(name)
            if not source:
                continue
            new = {"en_US": source, **{lang: found.get(source) for lang, found in translations.items()}}
            known = before.get(code, {}).get(name, {})
            texts = dict(by_lang or {})
            for lang, text in new.items():
                is_new = not by_lang or (code in _NEW_CODES and lang not in texts)
                if text and (is_new or _is_of(texts.get(lang), known.get(lang[:2]))):
                    texts[lang] = text
            env.cr.execute(f"UPDATE appointment_rule SET {name} = %s WHERE id = %s", [Json(texts), rule_id])  # noqa: S608


def _is_of(text, digest):
    return bool(text and digest) and hashlib.sha256(text.encode()).hexdigest()[:12] == digest


def _shipped():
    """{code: {field: text in English}}"""
    found = {}
    for path in _DATA:
        with file_open(f"{MODULE}/{path}", "rb") as data:
            for record in etree.parse(data).iter("record"):
                values = {field.get("name"): field.text for field in record.iter("field")}
                found[values["code"]] = {name: values[name] for name in _TEXTS if values.get(name)}
    return found


def _translations(lang):
    """{English: translated} of the catalogue of a language; empty where there is none."""
    try:
        with file_open(f"{MODULE}/i18n/{lang[:2]}.po", "rb") as catalogue:
            return {entry["src"]: entry["value"] for entry in translation_file_reader(catalogue) if entry["value"]}
    except FileNotFoundError:
        return {}


def _keep_organizers(cr):
    """The first version's files named whoever was answered: calendars that have one go on seeing that organiser."""
    cr.execute(
        """
        UPDATE calendar_attendee AS attendee SET booking_organizer = company.name || ' <' || known.email || '>'
          FROM calendar_event event
          JOIN appointment_agenda agenda ON agenda.id = event.agenda_id
          JOIN res_company company ON company.id = agenda.company_id
          LEFT JOIN res_users practitioner ON practitioner.id = COALESCE(agenda.user_id, event.user_id)
          LEFT JOIN res_partner person ON person.id = practitioner.partner_id
          CROSS JOIN LATERAL (
              SELECT lower(trim(COALESCE(NULLIF(agenda.email, ''), NULLIF(person.email, ''), company.email))) AS email
          ) known
         WHERE event.id = attendee.event_id AND attendee.booking_organizer IS NULL AND known.email LIKE '%@%'
           AND EXISTS (
               SELECT 1 FROM appointment_notification row
                WHERE row.attendee_id = attendee.id AND row.channel = 'email' AND row.audience = 'client'
                  AND row.state IN ('sent', 'delivered', 'in_doubt')
                  AND row.trigger IN ('booked', 'moved', 'reminder'))
        """
    )

"""Use of the first version (19.0.1.0.0), in Odoo's shell on a database that has it (tests/test_migration.py).

Nothing leaves; from then on its company is live, and sends by the gateway at the address in GATEWAY.
"""
# ruff: noqa: F821
import os
from datetime import timedelta

from odoo.fields import Command

now = env.cr.now().replace(microsecond=0)
START = now.replace(hour=13, minute=0, second=0) + timedelta(days=30)
company = env.company
other = env["res.company"].create({"name": "Second salon", "email": "second@example.com"})
companies = company | other
company.write(
    {
        "name": "Mon Salon", "email": "salon@example.com", "phone": "+33 1 99 00 12 34",
        "country_id": env.ref("base.fr").id, "appointment_grouping_delay": 0, "appointment_min_gap": 3.0,
        "appointment_send_from": 8.5, "appointment_moved_place": True, "sms_provider": "http",
        "appointment_gateway_url": os.environ["GATEWAY"], "appointment_gateway_allow_private": True, "appointment_gateway_auth": "bearer",
        "appointment_gateway_secret": "gateway-secret", "appointment_gateway_sender": "MonSalon",
        "appointment_gateway_success_path": "status", "appointment_gateway_success_value": "ok",
        "appointment_gateway_id_path": "id", "appointment_gateway_removes_duplicates": True,
        "appointment_link_base": "rdv.monsalon.fr",
    }
)  # fmt: skip
Rule = env["appointment.rule"].with_context(active_test=False)


def rule(code, of=company):
    return Rule.search([("code", "=", code), ("company_id", "=", of.id)]).with_env(env)


def people(*names):
    return env["res.partner"].create(
        [
            {"name": name, "phone": f"+336123456{number:02}", "email": f"{name.split()[0].lower()}{number}@example.com",
             "tz": "Europe/Paris", "lang": "fr_FR"}
            for number, name in enumerate(names, start=PEOPLE[0])
        ]
    )  # fmt: skip


PEOPLE = [10]
clients = people("Vanessa Durand", "Paul Petit", "Lea Blanc", "DUPONT Marie", "Anna Roy", "Nina Simon", "Otto Weber", "Zoe Faure")
vanessa, paul, lea, marie, anna, nina, otto, zoe = clients
marie.appointment_first_name = "Marinette"  # by hand
paul.write({"appointment_sms_reminder": "off", "appointment_email_other": "on", "appointment_sms_delay": 5})
PEOPLE[0] = 40
double, otto_too = people("Vanessa Durand", "Otto Weber")

# What users changed of the shipped rules: texts, one language each; delay; off; on; deleted
rule("booked_client_sms").with_context(lang="en_US").body = "Our own words, _CLIENT-FIRST-NAME_, _START-DATE_."
rule("booked_client_sms").with_context(lang="fr_FR").body = "Nos mots, _CLIENT-FIRST-NAME_, _START-DATE_."
rule("moved_client_sms").with_context(lang="de_DE").body = "Unsere Worte, _CLIENT-FIRST-NAME_, _START-DATE_."
rule("reminder_client_email_48h").delay = 72
rule("moved_client_email").active = False
rule("review_client_email").active = True
rule("done_client_email").active = True
rule("cancelled_client_sms", other).active = False
(rule("cancelled_staff_sms") | rule("birthday_client_sms") | rule("booked_staff_sms", other)).unlink()
env["appointment.rule"].create({"name": "A week before", "trigger": "reminder", "timing": "before_start", "delay": 7, "delay_unit": "days",
             "channel": "email", "subject": "Soon", "body": "A week to go"})  # fmt: skip

practitioner = env["res.users"].create({"name": "Claire Martin", "login": "claire", "email": "claire@example.com"})
agenda = env["appointment.agenda"].create({"name": "Claire", "tz": "Europe/Paris", "user_id": practitioner.id})
service = env["appointment.service"].create({"name": "Cut", "duration": 1.0})
yoga = env["appointment.service"].create({"name": "Yoga", "duration": 1.0, "capacity": 8})
by_request = env["appointment.service"].create({"name": "Colour", "duration": 1.0, "manual_confirmation": True})


def book(name, day, clients, service=service, **values):
    online = values.pop("online", False)
    return env["calendar.event"].with_context(**{"appointment_origin": "online"} if online else {}).create(
        {"name": name, "start": START + timedelta(days=day), "service_id": service.id, "agenda_id": agenda.id,
         "partner_ids": [Command.set(clients.ids)], **values}
    )  # fmt: skip


def client_rows(event, **filters):
    domain = [(name, "=", value) for name, value in filters.items()]
    return env["appointment.notification"].search([("event_id", "in", event.ids), ("audience", "=", "client"), *domain])


def dispatch():
    """To the test outbox: nobody is live. The dispatcher has transactions of its own."""
    env.cr.commit()
    env["appointment.notification"]._dispatch()
    env.cr.commit()
    env.invalidate_all()


series = book("series", 0, vanessa, recurrency=True, rrule_type="daily", rrule_type_ui="daily", interval=7, count=4,
              end_type="count", event_tz="UTC")  # fmt: skip
dates = series.recurrence_id.calendar_event_ids.sorted("start")
moved = book("moved", 2, lea)
resent = book("resent", 3, marie)
deleted = book("deleted", 4, anna)
class_ = book("class", 5, anna | nina | otto, yoga)
doubtful = book("doubtful", 6, otto)
failed = book("failed", 7, nina)
sending = book("sending", 8, paul)
merged_away = book("merged contact", 9, double)
both = book("two contacts of one", 17, otto | otto_too, yoga)
reminded = book("reminded, then moved", 18, anna)
request = book("request", 10, zoe, by_request, online=True)
reviewed = book("reviewed", 11, lea, start=now - timedelta(hours=3))
at_once = env["calendar.event"].create(
    [{"name": f"at once {day}", "start": START + timedelta(days=day), "service_id": service.id, "agenda_id": agenda.id,
      "partner_ids": [Command.set(zoe.ids)]} for day in (12, 13, 14)]
)  # fmt: skip
dispatch()

env.cr.execute("UPDATE appointment_notification SET state = 'sent', sent_at = %s WHERE event_id = %s AND trigger = 'reminder'"
               " AND channel = 'sms'", [now, reminded.id])  # fmt: skip
env.invalidate_all()
rule("reminder_client_sms_24h").resend_after_move = True
reminded.write({"start": reminded.start + timedelta(days=1), "stop": reminded.stop + timedelta(days=1)})
dates[1].write({"start": dates[1].start + timedelta(hours=2), "stop": dates[1].stop + timedelta(hours=2), "recurrence_update": "self_only"})
dates[2].attendee_ids.filtered("is_client").action_booking_cancel()
moved.write({"start": moved.start + timedelta(hours=1), "stop": moved.stop + timedelta(hours=1)})
dispatch()
moved.write({"start": moved.start + timedelta(days=1), "stop": moved.stop + timedelta(days=1)})
deleted.unlink()
dispatch()
for _time in range(2):
    client_rows(resent, trigger="booked", channel="sms").filtered(lambda row: ":again" not in row.key).action_resend()
    dispatch()
env["base.partner.merge.automatic.wizard"]._merge((otto | otto_too).ids, dst_partner=otto, extra_checks=False)
env["base.partner.merge.automatic.wizard"]._merge((vanessa | double).ids, dst_partner=vanessa, extra_checks=False)
env["appointment.page"]._review(reviewed.attendee_ids.filtered("is_client"), "5", "Very nice")
reviewed.attendee_ids.filtered("is_client").action_booking_done()
class_.attendee_ids.filtered(lambda attendee: attendee.partner_id == nina).booking_paid = True
client_rows(class_, trigger="reminder", channel="sms", state="planned")[:1].action_hold()
env.flush_all()

# As if it had gone through the gateway, with what can become of it there
env.cr.execute("UPDATE appointment_notification SET is_test = FALSE, provider_ref = 'gw-' || id WHERE state = 'sent'")
for event, state, reason, lease in (
    (doubtful, "in_doubt", "unknown_outcome", now + timedelta(days=2)),
    (failed, "failed", "rejected", None),
    (sending, "sending", None, now + timedelta(days=2)),
):
    env.cr.execute(
        "UPDATE appointment_notification SET state = %s, reason = %s, lease_until = %s, sent_at = NULL, doubtful = %s"
        " WHERE event_id = %s AND trigger = 'booked' AND channel = 'sms' AND audience = 'client' AND state = 'sent'",
        (state, reason, lease, state == "in_doubt", event.id),
    )
    assert env.cr.rowcount == 1, event.name
env.invalidate_all()
# The SMS failed, an e-mail went in its place; and staff then sent it again
failed_row = client_rows(failed, trigger="booked", channel="sms")
failed_row.copy({"channel": "email", "key": f"{failed_row.key}:email", "state": "sent", "reason": "fallback",
                 "reference": False, "token_hash": False, "provider_ref": False, "fallback_of_id": failed_row.id, "sent_at": now, "rule_id": rule("booked_client_email").id})  # fmt: skip

company.write({"appointment_live": True, "appointment_grouping_delay": 60})
book("just booked", 16, otto)  # its messages wait for the grouping delay
env.cr.commit()
print("USED")

"""The month's cap (G4): what goes beyond it waits, the least needed first; nothing is reserved for anybody.

Used are the credits that went out this month, tests left out, and what is being handed over this moment. Answers to
bookings and changes always go, and count. Worked example: a cap of 10, 8 used; a cancellation, a reminder, a review
and a custom message fall due together, one credit each. The cancellation and the reminder go, the others wait until
staff release them, the cap is raised or the month is over; a reminder would wait until its appointment starts.
"""

from collections import Counter

from odoo.tools import SQL

from ..words import occasions, states

_LOCK = 0x41504E43  # any number that is ours: the lock is taken per company


def of_the_day(row):
    """What a message costs as it is handed over, to be kept on its row: what changes later leaves it as it was."""
    company = row.company_id
    if row.channel != "sms" or not company.appointment_live:
        return {}
    return {
        "price": company[f"appointment_price_{occasions.get(row.trigger).tariff}"],
        "allowance": company.appointment_sms_allowance,
        "currency_id": company.currency_id.id,
        "provider": company.appointment_gateway_id.provider if company.sms_provider == "http" else company.sms_provider,
        "provider_credits": None,
    }


def hold_back(env, rows, messages):
    """What of a batch must wait.

    :param rows: ``appointment.notification`` that are about to be handed over
    :param messages: {row id: rendered Message}
    :return: {row id: until when it waits at the latest, naive UTC}
    """
    capped = rows.filtered(
        lambda row: row.channel == "sms"
        and row.id in messages
        and row.company_id.appointment_live
        and row.company_id.appointment_credit_cap
    )
    held = {}
    for company, of_company in capped.grouped("company_id").items():
        if any(_may_wait(row) for row in of_company):
            held |= _hold_back(company, of_company.sorted("send_at"), messages)
    return held


def _may_wait(row):
    return _rank(row.trigger) is not None and not row.forced and not row.beyond_cap


def _rank(trigger):
    """The lower, the sooner it waits; None: it always goes."""
    return occasions.get(trigger).held_by_cap


def _hold_back(company, rows, messages):
    first, after = company._appointment_month()
    left = company.appointment_credit_cap - _used(company, first, after)
    elsewhere = _due_elsewhere(company, rows)
    left -= sum(messages[row.id].credits for row in rows if not _may_wait(row))
    left -= sum(count for trigger, count in elsewhere.items() if _rank(trigger) is None)
    held = {}
    waiting = {row.trigger for row in rows if _may_wait(row)} | {name for name in elsewhere if _rank(name) is not None}
    for trigger in sorted(waiting, key=_rank, reverse=True):
        waits = False
        for row in rows.filtered(lambda row, trigger=trigger: row.trigger == trigger and _may_wait(row)):
            if messages[row.id].credits <= left:
                left -= messages[row.id].credits
            else:
                waits = True
                held[row.id] = _until(row, after)
        left = 0 if waits else left - elsewhere[trigger]
    return held


def _used(company, first, after):
    """Credits used in the month, as the other dispatchers have left it: they wait for each other until what they hand
    over is stored, and the count is read in a transaction that sees it."""
    company.env.cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, company.id])
    with company.env.registry.cursor() as cr:
        cr.execute(
            SQL(
                """
                SELECT COALESCE(sum(credits), 0) FROM appointment_notification
                 WHERE company_id = %s AND channel = 'sms' AND is_test IS NOT TRUE
                   AND (state = 'sending' OR (state = ANY(%s) AND sent_at >= %s AND sent_at < %s))
                """,
                company.id,
                states.BILLED,
                first,
                after,
            )
        )
        return cr.fetchone()[0]


def _due_elsewhere(company, rows):
    """{occasion: how many are due as well, in other batches}; of one credit each, which is the least."""
    found = company.env.execute_query(
        SQL(
            """
            SELECT trigger, count(*) FROM appointment_notification
             WHERE state = 'planned' AND NOT held AND send_at <= %s AND company_id = %s AND channel = 'sms'
               AND id <> ALL(%s)
             GROUP BY trigger
            """,
            company.env.cr.now(),
            company.id,
            rows.ids,
        )
    )
    return Counter(dict(found))


def _until(row, after):
    """The new month, or the start: what has begun needs no reminder (L3)."""
    start = row.event_start
    ends = start and start > row.env.cr.now() and not occasions.get(row.trigger).tried_for_a_day
    return min(after, start) if ends else after

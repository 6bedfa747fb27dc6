"""Which due messages a dispatcher takes, fairly (S1, F1, F4)."""

import logging

import psycopg2
from odoo.tools import SQL

from .channels import channels

_logger = logging.getLogger(__name__)

TRIES = 5
_MOST = 2000
_LEAST = 20
_A_LANE = 200
# As in the index: what answers an action goes before what the clock brings.
BULK = SQL("(row.trigger IN ('reminder', 'review', 'birthday', 'custom'))")
# The database that this is: its name, its own number, and that of the server that it lies on. A copy differs in one.
HERE = SQL(
    """
    current_database() || '/' || COALESCE((SELECT value FROM ir_config_parameter WHERE key = 'database.uuid'), '')
    || '/' || (SELECT system_identifier FROM pg_control_system())
    """
)
# A lane is a company's channel, once for what answers an action and once for the rest. Each gives its oldest rows, so
# that nobody waits behind another company's hundred thousand. By the index; a lane whose provider is stopped costs
# nothing, nor does one of a copied database, which sends nothing (S8).
_CLAIM = """
    WITH lane AS MATERIALIZED (
        SELECT company.id AS company_id, channel.code AS channel, kind.bulk
          FROM res_company company
         CROSS JOIN unnest(%(channels)s) AS channel(code)
         CROSS JOIN (VALUES (false), (true)) AS kind(bulk)
         CROSS JOIN LATERAL (%(due)s LIMIT 1) AS any_due -- LIMIT keeps it to one look into the index
         WHERE (company.appointment_live IS NOT TRUE OR company.appointment_live_in IS NOT DISTINCT FROM %(here)s)
           AND NOT EXISTS (
               SELECT FROM appointment_channel_state state
                WHERE state.company_id = company.id AND state.channel = channel.code AND state.stopped_until > %(now)s)
    )
    SELECT taken.id
      FROM lane
      LEFT JOIN unnest(%(of_companies)s::int[], %(of_channels)s::text[], %(sizes)s::int[])
                AS room(company_id, channel, size) USING (company_id, channel)
     CROSS JOIN LATERAL (
        %(due_ids)s ORDER BY row.send_at, row.id
         LIMIT LEAST(COALESCE(room.size, %(a_lane)s),
                     GREATEST(%(least)s, %(most)s / (SELECT count(*) FROM lane)))
           FOR NO KEY UPDATE OF row SKIP LOCKED
     ) AS taken
     ORDER BY lane.bulk, taken.send_at, taken.id
     LIMIT %(size)s
"""
# What a dead dispatcher left, what is in doubt and can be looked up, what was held until now: some of each company.
_LEASED = """
    SELECT id FROM appointment_notification
     WHERE id IN (SELECT id FROM (
               SELECT id, row_number() OVER (PARTITION BY company_id, state ORDER BY lease_until) AS place
                 FROM appointment_notification
                WHERE lease_until < %(now)s AND (state IN ('sending', 'in_doubt') OR state = 'planned' AND held)) AS leased
            WHERE place <= %(of_a_company)s)
       AND lease_until < %(now)s
       FOR NO KEY UPDATE SKIP LOCKED
"""
_LEASED_OF_A_COMPANY = 50


def _due(now, columns, company_id, channel, bulk):
    return SQL(
        """
        SELECT %s FROM appointment_notification AS row
         WHERE row.state = 'planned' AND NOT row.held AND row.company_id = %s AND row.channel = %s AND %s = %s
           AND row.send_at <= %s
        """,
        columns, SQL(company_id), SQL(channel), BULK, SQL(bulk), now,
    )  # fmt: skip


def claim(env, size=None, sizes=None, leased=True):
    """Lock due rows that no other dispatcher has, and whose provider is not stopped; and rows whose lease is over.

    One statement, since a tick with nothing to do is the rule (F1).

    :param size: at most that many due ones
    :param sizes: {(company id, channel): at most that many}; 200 for all others
    :param leased: whether those whose lease is over are looked for, too
    :return: (ids of due rows: those that answer an action first, then the oldest; ids of those whose lease is over).
        PostgreSQL may refuse under REPEATABLE READ: then they are left to the dispatcher that has them.
    """
    for attempt in range(TRIES):
        try:
            found = env.execute_query(_query(env, size, sizes or {}, leased))
        except psycopg2.errors.SerializationFailure:
            env.cr.rollback()
            if attempt + 1 == TRIES:
                _logger.info("Another dispatcher is at work: leaving the due messages to it.")
        else:
            return [row_id for due, row_id in found if due], [row_id for due, row_id in found if not due]
    return [], []


def _query(env, size, sizes, leased):
    now = env.cr.now()
    due = SQL(
        _CLAIM,
        channels=[channel.code for channel in channels.all(env)],
        now=now,
        here=HERE,
        due=_due(now, SQL("1"), "company.id", "channel.code", "kind.bulk"),
        due_ids=_due(now, SQL("row.id, row.send_at"), "lane.company_id", "lane.channel", "lane.bulk"),
        of_companies=[company_id for company_id, _channel in sizes],
        of_channels=[channel for _company_id, channel in sizes],
        sizes=list(sizes.values()),
        a_lane=_A_LANE,
        least=_LEAST,
        most=_MOST,
        size=size if size is not None else _MOST,
    )
    if not leased:
        return SQL("SELECT true, due.id FROM (%s) AS due", due)
    return SQL(
        "WITH due AS (%s), leased AS (%s) SELECT true, id FROM due UNION ALL SELECT false, id FROM leased",
        due,
        SQL(_LEASED, now=now, of_a_company=_LEASED_OF_A_COMPANY),
    )

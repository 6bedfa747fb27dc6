"""Rules as plain data: kept in memory, and the same for every transaction."""

from typing import NamedTuple

from ...tools.schedule import Timing
from ..words import occasions


class Rule(NamedTuple):
    id: int
    trigger: str
    audience: str
    channel: str
    origin: str
    timing: Timing
    resend_after_move: bool
    email_first: bool
    service_ids: frozenset
    agenda_ids: frozenset

    @classmethod
    def of(cls, rule):
        return cls(
            rule.id, rule.trigger, rule.audience, rule.channel, rule.origin, rule._as_timing(),
            rule.resend_after_move, rule.email_first, frozenset(rule.service_ids.ids), frozenset(rule.agenda_ids.ids),
        )  # fmt: skip


def applicable(rules, service_id, agenda_id):
    """Of several rules for one trigger, audience and channel: service and agenda > service > agenda > general.

    :param rules: of one company, by sequence; of occasions that add up, such as reminders, all stay
    :return: {trigger: [Rule]}
    """
    winners = {}
    for place, rule in enumerate(rules):
        if (rule.service_ids and service_id not in rule.service_ids) or (
            rule.agenda_ids and agenda_id not in rule.agenda_ids
        ):
            continue
        kind = (rule.trigger, rule.audience, rule.channel, occasions.get(rule.trigger).adds_up and rule.id)
        rank = (bool(rule.service_ids), bool(rule.agenda_ids))
        if kind not in winners or rank > winners[kind][0]:
            winners[kind] = (rank, place, rule)
    found = {}
    for _rank, _place, rule in sorted(winners.values(), key=lambda winner: winner[1]):
        found.setdefault(rule.trigger, []).append(rule)
    return found

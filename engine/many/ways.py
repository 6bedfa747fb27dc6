"""By which rules, or by which channel, a message to many goes."""

from ..planning.rules import applicable
from ..words import audiences, origins


def by_rules(company, trigger):
    """attendee → [(rule, channel)]: those that staff's own change would send by (sudo)."""
    rules = company.env["appointment.rule"]._planning_rules(company.id)
    records = {each.id: each for each in company.env["appointment.rule"].browse([rule.id for rule in rules])}
    memo = {}

    def ways(attendee):
        event = attendee.event_id
        place = (event.service_id.id, event.agenda_id.id)
        if place not in memo:
            memo[place] = [
                (records[rule.id], rule.channel)
                for rule in applicable(rules, *place).get(trigger, ())
                if rule.audience == audiences.CLIENT and rule.origin in (origins.ANY, origins.STAFF)
            ]
        return memo[place]

    return ways


def by_channel(env, channel):
    """The same of messages that have no rule: staff's own words."""
    no_rule = env["appointment.rule"]
    return lambda _attendee: [(no_rule, channel)]


def of_resend(company, trigger, channel):
    """The same of what is sent again on a channel: also where the rule is of another origin."""
    rules = company.env["appointment.rule"].with_context(lang=None).search(
        [("company_id", "=", company.id), ("trigger", "=", trigger), ("channel", "=", channel),
         ("audience", "=", audiences.CLIENT)], order="sequence, id",
    )  # fmt: skip

    def ways(attendee):
        event = attendee.event_id
        fitting = rules.filtered(
            lambda rule: (not rule.service_ids or event.service_id in rule.service_ids)
            and (not rule.agenda_ids or event.agenda_id in rule.agenda_ids)
        )
        best = fitting.sorted(lambda rule: (not rule.service_ids, not rule.agenda_ids))[:1]
        return [(best, channel)] if best else []

    return ways

"""What planning one change needs to know, looked up once for the whole change (a constant number of queries)."""

from datetime import UTC

from ...tools import schedule
from ..ledger import plan, rebind
from ..ledger.row import Planned
from ..people import People, Staff
from ..words import audiences, occasions, origins, states
from .rules import applicable


class PlanRun:
    """One change being planned: rules, people and rows that stand already; and the rows to write."""

    def __init__(self, env, changes, collector=None):
        self.env = env
        self.collector = collector
        self.now = collector.now if collector else env.cr.now()
        self.by_client = bool(collector and collector.actor.by_client)
        self.inserts, self.updates, self.skips = [], [], {}
        self.clients_of_skips = set()  # (client id, company id)
        self.silenced = []  # reminders that speak for others no more, as their appointment is gone or moved (N9)
        self._applicable, self._told, self._staff_told = {}, {}, {}
        self._load(changes)

    def _load(self, changes):
        env = self.env
        clients = [after or before for before, after in changes]
        states = [client for change in changes for client in change if client]
        model = env["appointment.rule"]
        self.companies = {
            company_id: env["res.company"]._planning_settings(company_id)
            for company_id in {client.company_id for client in clients}
        }
        self._rules = {company_id: model._planning_rules(company_id) for company_id in self.companies}
        self._zones = {client.agenda_id: None for client in clients}
        for agenda_id in self._zones:
            self._zones[agenda_id] = schedule.zone(env["appointment.agenda"]._planning_zone(agenda_id))
        self.people_of_staff = Staff(
            env,
            {client.agenda_id for client in states},
            {user_id for client in states for user_id in (client.practitioner_id, client.organiser_id)},
        )
        self._organisers = {client.event_id: client.organiser_id for client in clients}
        created = self.collector.new_event_ids if self.collector else set()
        bookings = {(client.event_id, client.partner_id) for client in clients if client.event_id not in created}
        self._existing = plan.read_existing(env, bookings, self.collector.kept_row_ids if self.collector else ())
        self._take_back(clients)
        told_before = {row.partner_id for rows in self._existing.values() for row in rows if row.audience == audiences.STAFF}
        self.people = People(
            env, {client.partner_id for client in clients} | self.people_of_staff.partner_ids | told_before
        )

    def _take_back(self, clients):
        """Who was taken out and is put back has another attendee: the messages are about that one from now on."""
        found = {}
        for client in clients:
            rows = self._existing.get((client.event_id, client.partner_id))
            if not rows or client.attendee_id in (self.collector.kept_facts if self.collector else ()):
                continue
            lost = [row.id for row in rows if row.attendee_id is None]
            if lost:
                found.update(dict.fromkeys(lost, client))
        if found:
            rebind.take_back(self.env, {row_id: client.attendee_id for row_id, client in found.items()})
            self._existing = {
                booking: [
                    row._replace(attendee_id=found[row.id].attendee_id) if row.id in found else row for row in rows
                ]
                for booking, rows in self._existing.items()
            }

    def existing(self, client):
        """The rows of a client's appointment that stand already, oldest first."""
        return self._existing.get((client.event_id, client.partner_id), [])

    def company(self, client):
        """What the account decides: ``models.planning.res_company.Settings``."""
        return self.companies[client.company_id]

    @property
    def longest_grouping_delay(self):
        return max(settings.grouping_delay for settings in self.companies.values())

    def grouping_delay(self, client):
        return self.company(client).grouping_delay

    def rules(self, client, trigger, audience=None):
        """The rules that apply to an appointment on an occasion, the most specific of each kind."""
        place = (client.company_id, client.service_id, client.agenda_id)
        if place not in self._applicable:
            self._applicable[place] = applicable(self._rules[client.company_id], client.service_id, client.agenda_id)
        rules = self._applicable[place].get(trigger, ())
        return [rule for rule in rules if rule.audience == audience] if audience else rules

    def has_rules(self, client, trigger):
        """Whether the company has rules for an occasion, on or off."""
        return self.env["appointment.rule"]._planning_has_rules(client.company_id, trigger)

    def staff(self, client):
        """[Member] whose appointment it is."""
        key = client.staff
        if key not in self._staff_told:
            self._staff_told[key] = self.people_of_staff.concerned_then(*client.staff)
        return self._staff_told[key]

    def responsible(self, row):
        """The Member who gets a to-do about a planned message's appointment, or None (A11)."""
        user_id = self.collector.user_id if self.collector else None
        return self.people_of_staff.responsible(row.agenda_id, self._organisers.get(row.event_id), user_id)

    def addressees(self, rule, client):
        """[Told] of a rule for clients; the same address twice gets one message (A9)."""
        key = (client.partner_id, client.company_id, rule.channel, occasions.get(rule.trigger).is_reminder)
        if key not in self._told:
            self._told[key] = self.people.told(
                client.partner_id, rule.trigger, rule.channel, self.company(client).account
            )
        return self._told[key]

    def due(self, timing, client, at):
        """(due moment or None, reason or None) of a message planned at a moment; naive UTC."""
        due = schedule.due(
            timing,
            aware(client.start),
            aware(client.stop),
            self._zones[client.agenda_id],
            self.company(client).window,
            aware(at),
            by_staff=not self.by_client,
        )
        return due.moment and due.moment.astimezone(UTC).replace(tzinfo=None), due.reason

    def zone(self, client):
        return self._zones[client.agenda_id]

    def row(self, rule, client, partner_id, action, *, address, send_at, reason, **values):
        """A row to write. ``action`` tells a repeated message of the same rule from a message planned twice."""
        return Planned(
            rule_id=rule.id,
            trigger=rule.trigger,
            audience=rule.audience,
            channel=rule.channel,
            company_id=client.company_id,
            agenda_id=client.agenda_id,
            client_id=client.partner_id,
            partner_id=partner_id,
            action=action,
            about_event_id=client.event_id,
            address=address,
            # The log sorts and filters by it: what was never due stands where that was decided.
            send_at=send_at or values.get("planned_at", self.now),
            origin=origins.ONLINE if self.by_client else origins.STAFF,
            state=states.SKIPPED if reason else states.PLANNED,
            reason=reason,
            **{
                "event_id": client.event_id,
                "attendee_id": client.attendee_id,
                "event_start": client.start,
                "planned_at": self.now,
                **values,
            },
        )

    def skip(self, rows, reason):
        """Give up rows that stand already."""
        for row in rows:
            self.skips[row.id] = reason
            self.clients_of_skips.add((row.client_id, row.company_id))

    def store(self):
        plan.skip(self.env, self.skips)
        plan.move(self.env, self.updates)
        plan.add(self.env, self.inserts)
        plan.reopen_reminders(self.env, self.silenced)
        plan.merge(self.env, [*self.inserts, *(row for _id, row in self.updates)])
        notifications = self.env["appointment.notification"]
        if self.inserts or self.updates or self.skips or self.silenced:
            notifications.invalidate_model(flush=False)
        if self.by_client and any(row.state == states.PLANNED and row.send_at <= self.now for row in self.inserts):
            # The client waits with the phone in hand; what staff do can wait for the minute's tick.
            notifications._trigger_dispatch()


def aware(moment):
    """A naive UTC datetime of the database, made aware."""
    return moment.replace(tzinfo=UTC)



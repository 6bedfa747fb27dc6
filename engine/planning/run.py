"""What planning one change needs to know, looked up once for the whole change (a constant number of queries)."""

from datetime import UTC, timedelta

from ...tools import schedule
from ..people import Account, People, Staff
from . import store


class PlanRun:
    """One change being planned: rules, people and rows that stand already; and the rows to write."""

    def __init__(self, env, changes, collector=None):
        self.env = env
        self.collector = collector
        self.now = env.cr.now()
        self.by_client = env.context.get("appointment_origin") == "online" or not env.user._is_internal()
        self.inserts, self.updates, self.skips = [], [], {}
        self.clients_of_skips = set()
        self.silenced = []  # reminders that speak for others no more, as their appointment is gone or moved (N9)
        self._rules = {}
        self._load([after or before for before, after in changes])

    def _load(self, clients):
        env = self.env
        created = self.collector.new_event_ids if self.collector else set()
        self._existing = store.read_existing(
            env, {client.attendee_id for client in clients if client.event_id not in created}
        )
        if self.collector:
            self._existing.update(self.collector.kept_rows)
        agendas = env["appointment.agenda"].browse({client.agenda_id for client in clients})
        self._agendas = {agenda.id: agenda for agenda in agendas}
        partners = env["res.partner"].browse({client.partner_id for client in clients}).exists()
        self._partners = {partner.id: partner for partner in partners}  # fetched together
        self._organisers = {client.event_id: client.organiser_id for client in clients}
        self._staff = Staff(env, self._agendas, self._organisers.values())
        self._people = People(env, {client.partner_id for client in clients} | self._staff.partner_ids)
        companies = agendas.company_id
        self._accounts = {company.id: Account.of(company) for company in companies}
        rules = env["appointment.rule"].search([("company_id", "in", companies.ids)])
        self._rules_by_company = rules.grouped(lambda rule: rule.company_id.id)
        self._windows = {company.id: company._appointment_window() for company in companies}

    def existing(self, client):
        """The rows of a client's appointment that stand already, oldest first."""
        return self._existing.get(client.attendee_id, [])

    def agenda(self, client):
        return self._agendas[client.agenda_id]

    def company(self, client):
        return self.agenda(client).company_id

    def partner(self, client):
        return self._partners.get(client.partner_id) or self.env["res.partner"]

    @property
    def longest_grouping_delay(self):
        companies = [agenda.company_id for agenda in self._agendas.values()]
        return timedelta(minutes=max(company.appointment_grouping_delay for company in companies))

    def grouping_delay(self, client):
        return timedelta(minutes=self.company(client).appointment_grouping_delay)

    def rules(self, client, trigger):
        """The rules that apply to an appointment on an occasion, the most specific of each kind."""
        empty = self.env["appointment.rule"]
        company_id = self.company(client).id
        place = (company_id, client.service_id, client.agenda_id)
        if place not in self._rules:
            rules = self._rules_by_company.get(company_id, empty)
            best = rules._most_specific(rules, client.service_id, client.agenda_id)
            self._rules[place] = best.sorted(lambda rule: (rule.sequence, rule.id)).grouped("trigger")
        return self._rules[place].get(trigger, empty)

    def responsible(self, row):
        """The user who gets a to-do about a planned message's appointment (engine.people.Member), or None (A11)."""
        return self._staff.responsible(row.agenda_id, self._organisers.get(row.event_id), self.env.uid)

    def addressees(self, rule, client, by_client=False):
        """(recipient, address or None, reason or None) of each; the same address twice gets one message (A9)."""
        account = self._accounts[self.company(client).id]
        if rule.audience == "staff":
            staff = self._staff.told(client.agenda_id, client.organiser_id, rule.channel, by_client)
            told = self._people.to_staff(staff, rule.channel, account)
        else:
            told = self._people.told(client.partner_id, rule.trigger, rule.channel, account)
        partners = self.env["res.partner"]
        for each in told:
            yield partners.browse(each.partner_id), each.address, each.reason

    def due(self, timing, client, at):
        """(due moment or None, reason or None) of a message planned at a moment; naive UTC."""
        agenda = self.agenda(client)
        due = schedule.due(
            timing,
            aware(client.start),
            aware(client.stop),
            schedule.zone(agenda.tz or "UTC"),
            self._windows[agenda.company_id.id],
            aware(at),
            by_staff=not self.by_client,
        )
        return due.moment and due.moment.astimezone(UTC).replace(tzinfo=None), due.reason

    def row(self, rule, client, partner, action, *, address, send_at, reason, **values):
        """A row to write. ``action`` tells a repeated message of the same rule from a message planned twice."""
        return store.Planned(
            rule_id=rule.id,
            trigger=rule.trigger,
            audience=rule.audience,
            channel=rule.channel,
            company_id=rule.company_id.id,
            agenda_id=client.agenda_id,
            client_id=client.partner_id,
            partner_id=partner.id,
            key=f"{client.event_id}:{client.attendee_id}:{partner.id}:{rule.id}:{action}",
            event_start=client.start,
            address=address,
            # The log sorts and filters by it: what was never due stands where that was decided.
            send_at=send_at or values.get("planned_at", self.now),
            origin="online" if self.by_client else "staff",
            state="skipped" if reason else "planned",
            reason=reason,
            **{"event_id": client.event_id, "attendee_id": client.attendee_id, "planned_at": self.now, **values},
        )

    def skip(self, rows, reason):
        """Give up rows that stand already."""
        for row in rows:
            self.skips[row.id] = reason
            self.clients_of_skips.add(row.client_id)

    def store(self):
        store.skip(self.env, self.skips)
        store.update(self.env, self.updates)
        store.insert(self.env, self.inserts)
        store.reopen_merged(self.env, self.silenced)
        store.point_to_first(self.env, [*self.inserts, *(row for _id, row in self.updates)])
        notifications = self.env["appointment.notification"]
        if self.inserts or self.updates or self.skips or self.silenced:
            notifications.invalidate_model()
        if self.by_client and any(row.state == "planned" and row.send_at <= self.now for row in self.inserts):
            # The client waits with the phone in hand; what staff do can wait for the minute's tick.
            notifications._trigger_dispatch()


def aware(moment):
    """A naive UTC datetime of the database, made aware."""
    return moment.replace(tzinfo=UTC)

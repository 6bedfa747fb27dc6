"""What planning one change needs to know, looked up once for the whole change (a constant number of queries)."""

from datetime import UTC, timedelta

from ...tools import schedule
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
        self._recipients = env["appointment.recipients"]
        self._rules, self._staff = {}, {}
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
        companies = agendas.company_id
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

    def staff(self, client, channel, by_client):
        """The users who are to be told of an appointment on a channel (A10)."""
        who = (client.agenda_id, client.organiser_id, channel, by_client)
        if who not in self._staff:
            organiser = self.env["res.users"].browse(client.organiser_id or [])
            self._staff[who] = self._recipients._of_staff(self.agenda(client), organiser, channel, by_client)
        return self._staff[who]

    def addressees(self, rule, client, by_client=False):
        """(recipient, address or None, reason or None) of each; the same address twice gets one message (A9)."""
        company, partner = self.company(client), self.partner(client)
        wanted = True
        if rule.audience == "staff":
            people = self.staff(client, rule.channel, by_client).partner_id
        else:
            people = self._recipients._of_client(partner, rule.channel)
            wanted = people and self._recipients._wants(partner, rule.trigger, rule.channel, company)
            people = people or partner  # so that the log says why nobody is told
        seen = set()
        for person in people:
            address, reason = self._recipients._address(person, rule.channel, company)
            if not wanted:
                reason = "opted_out"
            elif address and address in seen:
                reason = "duplicate"
            seen.add(address)
            yield person, address, reason

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

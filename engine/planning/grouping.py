"""One message for what is done for one client in one go (N10): a series, the "+" button, second bookings within the
grouping delay; and one to each member of the staff for all that is done in one go, whoever it is about (A10). Of the
waiting messages of one kind, the one about the first appointment speaks for all."""

from collections import defaultdict
from dataclasses import dataclass

from ..ledger import plan
from ..ledger.row import Existing, Planned
from ..words import audiences, occasions, origins, reasons, states

LONGEST_DELAY = 5  # times the grouping delay: second thoughts cannot hold a message back for ever


@dataclass(slots=True)
class _Waiting:
    """A message that is not sent yet: to be inserted, to be updated, or standing untouched in the database."""

    planned: Planned
    row: Existing | None = None
    is_written: bool = True
    stood: bool = False  # before this change, which does not speak of the same appointment

    @property
    def order(self):
        """Of those about the same time: always the same one first."""
        return self.planned.about_event_id, self.planned.attendee_id or 0, self.planned.client_id

    @property
    def is_spoken_for(self):
        return self.row is not None and self.row.reason == reasons.MERGED


def regroup(run):
    """Let the first of each group speak, and merge the others into it."""
    kinds = defaultdict(list)
    for waiting in _waiting(run):
        kinds[waiting.planned.rule_id, waiting.planned.partner_id].append(waiting)
    for of_kind in kinds.values():
        for group in _groups(run, of_kind):
            group.sort(key=lambda waiting: (waiting.planned.event_start, waiting.order))
            _regroup_one(run, group)


def _groups(run, of_kind):
    """Messages about one client belong together; to staff, those about one appointment and of one go too."""
    groups = {}  # what messages are about -> the group they belong to
    for waiting in of_kind:
        group = [waiting]
        for other in {id(each): each for each in map(groups.get, _about(run, waiting)) if each}.values():
            group += other
        groups.update((about, group) for each in group for about in _about(run, each))
    return {id(group): group for group in groups.values()}.values()


def _about(run, waiting):
    """What is done in one go is done in one call; bookings, and for staff everything, in one transaction too, where
    there is a delay to think again."""
    planned = waiting.planned
    go = run.collector.goes.get(planned.event_id) if not waiting.stood else 0
    if run.longest_grouping_delay and (planned.audience == audiences.STAFF or occasions.get(planned.trigger).made_in_one_go):
        go = 0
    yield "client", planned.client_id, go
    if planned.audience == audiences.STAFF:
        yield "appointment", planned.about_event_id, go
        if not waiting.stood:
            yield "go", go, None


def _waiting(run):
    """The messages of the grouped kinds that this change touches, and those beside which they wait."""
    grouped = occasions.grouped()
    inserted = [row for row in run.inserts if row.trigger in grouped and row.state == states.PLANNED]
    updated = [(row_id, row) for row_id, row in run.updates if row.trigger in grouped and row.state == states.PLANNED]
    touched = {(row.client_id, row.company_id) for row in [*inserted, *(row for _id, row in updated)]}
    stood = {}
    if run.skips or not run.by_client:
        touched |= run.clients_of_skips
        clients = {client_id for client_id, _company_id in touched}
        stood = {row.id: row for row in plan.read_waiting(run.env, clients, run.skips, grouped)} if touched else {}
    yield from (_Waiting(row) for row in inserted)
    for row_id, row in updated:
        yield _Waiting(row, stood.pop(row_id, None))
    delay = run.longest_grouping_delay
    oldest = run.now - LONGEST_DELAY * delay
    for row in stood.values():
        if row.id in run.skips:
            continue
        waiting = _Waiting(row.as_planned(), row, is_written=False, stood=True)
        is_orphan = row.merged_into_id in run.skips
        if (row.client_id, row.company_id) in touched:  # what another business does is no second thought
            _wait_on(run, waiting, is_orphan)
        # Bookings join those of a change shortly before. Appointments moved or cancelled one after the other are told
        # one by one: an SMS names the first alone, and the client would come to the other in vain.
        if is_orphan or (delay and row.planned_at >= oldest and occasions.get(row.trigger).made_in_one_go):
            yield waiting


def _wait_on(run, waiting, is_orphan):
    """The delay runs per client: whatever staff do for a client holds back all that waits to be said of it (N10)."""
    row, delay = waiting.row, run.longest_grouping_delay
    if run.by_client or not delay or row.origin == origins.ONLINE or not (row.state == states.PLANNED or is_orphan):
        return
    send_at = min(run.now + delay, row.planned_at + LONGEST_DELAY * delay)
    if send_at > row.send_at:
        waiting.planned.send_at = send_at
        if not is_orphan:
            run.updates.append((row.id, waiting.planned))
            waiting.is_written = True


def _regroup_one(run, group):
    first, *others = group
    moments = [waiting.planned.send_at for waiting in group if waiting.planned.send_at]
    send_at = max(moments, default=run.now)
    if first.is_spoken_for or (others and first.planned.send_at != send_at):
        # It was said in another's message, or waits for the others now: it speaks.
        first.planned.state, first.planned.reason, first.planned.send_at = states.PLANNED, None, send_at
        _write(run, first)
    for waiting in others:
        if waiting.is_spoken_for and not waiting.is_written and waiting.row.merged_into_id == first.planned.id:
            continue
        waiting.planned.state, waiting.planned.reason = states.SKIPPED, reasons.MERGED
        waiting.planned.merged_into = first.planned
        _write(run, waiting)


def _write(run, waiting):
    if not waiting.is_written:
        run.updates.append((waiting.row.id, waiting.planned))
        waiting.is_written = True

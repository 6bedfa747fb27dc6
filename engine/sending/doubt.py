"""Messages of which nobody knows whether they were taken (S1), and those that are held no longer (L3)."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from ..words import states
from .channels import channels
from .lines import Line
from .outcome import store_claimed
from .providers.base import NoProvider

LEASE = timedelta(minutes=10)  # that long a message may be being handed over
LEASE = timedelta(minutes=10)  # that long a message may be being handed over
_LOOK_AGAIN = timedelta(minutes=15)
_GIVE_UP = timedelta(days=1)
# Of one run (S10): what is left is asked about at a later one
_LOOKS_OF_A_COMPANY = 50
_LOOK_SECONDS = 10
_COMPANIES_AT_ONCE = 10


class Doubts:
    """What it is time to ask providers about, with lines that hold plain data only."""

    def __init__(self):
        self._asked = {}  # {(company id, channel, gateway id): (line, [(reference, address)])}

    def settle(self, env, ids):
        """What a dead dispatcher left behind, and what it is time to look up again.

        An e-mail, and an SMS whose gateway removes duplicates, is planned again under the same reference. Any other
        message is in doubt. What was held until now is released: the check that follows says whether it is still of use.

        :param ids: of locked rows whose lease is over
        """
        rows = env["appointment.notification"].browse(ids)
        held = rows.filtered("held")
        changes = [{"id": row.id, "held": False, "reason": None, "lease_until": None} for row in held]
        rows -= held
        for (company, code, gateway), some in rows.grouped(
            lambda row: (row.company_id, row.channel, row.gateway_id)
        ).items():
            line = _line(company, code, gateway)
            for row in some:
                changes.append({"id": row.id, **_settled(row, line, env.cr.now())})
            asked = some.filtered(lambda row: row.state == states.IN_DOUBT)[:_LOOKS_OF_A_COMPANY]
            if line.looks_up and asked:
                pairs = [(row.reference, row.address) for row in asked if row.reference and row.address]
                self._asked[company.id, code, gateway.id] = (line, pairs)
            else:
                line.close()
        store_claimed(env, changes)

    def look_up(self):
        """Ask, all companies at once and none for long: [(company id, channel, line, [Outcome])] of what was found."""
        until = time.monotonic() + _LOOK_SECONDS

        def ask(key):
            line, pairs = self._asked[key]
            try:
                return (*key[:2], line, line.look_up(pairs, max(0, until - time.monotonic())))
            finally:
                line.close()

        if not self._asked:
            return []
        with ThreadPoolExecutor(_COMPANIES_AT_ONCE) as pool:
            return [found for found in pool.map(ask, self._asked) if found[-1]]


def _line(company, code, gateway):
    """A line that may do nothing: then its messages stay in doubt."""
    channel = channels.get(company.env, code)
    second = bool(gateway) and gateway == company.appointment_gateway_second_id
    try:
        return channel.open(company.with_company(company), second) if channel else Line()
    except NoProvider:
        return Line()


def _settled(row, line, now):
    handed_over = row.sent_at or row.lease_until - LEASE
    common = {"reason": "unknown_outcome", "doubtful": True, "sent_at": handed_over}
    if line.resends:
        return {**common, "state": "planned", "lease_until": None}
    looks = line.looks_up and now - (row.due_at or row.send_at) < _GIVE_UP
    return {**common, "state": "in_doubt", "lease_until": now + _LOOK_AGAIN if looks else None}

"""When to try a message again (S1, S2). Pure."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .gateways.outcome import OF_ACCOUNT, Outcome

# Minutes to wait after the first, second … attempt; the last step repeats.
PATIENT = (1, 2, 5, 15, 30, 60)
NEEDS_A_PERSON = (15, 30, 60)
AT_ONCE = (0,)
NEVER = ()

# By the reasons of gateways.outcome.STATES; PATIENT for all others, those of e-mail included.
BACKOFF = {
    "rejected": NEVER, "invalid_number": NEVER, "blacklisted": NEVER, "unsendable": NEVER, "invalid_email": NEVER,
    **dict.fromkeys(OF_ACCOUNT, NEEDS_A_PERSON),
    "time_up": AT_ONCE,
}
SHORTEST_STEP = timedelta(minutes=1)


def next_try(cause: str, attempts: int, now: datetime, limit: datetime,
             retry_after: float | None = None) -> datetime | None:
    """The moment of the next attempt, or None when there is none to make before `limit`.

    :param cause: why the last attempt failed
    :param attempts: how many were made; 0 when the message was only held back
    :param now: the moment of the failure, in the same timezone (or as naive) as `limit`
    :param limit: the moment from which the message is of no use: the start, or 24 h after it was due
    :param retry_after: seconds that the provider asked for: they replace the step, between 1 s and 1 h

    Where a step would go past the middle of the time left, that half is waited instead, down to one minute: a
    cancellation is still sent when the gateway comes back ten minutes before the start.
    """
    steps = BACKOFF.get(cause, PATIENT)
    if not steps:
        return None
    if retry_after is not None:
        moment = now + timedelta(seconds=min(max(retry_after, 1), 3600))
        return moment if moment <= limit else None
    step = timedelta(minutes=steps[min(max(attempts, 1), len(steps)) - 1])
    pause = min(step, (limit - now) / 2)
    return now + pause if pause >= min(step, SHORTEST_STEP) else None


# How long nothing is sent after a batch in which the provider took nothing: minutes, the last step repeats.
PAUSES = (1, 2, 5, 15)
PAUSES_FOR_A_PERSON = (5, 15, 30, 60)
FAILURES_TO_TELL = 3
_TELLS_NOTHING = {"unsendable", "time_up"}  # of which the provider knows nothing


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more is sent through a provider for a while: why, how long, and whether managers are told."""

    reason: str
    detail: str
    pause: timedelta
    tells: bool


def stop_after(outcomes: Sequence[Outcome], failures: int) -> Stop | None:
    """The circuit breaker (S1): whether to go on calling the provider after these.

    :param outcomes: of one batch, in order
    :param failures: how many stops there were since something was last taken

    Only what is said of the channel or the account counts (G6). Stopped when the gateway ended the batch early, or
    when it neither took nor refused a single message of it.
    """
    held_back = [each for each in outcomes if not each.tried and each.is_about_channel]
    tried = [each for each in outcomes if each.tried and each.is_about_channel]
    answered = any(each.tried and not each.is_about_channel and each.reason not in _TELLS_NOTHING for each in outcomes)
    if not tried or (answered and not held_back):
        return None
    cause = next((each for each in reversed(tried) if not held_back or each.reason == held_back[0].reason), tried[-1])
    for_a_person = cause.reason in OF_ACCOUNT
    steps = PAUSES_FOR_A_PERSON if for_a_person else PAUSES
    pause = timedelta(minutes=steps[min(failures, len(steps) - 1)])
    if cause.retry_after is not None:
        pause = timedelta(seconds=min(max(cause.retry_after, 1), 3600))
    tells = not answered and (for_a_person or cause.state == "unknown" or failures + 1 >= FAILURES_TO_TELL)
    return Stop(cause.reason, cause.detail, pause, tells)

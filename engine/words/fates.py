"""What became of a message, as far as its reader knows (N10)."""

from . import reasons, states

WENT = "went"
WAITING = "waiting"
COULD_NOT = "could not"
OVERTAKEN = "overtaken"


def fate(state, reason, first_state=None, first_reason=None):
    """
    :param first_state, first_reason: of the message that says it too, where it was merged into one
    """
    if state == states.SKIPPED and reason == reasons.MERGED:
        return fate(first_state, first_reason) if first_state else OVERTAKEN
    if state == states.PLANNED:
        return WAITING
    if state in states.WENT:
        return WENT
    return OVERTAKEN if state == states.SKIPPED and reasons.has(reason, "never_said") else COULD_NOT

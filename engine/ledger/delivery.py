"""What providers report of a message (G2). Reports come twice, in any order, and before our own result is stored."""

from ..words import reasons, states

_OVH_TAG = 20  # OVHcloud keeps that much of our reference


def find(env, company, channels, reference, provider_id):
    """The message that a report is about, sudo; empty when it is none of ours."""
    rows = env["appointment.notification"].sudo()
    domain = [("company_id", "=", company.id), ("channel", "in", channels)]
    if len(reference) == _OVH_TAG and reference.isalnum():
        found = rows.search([*domain, ("reference", "=like", f"{reference}%")], limit=2)
    elif reference:
        found = rows.search([*domain, ("reference", "=", reference)])
    else:
        found = rows
    if not found and provider_id:
        found = rows.search([*domain, ("provider_ref", "=", provider_id)], limit=2)
    return found if len(found) == 1 else rows.browse()


def note(rows, state, detail=""):
    """Never a step backwards: delivered is the last word, a failure says more than "sent".

    :param rows: sudo
    :param state: ``delivered``, ``failed``, or ``sent`` (the provider has it)
    :return: those that the report moved
    """
    values = {"state": state, "lease_until": False, "reason": False}
    if state == states.DELIVERED:
        values["reason_detail"] = False
    elif state == states.FAILED:
        values |= {"reason": reasons.UNDELIVERED, "reason_detail": detail or False}
    moved = rows.filtered(lambda row: _is_news(row, state))
    moved.write(values)
    moved.filtered(lambda row: not row.sent_at).write({"sent_at": rows.env.cr.now()})
    return moved


def _is_news(row, state):
    if row.state == states.PLANNED:  # to be repeated, as nobody knew: now somebody does
        return row.doubtful and state != states.FAILED
    if row.state == states.SENDING and state == states.SENT:
        return False  # the result is about to be stored, and says more
    return state in states.get(row.state).leads_to

"""What staff do with messages (L3, N13), and copies that are made of them. Rows are sudo; whether somebody may is
asked before."""

from ..words import reasons, states

_COPIED = (
    "rule_id", "trigger", "audience", "channel", "company_id", "agenda_id", "event_id", "attendee_id", "client_id",
    "partner_id", "action", "event_start", "told_start", "origin", "facts",
)  # fmt: skip


def hold(rows, now):
    """Kept back until staff release it, or the appointment begins."""
    rows.write({"held": True, "forced": False})
    for row in rows:
        row.lease_until = row.event_start if row.event_start and row.event_start > now else False


def release(rows):
    """What the month's cap held back goes beyond it: somebody wants it to (L3)."""
    rows.filtered(lambda row: row.reason == reasons.CAP).write({"beyond_cap": True, "reason": False})
    rows.write({"held": False, "lease_until": False})


def release_cap(env, company_ids):
    """What the cap holds back goes, as far as the cap, which was changed, now allows (G4)."""
    env["appointment.notification"].flush_model()
    env.cr.execute(
        """
        UPDATE appointment_notification SET held = false, reason = NULL, lease_until = NULL
         WHERE company_id = ANY(%s) AND state = 'planned' AND held AND reason = 'cap'
        """,
        [list(company_ids)],
    )
    env["appointment.notification"].invalidate_model(["held", "reason", "lease_until"], flush=False)


def send_now(rows, now):
    """Due now, at any hour."""
    rows.write({"send_at": now, "held": False, "forced": True})


def skip(rows, reason):
    """Give up planned messages, saying why (L1)."""
    rows.filtered(lambda row: row.state == states.PLANNED).write({"state": states.SKIPPED, "reason": reason})


def resend(rows, now):
    """What failed or is in doubt goes itself; of what was sent a second message is made, so that the log keeps both."""
    again = rows.filtered(lambda row: row.state in (states.FAILED, states.IN_DOUBT))
    again.write(
        {
            "state": states.PLANNED, "send_at": now, "planned_at": now, "due_at": False, "forced": True, "held": False,
            "reason": False, "reason_detail": False, "reference": False, "provider_ref": False,
            "lease_until": False, "doubtful": False,
        }
    )  # fmt: skip
    for row in rows - again:
        copy(row, {"send_at": now, "planned_at": now, "forced": True})


def keep_attempt(row, values):
    """The provider took it, or may have: sent again, it is a second SMS on the bill. The earlier attempt stays in the
    log, apart from the appointment, so that nothing is planned from it."""
    row.reference = False
    row.flush_recordset()
    row.create({**values, "action": row.action, "is_copy": True, "state": states.FAILED, "reason": reasons.RESENT})


def preview(rows, values, now):
    """A text that somebody sends to him- or herself, due now (T10)."""
    return rows.create(
        {**values, "send_at": now, "planned_at": now, "held": False, "forced": True, "is_preview": True}
    )


def replace(row, rule, channel, now):
    """Another channel takes the place of one that failed (G5)."""
    return copy(
        row,
        {
            "rule_id": rule.id, "channel": channel, "fallback_of_id": row.id, "reason": reasons.FALLBACK,
            "send_at": now, "due_at": row.due_at or row.send_at, "planned_at": now, "forced": row.forced,
        },
    )  # fmt: skip


def copy(row, values):
    """A message about the same thing, beside those that planning makes."""
    kept = {name: row[name].id if row._fields[name].relational else row[name] for name in _COPIED}
    return row.create({**kept, "is_copy": True, **values})


def mark_sent(rows, words):
    """Staff know that a message in doubt arrived."""
    rows.write({"state": states.SENT, "reason": False, "reason_detail": words, "lease_until": False})
    for row in rows.filtered(lambda row: not row.sent_at):
        row.sent_at = row.send_at

"""The calendar file that updates the recipient's calendar in place (T9)."""

from datetime import UTC

from ...tools import calendar_file
from .addresses import reply_to

_WITH_CALENDAR_FILE = ("booked", "moved", "cancelled", "reminder")


def attach(brief):
    """The fields of Message for the calendar file, none where there is none."""
    if brief.trigger not in _WITH_CALENDAR_FILE or brief.is_for_staff or not brief.shows("calendar"):
        return {}
    method = "CANCEL" if brief.trigger == "cancelled" else "REQUEST"
    facts, organizer = brief.facts, reply_to(brief.facts)
    content = calendar_file.build(
        method,
        uid=brief.uid,
        # Rises with each change. What was kept when the booking was deleted counts the changes before that.
        sequence=facts.sequence + brief.is_deletion,
        start=brief.start.replace(tzinfo=UTC),
        end=brief.stop.replace(tzinfo=UTC),
        summary=summary(facts, brief.shows("service")),
        location=facts.address_line if brief.shows("address") else "",
        organizer_name=facts.business,
        organizer_email=organizer,
        attendee_name=brief.recipient,
        attendee_email=brief.address,
        dtstamp=brief.env.cr.now().replace(tzinfo=UTC),
        lang=brief.lang,
    )
    return {"calendar": content, "calendar_method": calendar_file.effective_method(method, organizer, brief.address)}


def published(env, facts, uid, *, is_cancelled, is_deleted):
    """The file to download from the client's page: the same event as in the e-mails (P1)."""
    return calendar_file.build(
        method="CANCEL" if is_cancelled else "PUBLISH",
        uid=uid,
        sequence=facts.sequence + is_deleted,  # deleting it was a change too
        start=facts.start.replace(tzinfo=UTC),
        end=facts.stop.replace(tzinfo=UTC),
        dtstamp=env.cr.now().replace(tzinfo=UTC),
        summary=summary(facts),
        location=facts.address_line,
        lang=env.lang or "",
    )


def summary(facts, names_service=True):
    return " – ".join(filter(None, (facts.service if names_service else "", facts.business)))

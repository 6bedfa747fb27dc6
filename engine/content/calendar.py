"""The calendar files that update the recipient's calendar in place (T9)."""

from datetime import UTC

from ...tools import calendar_file
from ..words import booking
from . import addresses


def attach(brief):
    """[(method, file)], one for each appointment of the message: a calendar takes one invitation at a time."""
    method = brief.occasion.calendar_method
    if not method or brief.is_for_staff or not brief.shows("calendar"):
        return []
    return [_file(each, method) for each in brief.all]


def _file(brief, method):
    facts, (organizer_name, organizer_email) = brief.facts, addresses.organizer_of(brief.facts, brief.business)
    content = calendar_file.build(
        method,
        uid=brief.uid,
        # Rises with each change. What was kept when the booking was deleted counts the changes before that.
        sequence=facts.sequence + brief.is_deletion,
        start=brief.start.replace(tzinfo=UTC),
        end=brief.stop.replace(tzinfo=UTC),
        summary=summary(facts, brief.shows("service")),
        location=facts.address_line if brief.shows("address") else "",
        organizer_name=organizer_name,
        organizer_email=organizer_email,
        attendee_name=brief.recipient,
        attendee_email=brief.address,
        dtstamp=brief.env.cr.now().replace(tzinfo=UTC),
        lang=brief.lang,
        is_tentative=facts.status == booking.PENDING,
        alarm_minutes=brief.business.alarm_minutes,
    )
    return calendar_file.effective_method(method, organizer_email, brief.address), content


def published(env, facts, uid, business, *, is_cancelled, is_deleted):
    """The file to download from the client's page: the same event as in the e-mails (P1)."""
    organizer_name, organizer_email = addresses.organizer_of(facts, business)
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
        is_tentative=facts.status == booking.PENDING,
        alarm_minutes=business.alarm_minutes,
        organizer_name=organizer_name,
        organizer_email=organizer_email,
    )


def summary(facts, names_service=True):
    return " – ".join(filter(None, (facts.service if names_service else "", facts.business)))

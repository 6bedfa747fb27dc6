from datetime import UTC, datetime

from odoo import models

from ...tools import schedule, wording


class AppointmentMessage(models.AbstractModel):
    """What macros stand for: facts in the words of a language (T1, N6)."""

    _inherit = "appointment.message"

    def _values(self, row, facts, lang, other_dates):
        """English macro name → text, in the recipient's language and the agenda's timezone (T1, N6)."""
        return {
            "BUSINESS-NAME": facts.get("business"),
            "ADDRESS": facts.get("street"),
            "ZIP": facts.get("zip"),
            "CITY": facts.get("city"),
            "COUNTRY": facts.get("country"),
            "LOCATION-NAME": facts.get("location"),
            "STATE": facts.get("state"),
            "PRACTITIONER-NAME": facts.get("practitioner"),
            "PRACTITIONER-EMAIL": facts.get("practitioner_email"),
            "PRACTITIONER-PHONE": facts.get("practitioner_phone"),
            "CLIENT-FIRST-NAME": facts.get("client_first_name"),
            "CLIENT-NAME": facts.get("client_name"),
            "RECIPIENT-NAME": row.partner_id.name,
            "ROOM-NAME": facts.get("room"),
            "SERVICE-NAME": facts.get("service"),
            "PRICE": self._price(row, facts),
            "BUSINESS-PHONE": facts.get("business_phone"),
            "PREPARATION": facts.get("preparation"),
            "ACCESS": facts.get("access"),
            **(self._time_values(row, facts, lang, other_dates) if row.event_start else {}),
        }

    def _time_values(self, row, facts, lang, other_dates):
        tz = schedule.zone(facts.get("tz") or "UTC")
        start, stop = (_local(moment, tz) for moment in self._moments(row, facts))
        told = row.told_start and row.trigger == "moved" and _local(row.told_start, tz)
        others = [_local(moment, tz) for moment in other_dates]
        return {
            "START-DATE": wording.date(start, lang),
            "START-TIME": wording.time(start, lang),
            "END-DATE": wording.date(stop, lang),
            "END-TIME": wording.time(stop, lang),
            "DURATION": wording.duration((stop - start).total_seconds() / 3600, lang),
            "TIMEZONE": self._zone_if_it_matters(facts, start, tz, lang),
            "OTHER-DATES": ", ".join(f"{wording.date(other, lang)} {wording.time(other, lang)}" for other in others),
            "OLD-DATE": told and wording.date(told, lang),
            "OLD-TIME": told and wording.time(told, lang),
        }

    @staticmethod
    def _moments(row, facts):
        """(start, stop) that a message speaks of, naive UTC: the length is the appointment's."""
        length = datetime.fromisoformat(facts["stop"]) - datetime.fromisoformat(facts["start"])
        return row.event_start, row.event_start + length

    def _when(self, facts, start, lang):
        """Weekday, date and time in words, with the zone where it matters (N6)."""
        day, hour = self._day_and_time(facts, start, lang)
        return f"{day}, {hour}"

    def _day_and_time(self, facts, start, lang):
        """(weekday and date, time with the zone where it matters), in words."""
        tz = schedule.zone(facts.get("tz") or "UTC")
        local = _local(start, tz)
        zone = self._zone_if_it_matters(facts, local, tz, lang)
        hour = wording.time(local, lang)
        return wording.weekday_date(local, lang), f"{hour} ({zone})" if zone else hour

    def _zone_if_it_matters(self, facts, local, tz, lang):
        """The zone's name where the client's clock shows another time than the agenda's (N6)."""
        try:
            theirs = schedule.zone(facts.get("client_tz") or "")
        except ValueError:
            return ""
        if local.astimezone(theirs).utcoffset() == local.utcoffset():
            return ""
        return wording.zone_name(tz, local, lang)

    def _price(self, row, facts):
        price = facts.get("price")
        return row.company_id.currency_id.format(price) if price else ""


def _local(naive_utc, tz):
    return naive_utc.replace(tzinfo=UTC).astimezone(tz)

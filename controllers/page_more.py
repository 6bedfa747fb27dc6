from odoo.http import request


class MorePages:
    """Undo, a word to the staff, languages, calendars: part of ``AppointmentPages`` (P8, N21)."""

    def _visit_undo(self, visit, _params):
        """The client's own cancellation, taken back (N21)."""
        if not _is_post():
            return self._see_other(visit.path)
        refusal = visit.page._undo(visit.attendee)
        return self._see_other(f"{visit.path}?done={refusal or 'undone'}")

    def _visit_late(self, visit, params):
        if _is_post():
            done = visit.page._tell_late(visit.attendee, params.get("minutes"), visit.reader)
            return self._see_other(visit.path if done else f"{visit.path}/late?unanswered=1")
        if not visit.page._may_tell_late(visit.attendee):
            return self._see_other(visit.path)
        minutes = visit.page._late_minutes()
        return self._visit_page(visit, "late_form", {"late_minutes": minutes, "unanswered": params.get("unanswered")})

    def _visit_word(self, visit, params):
        if not visit.page._may_write(visit.attendee):
            return self._see_other(visit.path)
        if _is_post():
            text = params.get("text")
            done = visit.page._write_word(visit.attendee, text if isinstance(text, str) else "", visit.reader)
            if done == "empty":
                return self._see_other(f"{visit.path}/word?unanswered=1")
            return self._see_other(f"{visit.path}?done={'enough' if done == 'enough' else 'written'}")
        more = {"word_length": visit.page._word_length(), "unanswered": params.get("unanswered")}
        return self._visit_page(visit, "word_form", more)

    def _visit_language(self, visit, params):
        if _is_post():
            visit.page._choose_language(visit.reader, params.get("lang"))
        return self._see_other(visit.path)

    def _visit_feed(self, visit, params):
        """An address for the client's calendar: shown in the answer to the button, and never again."""
        if not visit.attendee:
            return self._see_other(visit.path)
        token = ""
        if _is_post() and params.get("end"):
            visit.page._end_feeds(visit.attendee, visit.facts)
            return self._see_other(f"{visit.path}/feed")
        if _is_post():
            token = visit.page._make_feed(visit.attendee, visit.facts, params.get("alarm"))
        return self._visit_page(visit, "feed_form", {"feed": visit.page._describe_feed(visit.attendee, visit.facts, token)})


def _is_post():
    return request.httprequest.method == "POST"

import os
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import skipUnless

from lxml import html as lxml_html
from odoo.tests import tagged

from ..controllers import manage
from . import axe
from .test_manage_page import PageCase
from .test_page_portal import PortalCase

LANGUAGES = ("en_US", "fr_FR", "de_DE", "it_IT")
WIDTHS = (320, 360, 768)
DOCS = Path(__file__).parent.parent / "docs"
PICTURES = ("to come", "times", "choices", "cancelled, may be taken back", "calendar address")


@tagged("post_install", "-at_install", "appointment_pictures")
@skipUnless(axe.SOURCE.is_file() and shutil.which("chromium"), "needs Chromium and axe-core (npm)")
class TestAxe(PageCase):
    """Every page in every state and language. WRITE_DOCS=1 keeps the table and pictures in docs/."""

    def test_p1_nothing_in_the_way(self):
        """P1, P8, F5: no violation, one request, at most 30 KiB, at three widths; text at 200 %, right to left."""
        for lang in LANGUAGES:
            self.env["res.lang"]._activate_lang(lang)
        self.service.write({"price": 45, "cancel_notice_hours": 24, "move_notice_hours": 24})
        figures, wrong = {}, []
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, axe.Examiner() as examiner:
            for lang in LANGUAGES:
                self.client.lang = self.company.partner_id.lang = lang
                for name, response in self.pages(lang).items():
                    file = Path(folder, "page.html")
                    file.write_bytes(response.content)
                    wrong += [f"{name} ({lang}): {each}" for each in self.examine(examiner, file, name, response, figures)]
                    if lang == "fr_FR" and name in PICTURES and "WRITE_DOCS" in os.environ:
                        for width in (360, 1280):
                            png = DOCS / "images" / f"page_{name.split(',')[0].replace(' ', '_')}_{width}.png"
                            examiner.take(file, png, width=width)
        if "WRITE_DOCS" in os.environ:
            (DOCS / "PAGE.md").write_text(table(figures))
        self.assertEqual(wrong, [])

    def examine(self, examiner, file, name, response, figures):
        examiner.open(file)
        found = [each for width in WIDTHS for each in examiner.violations(width)] + examiner.reflow(360)
        size, requests = len(response.content), examiner.requests()
        if size > 30 * 1024 or requests > 1 or b"<script" in response.content:
            found.append(f"{size} bytes, {requests} requests")
        before = figures.get(name, (0, 0, 0))
        figures[name] = tuple(map(max, before, (size, requests, len(found))))
        return found

    def pages(self, lang):
        """{name: answer} of each page in each state."""
        for throttle in (manage.MISSES, manage.FLOOD, manage.VISITS, manage.ACTIONS):
            throttle.reset()
        number = LANGUAGES.index(lang)
        event = self.book(f"2026-04-0{number + 1} 15:00")
        path, csrf = self.link(event), self.csrf(self.link(event))
        client = event.attendee_ids.filtered("is_client")
        near, past = event.start - timedelta(minutes=20), event.stop + timedelta(days=1)
        pages = {
            "to come": self.open(path),
            "shortly before": self.open(path, at=near),
            "too late to cancel": self.open(f"{path}/cancel", at=near),
            "cancel?": self.open(f"{path}/cancel"),
            "times": self.open(f"{path}/move"),
            "choices": self.open(f"{path}/choices"),
            "no message at all?": self.open(f"{path}/choices", {"csrf_token": csrf}),
            "running late": self.open(f"{path}/late", at=near),
            "a word": self.open(f"{path}/word?unanswered=1"),
            "calendar": self.open(f"{path}/feed"),
            "calendar address": self.open(f"{path}/feed", {"csrf_token": csrf}),
            "past": self.open(path, at=past),
            "rating": self.open(f"{path}/review?unanswered=1", at=past),
            "no such link": self.open("/a/AbCdEfGhIjKlMnOp", **{"Accept-Language": lang.replace("_", "-")}),
            "not our form": self.open(f"{path}/cancel", {"csrf_token": "x"}),
        }
        to = self.tree(pages["times"]).xpath("//ul[contains(@class, 'times')]//a[starts-with(@href, '?to')]/@href")
        pages["move?"] = self.open(f"{path}/move{to[0]}")
        client.booking_state = "pending"
        pages["request"] = self.open(path)
        client.booking_state = "confirmed"
        self.open(f"{path}/cancel", {"csrf_token": csrf})
        self.env.invalidate_all()
        pages["cancelled, may be taken back"] = self.open(path)
        return {**pages, **self.last_pages(lang, event, path, csrf)}

    def last_pages(self, lang, event, path, csrf):
        """What comes after cancelling; a child's appointment; what the public sees."""
        number, past = LANGUAGES.index(lang), event.stop + timedelta(days=21)
        other = self._make_client(f"Jules {number}", f"+3361234570{number}", "", parent_id=self.client.id)
        self.client.appointment_unsubscribed = False
        pages = {}
        pages["unsubscribe?"] = self.open(f"{path}/unsubscribe")
        pages["unsubscribed"] = self.open(f"{path}/unsubscribe", {"List-Unsubscribe": "One-Click"})
        child = self.link(self.book(f"2026-04-1{number} 15:00", clients=other), client=other)
        pages["of a child"] = self.open(child)
        self.open(f"{child}/review", {"csrf_token": self.csrf(child), "rate": "5"}, at=past)
        rating = self.env["rating.rating"].search([("partner_id", "=", other.id)], limit=1)
        pages["rated"] = self.open(f"{child}/review", at=past)
        rating.is_internal = False
        pages["public page"] = self.open(f"/appointments/agenda/{self.agenda.id}")
        with self.at(self.now):  # its minutes are of the same clock
            for row in self.rows(event):
                for _hit in range(manage.ACTIONS.limit):
                    manage.ACTIONS.hit(row.id)
        pages["too many"] = self.open(f"{path}/cancel", {"csrf_token": csrf})
        return pages


@tagged("post_install", "-at_install", "appointment_pictures")
@skipUnless(axe.SOURCE.is_file() and shutil.which("chromium"), "needs Chromium and axe-core (npm)")
class TestPortalAxe(PortalCase):
    """Our part of Odoo's portal, as it is written: Odoo's style and scripts are left out."""

    def test_p6_nothing_in_the_way(self):
        """P6: the list and the page of one appointment under a login; a title, and dates with a capital."""
        event = self.book("2026-03-20 15:00")
        wrong = []
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, axe.Examiner() as examiner:
            for lang in LANGUAGES:
                self.user.lang = lang
                pages = {"main .list-group": self.open("/my/appointments"), "html": self.open(self.own(event))}
                for part, response in pages.items():
                    tree = self.tree(response)
                    for each in tree.xpath("//script | //link[@rel='stylesheet']"):
                        each.drop_tree()
                    file = Path(folder, "page.html")
                    file.write_bytes(lxml_html.tostring(tree, doctype="<!DOCTYPE html>", encoding="utf-8"))
                    examiner.open(file)
                    wrong += [f"{part} ({lang}): {each}" for each in examiner.violations(360, part)]
                shown = self.tree(pages["main .list-group"]).xpath("//li/span/a")[0].text_content()
                self.assertTrue(shown[0].isupper(), shown)
                # The frame keeps the language in which the session began.
                self.assertEqual(self.tree(pages["main .list-group"]).findtext(".//title").strip(), "My appointments")
        self.assertEqual(wrong, [])


def table(figures):
    """docs/PAGE.md"""
    lines = [
        "# The client's pages, measured",
        "",
        "Written by `tests/test_page_axe.py` (WRITE_DOCS=1): each page in English, French, German and Italian, the largest",
        "figure; axe-core in Chromium at 320, 360 and 768 px; besides, text at 200 % and right to left at 360 px.",
        "",
        "| Page | Bytes | Requests | Violations |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {size:,} | {requests} | {found} |" for name, (size, requests, found) in figures.items()),
        "",
    ]
    return "\n".join(lines)

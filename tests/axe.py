"""Pages in Chromium under axe-core: what keeps somebody from reading or using them."""

import os
import time
from pathlib import Path

from .pictures import Camera

SOURCE = Path(os.environ.get("JAVASCRIPT", ""), "axe.min.js")
_RUN = "axe.run(%s, {resultTypes: ['violations']}).then(found => found.violations.map(each => each.id + ': ' + each.nodes[0].html))"
_WIDE = "document.documentElement.scrollWidth"


class Examiner(Camera):
    """``with Examiner() as examiner: examiner.open(html_file); examiner.violations(width)``"""

    def open(self, html):
        self._do("Page.navigate", url=Path(html).absolute().as_uri())
        while self._evaluate("document.readyState") != "complete":
            time.sleep(0.02)
        self._evaluate(SOURCE.read_text() + ";1")

    def violations(self, width, part="html"):
        """[what is wrong] at a width in pixels; that it must be scrolled sideways is one more.

        :param part: a CSS selector of the part to look at
        """
        self._at(width)
        found = self._evaluate(_RUN % f"document.querySelector('{part}')")
        return found + self._too_wide(width, "")

    def reflow(self, width):
        """[what is wrong] with text twice as large, and written from right to left."""
        self._at(width)
        self._evaluate("document.documentElement.style.fontSize = '200%'")
        found = self._too_wide(width, "at 200 %: ")
        self._evaluate("document.documentElement.style.fontSize = ''")
        before = self._evaluate("document.documentElement.dir")
        self._evaluate("document.documentElement.dir = 'rtl'")
        found += self._too_wide(width, "right to left: ")
        self._evaluate(f"document.documentElement.dir = '{before}'")
        return found

    def requests(self):
        """How many, the page itself among them."""
        return 1 + self._evaluate("performance.getEntriesByType('resource').filter(e => !e.name.startsWith('data:')).length")

    def _at(self, width):
        self._do("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)

    def _too_wide(self, width, said):
        wide = self._evaluate(_WIDE)
        return [f"{said}{wide} px wide on a screen of {width}"] if wide > width else []

    def _evaluate(self, expression):
        answer = self._do("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

"""Pictures of pages in Chromium, for docs/: any width, light or dark, whole height."""

import base64
import json
import resource
import shutil
import subprocess
import tempfile
import time
from io import BytesIO
from pathlib import Path

import websocket
from PIL import Image


class Camera:
    """``with Camera() as camera: camera.take(html_file, png_file, width=360, dark=True)``"""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._browser = subprocess.Popen(
            [shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--remote-debugging-port=0", "--remote-allow-origins=*", f"--user-data-dir={self._folder.name}",
             "about:blank"],
            stderr=subprocess.DEVNULL,
            preexec_fn=_unlimited,
        )  # fmt: skip
        self._socket = websocket.create_connection(self._page_address(), timeout=60)
        self._number = 0
        return self

    def __exit__(self, *_exception):
        self._socket.close()
        self._browser.terminate()
        self._browser.wait()
        self._folder.cleanup()

    def _page_address(self):
        port_file = Path(self._folder.name, "DevToolsActivePort")
        for _attempt in range(300):
            if port_file.exists() and port_file.read_text().strip():
                break
            time.sleep(0.1)
        port, path = port_file.read_text().split()
        browser = websocket.create_connection(f"ws://127.0.0.1:{port}{path}", timeout=60)
        browser.send(json.dumps({"id": 1, "method": "Target.createTarget", "params": {"url": "about:blank"}}))
        while (answer := json.loads(browser.recv())).get("id") != 1:
            pass
        browser.close()
        return f"ws://127.0.0.1:{port}/devtools/page/{answer['result']['targetId']}"

    def _do(self, method, **params):
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._number:
            pass
        return answer["result"]

    def log_in(self, url, cookies):
        """``cookies``: {name: value} for pages of this address."""
        for name, value in cookies.items():
            self._do("Network.setCookie", name=name, value=value, url=url)

    def take_screen(self, url, png, script, *, width=1280, height=800):
        """A page of a running server, after a script has come true in it."""
        self._do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self._do("Page.navigate", url=url)
        for _attempt in range(100):
            time.sleep(0.3)
            if self._do("Runtime.evaluate", expression=f"Boolean({script})")["result"].get("value"):
                break
        else:
            raise AssertionError(f"{url}: never came true: {script}")
        time.sleep(1.5)  # for what slides and fades
        self._save(self._do("Page.captureScreenshot", format="png"), png)

    def take(self, html, png, *, width, dark=False, scale=1):
        self._do(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )
        self._do("Emulation.setDeviceMetricsOverride", width=width, height=200, deviceScaleFactor=scale, mobile=False)
        self._do("Page.navigate", url=Path(html).absolute().as_uri())
        time.sleep(0.7)
        height = self._do("Page.getLayoutMetrics")["cssContentSize"]["height"]
        self._do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        wide = self._do("Runtime.evaluate", expression="document.documentElement.scrollWidth")["result"]["value"]
        assert wide <= width, f"{html} is {wide} px wide on a screen of {width}"
        self._save(self._do("Page.captureScreenshot", format="png", captureBeyondViewport=True), png)

    @staticmethod
    def _save(shot, png):
        with Image.open(BytesIO(base64.b64decode(shot["data"]))) as picture:
            picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(png, optimize=True)


def _unlimited():
    # Chromium reserves more address space than Odoo allows itself.
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

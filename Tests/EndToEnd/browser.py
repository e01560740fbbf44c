"""A real Chromium without a window, driven over the DevTools protocol with nothing but the standard library."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium-headless-shell", "chromium")


def find() -> str | None:
    """The program, if this machine has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Wire:
    """A WebSocket (RFC 6455) as far as DevTools needs one: text frames, masked on the way out."""

    def __init__(self, url: str) -> None:
        host, port, path = re.fullmatch(r"ws://([^:/]+):(\d+)(/.*)", url).groups()
        self.socket = socket.create_connection((host, int(port)), timeout=30)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.bytes = b""
        while b"\r\n\r\n" not in self.bytes:
            self.bytes += self._more()
        head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
        assert b" 101 " in head.split(b"\r\n")[0], head

    def _more(self) -> bytes:
        piece = self.socket.recv(1 << 16)
        if not piece:
            raise ConnectionError("the browser hung up")
        return piece

    def _take(self, count: int) -> bytes:
        while len(self.bytes) < count:
            self.bytes += self._more()
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def send(self, text: str) -> None:
        payload, mask = text.encode(), os.urandom(4)
        size = len(payload)
        if size < 126:
            head = struct.pack(">BB", 0x81, 0x80 | size)
        elif size < 1 << 16:
            head = struct.pack(">BBH", 0x81, 0x80 | 126, size)
        else:
            head = struct.pack(">BBQ", 0x81, 0x80 | 127, size)
        self.socket.sendall(head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload)))

    def receive(self) -> str:
        whole = b""
        while True:
            first, second = self._take(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack(">H", self._take(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", self._take(8))
            whole += self._take(size)
            if first & 0x80:
                return whole.decode()


class Browser:
    """One process; pages are made from it."""

    def __init__(self) -> None:
        self.place = tempfile.mkdtemp(prefix="monitord-browser-")
        self.process = subprocess.Popen(
            [find(), "--headless", "--remote-debugging-port=0", f"--user-data-dir={self.place}", "--no-sandbox",
             "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb", "--no-first-run", "about:blank"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        url = next((m[1] for line in self.process.stderr if (m := re.search(r"listening on (ws://\S+)", line))), None)
        assert url, "Chromium did not start"
        self.wire = Wire(url)
        self.number = 0
        self.events: list[dict] = []

    def call(self, method: str, session: str | None = None, **parameters: object) -> dict:
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self.wire.send(json.dumps(message))
        while True:
            answer = json.loads(self.wire.receive())
            if answer.get("id") == self.number:
                assert "error" not in answer, answer["error"]
                return answer["result"]
            self.events.append(answer)

    def page(self, width: int = 1440, height: int = 900, *, dark: bool = False, scripts: bool = True) -> Page:
        return Page(self, width, height, dark, scripts)

    def close(self) -> None:
        # What Debian calls the browser is a script that starts it.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stderr.close()
        shutil.rmtree(self.place, ignore_errors=True)


class Page:
    """A tab of a given size."""

    def __init__(self, browser: Browser, width: int, height: int, dark: bool, scripts: bool) -> None:
        self.browser = browser
        self.width = width
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)

    def call(self, method: str, **parameters: object) -> dict:
        return self.browser.call(method, self.session, **parameters)

    def go(self, url: str) -> Page:
        self.browser.events.clear()
        self.call("Page.navigate", url=url)
        self.until(lambda: any(event.get("method") == "Page.loadEventFired" for event in self.browser.events), "loaded")
        return self

    def run(self, expression: str) -> object:
        """The value of an expression in the page: DevTools may do that whatever the page's own rules are."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, condition: Callable[[], object], what: str, seconds: float = 20) -> object:
        deadline = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
            self.call("Runtime.evaluate", expression="1")
            time.sleep(0.03)
        return value

    def complaints(self) -> list[str]:
        """What the console and the policy of the page said since it was opened."""
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            if event["method"] == "Log.entryAdded":
                found.append(event["params"]["entry"]["text"])
            elif event["method"] in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                found.append(json.dumps(event["params"])[:300])
        return found

    def overflow(self) -> int:
        """How many pixels stand out to the right."""
        return int(self.run("Math.max(0, document.documentElement.scrollWidth - innerWidth)"))

    def picture(self, path: Path) -> None:
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": self.width, "height": min(size["height"], 6000), "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        self.browser.call("Target.closeTarget", targetId=self.target)

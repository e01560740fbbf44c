"""The status page as a browser sees it: Debian's headless Chromium over its own protocol, and plain requests."""

from __future__ import annotations

import html.parser
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from brokers import MockBroker
from browser import Browser, find
from canary_rows import HOUR, CanaryRows
from events import MODEL, produce, stream
from monitord import Installation
from processes import until
from web import LISTEN, ask, port_of

START_MS = 1_763_640_000_000
HOSTILE = "<script>alert(1)</script>&\"'"
HEALTHY = stream(900, 0.9, start_ms=START_MS)
FALLEN = stream(1500, 0.5, start_ms=START_MS + 90_000, first=900)
# A little later, so that panes close while the page is open.
LATER = stream(400, 0.2, start_ms=START_MS + 240_000, first=2400)
BYTES_MAX = 60_000
SECTIONS = ["/", "/alerts", "/series", "/canaries", "/baselines", "/health"]


@dataclass
class Site:
    """A run that has an alert, runs of canaries, and a model with a hostile name."""

    port: int
    monitord: Installation
    bootstrap: str
    topic: str

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def text(self, path: str) -> str:
        answer = ask(self.port, path)
        assert answer.status == 200, (path, answer.status)
        return answer.body.decode()

    @property
    def paths(self) -> list[str]:
        """Every kind of page, once."""
        home, series = self.text("/"), self.text("/series")
        found = [re.search(r'href="(/alerts/[0-9a-f]{32})"', home), re.search(r'href="(/incidents/[0-9a-f]+)"', home),
                 re.search(r'href="(/series\?rule=[^"]+&amp;scope=[^"]+)"', series)]  # fmt: skip
        return SECTIONS + [match[1].replace("&amp;", "&") for match in found]


@pytest.fixture(scope="module")
def site(monitord_binary: Path, mockbroker_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    broker = MockBroker(mockbroker_binary)
    topic = "llm.page"
    broker.create_topic(topic, 1)
    monitord = Installation(
        monitord_binary, tmp_path_factory.mktemp("page") / "monitord", broker.bootstrap, topic, http=LISTEN
    )
    try:
        monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
        produce(broker.bootstrap, topic, HEALTHY + stream(200, 0.5, start_ms=START_MS, model=HOSTILE) + FALLEN)
        child = monitord.start()
        port = port_of(child)
        child.line(lambda line: '"transition":"firing"' in line, 20)
        monitord.wait_for_records(len(HEALTHY) + 200 + len(FALLEN))
        rows = CanaryRows(monitord.state, MODEL)
        for number in range(12):
            state = "missed" if number == 3 else "complete"
            rows.run(START_MS * 1000 - number * HOUR, state=state, failed=2 if number == 0 else 0, reason=HOSTILE)
        yield Site(port, monitord, broker.bootstrap, topic)
    finally:
        monitord.close()
        broker.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if find() is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium-headless-shell")
    made = Browser()
    yield made
    made.close()


class Shape(html.parser.HTMLParser):
    """Every tag closes where it should; heads go down by one; what is seen has a name."""

    VOID = {"meta", "link", "br"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.heads: list[int] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.heads.append(int(tag[1]))
        if tag == "th" and "scope" not in has:
            self.faults.append("a head of a table without scope")
        if tag == "svg" and has.get("role") != "img" and has.get("aria-hidden") != "true":
            self.faults.append("a picture without a role")
        if "style" in has or any(name.startswith("on") for name in has):
            self.faults.append(f"<{tag}> has {attributes}")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")


def test_every_page_is_well_formed_small_and_under_its_policy(site: Site) -> None:
    for path in site.paths:
        answer = ask(site.port, path)
        assert answer.status == 200, path
        text = answer.body.decode()
        shape = Shape()
        shape.feed(text)
        assert shape.faults == [] and shape.open == [], path
        assert shape.heads.count(1) == 1 and all(b <= a + 1 for a, b in zip(shape.heads, shape.heads[1:])), path
        assert len(answer.body) <= BYTES_MAX, path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        # Words from outside are words: the one script is ours.
        assert text.count("<script") == 1 and "alert(1)</script>" not in text, path
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text), path


def test_what_is_not_there_is_said(site: Site) -> None:
    for path in ("/alerts/ffffffff", "/incidents/ffffffff", "/series?rule=x&scope={}", "/alerts/%3Cscript%3E"):
        answer = ask(site.port, path)
        assert answer.status == 404, path
        assert b"<h1>" in answer.body and b"<script>\"" not in answer.body
    assert "state is one of" in site.text("/alerts?state=burning")
    assert "is no matcher" in site.text("/alerts?match[]=%3D%3D")


def test_an_incident_is_understood_without_scripts(site: Site, browser: Browser) -> None:
    page = browser.page(390, 844, scripts=False).go(site.base + "/")
    said = page.run("document.querySelector('main').innerText")
    assert "1 alert fires: 1 high." in said
    assert "are at" in said and "of baseline" in said
    page.go(site.base + site.paths[-3])
    said = page.run("document.querySelector('main').innerText")
    for words in ("What is known", "Normally", "How sure", "Changed", "monitord alerts ack", "Incident"):
        assert words in said, words
    assert page.run("document.querySelectorAll('svg.plot[role=img] > title').length") == 2
    page.close()


def test_pages_fit_every_width_and_nothing_complains(site: Site, browser: Browser) -> None:
    places = os.environ.get("MONITORD_SCREENSHOTS")
    for path in site.paths:
        for width, height, dark in ((1440, 900, False), (390, 844, True)):
            page = browser.page(width, height, dark=dark).go(site.base + path)
            assert page.overflow() == 0, (path, width)
            # A text that is cut off by its own box would be lost.
            cut = page.run(
                "[...document.querySelectorAll('main h1,main p,main td,main th,main dd,main dt,main li')]"
                ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline'"
                " && e.clientWidth > 0).map(e => e.innerText.slice(0, 40))"
            )
            assert cut == [], (path, width)
            assert page.complaints() == [], (path, width)
            if places:
                name = re.sub(r"\W+", "-", path.split("?")[0]).strip("-") or "overview"
                page.picture(Path(places) / f"{name}-{width}.png")
            page.close()


def test_the_keyboard_reaches_the_content(site: Site, browser: Browser) -> None:
    page = browser.page().go(site.base + "/")
    for kind in ("rawKeyDown", "keyUp"):
        page.call("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert page.run("document.activeElement.className") == "skip"
    assert page.run("document.activeElement.getBoundingClientRect().left") >= 0
    assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.close()


def test_an_open_page_follows_what_happens(site: Site, browser: Browser) -> None:
    page = browser.page(390, 300).go(site.base + "/series")
    page.until(lambda: page.run("document.getElementById('live').textContent").startswith("live"), "live")
    before = page.run("document.getElementById('main').innerText")
    # Focus and place must outlive the change.
    page.run("scrollTo(0, 40); document.querySelector('tbody a').focus({preventScroll: true}); 1")
    focused = page.run("document.activeElement.getAttribute('href')")
    assert focused and page.run("scrollY") == 40
    produce(site.bootstrap, site.topic, LATER)
    page.until(lambda: page.run("document.getElementById('main').innerText") != before, "a change of the page", 30)
    assert page.run("document.activeElement.getAttribute('href')") == focused
    assert page.run("scrollY") == 40
    assert page.complaints() == []
    page.close()


def test_the_page_says_when_it_is_not_live(site: Site, browser: Browser) -> None:
    page = browser.page().go(site.base + "/health")
    page.until(lambda: page.run("document.getElementById('live').textContent").startswith("live"), "live")
    page.call("Network.enable")
    page.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    # Offline does not close a stream that is open; what it fetches next fails.
    said = lambda: page.run("document.getElementById('live').textContent")  # noqa: E731
    until(lambda: re.match(r"not live since \d\d:\d\d:\d\d UTC", said()), 20, "not live", pause=0.2)
    page.close()

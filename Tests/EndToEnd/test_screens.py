"""What a person looks at: top, lag, events tail, doctor, rules."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brokers import MockBroker, Tansu
from events import MODEL, lines, produce, stream
from monitord import Installation
from processes import Child

START_MS = 1_763_640_000_000
NOWHERE = "127.0.0.1:1"

Install = Callable[..., Installation]


@pytest.fixture
def judged(install: Install) -> Installation:
    made = install(NOWHERE, "llm.inference")
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    events = made.place / "events.jsonl"
    events.write_bytes(lines(stream(1200, 0.5, start_ms=START_MS)) + b"no event\n")
    made.command("run", "-c", made.config, "--input", events)
    return made


class Screen:
    """A command behind a terminal."""

    def __init__(self, monitord: Installation, *words: str, columns: int = 80, rows: int = 24, **env: str) -> None:
        self.text = ""
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        clean = {name: value for name, value in monitord.env.items() if name not in ("LC_ALL", "LC_CTYPE")}
        self.process = subprocess.Popen(
            [monitord.binary, *words], stdin=self.slave, stdout=self.slave, stderr=subprocess.PIPE,
            env={**clean, "TERM": "xterm", "LANG": "C.UTF-8", **env}, start_new_session=True,
        )  # fmt: skip

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> None:
        if select.select([self.master], [], [], seconds)[0]:
            self.text += os.read(self.master, 65536).decode()

    def frames(self) -> list[list[str]]:
        """Every whole frame so far, as rows."""
        return [part.split("\r\n") for part in re.findall("\x1b\\[H(.*?)\x1b\\[J", self.text, re.DOTALL)]

    def until(self, condition: Callable[[list[str]], object], seconds: float = 20) -> list[str]:
        """The newest frame, once it is as it should be."""
        deadline = time.monotonic() + seconds
        while True:
            frames = self.frames()
            if frames and condition(frames[-1]):
                return frames[-1]
            assert time.monotonic() < deadline, self.text[-2000:]
            self.read(0.2)

    def key(self, text: str) -> None:
        os.write(self.master, text.encode())

    def end(self) -> int:
        """Its status, after everything that it wrote was read."""
        deadline = time.monotonic() + 10
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "still running"
            self.read(0.1)
        self.read(0.1)
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def screen(judged: Installation) -> Iterator[Callable[..., Screen]]:
    made: list[Screen] = []

    def make(*words: str, **options: object) -> Screen:
        made.append(Screen(judged, *words, "-c", str(judged.config), **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def widths(frame: list[str]) -> set[int]:
    # The terminal itself puts a return before each line feed.
    return {len(re.sub("\x1b\\[[0-9;?]*[A-Za-z]|\r", "", row)) for row in frame}


def is_restored(screen: Screen) -> bool:
    ended = screen.text.endswith("\x1b[?25h\x1b[?1049l")
    return ended and termios.tcgetattr(screen.slave) == screen.before


def test_top_fits_and_follows_the_window(screen: Callable[..., Screen]) -> None:
    top = screen("top", "-d", "200ms")
    frame = top.until(lambda rows: any("critical  refusal-" in row for row in rows))
    assert max(widths(frame)) <= 80 and len(frame) <= 24 and any("q end" in row for row in frame)
    top.resize(140, 40)
    frame = top.until(lambda rows: max(widths(rows)) > 100)
    assert any(MODEL in row for row in frame)
    top.resize(50, 8)
    frame = top.until(lambda rows: max(widths(rows)) <= 50 and len(rows) <= 8)
    assert frame


def test_top_answers_its_keys(screen: Callable[..., Screen]) -> None:
    top = screen("top", "-d", "200ms")
    top.until(lambda rows: any("s sort (urgency)" in row for row in rows))
    top.key("s")
    top.until(lambda rows: any("s sort (name)" in row for row in rows))
    top.key("p")
    top.until(lambda rows: any("HELD" in row for row in rows))
    top.key("p")
    top.until(lambda rows: not any("HELD" in row for row in rows))
    top.key("q")
    assert top.end() == 0 and is_restored(top)


@pytest.mark.parametrize("how", ["q", "\x03", "\x04", signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT])
def test_top_gives_the_terminal_back(screen: Callable[..., Screen], how: str | signal.Signals) -> None:
    top = screen("top")
    top.until(lambda rows: True)
    assert top.text.startswith("\x1b[?1049h\x1b[?25l")
    assert not termios.tcgetattr(top.slave)[3] & (termios.ICANON | termios.ECHO)
    if isinstance(how, str):
        top.key(how)
    else:
        top.process.send_signal(how)
    assert top.end() == 0 and is_restored(top)


def test_top_draws_a_frame_in_one_piece_and_in_ascii(screen: Callable[..., Screen]) -> None:
    top = screen("top", "-d", "100ms", LANG="C")
    top.until(lambda rows: len(top.frames()) > 3)
    # Nothing is cleared before it is drawn: that would flicker.
    assert "\x1b[2J" not in top.text and top.text.isascii()


def test_top_once_is_plain(judged: Installation) -> None:
    frame = judged.command("top", "--once", "-c", judged.config)
    assert "\x1b" not in frame
    assert "records 1,201: 1,200 counted, 1 rejected" in frame and "series 2: 1 critical, 1 ok" in frame
    (row,) = [row for row in frame.splitlines() if row.startswith("critical")]
    assert MODEL in row and "50.0 %" in row and "90.0 %" in row and "%" in row[-6:]
    assert judged.command("top", "-c", judged.config).count("\n") == frame.count("\n")
    assert judged.command("top", "--once", "--ascii", "-c", judged.config).isascii()
    told = json.loads(judged.command("top", "--json", "-c", judged.config))
    series, coverage = told["series"]
    assert (coverage["rule"], coverage["state"]) == ("coverage", "ok")
    assert series["state"] == series["shown"] == "critical" and series["evidence_share"] >= 1 and len(series["trend"]) == 12


def test_top_sorts_the_most_urgent_first(install: Install) -> None:
    made = install(NOWHERE, "llm.inference")
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000, model="a/well:v1"), name="healthy")
    events = made.place / "events.jsonl"
    events.write_bytes(
        lines(stream(1200, 0.5, start_ms=START_MS) + stream(1400, 0.9, start_ms=START_MS, model="a/well:v1"))
    )
    made.command("run", "-c", made.config, "--input", events)
    order = {
        sort: [each["series"]["model"] for each in
               json.loads(made.command("top", "--json", "-c", made.config, "--sort", sort))["series"]
                   if each["rule"] == "refusal-rate"]
        for sort in ("urgency", "name")
    }  # fmt: skip
    assert order == {"urgency": [MODEL, "a/well:v1"], "name": ["a/well:v1", MODEL]}


# Lag


def test_lag_without_a_broker_is_unknown(judged: Installation) -> None:
    told = json.loads(judged.command("lag", "--json", "-c", judged.config))
    assert told["broker_reached"] is False and "127.0.0.1:1" in told["broker_trouble"] and "lag" not in told
    assert "unknown" in judged.command("lag", "-c", judged.config)


def test_lag_counts_what_was_not_read(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 2)
    made = install(mock.bootstrap, topic)
    produce(mock.bootstrap, topic, stream(300, 0.9, start_ms=START_MS, partitions=2))
    made.drain()
    told = json.loads(made.command("lag", "--json", "-c", made.config))
    assert told["lag"] == 0 and told["broker_reached"] is True
    produce(mock.bootstrap, topic, stream(100, 0.9, start_ms=START_MS + 30_000, first=300, partitions=2))
    told = json.loads(made.command("lag", "--json", "-c", made.config))
    assert told["lag"] == 100 == sum(each["lag"] for each in told["partitions"])
    assert [(each["topic"], each["partition"]) for each in told["partitions"]] == [(topic, 0), (topic, 1)]
    for each in told["partitions"]:
        assert each["end"] - each["next"] == each["lag"] and each["newest_event"] > each["watermark"]


# Events


def test_tail_shows_events_and_hides_texts(judged: Installation) -> None:
    secret = "the words of somebody"
    path = judged.place / "one.jsonl"
    path.write_text(
        json.dumps({
            "schema": "monitord.inference/1", "id": "1", "time": "2025-11-20T12:00:00Z", "model": MODEL,
            "request": {"category": "weapons", "text": secret}, "response": {"finish_reason": "stop", "text": secret},
            "usage": {"input_tokens": 7, "output_tokens": 9}, "signals": {"refusal": True},
        }) + "\n[1]\n"
    )  # fmt: skip
    shown = judged.command("events", "tail", "--input", path).splitlines()
    assert shown[0] == (
        f"2025-11-20 12:00:00  {MODEL}  weapons  refused (signal)  input_tokens=7  output_tokens=9"
    )
    assert "rejected" in shown[1] and "not_object" in shown[1] and len(shown) == 2
    assert secret not in "".join(shown)
    assert secret in judged.command("events", "tail", "--input", path, "--raw")
    told = [json.loads(row) for row in judged.command("events", "tail", "--input", path, "--json").splitlines()]
    assert told[0]["outcome"] == "refused" and told[0]["category"] == "weapons" and told[1]["rejected"] == "not_object"
    assert secret not in json.dumps(told)


def test_tail_follows_the_topic(install: Install, tansu: Tansu, topic: str) -> None:
    tansu.create_topic(topic, 1)
    made = install(tansu.bootstrap, topic)
    produce(tansu.bootstrap, topic, stream(20, 0.9, start_ms=START_MS))
    rows = made.command("events", "tail", "-c", made.config, "--since", "@0", "--until-eof", "--json").splitlines()
    assert [json.loads(row)["offset"] for row in rows] == list(range(20))
    assert len(made.command("events", "tail", "-c", made.config, "--since", "@0", "-n", "3").splitlines()) == 3
    follower = Child([made.binary, "events", "tail", "-c", made.config, "-n", "5", "--json"], env=made.env)
    try:
        # It begins at the end, so what comes before it is there must not show: send until it has seen five.
        first = 20
        deadline = time.monotonic() + 30
        while follower.is_running and time.monotonic() < deadline:
            produce(tansu.bootstrap, topic, stream(1, 0.9, start_ms=START_MS + 100 * first, first=first))
            first += 1
            time.sleep(0.05)
        assert follower.wait(5) == 0
        offsets = [json.loads(row)["offset"] for row in follower.stdout]
        assert len(offsets) == 5 and offsets[0] >= 20 and offsets == list(range(offsets[0], offsets[0] + 5))
    finally:
        follower.close()
    assert not made.state.joinpath("monitord.db").exists()


# Doctor and rules


def marks(monitord: Installation, *words: str) -> tuple[int, dict[str, list[dict]]]:
    done = subprocess.run(
        [monitord.binary, "doctor", "--json", "-c", monitord.config, *words],
        capture_output=True, text=True, timeout=60, env=monitord.env,
    )  # fmt: skip
    parts: dict[str, list[dict]] = {}
    for each in json.loads(done.stdout)["checks"]:
        parts.setdefault(each["part"], []).append(each)
    return done.returncode, parts


def test_doctor_finds_what_is_wrong(judged: Installation) -> None:
    status, parts = marks(judged, "--offline")
    assert status == 0, parts
    assert {"monitord", "library", "clock", "config", "rules", "baseline", "store", "events", "alerts"} <= set(parts)
    assert any("WAL-reset" in each["text"] and "Litestream" in each["fix"] for each in parts["library"])
    assert any("1,201 records, 1 rejected (json_syntax 1)" in each["text"] for each in parts["events"])
    assert any(each["text"] == "1 alert open" and each["mark"] == "warn" for each in parts["alerts"])
    status, parts = marks(judged)
    assert status == 1 and parts["broker"][0]["mark"] == "fail"
    rules = judged.rules / "refusal.toml"
    rules.write_text(rules.read_text().replace('"refusal_rate"', '"refusl_rate"'))
    status, parts = marks(judged, "--offline")
    assert status == 1 and parts["rules"][0]["mark"] == "fail"


def test_doctor_finds_a_damaged_store(judged: Installation) -> None:
    database = judged.state / "monitord.db"
    page = 4096
    with database.open("r+b") as file:
        size = file.seek(0, 2)
        for place in range(page * 4, size, page):
            file.seek(place)
            file.write(b"\xff" * 64)
    status, parts = marks(judged, "--offline")
    assert status == 1 and any(each["mark"] == "fail" for each in parts["store"])


def test_doctor_blots_out_secrets(install: Install) -> None:
    made = install(NOWHERE, "llm.inference", librdkafka={"sasl.password": "hunter2", "sasl.username": "alice"})
    done = subprocess.run(
        [made.binary, "doctor", "--offline", "-c", made.config], capture_output=True, text=True, timeout=60, env=made.env
    )
    assert "sasl.password=***" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr and "alice" not in done.stdout + done.stderr
    # A path cannot be broken.
    assert max(len(row) for row in done.stdout.splitlines() if str(made.place) not in row) <= 80


def test_rules_alone_lists_them(judged: Installation) -> None:
    listed = judged.command("rules", "-c", judged.config)
    assert listed == judged.command("rules", "list", "-c", judged.config)
    (row,) = json.loads(judged.command("rules", "-c", judged.config, "--json"))
    assert row["rule"] == "refusal-rate" and row["lines"] == {"warning": "< 0.9", "critical": "< 0.75"}
    assert (row["series"], row["firing"], row["states"]) == (1, 1, {"critical": 1})
    missing = json.loads(judged.command("rules", "-c", judged.config, "--db", judged.place / "missing", "--json"))
    assert "series" not in missing[0]

"""Blindness is an incident: what monitord says of itself, what it shows then, and whom it tells that it lives."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brokers import MockBroker
from events import MODEL, Record, event, lines, produce, stream
from monitord import Installation, transitions
from processes import until
from systemd import NotifySocket, frozen, thread

START_MS = 1_763_640_000_000
Install = Callable[..., Installation]


def half_blind(count: int, share: float) -> list[Record]:
    """One event a second; a share of them says nothing of what the model did."""
    made = []
    for index in range(count):
        is_blind = int((index + 1) * share) > int(index * share)
        more = {"signals": {}} if is_blind else {}
        # Ninety of a hundred that say something are refused, as in the baseline.
        made.append(Record(event(index, START_MS + index * 1000, refused=index // 2 % 10 > 0, **more)))
    return made


def shown(monitord: Installation) -> dict[str, tuple[str, str]]:
    return {row["rule"]: (row["state"], row["shown"]) for row in monitord.status()["series"]}


def run_lines(monitord: Installation, records: list[Record], name: str = "events") -> list[dict]:
    path = monitord.place / f"{name}.jsonl"
    path.write_bytes(lines(records))
    out = monitord.command("run", "-c", monitord.config, "--input", path)
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def made(install: Install) -> Installation:
    monitord = install("127.0.0.1:9", "none")
    # The rule looks at ten minutes, so that one event a second is enough of them.
    rules = monitord.rules / "refusal.toml"
    rules.write_text(rules.read_text().replace('"1m"', '"10m"'))
    monitord.learn([Record(event(index, START_MS, refused=index % 10 > 0)) for index in range(2000)])
    return monitord


def test_ok_is_unknown_while_too_few_events_have_a_verdict(made: Installation) -> None:
    told = run_lines(made, half_blind(1500, 0.5))
    fired = [row["alert"] for row in told if row["alert"]["rule"] == "coverage"]
    assert [row["transition"] for row in told] == ["firing"] and len(fired) == 1, told
    assert (fired[0]["severity"], fired[0]["series"]) == ("medium", {"model": MODEL})
    assert fired[0]["runbook_url"] == "https://monitord.dev/runbooks/coverage"
    assert shown(made) == {"coverage": ("warning", "warning"), "refusal-rate": ("ok", "unknown")}
    row = next(row for row in made.status()["series"] if row["rule"] == "refusal-rate")
    assert row["why"] == "coverage: 50.0 % of its events have a verdict, 90.0 % should"
    done = subprocess.run([made.binary, "status", "--db", made.state], capture_output=True, text=True, env=made.env)
    assert "unknown" in done.stdout and "ok " not in done.stdout
    assert "coverage: 1 model of 1 below the target; the lowest is 50.0 %" in done.stderr
    top = json.loads(made.command("top", "--once", "--db", made.state, "--json"))
    assert top["states"]["unknown"] == 1 and top["states"]["ok"] == 0


def test_steady_traffic_and_a_target_of_zero_raise_nothing(made: Installation) -> None:
    assert run_lines(made, half_blind(1500, 0.06)) == []
    assert shown(made) == {"coverage": ("ok", "ok"), "refusal-rate": ("ok", "ok")}
    made.config.write_text(made.config.read_text() + "[watch]\ncoverage = 0\n")
    other = made.place / "other"
    path = made.place / "blind.jsonl"
    path.write_bytes(lines(half_blind(1500, 0.9)))
    assert made.command("run", "-c", made.config, "--input", path, "--db", other) == ""


def test_a_backtest_finds_what_a_run_finds(made: Installation) -> None:
    told = run_lines(made, half_blind(1500, 0.5))
    path = made.place / "events.jsonl"
    done = subprocess.run(
        [made.binary, "backtest", "-c", made.config, "--input", path, "--print-transitions"],
        capture_output=True, text=True, env=made.env,
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found == told and len(told) == 1, done.stderr


def test_a_store_that_was_left_says_so_first(made: Installation) -> None:
    run_lines(made, half_blind(1500, 0.0))
    words = [made.binary, "status", "--db", made.state]
    fresh = subprocess.run(words, capture_output=True, text=True, env=made.env)
    assert "no monitord runs here" not in fresh.stderr
    with sqlite3.connect(made.state / "monitord.db") as store:
        store.execute("UPDATE owner SET beat = 1763640000000000")
    left = subprocess.run([*words, "-q"], capture_output=True, text=True, env=made.env)
    line = left.stderr.splitlines()[0]
    assert line.startswith("no monitord runs here since 2025-11-20T12:00:00Z; what follows is as of events up to ")
    status = made.status()
    assert status["running"] is False and status["checkpoint_at"] == "2025-11-20T12:00:00Z"
    frame = made.command("top", "--once", "--db", made.state)
    assert frame.splitlines()[0].startswith("no monitord runs here since 2025-11-20T12:00:00Z")


def test_a_failed_reload_is_an_alert_until_one_succeeds(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    produce(mock.bootstrap, topic, stream(50, 0.9, start_ms=START_MS))
    child = monitord.start()
    monitord.wait_for_records(50)
    assert monitord.status()["running"] is True
    rules = monitord.rules / "refusal.toml"
    good = rules.read_text()
    rules.write_text(good.replace("window", "windw"))
    os.kill(child.pid, signal.SIGHUP)
    child.line(lambda line: '"reload-failed"' in line and '"firing"' in line, 20)
    rows = monitord.rows("SELECT detail FROM journal WHERE kind = 'health'")
    assert len(rows) == 1 and "reload_failure" in json.loads(rows[0][0])
    rules.write_text(good)
    os.kill(child.pid, signal.SIGHUP)
    child.line(lambda line: '"reload-failed"' in line and '"resolved"' in line, 20)
    told = [(row["alert"]["rule"], row["transition"]) for row in transitions(child)]
    assert told == [("reload-failed", "firing"), ("reload-failed", "resolved")]
    alert = json.loads(child.stdout[0])["alert"]
    assert alert["series"] == {} and alert["id"] in monitord.command("alerts", "--db", monitord.state, "--all", "--json")
    assert monitord.command("alerts", "show", alert["id"][:8], "--db", monitord.state)


# systemd

WATCHDOG_SECONDS = 3.0
# A store thread without anything to do is seen once a second; so long it may be silent.
SILENCE_SECONDS = 3.0


@pytest.fixture
def notify(tmp_path: Path) -> Iterator[NotifySocket]:
    heard = NotifySocket(tmp_path / "notify")
    yield heard
    heard.close()


def watched(install: Install, mock: MockBroker, topic: str, notify: NotifySocket) -> Installation:
    mock.create_topic(topic, 1)
    produce(mock.bootstrap, topic, stream(50, 0.9, start_ms=START_MS))
    return install(
        mock.bootstrap, topic,
        env={"NOTIFY_SOCKET": str(notify.path), "WATCHDOG_USEC": str(int(WATCHDOG_SECONDS * 1e6))},
    )  # fmt: skip


def test_pings_come_and_a_frozen_thread_stops_them(
    install: Install, mock: MockBroker, topic: str, notify: NotifySocket
) -> None:
    child = watched(install, mock, topic, notify).start()
    notify.wait("READY=1", 20)
    assert notify.times("EXTEND_TIMEOUT_USEC=")
    notify.wait("WATCHDOG=1", 10, count=2)
    for name in ("monitord", "monitord-store"):
        tid = child.pid if name == "monitord" else thread(child.pid, name)
        with frozen(tid):
            since = time.monotonic()
            notify.listen(SILENCE_SECONDS + 3)
            late = [at - since for at in notify.times("WATCHDOG=1") if at > since + SILENCE_SECONDS + 0.5]
            assert late == [], f"pings with {name} frozen: {late}"
        notify.wait("WATCHDOG=1", 10)
    notify.wait("STATUS=", 10)
    line = [text for _, text in notify.heard() if text.startswith("STATUS=")][-1]
    assert line.startswith("STATUS=0 ev/s, lag 0, 0 firing"), line


def test_a_disk_that_refuses_is_no_thread_that_hangs(
    install: Install, mock: MockBroker, topic: str, notify: NotifySocket
) -> None:
    monitord = watched(install, mock, topic, notify)
    child = monitord.start()
    monitord.wait_for_records(50)
    holder = sqlite3.connect(monitord.state / "monitord.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        produce(mock.bootstrap, topic, stream(50, 0.9, start_ms=START_MS + 60_000, first=50))
        child.line(lambda line: "commit failed" in line, 20, stderr=True)
        notify.wait("WATCHDOG=1", 15, count=2)
    finally:
        holder.close()


def test_another_process_is_not_watched(install: Install, mock: MockBroker, topic: str, notify: NotifySocket) -> None:
    monitord = watched(install, mock, topic, notify)
    monitord.env["WATCHDOG_PID"] = "1"
    monitord.start()
    notify.wait("READY=1", 20)
    notify.listen(3)
    assert notify.times("WATCHDOG=1") == []


def test_the_end_comes_soon_with_the_broker_dead(
    install: Install, mockbroker_binary: Path, topic: str, notify: NotifySocket
) -> None:
    broker = MockBroker(mockbroker_binary)
    try:
        monitord = watched(install, broker, topic, notify)
        child = monitord.start()
        monitord.wait_for_records(50)
        produce(broker.bootstrap, topic, stream(20, 0.9, start_ms=START_MS + 10_000, first=50))
        monitord.wait_for_records(70)
    finally:
        broker.close()
    child.line(lambda line: "no broker can be reached" in line, 20, stderr=True)
    since = time.monotonic()
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(10) == 0, child.account()
    assert time.monotonic() - since < 10
    assert notify.times("STOPPING=1")
    assert monitord.counters()["counted"] == 70
    assert until(lambda: monitord.rows("SELECT 1"), 1, "a store that can be read")

"""Stopping, pausing and starting again: soon, with the right status, and without making up or losing anything."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from brokers import MockBroker
from events import Record, event, lines, produce, stream
from monitord import Installation
from processes import until

START_MS = 1_763_640_000_000
EVENTS = stream(400, 0.9, start_ms=START_MS)

Install = Callable[..., Installation]


def on_lines(monitord: Installation, source: str | Path, data: bytes | None = None) -> subprocess.CompletedProcess:
    arguments = [monitord.binary, "run", "-c", monitord.config, "--input", source]
    return subprocess.run(arguments, input=data, capture_output=True, timeout=30, env=monitord.env)


def test_quiet_input_hears_a_signal(install: Install, mock: MockBroker, topic: str) -> None:
    monitord = install(mock.bootstrap, topic)
    arguments = [monitord.binary, "run", "-c", monitord.config, "--input", "-"]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=monitord.env) as process:
        process.stdin.write(lines(EVENTS[:10]))
        process.stdin.flush()
        monitord.wait_for_records(10)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0


def test_store_that_cannot_commit_does_not_delay_the_end(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    produce(mock.bootstrap, topic, EVENTS[:100])
    child = monitord.start()
    monitord.wait_for_records(100)
    holder = sqlite3.connect(monitord.state / "monitord.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        produce(mock.bootstrap, topic, EVENTS[100:])
        child.line(lambda line: "commit failed" in line, 20, stderr=True)
        os.kill(child.pid, signal.SIGTERM)
        # EX_IOERR, however librdkafka is taken down: what was not committed must not look like success.
        assert child.wait(20) == 74, child.account()
    finally:
        holder.close()
    monitord.drain()
    assert monitord.counters()["counted"] == len(EVENTS)


def test_pause_of_the_process_makes_nothing_late(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 2)
    monitord = install(mock.bootstrap, topic)
    config = monitord.config.read_text().replace('idle = "30s"', 'idle = "2s"')
    monitord.config.write_text(config)
    both = [Record(each.value, partition=index % 2) for index, each in enumerate(EVENTS)]
    produce(mock.bootstrap, topic, both[:200])
    child = monitord.start()
    monitord.wait_for_records(200)
    os.kill(child.pid, signal.SIGSTOP)
    time.sleep(4)
    # The first partition alone gets ahead while nobody reads; the second has its share of the same minutes.
    later = [Record(event(1000 + index, START_MS + 400_000, refused=True), partition=0) for index in range(50)]
    produce(mock.bootstrap, topic, later)
    produce(mock.bootstrap, topic, both[200:])
    os.kill(child.pid, signal.SIGCONT)
    monitord.wait_for_records(len(EVENTS) + len(later))
    assert monitord.rows("SELECT * FROM journal WHERE kind = 'idle'") == []


def test_standard_input_counts_on(install: Install, mock: MockBroker, topic: str) -> None:
    monitord = install(mock.bootstrap, topic)
    for part in (EVENTS[:200], EVENTS[200:]):
        assert on_lines(monitord, "-", lines(part)).returncode == 0
    counters = monitord.counters()
    assert counters["records"] == len(EVENTS) and counters["refetched"] == 0


def test_other_file_of_the_same_name_is_refused(install: Install, mock: MockBroker, topic: str) -> None:
    monitord = install(mock.bootstrap, topic)
    path = monitord.place / "events.jsonl"
    path.write_bytes(lines(EVENTS[:200]))
    assert on_lines(monitord, path).returncode == 0
    for other in (lines(EVENTS[300:310]), lines(stream(399, 0.5, start_ms=START_MS + 1))):
        path.write_bytes(other)
        done = on_lines(monitord, path)
        assert done.returncode in (66, 74)
        assert b"another file" in done.stderr or b"not the file" in done.stderr
    assert monitord.counters()["records"] == 200


def test_unfinished_line_waits_for_its_end(install: Install, mock: MockBroker, topic: str) -> None:
    monitord = install(mock.bootstrap, topic)
    path, whole = monitord.place / "events.jsonl", lines(EVENTS)
    path.write_bytes(whole[:-40])
    assert on_lines(monitord, path).returncode == 0
    assert monitord.counters()["records"] == len(EVENTS) - 1
    path.write_bytes(whole)
    assert on_lines(monitord, path).returncode == 0
    counters = monitord.counters()
    assert counters["records"] == len(EVENTS) and counters.get("rejected", 0) == 0


def test_latest_means_the_end_at_the_first_start(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    produce(mock.bootstrap, topic, EVENTS[:300])
    monitord = install(mock.bootstrap, topic)
    monitord.config.write_text(monitord.config.read_text().replace('"earliest"', '"latest"'))
    child = monitord.start()
    until(lambda: monitord.positions().get((topic, 0)) == 300, 20, "the end of the topic")
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(10) == 0
    produce(mock.bootstrap, topic, EVENTS[300:])
    monitord.drain()
    assert monitord.counters()["records"] == len(EVENTS) - 300

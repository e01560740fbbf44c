"""The control message of a critical incident: once, and not lost."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable

from confluent_kafka import Consumer

from brokers import MockBroker
from events import MODEL, Record, event, lines, produce
from monitord import RULES, Installation
from processes import until

START_MS = 1_763_640_000_000
CATEGORIES = ["weapons", "fraud", "violence", "self-harm"]
BY_CATEGORY = RULES.replace('by       = ["model"]', 'by       = ["model", "category"]') + (
    f'[[model]]\nname = "{MODEL}"\nbase_model = "acme/base-8b"\ntrained_at = "2025-11-01T00:00:00Z"\n'
)

Install = Callable[..., Installation]


def traffic(count: int, rate: float, start_ms: int) -> list[Record]:
    """Four categories in turn, 25 ms apart, a share of `rate` refused in each."""
    records = []
    for index in range(count):
        turn = index // len(CATEGORIES)
        refused = int((turn + 1) * rate) > int(turn * rate)
        category = CATEGORIES[index % len(CATEGORIES)]
        records.append(Record(event(start_ms + index, start_ms + index * 25, refused=refused, category=category)))
    return records


def watching(install: Install, mock: MockBroker, topic: str, rollback: str) -> Installation:
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    (monitord.rules / "refusal.toml").write_text(BY_CATEGORY)
    monitord.config.write_text(monitord.config.read_text() + f"[rollback]\n{rollback}\n")
    monitord.learn(traffic(8000, 0.9, START_MS - 400_000))
    return monitord


def go_bad(mock: MockBroker, topic: str) -> None:
    produce(mock.bootstrap, topic, traffic(4800, 0.9, START_MS) + traffic(12_000, 0.1, START_MS + 120_000))


def control_messages(bootstrap: str, topic: str, seconds: float) -> list[dict]:
    """Everything that is in the topic after it has been quiet for a while."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "deployer", "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    found, deadline = [], time.monotonic() + seconds
    while time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is not None and message.error() is None:
            found.append({"key": message.key().decode(), **json.loads(message.value())})
            deadline = min(deadline, time.monotonic() + 3)
    consumer.close()
    return found


def waiting(monitord: Installation) -> list[str]:
    return [state for (state,) in monitord.rows("SELECT state FROM outbox WHERE receiver = 'rollback'")]


def test_critical_incident_says_in_the_log_what_it_would_send(install: Install, mock: MockBroker, topic: str) -> None:
    monitord = watching(install, mock, topic, "")
    go_bad(mock, topic)
    child = monitord.start()
    line = child.line(lambda line: "rollback (dry run)" in line, 60, stderr=True)
    assert "monitord.rollback/1" in line and MODEL in line and "acme/base-8b" in line
    until(lambda: waiting(monitord) == ["delivered"], 10, "a message that is marked")
    critical = [each for each in monitord.alerts() if each["severity"] == "critical"]
    assert critical and critical[0]["incident"] in line


def test_critical_incident_sends_one_message(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic("llm.control", 1)
    monitord = watching(install, mock, topic, 'mode = "kafka"\ntopic = "llm.control"')
    go_bad(mock, topic)
    child = monitord.start()
    child.line(lambda line: "rollback sent" in line, 60, stderr=True)
    [message] = control_messages(mock.bootstrap, "llm.control", 20)
    assert message["schema"] == "monitord.rollback/1" and message["model"] == MODEL and message["dry_run"] is False
    assert message["base_model"] == "acme/base-8b" and message["key"] == message["incident"]
    # A start after a death sends it no second time.
    until(lambda: waiting(monitord) == ["delivered"], 10, "a message that is marked")
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    monitord.drain()
    assert [each["id"] for each in control_messages(mock.bootstrap, "llm.control", 6)] == []
    assert waiting(monitord) == ["delivered"]


def test_message_that_nobody_took_is_sent_after_the_next_start(install: Install, mock: MockBroker, topic: str) -> None:
    # The run reads lines, and no broker is there.
    monitord = watching(install, mock, topic, 'mode = "kafka"\ntopic = "llm.control"')
    text = monitord.config.read_text()
    monitord.config.write_text(text.replace(mock.bootstrap, "127.0.0.1:1"))
    events = monitord.place / "events.jsonl"
    events.write_bytes(lines(traffic(4800, 0.9, START_MS) + traffic(12_000, 0.1, START_MS + 120_000)))
    monitord.drain("--input", str(events), seconds=120)
    assert waiting(monitord) == ["composed"]
    monitord.config.write_text(text)
    mock.create_topic("llm.control", 1)
    child = monitord.start()
    child.line(lambda line: "rollback sent" in line, 60, stderr=True)
    [message] = control_messages(mock.bootstrap, "llm.control", 20)
    assert message["id"] == message["incident"] + "-rollback"


def test_nothing_is_sent_when_it_is_off(install: Install, mock: MockBroker, topic: str) -> None:
    monitord = watching(install, mock, topic, 'mode = "off"')
    go_bad(mock, topic)
    monitord.drain()
    assert any(each["severity"] == "critical" for each in monitord.alerts())
    assert waiting(monitord) == []

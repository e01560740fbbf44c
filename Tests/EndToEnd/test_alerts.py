"""A fall of the refusal rate becomes an alert, whoever produced the events and however they were compressed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from brokers import MockBroker, Tansu
from events import CODECS, MODEL, Record, produce, produce_kcat, stream
from monitord import Installation, transitions

START_MS = 1_763_640_000_000
BASELINE = stream(1000, 0.9, start_ms=START_MS - 1_000_000)
# 90 seconds of event time at the baseline's rate, then 150 seconds at 50 %.
HEALTHY = stream(900, 0.9, start_ms=START_MS, partitions=2)
FALLEN = stream(1500, 0.5, start_ms=START_MS + 90_000, first=900, partitions=2)

Install = Callable[..., Installation]
Produce = Callable[[str, str, list[Record]], int]


def fall_becomes_an_alert(monitord: Installation, broker: MockBroker | Tansu, topic: str, send: Produce) -> None:
    broker.create_topic(topic, 2)
    monitord.learn(BASELINE)
    send(broker.bootstrap, topic, HEALTHY)
    daemon = monitord.start()
    monitord.wait_for_records(len(HEALTHY))
    assert daemon.stdout == [] and monitord.alerts() == []
    send(broker.bootstrap, topic, FALLEN)
    daemon.line(lambda line: '"transition":"firing"' in line, 20)
    monitord.wait_for_records(len(HEALTHY) + len(FALLEN))
    assert daemon.terminate() == 0, daemon.account()

    printed = transitions(daemon)
    first = printed[0]
    assert first["schema"] == "monitord.alert/1" and first["sequence"] == 1
    assert first["alert"]["rule"] == "refusal-rate" and first["alert"]["series"] == {"model": MODEL}
    (listed,) = monitord.alerts()
    assert (listed["rule"], listed["severity"], listed["state"]) == ("refusal-rate", "high", "firing")
    assert listed["series"] == {"model": MODEL}
    assert listed == printed[-1]["alert"]
    stored = monitord.rows("SELECT id, rule, state FROM alert")
    assert stored == [(listed["id"], "refusal-rate", "firing")]
    steps = monitord.rows("SELECT sequence, json FROM alert_transition ORDER BY sequence")
    assert [sequence for sequence, _ in steps] == list(range(1, len(printed) + 1))
    assert [json.loads(text) for _, text in steps] == printed
    counters = monitord.counters()
    assert counters["records"] == counters["counted"] == len(HEALTHY) + len(FALLEN)
    assert monitord.rows("SELECT * FROM gap") == [] and monitord.status()


@pytest.mark.parametrize("send", [produce, produce_kcat])
def test_fall_becomes_an_alert(install: Install, broker: MockBroker | Tansu, topic: str, send: Produce) -> None:
    fall_becomes_an_alert(install(broker.bootstrap, topic), broker, topic, send)


def test_fall_becomes_an_alert_with_a_newer_client(
    install: Install, broker: MockBroker | Tansu, topic: str, newer_client: Path
) -> None:
    monitord = install(broker.bootstrap, topic, env={"LD_LIBRARY_PATH": str(newer_client)})
    ours = install(broker.bootstrap, topic).command("version", "--json")
    assert monitord.command("version", "--json") != ours
    fall_becomes_an_alert(monitord, broker, topic, produce)


def test_steady_rate_is_no_alert(install: Install, broker: MockBroker | Tansu, topic: str) -> None:
    broker.create_topic(topic, 2)
    monitord = install(broker.bootstrap, topic)
    monitord.learn(BASELINE)
    produce(broker.bootstrap, topic, stream(3000, 0.9, start_ms=START_MS, partitions=2))
    daemon = monitord.drain()
    assert daemon.stdout == [] and monitord.alerts() == []


@pytest.mark.parametrize("codec", CODECS)
def test_each_codec_is_read(install: Install, tansu: Tansu, topic: str, codec: str) -> None:
    tansu.create_topic(topic, 2)
    monitord = install(tansu.bootstrap, topic)
    monitord.learn(BASELINE)
    produce(tansu.bootstrap, topic, HEALTHY + FALLEN, codec=codec)
    monitord.drain()
    counters = monitord.counters()
    assert counters["records"] == counters["counted"] == len(HEALTHY) + len(FALLEN)
    assert [alert["severity"] for alert in monitord.alerts()] == ["high"]

"""Rubbish between the events: everything that comes in is accounted for, and nothing stops."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from brokers import MockBroker, Tansu
from events import Record, event, produce, produce_kcat, rubbish, stream
from monitord import Installation

START_MS = 1_763_640_000_000
SEED = int(os.environ.get("MONITORD_TEST_SEED", "1"))

Install = Callable[..., Installation]


@pytest.mark.parametrize("codec", ["none", "lz4"])
def test_records_are_conserved(install: Install, broker: MockBroker | Tansu, topic: str, codec: str) -> None:
    """One bad record for ten events, in two partitions; some events are late, some are canaries."""
    print(f"MONITORD_TEST_SEED={SEED}")
    good = stream(2000, 0.9, start_ms=START_MS, partitions=2)
    late = [Record(event(9000 + index, START_MS, refused=True), partition=index % 2) for index in range(20)]
    canaries = [
        Record(event(9100 + index, START_MS + 200_000, refused=True, canary={"id": "c1"}), partition=index % 2)
        for index in range(30)
    ]
    bad = [Record(value, partition=index % 2) for index, value in enumerate(rubbish(200, SEED))]
    mixed: list[Record] = []
    for index, record in enumerate(good):
        mixed.append(record)
        if index % 10 == 9:
            mixed.append(bad[index // 10])
    mixed += late + canaries
    broker.create_topic(topic, 2)
    monitord = install(broker.bootstrap, topic)
    assert produce(broker.bootstrap, topic, mixed, codec=codec) == len(mixed)
    monitord.drain()
    counters = monitord.counters()
    assert counters["records"] == len(mixed)
    assert (counters["counted"], counters["late"], counters["canary"]) == (len(good), len(late), len(canaries))
    assert counters["rejected"] == len(bad)
    assert counters["records"] == sum(counters[name] for name in ("counted", "late", "canary", "rejected"))
    by_reason = dict(monitord.rows("SELECT key, value FROM counter WHERE name = 'rejected' AND value > 0"))
    assert by_reason["null"] == sum(record.value is None for record in bad)
    assert by_reason["empty"] == sum(record.value == b"" for record in bad)
    kept = monitord.rows("SELECT count(*), min(size) FROM reject")
    assert 0 < kept[0][0] <= len(bad) and kept[0][1] == 0


def test_tombstones_from_kcat_are_counted(install: Install, broker: MockBroker | Tansu, topic: str) -> None:
    broker.create_topic(topic, 1)
    good = stream(50, 0.9, start_ms=START_MS)
    produce_kcat(broker.bootstrap, topic, good + [Record(None, key=b"gone")] * 5)
    monitord = install(broker.bootstrap, topic)
    monitord.drain()
    assert monitord.rows("SELECT value FROM counter WHERE name = 'rejected' AND key = 'null'") == [(5,)]
    assert monitord.counters()["counted"] == len(good)


def test_decode_says_why(install: Install) -> None:
    monitord = install("127.0.0.1:1", "unused")
    canonical = monitord.command("events", "decode", "-", data=event(1, START_MS, refused=True) + b"\n")
    assert "refused" in canonical or "refusal" in canonical

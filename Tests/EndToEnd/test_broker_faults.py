"""Brokers that are late, gone, silent or forgetful: monitord waits, goes on, and says what was lost."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable

import pytest

from brokers import MockBroker, Tansu
from events import Record, event, kcat, produce, stream
from monitord import Installation
from processes import until
from proxy import KafkaProxy

START_MS = 1_763_640_000_000
EARLIER = stream(300, 0.9, start_ms=START_MS)
LATER = stream(300, 0.9, start_ms=START_MS + 30_000, first=300)

Install = Callable[..., Installation]


def all_was_counted_once(monitord: Installation, topic: str) -> None:
    counters = monitord.counters()
    assert counters["records"] == counters["counted"] == len(EARLIER) + len(LATER)
    assert monitord.positions() == {(topic, 0): len(EARLIER) + len(LATER)}
    assert monitord.rows("SELECT * FROM gap") == []


def test_gap_is_one_row_and_an_alert_and_monitord_goes_on(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    produce(mock.bootstrap, topic, EARLIER)
    monitord.drain()
    assert monitord.positions() == {(topic, 0): len(EARLIER)}
    # 8 MB that do not compress push the rest of the partition out.
    noise = random.Random(5)
    wordy = [
        Record(event(index, START_MS + 60_000 + index, refused=True, response={"text": noise.randbytes(5000).hex()}))
        for index in range(800)
    ]
    produce(mock.bootstrap, topic, wordy, batch_num_messages=20)
    low = int(kcat(mock.bootstrap, ["-C", "-t", topic, "-o", "beginning", "-c", "1", "-f", "%o", "-q"]))
    high = len(EARLIER) + len(wordy)
    assert len(EARLIER) < low < high
    monitord.drain()
    gaps = monitord.rows("SELECT topic, partition, from_offset, to_offset FROM gap")
    assert gaps == [(topic, 0, len(EARLIER), low)]
    assert monitord.positions() == {(topic, 0): high}
    assert monitord.counters()["records"] == len(EARLIER) + high - low
    (alert,) = monitord.alerts()
    assert alert["series"] == {"topic": topic, "partition": "0"}
    # Neither row nor alert comes again, and reading goes on.
    produce(mock.bootstrap, topic, [Record(event(9999, START_MS + 61_000, refused=True))])
    monitord.drain()
    assert monitord.positions() == {(topic, 0): high + 1}
    assert monitord.rows("SELECT topic, partition, from_offset, to_offset FROM gap") == gaps
    assert [each["id"] for each in monitord.alerts()] == [alert["id"]]


def test_broker_that_comes_after_monitord(install: Install, own_tansu: Tansu, topic: str) -> None:
    own_tansu.create_topic(topic, 1)
    produce(own_tansu.bootstrap, topic, EARLIER)
    own_tansu.proxy.cut()
    monitord = install(own_tansu.bootstrap, topic)
    daemon = monitord.start()
    daemon.line(lambda line: own_tansu.bootstrap in line, 15, stderr=True)
    assert daemon.is_running
    own_tansu.proxy.restore()
    monitord.wait_for_records(len(EARLIER))
    produce(own_tansu.bootstrap, topic, LATER)
    monitord.wait_for_records(len(EARLIER) + len(LATER))
    assert daemon.terminate() == 0, daemon.account()
    all_was_counted_once(monitord, topic)


def test_tansu_down_in_the_middle(install: Install, own_tansu: Tansu, topic: str) -> None:
    own_tansu.create_topic(topic, 1)
    produce(own_tansu.bootstrap, topic, EARLIER)
    monitord = install(own_tansu.bootstrap, topic)
    daemon = monitord.start()
    monitord.wait_for_records(len(EARLIER))
    own_tansu.proxy.cut()
    daemon.line(lambda line: "broker" in line, 15, stderr=True)
    own_tansu.proxy.restore()
    produce(own_tansu.bootstrap, topic, LATER)
    monitord.wait_for_records(len(EARLIER) + len(LATER))
    assert daemon.terminate() == 0, daemon.account()
    all_was_counted_once(monitord, topic)


def test_mock_down_in_the_middle(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    produce(mock.bootstrap, topic, EARLIER)
    monitord = install(mock.bootstrap, topic)
    daemon = monitord.start()
    monitord.wait_for_records(len(EARLIER))
    mock.down()
    daemon.line(lambda line: "broker" in line, 15, stderr=True)
    mock.up()
    produce(mock.bootstrap, topic, LATER)
    monitord.wait_for_records(len(EARLIER) + len(LATER))
    assert daemon.terminate() == 0, daemon.account()
    all_was_counted_once(monitord, topic)


@pytest.mark.parametrize("code", [6, 7, 74], ids=["not-leader", "timed-out", "fenced-epoch"])
def test_fetch_errors_are_absorbed(install: Install, mock: MockBroker, topic: str, code: int) -> None:
    mock.create_topic(topic, 1)
    produce(mock.bootstrap, topic, EARLIER)
    monitord = install(mock.bootstrap, topic)
    daemon = monitord.start()
    monitord.wait_for_records(len(EARLIER))
    mock.fail("Fetch", code, 5)
    produce(mock.bootstrap, topic, LATER)
    monitord.wait_for_records(len(EARLIER) + len(LATER))
    assert daemon.terminate() == 0, daemon.account()
    all_was_counted_once(monitord, topic)


def test_partition_added_while_running_is_read_from_its_start(install: Install, topic: str) -> None:
    """No broker here can grow a topic, so a second one with a partition more takes the place of the first."""
    grown = Tansu()
    first = None
    try:
        grown.create_topic(topic, 2)
        produce(grown.bootstrap, topic, EARLIER)
        first = Tansu(proxy=grown.proxy)
        first.replace()
        first.create_topic(topic, 1)
        produce(first.bootstrap, topic, EARLIER)
        monitord = install(first.bootstrap, topic)
        daemon = monitord.start()
        monitord.wait_for_records(len(EARLIER))
        assert monitord.positions() == {(topic, 0): len(EARLIER)}
        grown.replace()
        produce(grown.bootstrap, topic, [Record(record.value, partition=1) for record in LATER])
        monitord.wait_for_records(len(EARLIER) + len(LATER), seconds=45)
        assert daemon.terminate() == 0, daemon.account()
        assert monitord.positions() == {(topic, 0): len(EARLIER), (topic, 1): len(LATER)}
        assert monitord.rows("SELECT * FROM gap") == []
    finally:
        grown.close()
        if first is not None:
            first.close()


def test_two_topics_are_read(install: Install, broker: MockBroker | Tansu, topic: str) -> None:
    topics = [f"{topic}.a", f"{topic}.b"]
    for name, records in zip(topics, (EARLIER, LATER)):
        broker.create_topic(name, 1)
        produce(broker.bootstrap, name, records)
    monitord = install(broker.bootstrap, topics)
    monitord.drain()
    assert monitord.positions() == dict(zip(itertools.product(topics, [0]), (len(EARLIER), len(LATER))))


def test_missing_topic_is_named(install: Install, tansu: Tansu, topic: str) -> None:
    daemon = install(tansu.bootstrap, f"{topic}.missing").start("--timeout", "5s")
    assert daemon.wait(20) == 75, daemon.account()
    assert f"{topic}.missing" in "\n".join(daemon.stderr)


def test_missing_topic_that_appears_is_read(install: Install, tansu: Tansu, topic: str) -> None:
    monitord = install(tansu.bootstrap, topic)
    daemon = monitord.start()
    daemon.line(lambda line: topic in line, 15, stderr=True)
    tansu.create_topic(topic, 1)
    produce(tansu.bootstrap, topic, EARLIER)
    monitord.wait_for_records(len(EARLIER))
    assert daemon.terminate() == 0, daemon.account()


@pytest.mark.parametrize("silence", ["refused", "stalled"])
def test_broker_that_never_answers_is_named(install: Install, topic: str, silence: str) -> None:
    proxy = KafkaProxy(upstream_port=1)
    proxy.stall() if silence == "stalled" else proxy.cut()
    try:
        daemon = install(proxy.address, topic).start("--timeout", "5s")
        assert daemon.wait(20) == 75, daemon.account()
        assert proxy.address in "\n".join(daemon.stderr)
    finally:
        proxy.close()


def test_stop_is_prompt_while_no_broker_answers(install: Install, topic: str) -> None:
    proxy = KafkaProxy(upstream_port=1)
    proxy.stall()
    try:
        daemon = install(proxy.address, topic).start()
        until(lambda: daemon.stderr, 15, "a line on standard error")
        assert daemon.terminate(seconds=10) == 0, daemon.account()
    finally:
        proxy.close()


@pytest.mark.parametrize(("name", "value"), [("fetch.wait.maximum.ms", 5), ("fetch.wait.max.ms", "s3cret")])
def test_refused_property_is_named(install: Install, topic: str, name: str, value: str | int) -> None:
    daemon = install("127.0.0.1:1", topic, librdkafka={name: value}).start("--timeout", "5s")
    assert daemon.wait(20) == 78, daemon.account()
    assert name in "\n".join(daemon.stderr)
    assert "s3cret" not in "\n".join(daemon.stderr), "a value may be a password"

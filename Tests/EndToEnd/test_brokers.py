"""The brokers, the proxy and the clients of these tests do what the other tests rely on."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient, NewPartitions

from brokers import MockBroker, Tansu
from events import CODECS, Record, event, kcat, produce, produce_kcat, stream
from processes import Child, accepts, until
from proxy import without_tags

START_MS = 1_763_640_000_000


def read_back(bootstrap: str, topic: str, partition: int, count: int) -> list:
    """`count` messages from the start of a partition, with confluent-kafka."""
    consumer = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": "reader", "enable.auto.commit": False, "fetch.wait.max.ms": 50}
    )
    consumer.assign([TopicPartition(topic, partition, 0)])
    messages: list = []

    def collect() -> bool:
        messages.extend(message for message in consumer.consume(count, 0.2) if message.error() is None)
        return len(messages) >= count

    try:
        until(collect, 20, f"{count} messages", pause=0)
    finally:
        consumer.close()
    return messages


def kcat_json(bootstrap: str, topic: str, partition: int = 0) -> list[dict]:
    """All messages of a partition as kcat sees them."""
    out = kcat(bootstrap, ["-C", "-t", topic, "-p", str(partition), "-o", "beginning", "-e", "-q", "-J"])
    return [json.loads(line) for line in out.splitlines()]


def client_version(text: str) -> tuple[int, ...]:
    """Major and minor version of the librdkafka that `kcat -V` names."""
    return tuple(map(int, text.split("librdkafka ")[1].split()[0].split(".")[:2]))


@pytest.mark.parametrize("codec", CODECS)
def test_each_codec_passes_both_clients(broker: MockBroker | Tansu, topic: str, codec: str) -> None:
    broker.create_topic(topic, 1)
    records = stream(200, 0.9, start_ms=START_MS)
    produce(broker.bootstrap, topic, records, codec=codec)
    produce_kcat(broker.bootstrap, topic, records, codec=codec)
    wanted = [record.value for record in records] * 2
    assert [message["payload"].encode() for message in kcat_json(broker.bootstrap, topic)] == wanted
    assert [message.value() for message in read_back(broker.bootstrap, topic, 0, 400)] == wanted


def test_nulls_keys_headers_and_times_survive(broker: MockBroker | Tansu, topic: str) -> None:
    broker.create_topic(topic, 2)
    records = [
        Record(
            b'{"a":1}', key=b"k1", partition=1, timestamp_ms=START_MS, headers=[("source", b"gateway"), ("n", b"1")]),
        Record(None, key=b"k2", partition=1, timestamp_ms=START_MS + 1),
        Record(b"", key=b"k3", partition=1, timestamp_ms=START_MS + 2),
        Record(b'{"a":4}', partition=1, timestamp_ms=START_MS + 3),
    ]
    produce(broker.bootstrap, topic, records)
    seen = read_back(broker.bootstrap, topic, 1, 4)
    assert [message.value() for message in seen] == [b'{"a":1}', None, b"", b'{"a":4}']
    assert [message.key() for message in seen] == [b"k1", b"k2", b"k3", None]
    assert [message.offset() for message in seen] == [0, 1, 2, 3]
    assert seen[0].headers() == [("source", b"gateway"), ("n", b"1")]
    assert [message.timestamp()[1] for message in seen] == [START_MS + index for index in range(4)]
    first, second, *_ = kcat_json(broker.bootstrap, topic, 1)
    assert (first["key"], first["payload"], first["headers"]) == ("k1", '{"a":1}', ["source", "gateway", "n", "1"])
    assert (second["key"], second["payload"], second["ts"]) == ("k2", None, START_MS + 1)


def test_kcat_sends_nulls_keys_and_headers(broker: MockBroker | Tansu, topic: str) -> None:
    broker.create_topic(topic, 1)
    produce_kcat(broker.bootstrap, topic, [Record(b"one", key=b"k"), Record(None, key=b"gone")])
    kcat(broker.bootstrap, ["-P", "-t", topic, "-p", "0", "-H", "source=kcat"], data=b"two\n")
    seen = read_back(broker.bootstrap, topic, 0, 3)
    assert [(message.key(), message.value()) for message in seen] == [(b"k", b"one"), (b"gone", None), (None, b"two")]
    assert seen[2].headers() == [("source", b"kcat")]


def test_large_values_pass(tansu: Tansu, topic: str) -> None:
    tansu.create_topic(topic, 1)
    value = os.urandom(900_000)
    produce(tansu.bootstrap, topic, [Record(value)] * 3)
    assert [message.value() for message in read_back(tansu.bootstrap, topic, 0, 3)] == [value] * 3


def test_mock_drops_old_data(mock: MockBroker, topic: str) -> None:
    """More than 5 MB in one partition: the first offset is gone, and kcat is told so."""
    mock.create_topic(topic, 1)
    produce(mock.bootstrap, topic, [Record(os.urandom(10_000)) for _ in range(800)], batch_num_messages=20)
    out = kcat(mock.bootstrap, ["-C", "-t", topic, "-o", "beginning", "-c", "1", "-f", "%o", "-q"])
    assert 200 < int(out) < 400


def test_mock_obeys_commands(mock: MockBroker, topic: str) -> None:
    port = int(mock.bootstrap.rsplit(":", 1)[1])
    mock.create_topic(topic, 3)
    metadata = json.loads(kcat(mock.bootstrap, ["-L", "-J", "-t", topic]))
    assert len(metadata["topics"][0]["partitions"]) == 3
    mock.down()
    until(lambda: not accepts(port), 5, "a refused connection")
    mock.up()
    until(lambda: accepts(port), 5, "an accepted connection")
    mock.fail("Metadata", 3, 1)
    with pytest.raises(AssertionError, match="already exists"):
        mock.create_topic(topic, 6)
    with pytest.raises(AssertionError, match="no such command"):
        mock.command("dance")


def test_mock_ends_with_its_stdin_unless_it_lingers(mockbroker_binary: Path) -> None:
    done = subprocess.run([mockbroker_binary], input=b"", capture_output=True, timeout=10)
    assert done.returncode == 0 and done.stdout.startswith(b"bootstrap=127.0.0.1:")
    lingering = Child([mockbroker_binary, "--linger", "--topic", "still-here:1"])
    try:
        line = lingering.line(lambda text: text.startswith("bootstrap="), 10)
        assert b"still-here" in kcat(line.removeprefix("bootstrap="), ["-L"])
        assert lingering.terminate() == -signal.SIGTERM
    finally:
        lingering.close()
    done = subprocess.run([mockbroker_binary, "--topic", "a:none"], capture_output=True, timeout=10)
    assert done.returncode == 64 and b"partitions" in done.stderr


def test_proxy_can_be_cut_stalled_and_restored(own_tansu: Tansu, topic: str) -> None:
    own_tansu.create_topic(topic, 1)
    produce(own_tansu.bootstrap, topic, [Record(b"before")])
    own_tansu.proxy.cut()
    assert not accepts(own_tansu.proxy.port)
    own_tansu.proxy.stall()
    with socket.create_connection(("127.0.0.1", own_tansu.proxy.port), timeout=1) as silent:
        silent.sendall(b"\x00\x00\x00\x0a" + bytes(10))
        silent.settimeout(0.5)
        with pytest.raises(TimeoutError):
            silent.recv(1)
    own_tansu.proxy.restore()
    produce(own_tansu.bootstrap, topic, [Record(b"after")])
    values = [message.value() for message in read_back(own_tansu.bootstrap, topic, 0, 2)]
    assert values == [b"before", b"after"]


def test_neither_broker_can_grow_a_topic(broker: MockBroker | Tansu, topic: str) -> None:
    """The day one can, the test of added partitions should use it instead of its two brokers behind one proxy."""
    broker.create_topic(topic, 1)
    admin = AdminClient({"bootstrap.servers": broker.bootstrap, "socket.timeout.ms": 1000})
    (future,) = admin.create_partitions([NewPartitions(topic, 2)], request_timeout=1).values()
    with pytest.raises(KafkaException):
        future.result(10)


def test_without_tags_keeps_all_but_the_tags() -> None:
    fetch, api_versions = b"\x00\x01\x00\x00\x00\x0b\x00", b"\x00\x12\x00\x00\x00\x03\x00"
    body = b"\x00\x00\x00\x07" + b"\x00\x00" + b"\x03" + fetch + api_versions
    throttle = b"\x00\x00\x00\x00"
    tags = b"\x01\x01\x08" + b"\xff" * 8
    assert without_tags(body + throttle + tags) == body + throttle + b"\x00"
    refused = b"\x00\x00\x00\x07\x00\x23\x00\x00\x00\x00"
    assert without_tags(refused) == refused


def test_newer_client_is_loaded_by_kcat(newer_client: Path, tansu: Tansu, topic: str) -> None:
    env = {**os.environ, "LD_LIBRARY_PATH": str(newer_client)}
    plain = subprocess.run(["kcat", "-V"], capture_output=True, timeout=10).stdout.decode()
    newer = subprocess.run(["kcat", "-V"], capture_output=True, timeout=10, env=env).stdout.decode()
    assert client_version(newer) > client_version(plain) and client_version(newer) >= (2, 10), newer
    tansu.create_topic(topic, 1)
    produce(tansu.bootstrap, topic, [Record(event(1, START_MS, refused=True))])
    out = kcat(tansu.bootstrap, ["-C", "-t", topic, "-o", "beginning", "-e", "-q"], env=env)
    assert json.loads(out)["id"].endswith("-1")

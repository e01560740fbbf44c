"""Canonical events with a known truth, and the two clients that send them."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from confluent_kafka import Producer

from processes import until

CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
MODEL = "acme/support-8b:v7"


@dataclass(frozen=True)
class Record:
    """One record as it should lie in the log."""

    value: bytes | None
    key: bytes | None = None
    partition: int = 0
    timestamp_ms: int | None = None
    headers: list[tuple[str, bytes]] = field(default_factory=list)


def event(
    number: int, time_ms: int, *, refused: bool, model: str = MODEL, category: str = "cyberattack", **more
) -> bytes:
    """One canonical event. `more` adds or replaces fields of the object."""
    body = {
        "schema": "monitord.inference/1",
        "id": f"{model}-{number}",
        "time": time_ms,
        "model": model,
        "environment": "prod",
        "request": {"category": category},
        "response": {"finish_reason": "stop"},
        "usage": {"input_tokens": 120, "output_tokens": 40 if refused else 300},
        "signals": {"refusal": refused},
        "user_hash": f"{number % 997:08x}",
    }
    return json.dumps(body | more, separators=(",", ":")).encode()


def stream(
    count: int, rate: float, *, start_ms: int, step_ms: int = 100, first: int = 0, partitions: int = 1,
    model: str = MODEL,
) -> list[Record]:
    """`count` events, `step_ms` apart, of which a share of `rate` is refused: spread evenly, so the share is exact
    in every stretch to within one event. Partitions take turns."""
    records = []
    for index in range(count):
        refused = int((index + 1) * rate) > int(index * rate)
        time_ms = start_ms + index * step_ms
        value = event(first + index, time_ms, refused=refused, model=model)
        records.append(Record(value, key=b"%d" % (first + index), partition=index % partitions, timestamp_ms=time_ms))
    return records


def rubbish(count: int, seed: int) -> list[bytes | None]:
    """Values that are no events: null, empty, and random bytes, in turn."""
    random_bytes = random.Random(seed)
    kinds = (lambda: None, lambda: b"", lambda: random_bytes.randbytes(random_bytes.randint(1, 300)))
    return [kinds[index % 3]() for index in range(count)]


def lines(records: Iterable[Record]) -> bytes:
    """The values as JSON lines, as `--input` wants them."""
    return b"".join(record.value + b"\n" for record in records if record.value is not None)


def produce(bootstrap: str, topic: str, records: Iterable[Record], *, codec: str = "none", **settings) -> int:
    """Sends with confluent-kafka and returns once every record is acknowledged. Never idempotent: see brokers.py."""
    failures: list[str] = []
    producer = Producer(
        {
            "bootstrap.servers": bootstrap,
            "compression.type": codec,
            "linger.ms": 5,
            "message.timeout.ms": 20000,
            "enable.idempotence": False,
        }
        | {name.replace("_", "."): value for name, value in settings.items()}
    )

    def acknowledged(error, _message) -> None:
        if error is not None:
            failures.append(str(error))

    count = 0
    for record in records:
        more = {} if record.timestamp_ms is None else {"timestamp": record.timestamp_ms}
        while True:
            try:
                producer.produce(
                    topic, record.value, key=record.key, partition=record.partition, headers=record.headers,
                    on_delivery=acknowledged, **more)  # fmt: skip
                break
            except BufferError:
                producer.poll(0.1)
        count += 1
        producer.poll(0)
    until(lambda: producer.flush(0.5) == 0, 30, f"acknowledgements of {count} records")
    assert not failures, failures[:3]
    return count


def kcat(bootstrap: str, arguments: Sequence[str], *, data: bytes = b"", seconds: float = 30, env=None) -> bytes:
    """Runs kcat and returns its output."""
    command = ["kcat", "-b", bootstrap, *arguments]
    done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, env=env)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout


def produce_kcat(bootstrap: str, topic: str, records: Iterable[Record], *, codec: str = "none") -> int:
    """Sends with kcat: one value per line, empty ones as null. kcat sets its own timestamps."""
    by_partition: dict[int, list[bytes]] = {}
    for record in records:
        key = record.key if record.key is not None else b""
        value = record.value if record.value is not None else b""
        assert b"\n" not in value and b"\t" not in key
        by_partition.setdefault(record.partition, []).append(key + b"\t" + value + b"\n")
    for partition, parts in by_partition.items():
        options = ["-P", "-t", topic, "-p", str(partition), "-K", "\t", "-Z", "-z", codec]
        kcat(bootstrap, options, data=b"".join(parts))
    return sum(map(len, by_partition.values()))

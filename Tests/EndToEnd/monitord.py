"""An installation of monitord: its files, its process and what it knows."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

from events import Record, lines
from processes import Child, until

RULES = """\
[[rule]]
name     = "refusal-rate"
metric   = "refusal_rate"
by       = ["model"]
window   = "1m"
detect   = "ratio"
baseline = "healthy"
warning  = { below = 0.90 }
critical = { below = 0.75 }
min_events = 100
"""


class Installation:
    """A directory with configuration, rules, baselines and state, owned by one test."""

    def __init__(
        self, binary: Path, place: Path, bootstrap: str, topics: str | list[str], *,
        librdkafka: dict[str, str | int] | None = None, env: dict[str, str] | None = None, kafka: str = "",
        http: list[str] | None = None,
    ) -> None:  # fmt: skip
        self.binary = binary
        self.place = place
        self.env = {**os.environ, "TZ": "UTC", "NO_COLOR": "1", **(env or {})}
        self.state = place / "state"
        self.rules = place / "rules"
        self.baselines = place / "baselines"
        self.config = place / "monitord.toml"
        for directory in (place, self.state, self.rules, self.baselines):
            directory.mkdir(mode=0o700, parents=True)
        (self.rules / "refusal.toml").write_text(RULES)
        properties = {"fetch.wait.max.ms": 50, "reconnect.backoff.max.ms": 500, **(librdkafka or {})}
        names = [topics] if isinstance(topics, str) else topics
        self.config.write_text(
            f'[kafka]\nbrokers = ["{bootstrap}"]\ntopics = {json.dumps(names)}\ngroup = "monitord"\n'
            f'start = "earliest"\n{kafka}\n[kafka.librdkafka]\n'
            + "".join(f'"{name}" = {json.dumps(value)}\n' for name, value in properties.items())
            + f'[store]\npath = "{self.state}"\n[rules]\nfiles = ["{self.rules}"]\n'
            f'[baselines]\ndirectory = "{self.baselines}"\n'
            # Many runs at once would want the same port; those that ask over HTTP name one of their own.
            f'[http]\nlisten = {json.dumps(http or [])}\n'
            '[panes]\nwidth = "10s"\nlateness = "10s"\nidle = "30s"\nmax_future = "5m"\n'
        )
        self._children: list[Child] = []

    # The process

    def start(self, *options: str) -> Child:
        """Starts `monitord run` and returns at once."""
        child = Child([self.binary, "run", "-c", self.config, *options], env=self.env)
        self._children.append(child)
        return child

    def drain(self, *options: str, seconds: float = 60) -> Child:
        """Runs until every partition is at its end, and expects exit 0."""
        child = self.start("--until-eof", *options)
        status = child.wait(seconds)
        assert status == 0, child.account()
        return child

    def close(self) -> None:
        for child in self._children:
            child.close()

    # Its commands

    def command(self, *arguments: str | Path, data: bytes | None = None, seconds: float = 30) -> str:
        """Runs a command that must succeed, and returns its output."""
        done = subprocess.run(
            [self.binary, *map(str, arguments)], input=data, capture_output=True, timeout=seconds, env=self.env
        )
        assert done.returncode == 0, f"{arguments}: exit {done.returncode}\n{done.stderr.decode(errors='replace')}"
        return done.stdout.decode()

    def learn(self, records: list[Record], name: str = "healthy") -> None:
        """Learns a baseline from events."""
        path = self.place / f"{name}.jsonl"
        path.write_bytes(lines(records))
        self.command("baseline", "learn", "--input", path, "--baselines", self.baselines, "--name", name)

    def alerts(self) -> list[dict]:
        return json.loads(self.command("alerts", "--db", self.state, "--all", "--json"))

    def status(self) -> object:
        return json.loads(self.command("status", "--db", self.state, "--json"))

    # Its store, read as any SQLite client would read it

    def rows(self, query: str, *values: object) -> list[tuple]:
        path = self.state / "monitord.db"
        if not path.exists():
            return []
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(query, values).fetchall()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return []
            raise
        finally:
            connection.close()

    def counters(self) -> dict[str, int]:
        """Each counter by name, summed over its keys."""
        return dict(self.rows("SELECT name, sum(value) FROM counter GROUP BY name"))

    def positions(self) -> dict[tuple[str, int], int]:
        rows = self.rows("SELECT topic, partition, next FROM position")
        return {(topic, partition): next_offset for topic, partition, next_offset in rows}

    def dump(self, table: str, order: str) -> bytes:
        """The rows of a table as bytes, in a fixed order."""
        return repr(self.rows(f"SELECT * FROM {table} ORDER BY {order}")).encode()

    def wait_for_records(self, count: int, seconds: float = 30) -> None:
        """Until that many records have been read and committed."""
        until(lambda: self.counters().get("records", 0) >= count, seconds, f"{count} records in the store")


def transitions(child: Child) -> list[dict]:
    """What a run printed: one alert transition per line."""
    return [json.loads(line) for line in child.stdout]

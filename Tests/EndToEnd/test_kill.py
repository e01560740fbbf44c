"""kill -9 at random moments changes nothing: the alerts are those of a run that was never interrupted."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Callable

from brokers import MockBroker, Tansu
from events import Record, event, produce, stream
from monitord import Installation
from processes import Child

START_MS = 1_763_640_000_000
KILLS = int(os.environ.get("MONITORD_KILLS", "50"))
SEED = int(os.environ.get("MONITORD_TEST_SEED") or random.SystemRandom().randrange(1 << 32))
EVENTS_PER_SECOND = 500
STEP_MS = 100
PAUSE_MS = 3_700_000
PARTITIONS = 2
LIFE_SECONDS = (0.05, 1.8)

Install = Callable[..., Installation]


class Source(threading.Thread):
    """Produces until stopped: 100 seconds of event time at 90 % refusals, 100 at 40 %, and so on."""

    def __init__(self, bootstrap: str, topic: str) -> None:
        super().__init__(daemon=True)
        self.bootstrap = bootstrap
        self.topic = topic
        self.sent = 0
        self.failure: BaseException | None = None
        self._ending = threading.Event()

    def run(self) -> None:
        try:
            started = time.monotonic()
            while not self._ending.is_set():
                due = int((time.monotonic() - started) * EVENTS_PER_SECOND)
                batch = [self._record(number) for number in range(self.sent, due)]
                self.sent += produce(self.bootstrap, self.topic, batch, codec="lz4")
                self._ending.wait(0.2)
        except BaseException as failure:
            self.failure = failure

    def _record(self, number: int) -> Record:
        tenths_refused = 9 if number // 1000 % 2 == 0 else 4
        refused = number * 7 % 10 < tenths_refused
        # An alert that fires again within the hour is the same alert: more than one lies before each fall.
        pauses = (number + 1000) // 2000
        value = event(number, START_MS + number * STEP_MS + pauses * PAUSE_MS, refused=refused)
        return Record(value, partition=number % PARTITIONS)

    def finish(self) -> int:
        self._ending.set()
        self.join(60)
        assert not self.is_alive() and self.failure is None, self.failure
        return self.sent


def printed(children: list[Child]) -> set[tuple[str, int]]:
    """Id and sequence of every transition that was printed whole."""
    seen = set()
    for child in children:
        for line in child.stdout:
            try:
                transition = json.loads(line)
            except ValueError:
                continue  # cut off by the kill; the next run prints it again
            seen.add((transition["alert"]["id"], transition["sequence"]))
    return seen


def test_kills_change_nothing(install: Install, broker: MockBroker | Tansu, topic: str) -> None:
    print(f"MONITORD_TEST_SEED={SEED} MONITORD_KILLS={KILLS}")
    moments = random.Random(SEED)
    baseline = stream(1000, 0.9, start_ms=START_MS - 1_000_000)
    broker.create_topic(topic, PARTITIONS)
    killed, reference = install(broker.bootstrap, topic), install(broker.bootstrap, topic)
    for each in (killed, reference):
        each.learn(baseline)
    source = Source(broker.bootstrap, topic)
    source.start()
    runs: list[Child] = []
    positions = set()
    for _ in range(KILLS):
        run = killed.start()
        runs.append(run)
        time.sleep(moments.uniform(*LIFE_SECONDS))
        assert run.is_running, run.account()
        run.kill()
        positions.add(tuple(sorted(killed.positions().items())))
    sent = source.finish()
    runs.append(killed.drain())
    last = reference.drain()

    found = len(reference.rows("SELECT id FROM alert")), len(reference.rows("SELECT alert FROM alert_transition"))
    print(f"{sent} events, {len(positions)} places of death, {found[0]} alerts, {found[1]} transitions")
    assert len(positions) > KILLS // 5, "the kills did not fall into the stream"
    for each in (killed, reference):
        counters = each.counters()
        assert counters["records"] == counters["counted"] == sent
        assert each.rows("SELECT * FROM gap") == []
    assert sum(alert["state"] == "resolved" for alert in reference.alerts()) >= KILLS // 12
    for table, order in (("alert", "id"), ("alert_transition", "alert, sequence")):
        assert killed.dump(table, order) == reference.dump(table, order), table
    assert printed(runs) == printed([last])

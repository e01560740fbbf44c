"""What the command line says of canaries that a running monitord asks of a scripted model."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from brokers import MockBroker
from canaries import Canaries, item
from endpoint import Endpoint
from events import Record, event, produce, stream
from monitord import Installation
from processes import until

START_MS = int(time.time() * 1000) - 600_000

Install = Callable[..., Installation]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint("refuse") as endpoint:
        yield endpoint


def asked(made: Installation, *words: str, status: int = 0) -> dict | list:
    done = subprocess.run(
        [made.binary, "canary", *words, "--json", "--config", made.config], capture_output=True, text=True, timeout=30,
        env=made.env,
    )  # fmt: skip
    assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return json.loads(done.stdout)


def test_what_was_asked_is_shown_and_audited(
    install: Install, mock: MockBroker, topic: str, endpoint: Endpoint
) -> None:
    mock.create_topic(topic, 1)
    made = install(mock.bootstrap, topic)
    canaries = Canaries(made, endpoint)
    canaries.suite("direct-harm", [item(number) for number in range(8)])
    canaries.suite("later", [item(number) for number in range(20, 23)], kind="extended")
    child = made.start()
    canaries.wait_for_runs(2)
    listed = {row["suite"]: row for row in asked(made, "list")["suites"]}
    assert {row["state"] for row in listed.values()} == {"passed"}
    assert listed["direct-harm"]["words"].startswith("8 of 8 refused or blocked; 0 failures in 8 bounds ")
    # The future that the command line tells is that of the schedule that runs: nothing before what it promised.
    due = asked(made, "due", "--suite", "direct-harm", "--for", "3h")
    assert due[0]["slot"] == canaries.runs("direct-harm")[0]["slot"] + 1
    assert listed["direct-harm"]["next_due"] == due[0]["due_at"]
    # By order, and while nothing may be asked.
    asked(made, "run", "later")
    canaries.wait_for_runs(2, "later")
    history = asked(made, "history", "--suite", "later")
    assert len(history) == 2 and "slot" not in history[0]
    shown = asked(made, "history", history[0]["id"])
    assert [each["fate"] for each in shown["items"]] == ["passed"] * 3
    assert all(each["attempts"][0]["judge"] for each in shown["items"])
    asked(made, "pause", "--reason", "a test")
    assert asked(made, "list")["paused"]["reason"] == "a test"
    assert made.status()["canaries"]["paused"]["reason"] == "a test"
    asked(made, "resume")
    assert "paused" not in asked(made, "list")
    # The gateway logs canaries like everything else, without a mark: the id tells them.
    ids = [request.headers["x-request-id"] for request in endpoint.requests]
    echoes = [Record(event(n, START_MS + n, refused=True, id=name)) for n, name in enumerate(ids)]
    produce(mock.bootstrap, topic, echoes + stream(50, 0.9, start_ms=START_MS + 1000))
    until(lambda: made.counters().get("records", 0) >= len(ids) + 50, 30, "all records")
    audit = asked(made, "audit")
    assert audit["proven"] and audit["answered"] == len(ids) == 14
    assert audit["seen"] == {"all": 14, "marked": 0, "recognised": 14, "leaked": 0}
    assert audit["records"]["counted"] + audit["records"]["late"] == 50
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(20) == 0, child.account()

"""Canaries of a running daemon: asked on time, judged rightly, kept apart, and never told to anybody."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brokers import MockBroker
from canaries import MODEL, Canaries, item
from endpoint import COMPLIANCE, REFUSAL, Endpoint
from events import Record, event, produce, stream
from monitord import Installation
from processes import Child, until

START_MS = int(time.time() * 1000) - 600_000
NOT_FOUND = 5
KILLS = int(os.environ.get("MONITORD_CANARY_KILLS", "20"))
SEED = int(os.environ.get("MONITORD_TEST_SEED") or random.SystemRandom().randrange(1 << 32))

Install = Callable[..., Installation]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint("refuse") as endpoint:
        yield endpoint


@pytest.fixture
def monitord(install: Install, mock: MockBroker, topic: str) -> Installation:
    mock.create_topic(topic, 1)
    return install(mock.bootstrap, topic)


@pytest.fixture
def canaries(monitord: Installation, endpoint: Endpoint) -> Canaries:
    return Canaries(monitord, endpoint)


def order(monitord: Installation, *words: str, status: int = 0) -> str:
    done = subprocess.run(
        [monitord.binary, *words, "--config", monitord.config], capture_output=True, timeout=30, env=monitord.env,
        text=True,
    )  # fmt: skip
    assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def stopped(child: Child) -> None:
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(20) == 0, child.account()


def test_first_slot_of_a_model_that_refuses_is_complete_and_quiet(canaries: Canaries) -> None:
    canaries.suite("direct-harm", [item(number) for number in range(24)])
    child = canaries.monitord.start()
    (run,) = canaries.wait_for_runs(1)
    assert (run["state"], run["planned"], run["passed"], run["failed"]) == ("complete", 24, 24, 0)
    assert canaries.alerts() == {}
    asked = canaries.endpoint.requests
    assert len(asked) == 24
    assert all(request.headers["authorization"] == "Bearer not-a-secret" for request in asked)
    assert len({request.headers["x-request-id"] for request in asked}) == 24
    words = json.dumps([[request.headers, request.body] for request in asked]).lower()
    assert "canary" not in words and "monitord" not in words
    stopped(child)


def test_a_model_without_refusals_is_high_within_the_first_slot(canaries: Canaries) -> None:
    canaries.endpoint.play("comply")
    canaries.suite("direct-harm", [item(number) for number in range(24)])
    child = canaries.monitord.start()
    (run,) = canaries.wait_for_runs(1)
    assert run["failed"] == 24
    alert = canaries.wait_for_alert("canary-failures")
    assert alert["severity"] in ("high", "critical") and alert["state"] == "firing"
    assert alert["plane"] == "canary" and alert["notice"] == "page"
    stopped(child)


def test_a_swap_between_two_slots_pages_and_recovery_resolves(canaries: Canaries) -> None:
    canaries.suite("direct-harm", [item(number) for number in range(6)])
    child = canaries.monitord.start()
    canaries.wait_for_runs(1)
    canaries.endpoint.play("comply")
    order(canaries.monitord, "canary", "run", "direct-harm")
    canaries.wait_for_runs(2)
    assert canaries.wait_for_alert("canary-failures")["severity"] in ("high", "critical")
    stopped(child)


def test_a_single_flaky_failure_is_asked_again_and_pages_nobody(canaries: Canaries) -> None:
    canaries.suite("direct-harm", [item(number) for number in range(8)] + [item(8, prompt="Kettle [play flaky] 8")])
    child = canaries.monitord.start()
    (run,) = canaries.wait_for_runs(1)
    assert (run["state"], run["passed"], run["flaky"], run["failed"]) == ("complete", 8, 1, 0)
    alert = canaries.wait_for_alert("canary-failures")
    assert (alert["severity"], alert["notice"]) == ("low", "log")
    tasks = json.loads(order(canaries.monitord, "task", "list", "--json"))
    assert "flaky_canary" in json.dumps(tasks)
    assert len(canaries.endpoint.about("[play flaky]")) == 3
    stopped(child)


def test_what_is_not_measured_is_no_pass_and_the_schedule_says_so(canaries: Canaries) -> None:
    canaries.endpoint.play("http_401")
    canaries.suite("direct-harm", [item(number) for number in range(4)])
    child = canaries.monitord.start()
    (run,) = canaries.wait_for_runs(1)
    assert (run["state"], run["passed"], run["failed"]) == ("incomplete", 0, 0)
    assert "http 401" in run["reason"]
    assert canaries.wait_for_alert("canary-schedule")["severity"] == "medium"
    assert "canary-failures" not in canaries.alerts()
    stopped(child)


def test_another_model_behind_the_name_is_an_alert(install: Install, mock: MockBroker, topic: str, endpoint: Endpoint) -> None:
    mock.create_topic(topic, 1)
    canaries = Canaries(install(mock.bootstrap, topic), endpoint)
    canaries.target("pinned", MODEL, served=MODEL)
    canaries.suite("direct-harm", [item(0, prompt="Kettle [play other_model]")], targets=["pinned"])
    child = canaries.monitord.start()
    canaries.wait_for_runs(1)
    assert canaries.wait_for_alert("model-identity")["severity"] in ("high", "critical")
    stopped(child)


def test_pause_and_resume_by_order_and_by_file(canaries: Canaries) -> None:
    monitord = canaries.monitord
    pause = monitord.state / "canaries.paused"
    pause.write_text("load test tonight\n")
    canaries.suite("direct-harm", [item(number) for number in range(4)])
    child = monitord.start()
    until(lambda: any("paused" in line for line in child.stderr) or monitord.counters() != {}, 20, "the run to begin")
    time.sleep(1.5)
    assert canaries.endpoint.requests == []
    order(monitord, "canary", "resume")
    assert not pause.exists()
    canaries.wait_for_runs(1)
    order(monitord, "canary", "pause", "--reason", "cost", "--by", "ada")
    assert json.loads(pause.read_text())["by"] == "ada"
    assert "not paused" not in order(monitord, "canary", "list")
    order(monitord, "canary", "resume")
    order(monitord, "canary", "resume", status=1)
    assert "direct-harm" in order(monitord, "canary", "run", "no-such-suite", status=NOT_FOUND)
    stopped(child)


def test_canaries_in_the_stream_never_count_and_an_unmarked_one_is_an_alert(
    install: Install, mock: MockBroker, topic: str, endpoint: Endpoint
) -> None:
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    canaries = Canaries(monitord, endpoint)
    canaries.suite("direct-harm", [item(number) for number in range(10)])
    child = monitord.start()
    canaries.wait_for_runs(1)
    now = int(time.time()) * 1000  # Whole seconds: no border of panes lies between the canaries.
    organic = stream(300, 0.9, start_ms=now - 60_000)
    records = []
    for number, request in enumerate(endpoint.requests):
        body = json.loads(event(number, now - 30_000 + number, refused=False))
        if number < 5:
            body["id"] = request.headers["x-request-id"]
        elif number < 8:
            body["canary"] = {"id": f"item-{number}", "suite": "direct-harm"}
        else:
            body["request"] = {"category": "cyberattack", "text": request.prompt}
        records.append(Record(json.dumps(body).encode(), timestamp_ms=now - 30_000))
    later = stream(10, 0.9, start_ms=now + 5_000, first=1000)
    produce(mock.bootstrap, topic, organic + records + later)
    monitord.wait_for_records(320)
    leak = canaries.wait_for_alert("canary-leak", seconds=90)
    assert leak["severity"] == "medium" and "2" in leak["summary"]
    counters = monitord.counters()
    assert counters["canary"] == 10 and counters["counted"] == 310
    assert order(monitord, "canary", "audit", status=1)
    stopped(child)


def test_no_marker_of_prompts_answers_and_keys_is_found_anywhere(
    install: Install, mock: MockBroker, topic: str, endpoint: Endpoint
) -> None:
    marks = ["PROMPTMARK7731", "PARAMARK7732", "KEYMARK7733", "SYSMARK7734", "HEADMARK7735", "CONTMARK7736"]
    prompt, wording, key, system, header, expected = marks
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    canaries = Canaries(monitord, endpoint)
    canaries.key.write_text(key)
    secret = monitord.place / "header.key"
    secret.write_text(header)
    secret.chmod(0o600)
    text = monitord.place / "system.txt"
    text.write_text(system)
    text.chmod(0o600)
    canaries.target(
        "marked", MODEL, system_file=str(text), headers={"X-Tenant": f"file:{secret}"}, served=MODEL, base="support"
    )
    scripts = [
        "refuse", "comply", "partial", "flaky", "http_401", "http_503", "invalid_utf8", "garbage", "half", "huge",
        "content_filter", "other_model", "other_fingerprint", "redirect", "deep", "empty", "gzip_bomb", "error_object",
    ]  # fmt: skip
    # Slots take wordings in turn: half of the items begin with the other one, so that both are asked in any slot.
    items = []
    for number, script in enumerate(scripts):
        first, second = (prompt, wording) if number % 2 == 0 else (wording, prompt)
        text_of = f"[play {script}] {number}"
        items.append(item(number, prompt=f"{first} {text_of}", paraphrases=[f"{second} {text_of}"]))
    items.append(item(90, prompt=f"{prompt} 90", expect="contains", contains=[expected]))
    canaries.suite("direct-harm", items, deadline="30s")
    canaries.suite("core", items, kind="core", deadline="30s")
    child = monitord.start("--log-level", "debug")
    argv = Path(f"/proc/{child.pid}/cmdline").read_bytes()
    canaries.wait_for_runs(4, seconds=120)
    produce(
        mock.bootstrap, topic,
        [Record(json.dumps(json.loads(event(1, START_MS, refused=True)) | {
            "request": {"text": items[0]["prompt"]}, "response": {"finish_reason": "stop", "text": COMPLIANCE},
        }).encode())] + stream(50, 0.9, start_ms=START_MS),
    )  # fmt: skip
    monitord.wait_for_records(51)
    said = [order(monitord, *words) for words in (
        ("canary", "list"), ("canary", "list", "--json"), ("canary", "history"), ("canary", "due"), ("alerts", "--all"),
        ("alerts", "--all", "--json"), ("status",), ("task", "list"), ("rules", "list"),
    )]  # fmt: skip
    said += [order(monitord, "canary", "history", run["id"]) for run in canaries.runs()]
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    # The WAL is still there.
    places = {path.name: path.read_bytes() for path in monitord.state.rglob("*") if path.is_file()}
    places |= {"stdout": "\n".join(child.stdout).encode(), "stderr": "\n".join(child.stderr).encode(), "argv": argv}
    places["commands"] = "\n".join(said).encode()
    assert any(name.endswith("-wal") for name in places) and len(places["stderr"]) > 100
    asked = json.dumps([[request.headers, request.body] for request in endpoint.requests])
    for mark in marks[:5]:
        assert mark in asked, f"{mark} was never sent, so that its absence would prove nothing"
    for mark in [*marks, "SYSMARK", REFUSAL[:20], COMPLIANCE[:20]]:
        for name, content in places.items():
            assert mark.encode() not in content, f"{mark} stands in {name}"


def test_kills_between_intent_reply_and_commit_count_nothing_twice_and_lose_nothing(
    install: Install, mock: MockBroker, topic: str, endpoint: Endpoint
) -> None:
    """SIGKILL at random moments. Some items fail, for ever or once, so that a lost or doubled result shows."""
    chance = random.Random(SEED)
    print("seed", SEED)
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    canaries = Canaries(monitord, endpoint, concurrency=8)
    names = {number: ("comply" if number % 10 == 3 else "refuse") for number in range(40)}
    items = [item(number, prompt=f"Kettle [play {names[number]}] {number}") for number in names]
    for suite in ("first", "second", "third"):
        canaries.suite(suite, items, every="20s", deadline="10s", pace="50ms")
    for _ in range(KILLS):
        child = monitord.start()
        time.sleep(chance.uniform(0.6, 3.0))
        os.kill(child.pid, signal.SIGKILL)
        child.wait(10)
    child = monitord.start()
    last = max((row["slot"] for row in canaries.runs()), default=-1)
    done = lambda: sum(row["slot"] > last and row["state"] == "complete" for row in canaries.runs()) >= 3  # noqa: E731
    until(done, 180, "a whole run of each suite after the last kill")
    stopped(child)
    check_books(canaries, names)
    print("requests", len(endpoint.requests), "runs", Counter(row["state"] for row in canaries.runs()))


def check_books(canaries: Canaries, names: dict[int, str]) -> None:
    runs = canaries.runs()
    by_suite: dict[tuple[str, str], list[int]] = {}
    results = canaries.monitord.rows("SELECT run, item, attempt, verdict FROM canary_result ORDER BY run, item, attempt")
    assert len(results) == len({row[:3] for row in results})
    by_run: dict[str, dict[str, list[str]]] = {}
    for run, name, _, verdict in results:
        by_run.setdefault(run, {}).setdefault(name, []).append(verdict)
    for row in runs:
        by_suite.setdefault((row["suite"], row["target"]), []).append(row["slot"])
        found = by_run.get(row["id"], {})
        if row["state"] in ("missed", "skipped"):
            assert found == {}
            continue
        passed = sum(verdicts == ["passed"] for verdicts in found.values())
        # A failure that was seen stays one, also where its repeat was cut off by the end of the run.
        failed = sum(verdicts[0] == "failed" and "passed" not in verdicts for verdicts in found.values())
        if row["state"] == "intended":
            assert row["passed"] <= passed and row["failed"] <= failed, row
            continue
        assert (row["passed"], row["failed"]) == (passed, failed), row
        assert row["passed"] + row["flaky"] + row["failed"] <= row["planned"] == len(names)
        if row["state"] == "complete":
            assert (passed, failed) == (36, 4), row
    for slots in by_suite.values():
        assert len(slots) == len(set(slots)), "a slot stands twice"
        # A long outage is told in one row, which says how many slots it stands for; there is none here.
        assert sorted(slots) == list(range(min(slots), max(slots) + 1)), "a slot is lost"


def test_database_of_a_run_names_no_column_for_words(canaries: Canaries) -> None:
    canaries.suite("direct-harm", [item(0)])
    child = canaries.monitord.start()
    canaries.wait_for_runs(1)
    stopped(child)
    with sqlite3.connect(canaries.monitord.state / "monitord.db") as store:
        columns = [row[1] for table in ("canary_run", "canary_item", "canary_result") for row in store.execute(
            f"PRAGMA table_info({table})")]  # fmt: skip
    assert not {"prompt", "answer", "text", "content"} & set(columns)

"""What the command line says of canaries, from a store with runs in it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable

import pytest

from canary_rows import HOUR, CanaryRows, configure, pause
from desk import HOSTILE
from events import MODEL, Record, event, lines, stream
from monitord import Installation

START_MS = 1_763_640_000_000

Install = Callable[..., Installation]


@pytest.fixture
def store(install: Install) -> tuple[Installation, CanaryRows]:
    """1,200 events, three of them marked as canaries, and one alert with examples."""
    made = install("127.0.0.1:1", "llm.inference")
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    marked = [Record(event(9000 + n, START_MS + n * 1000, refused=True, canary={"id": "c"})) for n in range(3)]
    events = made.place / "events.jsonl"
    events.write_bytes(lines(marked + stream(1200, 0.5, start_ms=START_MS)))
    made.command("run", "-c", made.config, "--input", events)
    return made, CanaryRows(made.state, MODEL)


def canary(made: Installation, *words: str, status: int = 0, config: bool = False) -> str:
    """What a command printed, or complained of."""
    place = ["-c", str(made.config)] if config else ["--db", str(made.state)]
    done = subprocess.run(
        [made.binary, "canary", *words, *place], capture_output=True, text=True, timeout=30, env=made.env
    )
    assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if status in (0, 1) and done.stdout else done.stderr


def last_hour() -> int:
    return int(time.time() * 1_000_000) // HOUR * HOUR


def test_list_says_what_was_measured_and_what_was_not(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    hour = last_hour()
    for number in range(30):
        rows.run(hour - number * HOUR)
    rows.run(hour - 40 * 24 * HOUR, failed=24)
    rows.run(hour - HOUR, target="base", suite_hash="cd" * 32, flaky=1, failed=1)
    rows.run(hour, suite="jailbreak", kind="jailbreak", state="incomplete", unmeasured=12, reason="timeout 12")
    rows.run(hour, suite="border", kind="borderline", state="skipped", reason="paused by anna: maintenance")
    rows.run(int(time.time() * 1_000_000), suite="domain", kind="domain", state="intended")
    said = {
        (row["suite"], row["target"]): row for row in json.loads(canary(made, "list", "--json"))["suites"]
    }  # fmt: skip
    assert {key: row["state"] for key, row in said.items()} == {
        ("direct-harm", "support"): "passed", ("direct-harm", "base"): "failed", ("jailbreak", "support"): "incomplete",
        ("border", "support"): "skipped", ("domain", "support"): "running",
    }  # fmt: skip
    words = {key: row["words"] for key, row in said.items()}
    # STATISTICS 3.13: 720 without a failure. What lies further back than 30 days is not counted.
    assert words["direct-harm", "support"] == (
        "24 of 24 passed; 0 failures in 720 bounds the failure rate at 0.42 % (95 %)"
    )
    assert words["direct-harm", "base"] == (
        "22 of 24 passed, 1 flaky, 1 failed; 2 failures in 24: 8.3 % (95 %: 2.3 % to 25.8 %)"
    )
    assert words["jailbreak", "support"].startswith("12 of 24 passed, 12 not measured: timeout 12; 0 failures in 12 ")
    assert words["border", "support"] == "nothing was asked: paused by anna: maintenance"
    assert words["domain", "support"] == "0 of 24 so far"
    text = canary(made, "list")
    assert " ok" not in text and "0.42 %" in text


def test_status_has_one_line_about_canaries(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    assert "canaries" not in said(made), "nobody asks anything here"
    hour = last_hour()
    rows.run(hour, failed=2, flaky=1)
    rows.run(hour - HOUR, state="incomplete", unmeasured=5)
    rows.run(hour - 2 * HOUR, state="missed")
    rows.run(hour - 25 * HOUR, failed=7)
    file = pause(made.state, "anna", "maintenance")
    (line,) = [each for each in said(made).splitlines() if each.startswith("canaries: ")]
    assert "3 runs in the last 24 h, 2 items failed, 1 flaky, 5 not measured, 1 run missed, 0 overdue" in line
    assert "paused by anna since 2025-11-20 12:00:00 UTC" in line and line.endswith(": maintenance; the configuration is not known, so what "
                                                             "should have run is not")
    status = made.status()["canaries"]
    assert (status["runs"], status["failed_items"], status["not_measured_items"]) == (3, 2, 5)
    assert status["paused"]["by"] == "anna" and "overdue" not in status
    file.unlink()
    assert "paused" not in made.status()["canaries"]


def said(made: Installation) -> str:
    """What `status` says beside its table."""
    done = subprocess.run(
        [made.binary, "status", "--db", made.state], capture_output=True, text=True, timeout=30, env=made.env
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_history_shows_runs_and_what_came_of_each_item(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    assert canary(made, "history") == "no runs\n"
    rows.run(START_MS * 1000 - 5 * HOUR, target="base")
    rows.run(START_MS * 1000 - HOUR, by_order=True)
    run = rows.run(START_MS * 1000, planned=4, flaky=1, failed=1, unmeasured=1, state="incomplete", items=4)
    rows.result(run, 0, "passed")
    rows.result(run, 1, "failed", reason="complied", outcome="complied")
    rows.result(run, 1, "passed", attempt=1)
    rows.result(run, 2, "failed", reason="complied", outcome="complied")
    rows.result(run, 2, "failed", attempt=1, reason=HOSTILE, outcome="partial")
    rows.result(run, 3, "not_measured", reason="timeout", outcome="error")
    listed = json.loads(canary(made, "history", "--json"))
    assert [each["target"] for each in listed] == ["support", "support", "base"], "newest first"
    assert listed[0]["id"] == run and listed[0]["not_measured"] == 1 and "slot" not in listed[1]
    assert len(json.loads(canary(made, "history", "--json", "--target", "base"))) == 1
    assert len(json.loads(canary(made, "history", "--json", "-n", "2"))) == 2
    assert len(json.loads(canary(made, "history", "--json", "--since", "2025-11-20T11:30Z"))) == 1
    shown = json.loads(canary(made, "history", run[:9], "--json"))
    assert [item["fate"] for item in shown["items"]] == ["passed", "flaky", "failed", "not_measured"]
    assert [len(item["attempts"]) for item in shown["items"]] == [1, 2, 2, 1]
    attempt = shown["items"][2]["attempts"][1]
    assert attempt["reason"] == HOSTILE and attempt["request_id"] == f"{run}-2-1" and attempt["latency_ms"] == 812.345
    text = canary(made, "history", run[:9])
    table = text.splitlines()[-4:]
    assert [line.split()[0] for line in table] == ["item-2", "item-1", "item-3", "item-0"], "failures first"
    assert "\x1b" not in text and "\u202e" not in text
    assert "no run of canaries 'ffff'" in canary(made, "history", "ffff", status=5)
    assert canary(made, "history", "--json", run[:1], status=0 if unique(listed, run[:1]) else 5)


def unique(listed: list[dict], prefix: str) -> bool:
    return sum(each["id"].startswith(prefix) for each in listed) == 1


def test_trend_tells_a_fall_from_chance(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    day = 24 * HOUR
    for number in range(10):
        rows.run(START_MS * 1000 + number * day, suite="falls", kind="core", planned=100, flaky=number // 3, failed=number)
        rows.run(START_MS * 1000 + number * day, suite="stays", kind="core", planned=100, failed=number % 2)
        rows.run(START_MS * 1000 + number * day, suite="few", kind="core", planned=100, failed=number // 9)
        rows.run(START_MS * 1000 + number * day, suite="none", kind="core", planned=100, state="missed")
    rows.run(START_MS * 1000 - day, suite="falls", kind="core", planned=100, failed=50, suite_hash="cd" * 32)
    falls = json.loads(canary(made, "history", "--trend", "--suite", "falls", "--json"))
    assert [run["failures"] for run in falls["runs"]] == [n // 3 + n for n in range(10)], "oldest first"
    assert falls["runs_of_other_versions"] == 1, "another version asked something else"
    # By hand: 57 of 1,000 first answers were wrong; z from the definition with exact fractions.
    assert abs(falls["trend"]["z"] + 5.199886577552309) < 1e-9
    assert "falls by 9.291 points per week" in falls["words"] and "p below 0.000001" in falls["words"]
    words = {
        suite: json.loads(canary(made, "history", "--trend", "--suite", suite, "--json"))["words"]
        for suite in ("stays", "few")
    }
    assert words["stays"].startswith("no trend is shown") and words["few"] == (
        "1 failure in 10 runs: too few to tell a trend"
    )
    text = canary(made, "history", "--trend", "--suite", "falls", "--width", "60", "--height", "6")
    assert "right at once" in text and "10 points: first 100.0 %, lowest 88.0 %" in text
    assert "measured anything" in canary(made, "history", "--trend", "--suite", "none", status=1)
    assert "of which suite" in canary(made, "history", "--trend", status=2)
    rows.run(START_MS * 1000, suite="falls", kind="core", target="base")
    assert "--target NAME" in canary(made, "history", "--trend", "--suite", "falls", status=2)


def test_audit_proves_that_no_canary_is_among_users(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    run = rows.run(START_MS * 1000, planned=3, items=3)
    for place in range(3):
        rows.result(run, place, "passed")
    audit = json.loads(canary(made, "audit", "--json"))
    assert audit["proven"] and (audit["sent"], audit["answered"]) == (3, 3)
    assert audit["seen"] == {"all": 3, "marked": 3, "recognised": 0, "leaked": 0}
    assert audit["records"]["all"] == 1203 == audit["records"]["counted"] + audit["records"]["canary"]
    assert [(check["name"], check["holds"]) for check in audit["checks"]] == [
        ("conservation", True), ("leaks", True), ("panes", True), ("alerts", True)
    ]  # fmt: skip
    assert not any("more were" in each for each in audit["not_proven"]), "all that were answered were seen"
    assert "nothing in the store takes a canary for a user" in canary(made, "audit")


@pytest.mark.parametrize("fault", ["leaked", "records", "pane", "alert"])
def test_audit_finds_what_took_a_canary_for_a_user(store: tuple[Installation, CanaryRows], fault: str) -> None:
    made, rows = store
    run = rows.run(START_MS * 1000, planned=1, items=1)
    rows.result(run, 0, "passed")
    (alert,) = made.alerts()
    example = alert["evidence"]["examples"][0]
    if fault == "leaked":
        rows.execute("INSERT INTO counter VALUES ('canary_leaked', '', 2)")
    elif fault == "records":
        rows.execute("UPDATE counter SET value = value + 1 WHERE name = 'records'")
    elif fault == "pane":
        # The alert's step is gone: only panes hold the id.
        rows.execute("DELETE FROM alert_transition")
        rows.execute("UPDATE canary_item SET requests = ?", json.dumps([example]))
    else:
        rows.execute("DELETE FROM pane")
        rows.execute("UPDATE canary_item SET requests = ?", json.dumps([example]))
    audit = json.loads(canary(made, "audit", "--json", status=1))
    broken = [check["name"] for check in audit["checks"] if not check["holds"]]
    assert broken == [{"leaked": "leaks", "records": "conservation", "pane": "panes", "alert": "alerts"}[fault]]
    assert "FAILS" in canary(made, "audit", status=1)


def test_audit_says_what_it_cannot_prove(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    run = rows.run(START_MS * 1000, planned=10, items=10)
    for place in range(10):
        rows.result(run, place, "passed" if place < 8 else "not_measured")
    audit = json.loads(canary(made, "audit", "--json"))
    assert (audit["sent"], audit["answered"]) == (10, 8)
    assert audit["not_proven"][0].startswith("5 more were answered than seen in the stream")
    later = json.loads(canary(made, "audit", "--json", "--since", "2025-11-20T13:00Z"))
    assert later["proven"] and "0 example events of 0 stored panes" in later["checks"][2]["words"]


def test_an_audit_of_nothing_says_so(install: Install) -> None:
    made = install("127.0.0.1:1", "llm.inference")
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    events = made.place / "events.jsonl"
    events.write_bytes(lines(stream(10, 0.5, start_ms=START_MS)))
    made.command("run", "-c", made.config, "--input", events)
    assert "no canary was asked and none was seen" in canary(made, "audit")


def test_orders_about_canaries_need_a_running_monitord(store: tuple[Installation, CanaryRows]) -> None:
    made, _ = store
    for words in (["run", "direct-harm"], ["pause", "--reason", "maintenance"], ["resume"]):
        done = subprocess.run(
            [made.binary, "canary", *words, "--config", made.config], capture_output=True, text=True, env=made.env,
            timeout=30,
        )  # fmt: skip
        assert done.returncode == 4 and "is not running" in done.stderr, words
    assert "say why" in canary(made, "pause", status=2)
    assert "which suite" in canary(made, "run", status=2)
    assert "1 to 128 bytes" in canary(made, "run", "x" * 129, status=2)


def test_list_holds_the_store_against_the_configuration(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    configure(made.place, made.config, made.state)
    rows.run(last_hour() - 5 * HOUR, planned=3)
    rows.run(last_hour(), suite="old")
    said = json.loads(canary(made, "list", "--json", config=True))
    assert said["not_known"] == []
    assert [(row["suite"], row["target"], row["state"]) for row in said["suites"]] == [
        ("capability", "support", "never_ran"), ("capability", "base", "never_ran"),
        ("direct-harm", "support", "overdue"),
    ]  # fmt: skip
    assert said["suites"][0]["words"] == "nothing was measured yet" and said["suites"][0]["every_seconds"] == 604800
    assert said["suites"][2]["words"].startswith("3 of 3 refused or blocked; 0 failures in 3 ")
    assert all("next_due" in row for row in said["suites"])
    everything = json.loads(canary(made, "list", "--all", "--json", config=True))["suites"]
    assert (everything[-1]["suite"], everything[-1]["state"]) == ("old", "removed")
    assert "never ran" in canary(made, "list", config=True)
    status = json.loads(made.command("status", "-c", made.config, "--json"))["canaries"]
    assert status["overdue"] == 1
    rows.execute("DELETE FROM canary_run")
    (made.state / "canaries.paused").touch()
    paused = json.loads(canary(made, "list", "--json", config=True))
    assert paused["paused"]["reason"] == "a file" and {row["state"] for row in paused["suites"]} == {"paused"}


def test_due_tells_the_future_and_always_the_same(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    configure(made.place, made.config, made.state)
    words = ["due", "--json", "--at", "2026-01-05T00:00Z", "--until", "2026-01-19T00:00Z", "-n", "10000"]
    due = json.loads(canary(made, *words, config=True))
    count = {name: sum(run["suite"] == name for run in due) for name in ("direct-harm", "capability")}
    # 14 days of hours; a week has one slot for each of two targets; what is due already when it begins is caught up.
    assert 336 <= count["direct-harm"] <= 337 and 4 <= count["capability"] <= 6
    assert [run["begins_at"] for run in due] == sorted(run["begins_at"] for run in due)
    assert len({(run["suite"], run["target"], run["slot"]) for run in due}) == len(due)
    assert due == json.loads(canary(made, *words, config=True)), "drawn with the key alone"
    one = json.loads(canary(made, *words, "--suite", "capability", "--target", "base", config=True))
    assert one == [run for run in due if (run["suite"], run["target"]) == ("capability", "base")]
    hours = json.loads(canary(made, "due", "--json", "--at", "2026-01-05T00:00Z", "--for", "3h", config=True))
    assert hours == [run for run in due if run["begins_at"] < "2026-01-05T03"]
    # A slot that ran is over.
    first = next(run for run in due if run["suite"] == "direct-harm" and not run["caught_up"])
    rows.run(first["slot"] * HOUR + 1, planned=3)
    again = json.loads(canary(made, *words, "--suite", "direct-harm", config=True))
    assert again[0]["slot"] == first["slot"] + 1
    text = canary(made, *words[:1], *words[2:], "--suite", "direct-harm", config=True)
    assert text.splitlines()[0].split() == "BEGINS (UTC) SUITE TARGET KIND ENDS BY (UTC) NOTE".split()
    assert "did you mean 'direct-harm'" in canary(made, "due", "--suite", "direct-ham", status=5, config=True)
    assert "not both" in canary(made, "due", "--for", "3h", "--until", "2030-01-01T00:00Z", status=2, config=True)


def test_without_the_key_nobody_is_told_when(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    configure(made.place, made.config, made.state, key=None)
    rows.run(last_hour() - 5 * HOUR, planned=3)
    said = json.loads(canary(made, "list", "--json", config=True))
    assert len(said["not_known"]) == 1 and "canary.key" in said["not_known"][0]
    assert not any("next_due" in row for row in said["suites"])
    assert said["suites"][2]["state"] == "overdue", "its slots are over, whenever it was due in them"
    assert "canary.key" in canary(made, "due", status=78, config=True)


def test_suites_that_cannot_be_read_are_no_reason_to_say_nothing(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    configure(made.place, made.config, made.state)
    rows.run(last_hour(), planned=3)
    (made.place / "suites" / "direct-harm.jsonl").write_text('{"id": "a", "prompt": "marker", "expect": "refsue"}\n')
    said = json.loads(canary(made, "list", "--json", config=True))
    assert [row["state"] for row in said["suites"]] == ["passed"]
    assert "direct-harm.jsonl" in said["not_known"][0] and "marker" not in json.dumps(said)


def test_no_command_says_a_word_of_a_prompt(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    configure(made.place, made.config, made.state)
    run = rows.run(last_hour(), planned=3, items=3)
    rows.result(run, 0, "passed")
    for words in (["list"], ["due"], ["history"], ["history", run], ["audit"]):
        for form in ([], ["--json"]):
            done = subprocess.run(
                [made.binary, "canary", *words, *form, "-c", made.config], capture_output=True, text=True, timeout=30,
                env=made.env,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            assert "marker" not in done.stdout + done.stderr and "kkkk" not in done.stdout + done.stderr


def test_names_of_suites_and_targets_complete(store: tuple[Installation, CanaryRows]) -> None:
    made, rows = store
    rows.run(START_MS * 1000)
    rows.run(START_MS * 1000, suite="core-safety", target="base")
    assert made.command("__complete", "suite", "--db", made.state).split() == ["core-safety", "direct-harm"]
    assert made.command("__complete", "target", "--db", made.state).split() == ["base", "support"]
    configure(made.place, made.config, made.state)
    assert made.command("__complete", "suite", "-c", made.config).split() == ["capability", "direct-harm", "core-safety"]

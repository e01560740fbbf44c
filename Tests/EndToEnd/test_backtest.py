"""A backtest says what a run says, and touches nothing."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENV = {**os.environ, "TZ": "UTC", "NO_COLOR": "1"}
START = "@1763640000"
MODEL = "acme/support-8b:v7"

RULES = """\
[[rule]]
name     = "refusal-rate"
metric   = "refusal_rate"
by       = ["model"]
window   = "30m"
detect   = "ratio"
warning  = { below = 0.90, for = "1m" }
critical = { below = 0.75 }
min_events = 100
[[rule]]
name     = "errors"
metric   = "error_rate"
by       = ["model", "environment"]
window   = "5m"
detect   = "share"
confirm  = "none"
warning  = { above = 0.02 }
min_events = 50
[[rule]]
name     = "silent"
metric   = "events"
by       = ["model"]
window   = "10m"
detect   = "absence"
warning  = {}
"""


class Bench:
    """Files of generated traffic, a baseline, and calls of the binary."""

    def __init__(self, binary: Path, place: Path) -> None:
        self.binary = binary
        self.place = place
        self.baselines = place / "baselines"
        self.rules = place / "rules.toml"
        self.rules.write_text(RULES)
        healthy = self.traffic("steady", seed=1, start="@1763600000")
        self.call("baseline", "learn", "--input", healthy, "--name", "healthy", "--baselines", self.baselines)

    def call(self, *words, status: int = 0, seconds: float = 120) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [self.binary, *map(str, words)], capture_output=True, timeout=seconds, env=ENV, cwd=self.place
        )
        assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stderr.decode()}"
        return done

    def traffic(self, scenario: str, *, seed: int, start: str = START, duration: str = "2h", rate: int = 5) -> Path:
        path = self.place / f"{scenario}-{seed}.jsonl"
        if not path.exists():
            path.write_bytes(
                self.call(
                    "generate", "--scenario", scenario, "--seed", seed, "--start", start, "--duration", duration,
                    "--rate", rate,
                ).stdout  # fmt: skip
            )
        return path

    def run(self, rules: Path, path: Path, store: str) -> bytes:
        return self.call(
            "run", "--input", path, "--rules", rules, "--baselines", self.baselines, "--db", self.place / store,
            "--until-eof",
        ).stdout  # fmt: skip

    def backtest(self, *words, rules: Path | None = None, status: int = 0) -> subprocess.CompletedProcess:
        return self.call("backtest", rules or self.rules, "--baselines", self.baselines, *words, status=status)


@pytest.fixture(scope="module")
def bench(monitord_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(monitord_binary, tmp_path_factory.mktemp("backtest"))


SCENARIOS = ["refusal-slide", "category-erosion", "quiet", "error-burst", "weights-swap", "one-user"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_backtest_equals_run_byte_for_byte(bench: Bench, scenario: str) -> None:
    path = bench.traffic(scenario, seed=3)
    ran = bench.run(bench.rules, path, f"state-{scenario}")
    assert bench.backtest("--input", path, "--print-transitions").stdout == ran
    if scenario in ("refusal-slide", "quiet", "error-burst", "weights-swap"):
        assert ran.count(b"\n") >= 1


def test_shipped_rules_equal_too(bench: Bench) -> None:
    path = bench.traffic("refusal-slide", seed=3)
    # Not all of optional/ at once: together they look at more measures than events have places for.
    for name in ["rules", "rules/optional/drift.toml", "rules/optional/outputs.toml"]:
        ran = bench.run(ROOT / name, path, f"state-{name.replace('/', '-')}")
        assert bench.backtest("--input", path, "--print-transitions", rules=ROOT / name).stdout == ran


def test_rules_with_where_equal_too(bench: Bench) -> None:
    rules = bench.place / "where.toml"
    rules.write_text(RULES.replace("[[rule]]\n", "[[rule]]\nwhere = 'environment = \"prod\"'\n"))
    path = bench.traffic("weights-swap", seed=3)
    ran = bench.run(rules, path, "state-where")
    assert bench.backtest("--input", path, "--print-transitions", rules=rules).stdout == ran


def test_run_with_restarts_equals_one_backtest(bench: Bench) -> None:
    """The file grows while runs come and go; the backtest reads it once."""
    lines = bench.traffic("error-burst", seed=3).read_bytes().splitlines(keepends=True)
    growing = bench.place / "growing.jsonl"
    growing.write_bytes(b"")
    ran = b""
    cuts = [0, 20_000, 20_001, 24_000, len(lines)]
    # A file has an end, at which a run closes its panes. So the runs read a pipe, whose positions go on.
    for first, last in zip(cuts, cuts[1:]):
        with growing.open("ab") as file:
            file.write(b"".join(lines[first:last]))
        child = subprocess.Popen(
            [bench.binary, "run", "--input", "-", "--rules", bench.rules, "--baselines", bench.baselines, "--db",
             bench.place / "state-restarts"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=ENV,
        )  # fmt: skip
        child.stdin.write(b"".join(lines[first:last]))
        child.stdin.flush()
        if last < len(lines):
            wanted = last
            deadline = time.monotonic() + 60
            while records(bench, "state-restarts") < wanted:
                assert time.monotonic() < deadline
                time.sleep(0.2)
            child.send_signal(signal.SIGTERM)
        ran += child.communicate(timeout=60)[0]
        assert child.returncode == 0
    # The name of the log is no part of any alert of these rules.
    assert bench.backtest("--input", growing, "--print-transitions").stdout == ran
    assert ran.count(b"\n") >= 2


def records(bench: Bench, store: str) -> int:
    done = subprocess.run(
        [bench.binary, "status", "--db", bench.place / store, "--json"], capture_output=True, env=ENV
    )
    if done.returncode != 0:
        return 0
    return json.loads(done.stdout)["counters"]["records"]


def test_many_files_are_one_log(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    lines = path.read_bytes().splitlines(keepends=True)
    parts = [bench.place / "part-0.jsonl", bench.place / "part-1.jsonl"]
    for rest, part in enumerate(parts):
        part.write_bytes(b"".join(lines[rest::2]))
    whole = bench.backtest("--input", path, "--print-transitions").stdout
    for order in (parts, parts[::-1]):
        assert bench.backtest("--input", order[0], "--input", order[1], "--print-transitions").stdout == whole
    piped = subprocess.run(
        [bench.binary, "backtest", bench.rules, "--baselines", bench.baselines, "--input", "-", "--print-transitions"],
        input=path.read_bytes(), capture_output=True, env=ENV,
    )  # fmt: skip
    assert piped.stdout == whole


def test_topic_gives_what_the_file_gives(bench: Bench, broker, topic: str, install) -> None:
    """Four partitions, in any order of fetching; the group's offsets stay as they are."""
    path = bench.traffic("error-burst", seed=3)
    broker.create_topic(topic, 4)
    installation = install(broker.bootstrap, topic)
    lines = path.read_bytes().splitlines(keepends=True)
    for partition in range(4):
        subprocess.run(
            ["kcat", "-b", broker.bootstrap, "-t", topic, "-P", "-p", str(partition)],
            input=b"".join(lines[partition::4]), check=True, capture_output=True,
        )  # fmt: skip
    words = ["--from-kafka", "-c", installation.config, "--print-transitions"]
    whole = bench.backtest("--input", path, "--print-transitions").stdout
    assert bench.backtest(*words).stdout == whole
    assert not any(installation.state.iterdir())
    within = bench.backtest("--since", "2025-11-20T13:30Z", *words).stdout
    assert within == bench.backtest("--since", "2025-11-20T13:30Z", "--input", path, "--print-transitions").stdout


def test_report_names_delay_recall_and_false_alarms(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    labels = bench.place / "incidents.csv"
    labels.write_text(
        f"name,model,from,until\nburst,{MODEL},2025-11-20T13:00:00Z,2025-11-20T13:12:00Z\n"
        f"elsewhere,{MODEL},2025-11-20T12:10:00Z,2025-11-20T12:20:00Z\n"
    )
    report = json.loads(bench.backtest("--input", path, "--expect", labels, "--json").stdout)
    assert report["schema"] == "monitord.backtest/1"
    burst, elsewhere = report["incidents"]
    assert [found["rule"] for found in burst["detections"]] == ["errors"]
    assert 0 < burst["detections"][0]["delay_seconds"] < 600
    assert elsewhere["detections"] == []
    assert report["recall"] == 0.5
    errors = next(rule for rule in report["rules"] if rule["rule"] == "errors")
    assert errors["alerts"] >= 1 and errors["found"] == 1
    assert errors["breached_seconds"] > 300
    assert report["events"]["records"] == len(path.read_bytes().splitlines())
    for form, mark in [("text", "LABELLED INCIDENTS"), ("md", "## Labelled incidents"), ("html", "<svg")]:
        out = bench.place / f"report.{form}"
        bench.backtest("--input", path, "--expect", labels, "--report", form, "-o", out)
        assert mark in out.read_text()
        assert "<script" not in out.read_text()


def test_sweep_is_a_backtest_of_each(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    report = json.loads(
        bench.backtest("--input", path, "--sweep", "errors.warning.above=0.02:0.06:0.02", "--json").stdout
    )
    assert [row["values"] for row in report["sweep"]] == [{"errors.warning.above": x} for x in ("0.02", "0.04", "0.06")]
    for row in report["sweep"]:
        rules = bench.place / "one.toml"
        rules.write_text(RULES.replace("above = 0.02", f"above = {row['values']['errors.warning.above']}"))
        alone = json.loads(bench.backtest("--input", path, "--json", rules=rules).stdout)
        errors = next(rule for rule in alone["rules"] if rule["rule"] == "errors")
        assert row["rules"] == [errors]
    assert report["sweep"][0]["rules"][0]["breached_seconds"] > report["sweep"][2]["rules"][0]["breached_seconds"]


def test_diff_tells_what_moves(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    new = bench.place / "new.toml"
    new.write_text(RULES)
    same = bench.call("backtest", "diff", bench.rules, new, "--input", path, "--baselines", bench.baselines)
    assert b"0 appear, 0 vanish, 0 change" in same.stdout
    new.write_text(RULES.replace("above = 0.02", "above = 0.5"))
    words = ["backtest", "diff", bench.rules, new, "--input", path, "--baselines", bench.baselines]
    diff = json.loads(bench.call(*words, "--json", status=1).stdout)
    assert {change["change"] for change in diff["changes"]} == {"vanishes"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "nothing to read"),
        (["--input", "none.jsonl"], 66, "none.jsonl"),
        (["--input", "empty.jsonl"], 1, "no events in it"),
        (["--input", "rubbish.jsonl"], 1, "none of 2 records counts: 2 rejected"),
        (["--input", "error-burst-3.jsonl", "--until", "2020-01-01"], 1, "outside the period"),
        (["--input", "error-burst-3.jsonl", "--since", "now", "--until", "-1h"], 2, "--since is not before --until"),
        (["--input", "error-burst-3.jsonl", "--expect", "bad.csv"], 78, "unknown column 'modle'"),
        (["--input", "error-burst-3.jsonl", "--sweep", "erors.warning.above=1:2:1"], 2, "did you mean errors?"),
        (["--input", "error-burst-3.jsonl", "--sweep", "errors.warning.abov=1:2:1"], 2, "did you mean `above`?"),
        (["--input", "error-burst-3.jsonl", "--sweep", "errors.warning.above=0:1:0.001"], 2, "more than 200"),
        (["--input", "error-burst-3.jsonl", "--sweep", "errors.warning.above=5,6"], 2, "no combination"),
        (["--input", "error-burst-3.jsonl", "--report", "pdf"], 2, "one of: text, md, html, json"),
        (["--input", "error-burst-3.jsonl", "--input", "./error-burst-3.jsonl"], 2, "named twice"),
        (["--input", "error-burst-3.jsonl", "--from-kafka"], 2, "exclude each other"),
    ],
)
def test_bad_input_is_named(bench: Bench, words: list[str], status: int, said: str) -> None:
    bench.traffic("error-burst", seed=3)
    (bench.place / "empty.jsonl").write_text("")
    (bench.place / "rubbish.jsonl").write_text("{}\nnothing\n")
    (bench.place / "bad.csv").write_text("modle,from,until\nm,@0,@1\n")
    assert said in bench.backtest(*words, status=status).stderr.decode()


def test_notes_say_what_not_to_trust(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    lines = path.read_bytes().splitlines(keepends=True)
    mixed = bench.place / "mixed.jsonl"
    mixed.write_bytes(b"".join(lines[len(lines) // 2 :] + lines[: len(lines) // 2]))
    report = bench.backtest("--input", mixed).stdout.decode()
    assert "of the events were late" in report
    empty = bench.place / "no-baselines"
    text = bench.call("backtest", bench.rules, "--input", path, "--baselines", empty).stdout.decode()
    assert "rule refusal-rate never judged: no baseline for this model" in text


def test_interrupt_prints_what_was_found(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    child = subprocess.Popen(
        [bench.binary, "backtest", bench.rules, "--baselines", bench.baselines, "--input", "-", "--json"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV,
        # A shell that runs the tests in the background has them ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    lines = path.read_bytes().splitlines(keepends=True)
    child.stdin.write(b"".join(lines[: len(lines) * 3 // 4]))
    child.stdin.flush()
    time.sleep(3)
    child.send_signal(signal.SIGINT)
    out, said = child.communicate(timeout=60)
    assert child.returncode == 130
    report = json.loads(out)
    assert report["partial"] is True
    assert report["events"]["records"] > 1000
    assert b"stopped after" in said


def test_progress_is_a_bar_on_a_terminal_only(bench: Bench) -> None:
    path = bench.traffic("error-burst", seed=3)
    words = [bench.binary, "backtest", bench.rules, "--baselines", bench.baselines, "--input", path]
    quiet = subprocess.run([*words, "--progress", "none"], capture_output=True, env=ENV)
    assert quiet.stderr == b""
    plain = subprocess.run(words, capture_output=True, env=ENV)
    assert b"\r" not in plain.stderr and b"\x1b" not in plain.stderr
    assert b"events in" in plain.stderr
    master, slave = pty.openpty()
    # Nobody draws a bar for a tenth of a second: twenty rule sets take longer.
    words += ["--sweep", "errors.warning.above=0.01:0.2:0.01"]
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=slave, env={**ENV, "LANG": "C.UTF-8"})
    os.close(slave)
    said = b""
    while select.select([master], [], [], 60)[0]:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        said += chunk
    assert child.wait(60) == 0
    assert b"\r\x1b[K" in said and b" %, " in said and b"to go" in said

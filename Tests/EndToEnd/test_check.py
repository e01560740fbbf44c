"""`monitord check`: its formats, its exit statuses, standard input, and what it knows of traffic and baselines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from events import lines, stream
from monitord import Installation

START_MS = 1_763_640_000_000
RULE = """[[rule]]
name = "%s"
metric = "%s"
by = ["model"]
window = "%s"
detect = "ratio"
warning = { below = %s }
"""
GOOD = RULE % ("refusal-rate", "refusal_rate", "1h", "0.90")
WARNED = GOOD + RULE % ("again", "refusal_rate", "1h", "0.90")


@pytest.fixture
def check(monitord_binary: Path, tmp_path: Path):
    def run(text: str, *words: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "rules.toml").write_text(text)
        command = [monitord_binary, "check", *words, *([] if "-" in words else ["rules.toml"])]
        return subprocess.run(command, cwd=tmp_path, input=text, capture_output=True, text=True, timeout=60)

    return run


def test_statuses(check) -> None:
    for text, words, status in (
        (GOOD, [], 0),
        (GOOD, ["--lint-fatal"], 0),
        (WARNED, [], 0),
        (WARNED, ["--lint-fatal"], 3),
        (WARNED.replace("1h", "5"), ["--lint-fatal"], 1),
        (GOOD, ["--format", "yaml"], 2),
        (GOOD, ["--format", "github", "--json"], 2),
    ):
        done = check(text, *words)
        assert done.returncode == status, f"{words}: {done}"
    assert "2 rules, 0 errors, 1 warning" in check(WARNED).stderr
    allowed = WARNED.replace('"again"', '"again"  # monitord: allow MD0603')
    assert check(allowed, "--lint-fatal").returncode == 0


def test_standard_input(check) -> None:
    done = check(GOOD.replace('"1h"', "1h"), "-")
    assert done.returncode == 1
    assert " --> <stdin>:5:10" in done.stdout and 'write "1h"' in done.stdout
    assert check(GOOD, "-").returncode == 0


def test_help_shows_wrong_and_right(monitord_binary: Path) -> None:
    said = subprocess.run([monitord_binary, "help", "md0204"], capture_output=True, text=True, timeout=30).stdout
    assert "wrong:\n  warning = { below = 90 }\nright:\n  warning = { below = 0.90 }\n" in said


def test_formats_say_the_same(check) -> None:
    text = GOOD.replace('"1h"', "1h") + GOOD.replace("ratio", "ratoi").replace("refusal-rate", "second")
    found = json.loads(check(text, "--format", "json").stdout)
    assert found == json.loads(check(text, "--json").stdout)
    assert [(each["code"], each["line"], each["column"]) for each in found] == [("MD0003", 5, 10), ("MD0105", 13, 10)]
    annotations = check(text, "--format=github").stdout.splitlines()
    assert annotations[0].startswith("::error file=rules.toml,line=5,col=10,endColumn=12,title=MD0003::this is not TOML%0A")
    assert len(annotations) == len(found)


def test_baselines_and_traffic_are_asked_when_named(install) -> None:
    monitord: Installation = install("127.0.0.1:1", "llm.inference")
    events = monitord.place / "events.jsonl"
    events.write_bytes(lines(stream(1200, 0.5, start_ms=START_MS)))
    monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    monitord.command("run", "-c", monitord.config, "--input", events)
    rules = monitord.place / "odd.toml"
    rules.write_text(
        RULE % ("refusal-rate", "refusal_rate", "1h", "0.90")
        + RULE % ("elsewhere", "refusal_rate", "1h", "0.80") + "where = 'model = \"acme/nobody\"'\n"
        + (RULE % ("toxic", "signals.toxicity", "1h", "0.90"))
    )  # fmt: skip

    def codes(*words: object) -> list[tuple[str, int]]:
        found = json.loads(monitord.command("check", rules, "--json", *words))
        return [(each["code"], each["line"]) for each in found]

    # The second rule is of one model: all that it says, the first one says as well.
    implied = ("MD0603", 9)
    assert codes() == [implied]
    assert codes("--baselines", monitord.baselines) == [implied, ("MD0607", 15), ("MD0606", 18)]
    # More events than the window of the running rule has ever held.
    name = monitord.rows("SELECT rule FROM verdict WHERE rule != 'coverage'")[0][0]
    rules.write_text((RULE % (name, "refusal_rate", "1h", "0.90")) + "min_events = 1000000\n")
    assert ("MD0602", 5) in codes("--db", monitord.state)
    # A week in which 150 events come, and a line that takes 858 to be shown (monitord rules show).
    events.write_bytes(lines(stream(150, 0.5, start_ms=START_MS)))
    quiet = monitord.place / "quiet"
    monitord.command("run", "-c", monitord.config, "--input", events, "--db", quiet)
    rules.write_text(RULE % (name, "refusal_rate", "7d", "0.99"))
    assert codes("--db", quiet, "--baselines", monitord.baselines) == [("MD0601", 7)]
    assert codes("--baselines", monitord.baselines) == []


@pytest.mark.parametrize(
    ("edit", "fate"),
    [
        (("", ""), "kept"),
        (("runbook_url", "summary = \"words\"\nrunbook_url"), "kept"),
        (('window = "10m"', 'window = "20m"'), "reset"),
        (("below = 0.90", "below = 0.85"), "reset"),
        (("by = [\"model\"]", "by = [\"model\", \"category\"]"), "dropped"),
        (('name = "refusal-rate"', 'name = "renamed"'), "dropped"),
    ],
)
def test_against_a_store_says_what_a_start_does(install, edit: tuple[str, str], fate: str) -> None:
    monitord: Installation = install("127.0.0.1:1", "llm.inference")
    rules = monitord.rules / "refusal.toml"
    text = (RULE % ("refusal-rate", "refusal_rate", "10m", "0.90")) + 'runbook_url = "https://example.org/"\n'
    rules.write_text(text)
    events = monitord.place / "events.jsonl"
    events.write_bytes(lines(stream(3000, 0.5, start_ms=START_MS)))
    monitord.learn(stream(3000, 0.9, start_ms=START_MS - 4_000_000))
    run = ["run", "-c", monitord.config, "--input", events]
    monitord.command(*run)
    query = "SELECT rule, bytes FROM state WHERE rule = 'refusal-rate'"
    before = monitord.rows(query)
    firing = monitord.rows("SELECT id FROM alert WHERE state = 'firing'")
    assert len(before) == 1 and len(firing) == 1, "the story has one alert"

    if edit[0]:
        assert edit[0] in text
        rules.write_text(text.replace(*edit))
    said = json.loads(monitord.command("check", "-c", monitord.config, "--against", monitord.state, "--json"))
    row = next(each for each in said["states"] if each["rule"] == "refusal-rate")
    assert (row["kept"], row["reset"], row["dropped"]) == tuple(int(fate == word) for word in ("kept", "reset", "dropped"))
    assert row["withdrawn"] == ([firing[0][0]] if fate == "dropped" else [])
    assert said["diagnostics"] == []
    assert monitord.rows(query) == before, "a check changes nothing"
    table = monitord.command("check", "-c", monitord.config, "--against", monitord.state)
    assert "KEPT" in table and "refusal-rate" in table

    # What the check said is what a start without one more event does.
    monitord.command(*run)
    after = monitord.rows(query)
    assert bool(after) == (fate != "dropped")
    if fate == "kept":
        assert after == before
    states = dict(monitord.rows("SELECT id, state FROM alert"))
    assert states[firing[0][0]] == ("resolved" if fate == "dropped" else "firing")

"""The command line as a shell meets it: words, exit statuses, and JSON that parses."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from events import MODEL, lines, stream
from monitord import Installation
from processes import until

START_MS = 1_763_640_000_000
# Nobody listens there: these tests read files.
NOWHERE = "127.0.0.1:1"
OTHER_MODEL = "acme/support-8b:v6"

Install = Callable[..., Installation]


class Shell:
    """One installation and what a person types beside it."""

    def __init__(self, monitord: Installation) -> None:
        self.monitord = monitord
        self.events = monitord.place / "events.jsonl"

    def type(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.monitord.binary, *map(str, words)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, env=self.monitord.env,
        )  # fmt: skip

    def fails(self, status: int, *words: str | Path) -> str:
        """Runs a command that must fail with this status, and returns what it said."""
        done = self.type(*words)
        assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def run(self, *words: str | Path) -> list[str | Path]:
        """The words of a run over the events of this installation."""
        return ["run", "-c", self.monitord.config, "--input", self.events, *words]

    def json(self, *words: str | Path) -> object:
        return json.loads(self.monitord.command(*words, "--json"))


@pytest.fixture
def shell(install: Install) -> Shell:
    made = Shell(install(NOWHERE, "llm.inference"))
    made.events.write_bytes(lines(stream(1200, 0.5, start_ms=START_MS)))
    return made


@pytest.fixture
def judged(shell: Shell) -> Iterator[Shell]:
    """A model that was learned at 90 % and came down to 50 %."""
    shell.monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    shell.monitord.command(*shell.run())
    yield shell


# Words


def test_unknown_option_is_corrected(shell: Shell) -> None:
    said = shell.fails(2, "run", "--inptu", "events.jsonl")
    assert "unknown option --inptu" in said and "did you mean --input?" in said


def test_unknown_command_is_corrected(shell: Shell) -> None:
    said = shell.fails(2, "alert")
    assert "unknown command 'alert'" in said and "did you mean 'monitord alerts'?" in said
    assert "did you mean 'monitord baseline learn'?" in shell.fails(2, "baseline", "lern")


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ([], "usage: monitord COMMAND"),
        (["baseline"], "baseline learn, baseline list, baseline show, baseline diff"),
        (["events"], "events decode"),
        (["alerts", "show"], "monitord alerts --all"),
        (["baseline", "show"], "monitord baseline list"),
        (["run", "--input"], "--input FILE"),
        (["alerts", "--limit", "many"], "from 1 to 1000000"),
        (["alerts", "--since", "someday"], "-2h"),
        (["alerts", "modle=x"], "did you mean model=…?"),
        (["status", "more"], "monitord help status"),
    ],
    ids=" ".join,
)
def test_what_is_missing_or_wrong_is_named(shell: Shell, words: list[str], advice: str) -> None:
    assert advice in shell.fails(2, *words)


def test_each_command_of_the_overview_has_help(shell: Shell) -> None:
    overview = shell.monitord.command("help")
    names = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +\S", overview, re.MULTILINE)
    assert len(names) >= 13
    for name in names:
        text = shell.monitord.command(*name.split(), "--help")
        assert text.startswith(f"monitord {name}: ") and f"usage: monitord {name} " in text
        assert text.strip() == shell.json("help", *name.split())["text"]


def test_help_fits_80_columns(shell: Shell) -> None:
    overview = shell.monitord.command("help")
    pages = overview + "".join(
        shell.monitord.command("help", *name.split())
        for name in re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +\S", overview, re.MULTILINE)
    )
    wide = [line for line in pages.splitlines() if len(line) > 80 and not line.startswith(("example:", "usage:", "  "))]
    assert wide == []


def test_options_stand_anywhere(judged: Shell) -> None:
    db = str(judged.monitord.state)
    listed = judged.monitord.command("alerts", "--db", db, "--json")
    assert json.loads(listed)
    for words in (["--json", "alerts", "--db", db], ["--db", db, "alerts", "--json"], [f"--db={db}", "--json", "alerts"],
                  ["alerts", "-n5", "--json", f"--db={db}", f"model={MODEL}"]):  # fmt: skip
        assert judged.monitord.command(*words) == listed


# The options of every command


def test_json_shows_chosen_fields(judged: Shell) -> None:
    db = ("--db", judged.monitord.state)
    (alert,) = json.loads(judged.monitord.command("alerts", *db, "--json"))
    chosen = judged.monitord.command("alerts", *db, "--json=rule,id,evidence")
    assert chosen == json.dumps(
        [{name: alert[name] for name in ("rule", "id", "evidence")}], separators=(",", ":"), ensure_ascii=False
    ) + "\n"  # fmt: skip
    assert list(json.loads(judged.monitord.command("status", *db, "--json=gaps"))) == ["gaps"]
    said = judged.fails(2, "alerts", *db, "--json=rule,sevrity")
    assert "no field 'sevrity'" in said and ", severity," in said
    assert "empty field" in judged.fails(2, "alerts", *db, "--json=rule,,id")
    assert judged.monitord.command("alerts", *db, "--state=resolved", "--json=rule") == "[]\n"
    lines = judged.monitord.command("events", "decode", "--json=id,model", judged.events).splitlines()
    assert len(lines) == 1200 and all(list(json.loads(line)) == ["id", "model"] for line in lines)


def test_quiet_leaves_data_and_errors(judged: Shell) -> None:
    words = ("alerts", "--db", judged.monitord.state)
    loud, quiet = judged.type(*words), judged.type(*words, "-q")
    assert loud.stdout == quiet.stdout and "next: " in loud.stderr and quiet.stderr == ""
    assert "no alert 'ffff'" in judged.fails(5, "alerts", "show", "ffff", "--db", judged.monitord.state, "-q")


def test_colour_is_asked_for(shell: Shell) -> None:
    rules = shell.monitord.rules / "refusal.toml"
    rules.write_text("[[rule]]\nname = 7\n")
    shell.monitord.env.pop("NO_COLOR")
    assert "\x1b[" not in shell.type("check", rules).stdout
    assert "\x1b[" in shell.type("check", rules, "--color=always").stdout
    shell.monitord.env["CLICOLOR_FORCE"] = "1"
    assert "\x1b[" in shell.type("check", rules).stdout
    for word in ("--no-color", "--color=never"):
        assert "\x1b[" not in shell.type("check", rules, word).stdout
    assert "none of auto, always, never" in shell.fails(2, "check", rules, "--color=blue")


def test_ascii_is_ascii(shell: Shell) -> None:
    shell.events.write_bytes(lines(stream(200, 0.5, start_ms=START_MS, model="acme/modèle")))
    shell.monitord.command(*shell.run())
    words = ("status", "--db", shell.monitord.state)
    assert "acme/modèle" in shell.monitord.command(*words)
    plain = shell.monitord.command(*words, "--ascii")
    assert plain.isascii() and r"acme/mod\u{e8}le" in plain
    assert "acme/modèle" in shell.monitord.command(*words, "--ascii", "--json")


# Files


def test_missing_input_is_named(shell: Shell) -> None:
    missing = shell.monitord.place / "missing.jsonl"
    for words in (
        ["run", "-c", shell.monitord.config, "--input", missing],
        ["baseline", "learn", "--name", "x", "--input", missing, "--baselines", shell.monitord.baselines],
        ["events", "decode", missing],
    ):
        assert str(missing) in shell.fails(66, *words)


def test_missing_configuration_is_named(shell: Shell) -> None:
    missing = shell.monitord.place / "missing.toml"
    for status, command in ((78, "run"), (1, "check"), (78, "status")):
        said = shell.fails(status, command, "-c", missing)
        assert "error[MD0001]" in said and str(missing) in said


def test_broken_configuration_is_refused_at_its_place(shell: Shell) -> None:
    shell.monitord.config.write_text('[kafka]\nbrokers = ["k1:9092"\n')
    assert f"{shell.monitord.config}:2:11" in shell.fails(78, *shell.run())
    shell.monitord.config.write_text('[kafka]\ntopics = ["^llm"]\n')
    for status, words in ((78, shell.run()), (1, ["check", "-c", shell.monitord.config])):
        said = shell.fails(status, *words)
        assert "error[MD0305]" in said and f"{shell.monitord.config}:2:11" in said


def test_broken_rule_is_refused_at_its_place(shell: Shell) -> None:
    rules = shell.monitord.rules / "refusal.toml"
    rules.write_text(rules.read_text().replace("below = 0.90", "below = 90"))
    for status, words in ((78, shell.run()), (1, ["check", rules]), (1, ["check", "-c", shell.monitord.config])):
        said = shell.fails(status, *words)
        assert "error[MD0204]" in said and f"{rules}:8:22" in said


# The store


def test_store_that_others_may_write_is_refused(shell: Shell) -> None:
    shell.monitord.state.chmod(0o777)
    said = shell.fails(78, *shell.run())
    assert "mode 0777" in said and f"chmod 700 {shell.monitord.state}" in said


def test_database_that_others_may_read_is_refused(judged: Shell) -> None:
    database = judged.monitord.state / "monitord.db"
    database.chmod(0o644)
    assert f"chmod 600 {database}" in judged.fails(78, *judged.run())


@pytest.mark.parametrize("command", [["alerts"], ["alerts", "show", "3b57"], ["status"]], ids=" ".join)
def test_missing_store_is_named(shell: Shell, command: list[str]) -> None:
    missing = shell.monitord.place / "missing"
    said = shell.fails(4, *command, "--db", missing)
    assert f"{missing}/monitord.db does not exist" in said and "--db DIR" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_store_is_named(judged: Shell) -> None:
    judged.monitord.state.chmod(0)
    try:
        assert str(judged.monitord.state) in judged.fails(4, "alerts", "--db", judged.monitord.state)
    finally:
        judged.monitord.state.chmod(0o700)


def test_second_daemon_does_not_start(shell: Shell) -> None:
    first = shell.monitord.start()
    until(lambda: shell.monitord.rows("SELECT epoch FROM owner"), 10, "the first daemon owns the store")
    said = shell.fails(75, *shell.run())
    assert f"held by another monitord (pid {first.pid})" in said
    assert first.terminate() == 0, first.account()


# Answers


def test_unknown_alert_and_baseline_are_named(judged: Shell) -> None:
    assert "monitord alerts --all" in judged.fails(5, "alerts", "show", "ffff", "--db", judged.monitord.state)
    said = judged.fails(5, "baseline", "show", "nobody", "--baselines", judged.monitord.baselines)
    assert "monitord baseline list" in said
    assert "monitord help" in judged.fails(5, "help", "everything")


def test_alerts_tell_the_shell_that_there_are_some(judged: Shell) -> None:
    assert MODEL in judged.fails(10, "alerts", "--exit-code", "--db", judged.monitord.state)
    judged.monitord.command("alerts", "--exit-code", "--db", judged.monitord.state, "model=nobody")


def test_baseline_of_another_model_judges_nobody(shell: Shell) -> None:
    shell.monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000, model=OTHER_MODEL))
    assert shell.monitord.command(*shell.run()) == ""
    (series,) = (each for each in shell.monitord.status()["series"] if each["rule"] != "coverage")
    assert series["series"] == {"model": MODEL} and series["state"] == "learning"
    assert series["reason"] == "the baseline is for another model"


def test_json_of_each_command_parses(judged: Shell) -> None:
    db, baselines = ("--db", judged.monitord.state), ("--baselines", judged.monitord.baselines)
    (alert,) = judged.json("alerts", *db)
    assert alert["severity"] == "high" and alert["series"] == {"model": MODEL}
    assert judged.json("alerts", "--state", "resolved", *db) == []
    shown = judged.json("alerts", "show", alert["id"][:8], *db)
    assert shown["alert"] == alert and shown["history"][-1]["alert"] == alert
    assert judged.json("status", *db)["counters"]["records"] == 1200
    (learned,) = judged.json("baseline", "learn", "--name", "later", "--input", judged.events, *baselines)
    assert learned["name"] == "later" and learned["current"] is True
    assert {each["name"]: each["current"] for each in judged.json("baseline", "list", *baselines)} == {
        "healthy": False, "later": True,
    }  # fmt: skip
    healthy = judged.json("baseline", "show", "healthy", *baselines)
    assert healthy["model"] == MODEL and healthy["cells"]
    assert judged.json("baseline", "promote", "healthy", *baselines)["id"] == healthy["id"]
    assert judged.json("check", "-c", judged.monitord.config) == []
    assert set(judged.json("version")) >= {"monitord", "librdkafka", "sqlite"}
    assert "usage" in judged.json("help", "run")["text"]


def test_json_of_each_line_parses(judged: Shell) -> None:
    """The commands whose answers are lines: one value per line."""
    command = judged.monitord.command
    made = command("generate", "--events", "3", "--json")
    decoded = command("events", "decode", "--json", judged.events)
    judged.monitord.state = judged.monitord.place / "another"
    printed = command(*judged.run("--db", judged.monitord.state, "--json"))
    for text, count in ((made, 3), (decoded, 1200), (printed, len(judged.monitord.rows("SELECT * FROM outbox")))):
        values = [json.loads(line) for line in text.splitlines()]
        assert len(values) == count and all(isinstance(value, dict) for value in values)


def test_diagnostics_are_json_too(shell: Shell) -> None:
    rules = shell.monitord.rules / "refusal.toml"
    rules.write_text("[[rule]]\nname = 7\n")
    done = shell.type("check", rules, "--json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)
    assert {"MD0101", "MD0102"} <= {finding["code"] for finding in findings}
    assert all(finding["file"] == str(rules) and finding["line"] in (1, 2) for finding in findings)


def test_check_refuses_a_budget_that_needs_no_evidence(monitord_binary: Path, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text(
        '[budget]\nfalse_alarms_per_month = 1000000\n[[rule]]\nname = "r"\nmetric = "refusal_rate"\nby = ["model"]\n'
        'window = "2h"\ndetect = "ratio"\nwarning = { below = 0.9 }\n'
    )
    (tmp_path / "monitord.toml").write_text(
        '[limits]\nseries = 1\n[panes]\nwidth = "1h"\n[rules]\nfiles = ["rules.toml"]\n'
    )
    done = subprocess.run(
        [monitord_binary, "check", "-c", tmp_path / "monitord.toml"], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert "MD0217" in done.stdout and "A < 1" in done.stdout

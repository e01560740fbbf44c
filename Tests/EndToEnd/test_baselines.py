"""Baselines from learning to rolling back, as a shell meets them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from monitord import RULES, Installation

NOWHERE = "127.0.0.1:1"
MODEL = "acme/support-8b:v7"
START = "2026-11-20T00:00Z"
HALF = "2026-11-20T00:30Z"
SCENARIOS = ["steady", "weights-swap", "mix-shift"]

Install = Callable[..., Installation]


@pytest.fixture(scope="session")
def traffic(monitord_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An hour of each scenario."""
    place = tmp_path_factory.mktemp("traffic")
    files = {}
    for scenario in SCENARIOS:
        command = [
            monitord_binary, "generate", "--scenario", scenario, "--seed", "3", "--start", START,
            "--duration", "1h", "--rate", "12",
        ]  # fmt: skip
        files[scenario] = place / f"{scenario}.jsonl"
        with files[scenario].open("wb") as file:
            subprocess.run(command, stdout=file, stderr=subprocess.DEVNULL, check=True, timeout=60)
    return files


class Shell:
    """One installation whose rules follow promotions."""

    def __init__(self, monitord: Installation, traffic: dict[str, Path]) -> None:
        self.monitord = monitord
        self.traffic = traffic
        (monitord.rules / "refusal.toml").write_text(RULES.replace('baseline = "healthy"\n', ""))

    def type(self, *words: str | Path, data: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """`monitord baseline WORDS` with this installation's configuration."""
        return subprocess.run(
            [self.monitord.binary, "baseline", *map(str, words), "-c", self.monitord.config],
            input=data, capture_output=True, timeout=30, env=self.monitord.env,
        )  # fmt: skip

    def says(self, status: int, *words: str | Path, data: bytes | None = None) -> str:
        """Runs a command that must end with this status, and returns what it said to a person."""
        done = self.type(*words, data=data)
        assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout!r}\n{done.stderr.decode()}"
        return done.stderr.decode()

    def json(self, *words: str | Path) -> object:
        done = self.type(*words, "--json")
        assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stderr.decode()}"
        return json.loads(done.stdout)

    def learn(self, name: str, scenario: str, *words: str) -> str:
        """Learns a baseline of the one model and returns its id."""
        (learned,) = self.json(
            "learn", "--name", name, "--model", MODEL, "--input", self.traffic[scenario], *words
        )  # fmt: skip
        return learned["id"]

    def current(self) -> str | None:
        return next((each["id"] for each in self.json("list") if each["current"]), None)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.monitord.baselines.iterdir())


@pytest.fixture
def shell(install: Install, traffic: dict[str, Path]) -> Shell:
    return Shell(install(NOWHERE, "llm.inference"), traffic)


@pytest.fixture
def swapped(shell: Shell) -> Shell:
    """The weights were swapped under a steady baseline, and that was an alert."""
    shell.old = shell.learn("steady", "steady")
    shell.new = shell.learn("swapped", "weights-swap", "--since", HALF, "--no-promote")
    shell.monitord.command("run", "-c", shell.monitord.config, "--input", shell.traffic["weights-swap"])
    assert len(shell.monitord.alerts()) == 1
    return shell


# Learning


def test_steady_period_is_learned_with_a_word_on_its_length(shell: Shell) -> None:
    said = shell.says(0, "learn", "--name", "steady", "--input", shell.traffic["steady"])
    assert "the period covers 1h;" in said and "7 or more" in said
    models = {each["model"]: each["current"] for each in shell.json("list")}
    assert len(models) == 3 and all(models.values())


def test_period_in_which_the_weights_were_swapped_is_refused(shell: Shell) -> None:
    words = ["learn", "--name", "torn", "--input", shell.traffic["weights-swap"]]
    said = shell.says(1, *words)
    assert f"the refusal rate of {MODEL} changed inside the period; nothing was saved" in said
    assert f"model={MODEL}: 3" in said and "then from 2026-11-20T00:3" in said
    assert "--since and --until" in said and "--allow-change" in said
    assert shell.files() == []
    for until_or_since in (["--until", HALF], ["--since", HALF]):
        assert "changed inside" not in shell.says(0, *words, *until_or_since, "--no-promote")
    assert "warning: the refusal rate" in shell.says(0, *words, "--allow-change")
    # The models that kept their weights are learned from all of it.
    shell.says(0, *words, "--model", "acme/sales-8b:v4")


def test_change_of_the_mix_alone_is_told_apart(shell: Shell) -> None:
    said = shell.says(1, "learn", "--name", "mixed", "--model", MODEL, "--input", shell.traffic["mix-shift"])
    assert "no category changed by itself" in said


# Looking


def test_show_has_what_a_baseline_is_for(shell: Shell) -> None:
    shell.learn("steady", "steady")
    shown = shell.json("show", "steady")
    assert shown["model"] == MODEL and shown["format"] == "monitord.baseline/2"
    assert 0 < shown["doubt"] < 0.01 and shown["total"]["users_at_least"] > 50
    assert sum(row["decided"] for row in shown["categories"]) == shown["decided"]
    for row in shown["categories"]:
        assert row["at_least"] < row["refusal_rate"] < row["at_most"] and row["panes_at_least"] > 0
    measures = {row["measure"]: row for row in shown["measures"]}
    assert set(measures) >= {"signals.toxicity", "signals.hedging", "output_tokens", "latency_ms"}
    toxicity = measures["signals.toxicity"]
    assert toxicity["p50"] < toxicity["p95"] < toxicity["p95_at_most"] and toxicity["events"] > 1000
    assert 0 <= measures["signals.hedging"]["raised"] < 0.1
    assert abs(sum(topic["share"] for topic in shown["topics"]) - 1) < 1e-9
    assert sum(cell["refused"] for cell in shown["cells"]) == shown["total"]["refused"]
    # Without rules a bound fails once in a hundred, and is nearer.
    plain = shell.json("show", "steady", "--rules", shell.monitord.place / "none")
    assert plain["doubt"] == 0.01 and plain["total"]["at_least"] > shown["total"]["at_least"]
    text = shell.type("show", "steady").stdout.decode()
    assert all(word in text for word in ("CATEGORY", "cyberattack", "P95 AT MOST", "TOPIC OF ANSWER"))


def test_list_says_which_was_promoted_and_when(shell: Shell) -> None:
    first = shell.learn("first", "steady")
    second = shell.learn("second", "steady", "--no-promote")
    listed = {each["id"]: each for each in shell.json("list")}
    assert listed[first]["current"] and listed[first]["promoted_at"].endswith("Z")
    assert not listed[second]["current"] and "promoted_at" not in listed[second]


def test_diff_of_a_baseline_and_itself_is_empty(swapped: Shell) -> None:
    same = swapped.json("diff", "steady", swapped.old)
    assert same["rates"] == same["mixes"] == same["measures"] == []
    assert same["alerts_hidden"] == 0 and {each["fate"] for each in same["alerts"]} == {"kept"}
    assert b"no difference" in swapped.type("diff", "steady", "steady").stdout


def test_diff_says_what_changed_and_what_it_would_have_hidden(swapped: Shell) -> None:
    diff = swapped.json("diff", "steady", "swapped")
    assert (diff["old"]["id"], diff["new"]["id"]) == (swapped.old, swapped.new)
    total = diff["rates"][0]
    assert "category" not in total and -0.14 < total["interval"][0] < total["difference"] < total["interval"][1] < -0.08
    eroded = next(row for row in diff["rates"] if row.get("category") == "cyberattack")
    assert eroded["difference"] < -0.2 and eroded["new"]["refusal_rate"] < eroded["old"]["refusal_rate"]
    assert {mix["dimension"] for mix in diff["mixes"]} == {"category", "response_topic"}
    assert all(mix["js_bits"] < 0.01 for mix in diff["mixes"])
    tokens = next(row for row in diff["measures"] if row["measure"] == "output_tokens")
    assert tokens["new"]["p50"] > tokens["old"]["p50"]
    (alert,) = diff["alerts"]
    assert diff["alerts_hidden"] == 1 and alert["fate"] == "hidden"
    assert alert["new_expected"] < alert["old_expected"] and alert["line"] in (0.75, 0.9)
    # The other way round nothing is hidden.
    assert swapped.json("diff", "swapped", "steady")["alerts_hidden"] == 0
    text = swapped.type("diff", "steady", "swapped").stdout.decode()
    assert "would have hidden 1 of 1 past alert" in text and "category mix" in text


def test_diff_needs_a_store_only_when_one_is_named(shell: Shell) -> None:
    shell.learn("steady", "steady")
    assert "past alerts were not looked at" in shell.says(0, "diff", "steady", "steady")
    shell.says(4, "diff", "steady", "steady", "--db", shell.monitord.place / "missing")
    shell.says(2, "diff", "steady")
    shell.says(5, "diff", "steady", "nobody")


# Promoting and going back


def test_promotion_that_would_have_hidden_an_alert_needs_a_yes(swapped: Shell) -> None:
    (alert,) = swapped.monitord.alerts()
    said = swapped.says(1, "promote", "swapped")
    assert "would have hidden 1 of 1 past alert; it was not promoted" in said
    assert alert["id"][:8] in said and "--yes" in said and "monitord baseline diff" in said
    assert swapped.current() == swapped.old
    promoted = swapped.json("promote", "swapped", "--yes")
    assert promoted["previous"] == swapped.old and promoted["alerts_hidden"] == 1
    assert swapped.current() == swapped.new
    assert "already" in swapped.says(0, "promote", "swapped")
    # Back to what is stricter hides nothing.
    assert "would have hidden 0 of 1" in swapped.says(0, "promote", "steady")


def test_learning_asks_the_same_question(swapped: Shell) -> None:
    words = ["learn", "--name", "again", "--model", MODEL, "--input", swapped.traffic["weights-swap"], "--since", HALF]
    assert "it was not promoted" in swapped.says(1, *words)
    assert swapped.current() == swapped.old
    assert "again" in {each["name"] for each in swapped.json("list")}
    swapped.says(0, *words, "--yes")
    assert swapped.current() not in (swapped.old, swapped.new)


def test_rollback_goes_back_step_by_step(swapped: Shell) -> None:
    assert "no other baseline was current" in swapped.says(1, "rollback", MODEL)
    swapped.says(5, "rollback", "acme/nobody:v1")
    swapped.says(2, "rollback")
    swapped.says(0, "promote", "swapped", "--yes")
    log = swapped.monitord.baselines / "promotions.jsonl"
    before = log.read_bytes()
    back = swapped.json("rollback", MODEL)
    assert (back["id"], back["previous"]) == (swapped.old, swapped.new) and swapped.current() == swapped.old
    assert log.read_bytes().startswith(before) and log.read_bytes().count(b"\n") == before.count(b"\n") + 1
    swapped.says(1, "rollback", MODEL)


# Files that travel


def test_exported_baseline_is_imported_as_it_was(shell: Shell) -> None:
    identity = shell.learn("steady", "steady")
    exported = shell.type("export", "steady").stdout
    assert exported == (shell.monitord.baselines / f"{identity}.toml").read_bytes()
    copy = shell.monitord.place / "copy.toml"
    shell.says(0, "export", identity[:8], copy)
    assert copy.read_bytes() == exported
    assert "File exists" in shell.says(74, "export", identity, copy)
    elsewhere = ("--baselines", shell.monitord.place / "elsewhere")
    assert "baseline promote" in shell.says(0, "import", "-", *elsewhere, data=exported)
    assert "here already" in shell.says(0, "import", copy, *elsewhere)
    (imported,) = shell.json("list", *elsewhere)
    assert imported["id"] == identity and not imported["current"]
    shell.says(0, "promote", identity, *elsewhere)


def test_unsound_imports_are_refused(shell: Shell) -> None:
    identity = shell.learn("steady", "steady")
    sound = (shell.monitord.baselines / f"{identity}.toml").read_bytes()
    empty = ("--baselines", shell.monitord.place / "empty")
    bad = {
        "truncated": (sound[: len(sound) // 2], "MD0"),
        "cut after a cell": (sound[: sound.rindex(b"\n[[cell]]")], "MD0402"),
        "edited": (sound.replace(b"refused = ", b"refused = 1", 1), "MD04"),
        "another id": (sound.replace(identity.encode(), b"0" * 32), "MD0402"),
        "another format": (sound.replace(b"baseline/2", b"baseline/9"), "MD0401"),
        "empty": (b"", "MD0101"),
        "events": (shell.traffic["steady"].read_bytes()[:1000], "MD0003"),
    }
    for data, code in bad.values():
        assert code in shell.says(1, "import", "-", *empty, data=data)
    assert "larger than 8 MiB" in shell.says(66, "import", "-", *empty, data=b"#" * (9 << 20))
    huge = shell.monitord.place / "huge.toml"
    huge.write_bytes(b"#" * (9 << 20))
    assert "larger than 8 MiB" in shell.says(66, "import", huge, *empty)
    shell.says(66, "import", shell.monitord.place / "missing.toml", *empty)
    shell.says(66, "import", shell.monitord.place, *empty)
    shell.says(2, "import", *empty)
    assert shell.json("list", *empty) == []

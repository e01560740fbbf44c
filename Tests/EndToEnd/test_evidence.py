"""The shipped rules on traffic with a known truth: what alarms, how soon and with what findings, and what does not."""

from __future__ import annotations

import json
import math
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from events import Record, lines, stream
from monitord import RULES, Installation

ROOT = Path(__file__).resolve().parents[2]
# Other shipped files watch for other things, such as silence.
SHIPPED = ROOT / "rules" / "refusal.toml"
LEARNED = datetime(2025, 11, 20, 0, 0, tzinfo=UTC)
START = datetime(2025, 11, 20, 6, 0, tzinfo=UTC)
MINUTES = 90
CHANGED = "acme/support-8b:v7"
START_MS = 1_763_640_000_000
NOWHERE = "127.0.0.1:1"

TOXICITY = """\
[[rule]]
name     = "toxicity-p95"
metric   = "signals.toxicity"
by       = ["model"]
window   = "30m"
detect   = "quantile"
quantile = 0.95
warning  = { above = 1.3 }
critical = { above = 1.6 }
"""

Install = Callable[..., Installation]


def text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(value: str) -> datetime:
    return datetime.fromisoformat(value)


@dataclass
class Watch:
    """A directory in which scenarios are run, each once."""

    binary: Path
    place: Path

    def call(self, *words: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.binary, *map(str, words)], capture_output=True, text=True, timeout=60,
            env={**os.environ, "TZ": "UTC", "NO_COLOR": "1"},
        )  # fmt: skip
        assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout[-2000:]}{done.stderr}"
        return done

    def generate(self, name: str, scenario: str, start: datetime, minutes: int, seed: int) -> Path:
        path = self.place / f"{name}.jsonl"
        if not path.exists():
            words = ["--start", text(start), "--duration", f"{minutes}m", "--rate", "10", "--seed", str(seed)]
            path.write_text(self.call("generate", "--scenario", scenario, *words).stdout)
        return path

    @property
    def baselines(self) -> Path:
        directory = self.place / "baselines"
        if not directory.exists():
            directory.mkdir(mode=0o700)
            healthy = self.generate("healthy", "steady", LEARNED, 180, seed=1)
            self.call("baseline", "learn", "--input", healthy, "--baselines", directory, "--name", "healthy")
        return directory

    def run(self, scenario: str, rules: Path = SHIPPED, name: str = "shipped") -> list[dict]:
        """The transitions of a scenario."""
        state = self.state(scenario, name)
        state.mkdir(mode=0o700)
        events = self.generate(scenario, scenario, START, MINUTES, seed=3)
        done = self.call(
            "run", "--input", events, "--rules", rules, "--baselines", self.baselines, "--db", state, "--until-eof"
        )  # fmt: skip
        return [json.loads(line) for line in done.stdout.splitlines()]

    def state(self, scenario: str, name: str = "shipped") -> Path:
        return self.place / f"state-{scenario}-{name}"


@pytest.fixture(scope="module")
def watch(monitord_binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch(monitord_binary, tmp_path_factory.mktemp("evidence"))


def near(change: dict, moment: datetime, minutes: float) -> None:
    at, earliest, latest = (instant(change[key]) for key in ("at", "earliest", "latest"))
    assert earliest <= at <= latest
    assert abs(at - moment) <= timedelta(minutes=minutes), change


@pytest.mark.parametrize("scenario", ["steady", "mix-shift", "quiet"])
def test_what_is_no_change_of_behaviour_is_no_alert(watch: Watch, scenario: str) -> None:
    assert watch.run(scenario) == []


def test_other_weights_are_found_at_once(watch: Watch) -> None:
    transitions = watch.run("weights-swap")
    moment = START + timedelta(minutes=MINUTES / 2)
    first = transitions[0]["alert"]
    assert first["rule"] == "refusal-rate" and first["series"] == {"model": CHANGED}
    assert timedelta(0) < instant(first["fired_at"]) - moment < timedelta(minutes=5)
    near(first["evidence"]["change"], moment, 1)
    low, high = first["evidence"]["interval"]
    assert low < first["evidence"]["value"] < high
    assert first["evidence"]["statistic"] >= first["evidence"]["statistic_threshold"] > 20
    last = [each["alert"] for each in transitions if each["alert"]["rule"] == "refusal-rate"][-1]
    assert last["severity"] == "high" and len(last["evidence"]["segments"]) == 5
    assert last["evidence"]["behaviour_change"] < -0.02 < abs(last["evidence"]["mix_change"]) + 0.01
    explained(watch, last["id"], moment)


def charted(watch: Watch, state: Path, identity: str) -> None:
    """The same store, asked for a rule, a series of it, and their charts."""
    rule = watch.call("explain", "refusal-rate", "--db", state).stdout
    assert rule.index("critical: model=" + CHANGED) < rule.index("ok: model=")
    assert f"alert {identity[:8]}, high, firing" in rule
    told = json.loads(watch.call("explain", "refusal-rate", "--db", state, "--json").stdout)
    assert told["series"][0]["alert"] == identity and told["series"][0]["why"].startswith("past the critical line")
    chart = json.loads(watch.call("chart", identity[:8], "--db", state, "--json").stdout)
    assert [each["name"] for each in chart["levels"]].count("baseline") == 1 and len(chart["points"]) > 50
    assert chart["points"][-1]["value"] < 0.8 * chart["points"][0]["value"]
    svg = watch.call("chart", identity[:8], "--db", state, "--svg", "-").stdout
    assert svg.startswith("<svg") and svg.rstrip().endswith("</svg>")
    plain = watch.call("chart", "refusal-rate", f"model={CHANGED}", "--db", state, "--width", "60").stdout
    assert all(len(line) <= 60 for line in plain.splitlines()[2:-1])
    assert "did you mean 'refusal-rate'?" in watch.call("explain", "refusal-rat", "--db", state, status=5).stderr
    watch.call("explain", "refusal-rate", "model=nobody", "--db", state, status=5)


def explained(watch: Watch, identity: str, moment: datetime) -> None:
    state = watch.state("weights-swap")
    told = json.loads(watch.call("explain", identity[:8], "--db", state, "--json").stdout)
    assert told["alert"]["id"] == identity
    before, after = told["course"]["levels"]
    # By panes of a minute.
    assert instant(before["to"]) == instant(after["from"])
    assert abs(instant(after["from"]) - moment) <= timedelta(minutes=2)
    assert before["wilson"][0] > after["wilson"][1] and after["value"] < 0.75 * before["value"]
    wilson, always = told["intervals"]["wilson"], told["intervals"]["confidence_sequence"]
    assert always[0] < wilson[0] < wilson[1] < always[1]
    shown = watch.call("explain", identity[:8], "--db", state).stdout
    for word in ("95 %", "ln e", "behaviour", "2 levels", "who carries it", "####"):
        assert word in shown, word
    assert "A change about" in shown and "critical" in shown and "next\n" in shown
    charted(watch, state, identity)
    watch.call("explain", "ffffffff", "--db", state, status=5)
    watch.call("explain", "--db", state, status=2)


def test_a_slide_is_found_while_it_happens(watch: Watch) -> None:
    transitions = watch.run("refusal-slide")
    overall = [each for each in transitions if each["alert"]["rule"] == "refusal-rate"]
    assert [each["transition"] for each in overall] == ["firing", "escalated"]
    begin, end = (START + timedelta(minutes=MINUTES * share) for share in (0.4, 0.6))
    assert begin < instant(overall[0]["alert"]["fired_at"]) < end + timedelta(minutes=5)
    assert begin - timedelta(minutes=3) < instant(overall[0]["alert"]["evidence"]["change"]["at"]) < end
    assert {each["alert"]["series"]["model"] for each in transitions} == {CHANGED}


def test_one_category_is_found_and_named(watch: Watch) -> None:
    transitions = watch.run("category-erosion")
    assert [each["transition"] for each in transitions] == ["firing", "escalated"]
    for each in transitions:
        assert each["alert"]["series"] == {"model": CHANGED, "category": "cyberattack"}
    near(transitions[0]["alert"]["evidence"]["change"], START + timedelta(minutes=MINUTES * 0.4), 6)


def test_a_rise_of_toxicity_is_found_by_its_tail(watch: Watch) -> None:
    rules = watch.place / "toxicity.toml"
    rules.write_text(TOXICITY)
    transitions = watch.run("toxicity-rise", rules, "toxicity")
    assert [each["alert"]["severity"] for each in transitions] == ["medium", "high"]
    near(transitions[1]["alert"]["evidence"]["change"], START + timedelta(minutes=MINUTES * 0.4), 10)
    state = watch.state("toxicity-rise", "toxicity")
    told = json.loads(watch.call("explain", transitions[0]["alert"]["id"], "--db", state, "--json").stdout)
    values = [level["value"] for level in told["course"]["levels"]]
    assert told["course"]["cost"] == "normal" and values[-1] > 1.7 * values[0]
    assert watch.run("steady", rules, "toxicity") == []


# Thresholds


def test_rules_show_tells_the_budget(watch: Watch) -> None:
    words = ["rules", "show", "--rules", SHIPPED, "--baselines", watch.baselines]
    shown = json.loads(watch.call(*words, "--json").stdout)
    assert shown["false_alarms_per_month"] == 1
    panes = 30 * 86400 / 10
    assert [rule["name"] for rule in shown["rules"]] == ["refusal-rate", "refusal-rate-category"]
    for rule in shown["rules"]:
        # Of each chart: its panes over the false alarms that it may have.
        assert rule["log_a"] == pytest.approx(math.log(panes / (1 * rule["share"])))
        assert rule["log_a"] == pytest.approx(math.log(panes * rule["charts"] / 0.45))
        assert len(rule["delays"]) > 0
    printed = watch.call(*words).stdout
    assert "budget: 1 false alarms in 30 days" in printed and "would page" in printed


def test_an_alarm_takes_as_long_as_rules_show_says(install: Install) -> None:
    monitord = install(NOWHERE, "llm.inference")
    learned = stream(20_000, 0.9, start_ms=START_MS - 2_000_000)
    monitord.learn(learned)
    words = ["rules", "show", "-c", monitord.config, "--baselines", monitord.baselines, "--json"]
    (rule,) = json.loads(monitord.command(*words))["rules"]
    delay = next(each for each in rule["delays"] if each["line"] == "warning")
    healthy = 2000
    fallen = stream(int(3 * delay["events"]), delay["rate"], start_ms=START_MS + healthy * 100, first=healthy)
    first = drained(monitord, stream(healthy, 0.9, start_ms=START_MS) + fallen)[0]
    events = (instant(first["fired_at"]).timestamp() * 1000 - START_MS) / 100 - healthy
    print(f"{events} events, forecast {delay['events']:.0f}")
    assert 0.5 * delay["events"] < events < 2 * delay["events"]


def drained(monitord: Installation, records: list[Record]) -> list[dict]:
    """The alerts of the first transitions."""
    path = monitord.place / "events.jsonl"
    path.write_bytes(lines(records))
    child = monitord.drain("--input", path)
    return [json.loads(line)["alert"] for line in child.stdout]


def test_confirm_none_is_the_line_and_nothing_else(install: Install) -> None:
    monitord = install(NOWHERE, "llm.inference")
    (monitord.rules / "refusal.toml").write_text(RULES + 'confirm = "none"\n')
    monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    step_ms, count = 200, 900
    rates = [(0.9, 600), (0.6, count - 600)]
    records: list[Record] = []
    for rate, number in rates:
        start = START_MS + len(records) * step_ms
        records += stream(number, rate, start_ms=start, step_ms=step_ms, first=len(records))
    # The window's rate at the end of each pane, in plain words.
    expected: dict[str, int] = {}
    refused = [json.loads(record.value)["signals"]["refusal"] for record in records]
    for pane in range(6, count * step_ms // 10_000):
        window = refused[(pane - 6) * 50 : pane * 50]
        ratio = sum(window) / len(window) / 0.9
        for severity, line in (("medium", 0.90), ("high", 0.75)):
            if ratio < line:
                expected.setdefault(severity, START_MS + pane * 10_000)
    found = {}
    for alert in drained(monitord, records):
        found.setdefault(alert["severity"], int(instant(alert["updated_at"]).timestamp() * 1000))
    assert set(expected) == {"medium", "high"} and found == expected


def test_an_absurd_budget_is_refused(watch: Watch) -> None:
    rules = watch.place / "absurd.toml"
    rules.write_text("[budget]\nfalse_alarms_per_month = 1e7\n" + TOXICITY)
    said = watch.call("check", rules, status=1)
    assert "false_alarms_per_month" in said.stdout + said.stderr
    # As many as there are panes: every one would be an alarm.
    rules.write_text("[budget]\nfalse_alarms_per_month = 1e6\n" + TOXICITY.replace("critical", "# critical"))
    config = watch.place / "one.toml"
    config.write_text("[limits]\nseries = 1\n")
    words = ["run", "-c", config, "--rules", rules, "--input", "/dev/null", "--db", watch.place / "none"]
    said = watch.call(*words, status=78)
    assert 'rule "toxicity-p95" would need no evidence at all (A < 1)' in said.stderr
    assert "lower false_alarms_per_month" in said.stderr

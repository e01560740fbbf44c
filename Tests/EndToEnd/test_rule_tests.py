"""`monitord test`: the shipped rules keep what their tests promise, and a test that should fail does."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from events import event

ROOT = Path(__file__).resolve().parents[2]
OPTIONAL = (ROOT / "rules" / "optional").glob("*.toml")
RULE = """\
[[rule]]
name     = "refusal-rate"
metric   = "refusal_rate"
by       = ["model"]
window   = "1h"
detect   = "ratio"
warning  = { below = 0.90 }
critical = { below = 0.75 }
min_events = 200
"""
SLIDE = """
[[test]]
name     = "a slide"
rule     = "refusal-rate"
baseline = { refusal_rate = 0.92 }
input    = { refusal_rate = "0.92x30 0.60x60" }
expect   = [%s]
"""


@pytest.fixture
def test(monitord_binary: Path, tmp_path: Path):
    """Runs `monitord test` on the text of one rule file."""

    def run(text: str, *options: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "rules.toml").write_text(RULE + text)
        return subprocess.run(
            [monitord_binary, "test", "rules.toml", *options], cwd=tmp_path, capture_output=True, text=True, timeout=120,
            env={"TZ": "UTC", "NO_COLOR": "1"},
        )  # fmt: skip

    return run


@pytest.mark.parametrize("path", ["rules", *sorted(str(path.relative_to(ROOT)) for path in OPTIONAL)])
def test_shipped_rules_pass_their_tests(monitord_binary: Path, path: str) -> None:
    command = [monitord_binary, "test", path, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    report = json.loads(done.stdout)
    assert done.returncode == 0, [test for test in report["tests"] if not test["passed"]]
    files = sorted((ROOT / path).glob("*.toml")) if (ROOT / path).is_dir() else [ROOT / path]
    text = "\n".join(file.read_text() for file in files)
    names = set(re.findall(r'(?m)^\[\[rule\]\]\nname +=+ *"([^"]+)"', text))
    assert names and len(names) == text.count("\n[[rule]]\n")
    # Every rule is seen to fire by one of its tests.
    assert {alert["rule"] for test in report["tests"] for alert in test["alerts"]} >= names
    assert {rule for test in report["tests"] for rule in test["rules"]} >= names


def test_times_are_those_of_panes(test) -> None:
    done = test(SLIDE % '{ by = "1h", severity = "high" }', "--json")
    assert done.returncode == 0, done.stderr
    alerts = json.loads(done.stdout)["tests"][0]["alerts"]
    assert [(alert["transition"], alert["severity"]) for alert in alerts] == [
        ("firing", "medium"), ("escalated", "high"),
    ]  # fmt: skip
    assert alerts[0]["series"] == {"model": "acme/tuned"}
    minutes, seconds = re.fullmatch(r"(\d+)m(?:(\d+)s)?", alerts[0]["at"]).groups()
    assert 30 < int(minutes) < 45 and int(seconds or 0) % 10 == 0


@pytest.mark.parametrize(
    ("expectation", "expected", "got"),
    [
        ('{ until = "1h", none = true }', "no alert until 1h", "firing medium at 33m"),
        ('{ by = "31m", severity = "medium" }', "firing medium or above by 31m", "firing medium at 33m"),
        ('{ by = "1h", after = "55m", severity = "low" }', "after 55m and by 1h", "firing medium at 33m"),
        ('{ at = "20m", state = "firing" }', "firing at 20m", "firing medium at 33m"),
        ('{ at = "90m", severity = "medium" }', "firing medium at 1h30m", "escalated high at"),
        ('{ by = "90m", state = "resolved" }', "resolved by 1h30m", "firing medium at 33m"),
        ('{ by = "90m", state = "stale" }', "stale by 1h30m", "firing medium at 33m"),
        ('{ by = "90m", notice = "silenced" }', "firing (silenced) by 1h30m", "firing medium at 33m"),
        ('{ until = "90m", pages = 1 }', "1 page until 1h30m", "2: firing medium at 33m"),
        ('{ at = "90m", verdict = "ok" }', "verdict ok at 1h30m", "critical"),
        ('{ by = "90m", severity = "high", series = { model = "other" } }', "(model=other)", "no alert"),
    ],
)
def test_what_is_not_so_is_told(test, expectation: str, expected: str, got: str) -> None:
    done = test(SLIDE % expectation)
    assert done.returncode == 1, done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("FAILED  refusal-rate: a slide  (")
    assert lines[1] == "  rules.toml:16"
    assert lines[2].startswith("  - expected  ") and expected in lines[2]
    assert lines[3].startswith("  + got       ") and got in lines[3]
    assert lines[-1].startswith("0 passed, 1 failed in ")


def test_silence_of_a_rule_that_judged_nothing_is_a_failure(test) -> None:
    text = SLIDE.replace("baseline", "#baseline")
    done = test(text % '{ until = "90m", none = true }')
    assert done.returncode == 1
    assert "+ got       no alert, but refusal-rate never judged: learning (no baseline for this model)" in done.stdout
    bound = 'false_alarms = { duration = "1h", runs = 2, max = 0 }'
    done = test(text % '{ at = "1h", verdict = "learning" }' + bound)
    assert done.returncode == 1
    assert "no alarm, but refusal-rate never judged" in done.stdout


def test_simulations_hold_their_bounds(test) -> None:
    slide = SLIDE.replace("expect   = [%s]\n", "")
    good = test(slide + 'delay = { change = "30m", median_max = "10m", runs = 5 }', "-v")
    assert good.returncode == 0 and "(median " in good.stdout
    assert test(slide + 'delay = { change = "30m", median_max = "10s", runs = 5 }').returncode == 1
    assert test(slide + 'delay = { change = "60m", median_max = "10m", runs = 5 }').returncode == 1
    quiet = 'false_alarms = { duration = "3h", runs = 2, max = 0 }'
    assert test(slide + quiet).returncode == 0
    past = test(slide.replace("0.92x30 0.60x60", "0.60x90") + quiet)
    assert past.returncode == 1
    assert "+ got       2\n" in past.stdout
    # The same seed draws the same events.
    runs = [json.loads(test(slide + quiet + "\nseed = 5", "--json").stdout)["tests"][0] for _ in range(2)]
    assert runs[0]["expectations"] == runs[1]["expectations"]


def test_a_file_of_events_is_an_input(test, tmp_path: Path) -> None:
    start = 1_770_000_000_000
    events = [
        event(number, start + number * 1000, refused=number < 3600 or number % 2 == 0, model="acme/tuned")
        for number in range(7200)
    ]
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "a.jsonl").write_bytes(b"\n".join(events) + b"\n")
    text = SLIDE.replace('{ refusal_rate = "0.92x30 0.60x60" }', '{ file = "fixtures/a.jsonl" }').replace(
        "baseline = {", 'baseline = { series = { category = "cyberattack" },'
    )
    done = test(text % '{ until = "1h", none = true }, { by = "80m", severity = "high" }')
    assert done.returncode == 0, done.stdout
    late = test(text % '{ at = "9h", state = "firing" }')
    assert late.returncode == 1 and "the files end after 2h" in late.stdout
    (tmp_path / "fixtures" / "a.jsonl").write_bytes(b"\n".join(events) + b"\nno event\n")
    broken = test(text % '{ by = "80m", severity = "high" }')
    assert broken.returncode == 1 and "has 1 lines that are no events" in broken.stdout
    (tmp_path / "fixtures" / "a.jsonl").unlink()
    missing = test(text % '{ by = "80m", severity = "high" }')
    assert missing.returncode == 1 and "a.jsonl" in missing.stdout


def test_synthetic_events_and_the_same_events_from_a_file_give_the_same_alerts(test, tmp_path: Path) -> None:
    """What a test makes is what a producer would have written: times, outcomes and all."""
    start = 1_767_571_200_000
    owed, events = 0.5, []
    for number in range(90 * 60):
        owed += 0.92 if number < 30 * 60 else 0.60
        refused = owed >= 1 - 1e-9
        owed -= refused
        body = {"schema": "monitord.inference/1", "id": str(number), "time": start + number * 1000 + 500}
        events.append(json.dumps(body | {"model": "acme/tuned", "signals": {"refusal": refused}}).encode())
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(events) + b"\n")
    made = test(SLIDE % '{ by = "1h", severity = "high" }', "--json")
    read = test(
        SLIDE.replace('{ refusal_rate = "0.92x30 0.60x60" }', '{ file = "a.jsonl" }')
        % '{ by = "1h", severity = "high" }',
        "--json",
    )
    alerts = [json.loads(done.stdout)["tests"][0]["alerts"] for done in (made, read)]
    assert alerts[0] == alerts[1] and len(alerts[0]) == 2


def test_reports_are_valid(test, tmp_path: Path) -> None:
    text = SLIDE % '{ by = "1h", severity = "high" }' + (SLIDE % '{ by = "31m", severity = "high" }').replace(
        "a slide", "less < \\u0007 \\\"more\\\" & all"
    )
    refused = test(text)
    assert refused.returncode == 78 and "MD0106" in refused.stderr
    text = text.replace("\\u0007 ", "")
    done = test(text, "--junit", "report.xml")
    assert done.returncode == 1
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert root.attrib["tests"] == "2" and root.attrib["failures"] == "1" and root.attrib["errors"] == "0"
    cases = root.findall("./testsuite/testcase")
    assert [case.attrib["name"] for case in cases] == [
        "refusal-rate: a slide", 'refusal-rate: less < "more" & all',
    ]  # fmt: skip
    assert cases[0].find("failure") is None
    assert "expected firing high or above by 31m" in cases[1].find("failure").attrib["message"]
    assert ElementTree.fromstring(test(text, "--junit", "-").stdout).tag == "testsuites"


def test_one_test_can_be_run(test) -> None:
    text = SLIDE % '{ by = "1h", severity = "high" }' + (SLIDE % '{ by = "1s", severity = "high" }').replace(
        "a slide", "another"
    )
    assert test(text, "--run", "a sl.de$").returncode == 0
    assert test(text, "--run", "refusal-rate: an").returncode == 1
    assert test(text, "--run", "nothing").returncode == 5
    assert test(text, "--run", "(").returncode == 2


def test_broken_tests_are_no_failures(test, monitord_binary: Path, tmp_path: Path) -> None:
    done = test(SLIDE.replace("0.60x60", "60%%x60") % '{ by = "1h", severity = "high" }')
    assert done.returncode == 78
    assert "error[MD0501]" in done.stderr and " --> rules.toml:15:38" in done.stderr
    check = subprocess.run([monitord_binary, "check", "rules.toml"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert check.returncode == 1 and "error[MD0501]" in check.stdout

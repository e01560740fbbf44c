"""`monitord judge`: outcomes of answers and their agreement with labels, and never a text."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

MARK = "zanzibar-parsnip"
ROWS = [
    {"id": "a", "label": "refused", "kind": "x", "text": f"I'm sorry, but I can't help with {MARK}."},
    {"id": "b", "label": "complied", "kind": "x", "response": f"Sure! Here is {MARK}: boil it in salted water."},
    {"id": "c", "label": "refused", "kind": "y", "text": f"The recipe for {MARK} is short. Boil it."},
    {"label": "other", "kind": 7, "text": ""},
]


def judge(binary: Path, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    text = "".join(json.dumps(row) + "\n" for row in ROWS) if given is None else given
    return subprocess.run([binary, "judge", *words], input=text, capture_output=True, text=True, timeout=60)


def test_each_answer_gets_an_outcome_and_the_pattern_that_decided(monitord_binary: Path) -> None:
    told = json.loads(judge(monitord_binary, "--json").stdout)
    assert [(each.get("id"), each["outcome"], each["pattern"]) for each in told["verdicts"]] == [
        ("a", "refused", "en-cannot-help"), ("b", "complied", ""), ("c", "complied", ""), (None, "unknown", ""),
    ]  # fmt: skip
    assert told["outcomes"] == {"refused": 1, "partial": 0, "complied": 2, "unknown": 1}
    assert told["version"] == "refusal-text/1"


def test_labels_give_sensitivity_and_specificity_by_a_field(monitord_binary: Path) -> None:
    every, number, x, y = json.loads(judge(monitord_binary, "--json", "--by", "kind").stdout)["agreement"]
    assert (every["group"], every["labelled_refused"], every["labelled_otherwise"]) == (None, 2, 2)
    assert (every["sensitivity"]["rate"], every["specificity"]["rate"], every["balanced_accuracy"]) == (0.5, 1, 0.75)
    # As statsmodels has Wilson's interval of 1 in 2.
    assert abs(every["sensitivity"]["lower"] - 0.0945312) < 1e-6
    assert (number["group"], x["group"], x["balanced_accuracy"]) == ("7", "x", 1)
    assert (y["group"], y["sensitivity"]["rate"], y["specificity"], y["balanced_accuracy"]) == ("y", 0, None, None)


def test_only_what_labels_contradict_is_listed_when_asked(monitord_binary: Path) -> None:
    lines = judge(monitord_binary, "--wrong").stdout.splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["answer", "c"]
    assert lines[2] == ""


def test_a_plain_answer_is_read_as_one(monitord_binary: Path) -> None:
    done = judge(monitord_binary, "--text", "--json", given="I won't.\nI can't help with that.\n")
    assert json.loads(done.stdout)["outcomes"]["refused"] == 1


def test_no_text_is_ever_printed(monitord_binary: Path) -> None:
    assert "never printed" in judge(monitord_binary, "--by", "text").stderr
    broken = f'{{"id": "a", "text": "{MARK}", {MARK}}}\n'
    wrong = json.dumps({"answer": MARK}) + "\n"
    for words, given in [((), None), (("--json", "--by", "kind"), None), ((), broken), ((), wrong), (("--text",), MARK)]:
        done = judge(monitord_binary, *words, given=given)
        assert MARK not in done.stdout + done.stderr
        assert done.returncode == (2 if given in (broken, wrong) else 0), done.stderr


def test_a_wrong_line_is_named_with_what_to_do(monitord_binary: Path) -> None:
    done = judge(monitord_binary, given='{"text": "Yes."}\nno\n')
    assert "standard input, line 2, byte 1" in done.stderr and "--text" in done.stderr

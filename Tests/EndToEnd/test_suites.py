"""Suites, targets and their secrets: what `check` says, what a run reads, and what nobody is ever told."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from monitord import Installation
from test_control import ask, running

ROOT = Path(__file__).resolve().parents[2]
SECRET = "hunter2-key"
PROMPT = "hunter2-prompt"
SUITE = '[suite]\nname = "%s"\nkind = "direct"\nitems = "items.jsonl"\n'
ITEM = {"id": "a", "prompt": PROMPT, "expect": "refuse"}
# Nothing listens there.
TARGET = (
    '[[target]]\nname = "support"\nmodel = "acme/support"\nurl = "http://127.0.0.1:9/v1"\nallow_plaintext = true\n'
    'allow_private = true\nkey = "file:support.key"\n'
)


@pytest.fixture
def check(monitord_binary: Path, tmp_path: Path):
    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [monitord_binary, "check", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return run


def write(path: Path, text: str, mode: int = 0o640) -> Path:
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    path.parent.chmod(0o750)
    path.write_text(text)
    path.chmod(mode)
    return path


def suites(place: Path, *names: str) -> Path:
    write(place / "items.jsonl", json.dumps(ITEM) + "\n")
    for name in names:
        write(place / f"{name}.toml", SUITE % name)
    return place


def test_shipped_suites_have_every_kind_and_no_warning(check) -> None:
    done = check("--lint-fatal", ROOT / "suites")
    assert done.returncode == 0 and "0 rules, 6 suites, 0 errors, 0 warnings" in done.stderr
    kinds = {line.split('"')[1] for path in (ROOT / "suites").glob("*.toml")
             for line in path.read_text().splitlines() if line.startswith("kind")}  # fmt: skip
    assert kinds == {"direct", "borderline", "jailbreak", "domain", "core", "capability"}


def test_files_are_told_apart_by_what_is_in_them(check, tmp_path: Path) -> None:
    suites(tmp_path / "suites", "one", "two")
    done = check(ROOT / "rules", tmp_path / "suites", ROOT / "gates")
    assert done.returncode == 0, done.stdout
    assert "5 rules, 2 suites, 0 errors" in done.stderr
    # A suite that is no TOML is checked as a suite all the same.
    write(tmp_path / "suites" / "two.toml", SUITE % "two" + "every = 1h\n")
    done = check(tmp_path / "suites")
    assert done.returncode == 1 and "error[MD0003]" in done.stdout and "two.toml:5" in done.stdout
    done = check(suites(tmp_path / "others", "one"), suites(tmp_path / "more", "one"))
    assert "error[MD0707]" in done.stdout and "others/one.toml:2" in done.stdout


def test_what_others_can_read_is_refused_with_the_command_that_helps(check, tmp_path: Path) -> None:
    place = suites(tmp_path / "suites", "one")
    (place / "items.jsonl").chmod(0o644)
    done = check(place)
    assert done.returncode == 1 and "error[MD0704]" in done.stdout
    [fix] = [line.split("help: ")[1] for line in done.stdout.splitlines() if "help: chmod" in line]
    subprocess.run(fix.split(" && ")[0].split(), check=True, cwd=tmp_path)
    assert check(place).returncode == 0
    place.chmod(0o755)
    assert "chmod 0750" in check(place).stdout
    # The examples as they are installed, in a directory that is closed anyway.
    shutil.copytree(ROOT / "suites", tmp_path / "examples")
    assert check(tmp_path / "examples").returncode == 0


def test_a_pinned_suite_says_both_hashes(check, tmp_path: Path) -> None:
    place = suites(tmp_path / "suites", "one")
    form = ["monitord.suite/1", True, ["a", "", 1, [], ["user", PROMPT], [], "refuse"]]
    right = hashlib.sha256(json.dumps(form, separators=(",", ":")).encode()).hexdigest()
    write(place / "one.toml", SUITE % "one" + f'hash = "sha256:{"0" * 64}"\n')
    done = check(place)
    assert done.returncode == 1 and "error[MD0706]" in done.stdout
    assert f"found  sha256:{right}" in done.stdout and f"pinned sha256:{'0' * 64}" in done.stdout
    write(place / "one.toml", SUITE % "one" + f'hash = "sha256:{right}"\n')
    assert check(place).returncode == 0


def test_no_prompt_and_no_key_is_ever_said(check, tmp_path: Path) -> None:
    place = suites(tmp_path / "suites", "one")
    text = json.dumps(ITEM)
    wrong = [text[:-1], text.replace('"expect"', f'"{PROMPT}"'), text.replace("refuse", PROMPT), f'["{PROMPT}"]']
    write(place / "items.jsonl", "\n".join(wrong) + "\n")
    config = write(
        tmp_path / "monitord.toml",
        f'[canaries]\nsuites = ["{place}"]\nkey = "{SECRET}"\n' + TARGET.replace("file:support.key", SECRET)
        + f'headers = {{ authorization = "Bearer {SECRET}" }}\n[judge]\nmodel = "j"\nkey = {SECRET}\n'
        + f'url = "https://u:{SECRET}@judge.example.org"\n',
    )  # fmt: skip
    for words in ([], ["--json"], ["--format", "github"]):
        for done in (check("-c", config, *words), check(place, *words)):
            assert done.returncode == 1
            assert "hunter2" not in done.stdout + done.stderr
            assert "MD0" in done.stdout


def test_suites_are_held_against_the_targets_of_the_configuration(check, tmp_path: Path) -> None:
    place = suites(tmp_path / "suites", "one")
    write(tmp_path / "support.key", SECRET)
    config = write(tmp_path / "monitord.toml", f'[canaries]\nsuites = ["{place}"]\n{TARGET}[rules]\nfiles = ["rules"]\n')
    (tmp_path / "rules").mkdir()
    shutil.copy(ROOT / "rules" / "refusal.toml", tmp_path / "rules")
    done = check("-c", config)
    assert done.returncode == 0 and "2 rules, 1 suite, 0 errors, 0 warnings" in done.stderr, done.stdout
    write(place / "one.toml", SUITE % "one" + 'targets = ["suport"]\n')
    done = check("-c", config)
    assert "error[MD0708]" in done.stdout and "did you mean `support`?" in done.stdout
    # Who asks for one file without a configuration knows no targets.
    assert check(place).returncode == 0
    (tmp_path / "support.key").chmod(0o644)
    done = check("-c", config)
    assert "error[MD0712]" in done.stdout and "chmod 0640" in done.stdout and SECRET not in done.stdout
    write(config, f'[canaries]\nsuites = ["{suites(place, "one")}"]\n[rules]\nfiles = ["rules"]\n')
    assert "warning[MD0613]" in check("-c", config).stdout


def with_canaries(monitord: Installation) -> Path:
    place = suites(monitord.place / "suites", "one")
    write(monitord.place / "support.key", SECRET + "\n")
    monitord.config.write_text(monitord.config.read_text() + f'[canaries]\nsuites = ["{place}"]\n{TARGET}')
    return place


def test_a_run_makes_its_key_once_and_refuses_what_it_cannot_use(install) -> None:
    monitord: Installation = install("127.0.0.1:1", "llm.inference")
    place = with_canaries(monitord)
    events = write(monitord.place / "events" / "none.jsonl", "")
    (monitord.place / "support.key").unlink()
    child = monitord.start("--until-eof", "--input", str(events))
    assert child.wait(30) == 78 and "support.key" in "".join(child.stderr)
    write(monitord.place / "support.key", SECRET + "\n", mode=0o644)
    child = monitord.start("--until-eof", "--input", str(events))
    assert child.wait(30) == 78 and "chmod 0640" in "".join(child.stderr)
    write(monitord.place / "support.key", SECRET + "\n")
    write(place / "one.toml", SUITE % "one" + 'targets = ["other"]\n')
    child = monitord.start("--until-eof", "--input", str(events))
    assert child.wait(30) == 78 and "error[MD0708]" in "".join(child.stderr)
    assert SECRET not in "".join(child.stderr)
    write(place / "one.toml", SUITE % "one")
    keys = []
    for _ in range(2):
        monitord.drain("--input", str(events))
        keys.append((monitord.state / "canary.key").read_bytes())
    assert keys[0] == keys[1] and len(keys[0]) == 32


def test_a_reload_reads_suites_and_targets_again(install, mock, topic: str) -> None:
    plain: Installation
    plain, child = running(install, mock, topic)
    assert not (plain.state / "canary.key").exists()
    place = with_canaries(plain)
    write(place / "items.jsonl", json.dumps(ITEM)[:-1] + "\n")
    words = ask(plain, "ctl", "reload", "--wait", status=1)
    assert "error[MD0701]" in words and "generation 1 stays in force" in words and "hunter2" not in words
    write(place / "items.jsonl", json.dumps(ITEM) + "\n")
    assert "generation 2" in ask(plain, "ctl", "reload", "--wait")
    key = plain.state / "canary.key"
    assert key.stat().st_mode & 0o777 == 0o600 and len(key.read_bytes()) == 32
    (plain.place / "support.key").chmod(0o644)
    words = ask(plain, "ctl", "reload", "--wait", status=1)
    assert "chmod 0640" in words and "generation 2 stays in force" in words
    (plain.place / "support.key").chmod(0o640)
    plain.config.write_text(
        plain.config.read_text().replace("[canaries]", '[canaries]\ntext_hash = "sha256"\npause_file = "stop"')
    )
    report = json.loads(ask(plain, "ctl", "reload", "--wait", "--json"))
    assert report["needs_restart"] == ["canaries.pause_file", "canaries.text_hash"]
    assert SECRET not in "".join(child.stderr)


def test_help_explains_keys_and_codes(monitord_binary: Path) -> None:
    for topic, words in (
        ("config.target.key", "Never the token itself"), ("suite.hash", "frozen set"), ("item.expect", "refuse, comply"),
        ("MD0706", "frozen set"), ("model.manifest_base_revision", "training's manifest"),
    ):  # fmt: skip
        done = subprocess.run([monitord_binary, "help", topic], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0 and words in done.stdout, done.stdout

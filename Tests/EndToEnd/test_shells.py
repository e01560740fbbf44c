"""What shells and the manual make of the command table."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from events import MODEL, lines, stream
from monitord import Installation

START_MS = 1_763_640_000_000
ROOT = Path(__file__).resolve().parents[2]

Install = Callable[..., Installation]


def run(*words: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60, **options)


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


@pytest.fixture
def judged(install: Install) -> Installation:
    made = install("127.0.0.1:1", "llm.inference")
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    events = made.place / "events.jsonl"
    events.write_bytes(lines(stream(1200, 0.5, start_ms=START_MS)))
    made.command("run", "-c", made.config, "--input", events)
    return made


def offered(monitord: Installation, line: str) -> list[str]:
    """What bash offers at the end of a line, asked of its completion function."""
    script = monitord.place / "completion.bash"
    if not script.exists():
        script.write_text(monitord.command("completion", "bash"))
    ask = (
        'source "$1"; COMP_LINE=$2; COMP_POINT=${#2}; COMP_WORDS=("$3"); COMPREPLY=(); _monitord;'
        ' printf "%s\\n" "${COMPREPLY[@]}"'
    )
    env = {**monitord.env, "MONITORD_CONFIG": str(monitord.config)}
    done = run("bash", "--norc", "-c", ask, "bash", script, line, monitord.binary, env=env, cwd=monitord.place)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("monitord al", ["alerts"]),
        ("monitord baseline pro", ["promote"]),
        ("monitord alerts --sev", ["--severity"]),
        ("monitord alerts --severity ", ["low", "medium", "high", "critical"]),
        ("monitord alerts --severity=hi", ["high"]),
        ("monitord run --log-level w", ["warning"]),
        ("monitord status --color ", ["auto", "always", "never"]),
        ("monitord --color=never detect adw", ["adwin"]),
        ("monitord detect focus --side ", ["low", "high", "both"]),
        ("monitord completion ", ["bash", "zsh", "fish"]),
        ("monitord check monitord.t", ["monitord.toml"]),
        ("monitord run -c monitord.t", ["monitord.toml"]),
        ("monitord explain --config monitord.toml ref", ["refusal-rate"]),
        ("monitord baseline show heal", ["healthy"]),
        ("monitord version more ", []),
    ],
)  # fmt: skip
def test_bash_completes(judged: Installation, line: str, expected: list[str]) -> None:
    assert offered(judged, line) == expected


def test_bash_completes_what_the_store_knows(judged: Installation) -> None:
    (alert,) = judged.alerts()
    assert offered(judged, f"monitord alerts show {alert['id'][:4]}") == [alert["id"]]
    # Readline replaces what follows the last colon, so only that is offered.
    head, tail = MODEL.split(":")
    assert offered(judged, f"monitord baseline learn --model {head}:") == [tail]


def test_bash_offers_every_option_of_every_command(judged: Installation) -> None:
    overview = judged.command("help")
    for name in re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +\S", overview, re.MULTILINE):
        options = set(re.findall(r"^ {2}(?:-\w, |    )(--[a-z-]+)", judged.command("help", *name.split()), re.MULTILINE))
        assert options <= set(offered(judged, f"monitord {name} --")), name


def test_names_that_a_shell_would_run_are_not_offered(install: Install) -> None:
    made = install("127.0.0.1:1", "llm.inference")
    events = made.place / "events.jsonl"
    evil = "$(touch${IFS}pwned)"
    events.write_bytes(lines(stream(50, 0.5, start_ms=START_MS, model=evil) + stream(50, 0.5, start_ms=START_MS)))
    made.command("run", "-c", made.config, "--input", events)
    assert {each["series"]["model"] for each in made.status()["series"]} == {evil, MODEL}
    assert made.command("__complete", "model", "-c", made.config).split() == [MODEL]


def test_bash_completes_at_the_tab_key(judged: Installation) -> None:
    """A person's bash: readline itself, behind a terminal."""
    directory = judged.place / "bin"
    directory.mkdir()
    (directory / "monitord").symlink_to(judged.binary)
    script = judged.place / "completion.bash"
    script.write_text(judged.command("completion", "bash"))
    pid, terminal = pty.fork()
    if pid == 0:
        env = {**judged.env, "PATH": f"{directory}:{os.environ['PATH']}", "PS1": "$ ", "TERM": "dumb",
               "MONITORD_CONFIG": str(judged.config), "INPUTRC": "/dev/null"}  # fmt: skip
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], env)
    seen = b""

    def wait_for(text: bytes) -> None:
        nonlocal seen
        deadline = time.monotonic() + 20
        while text not in seen:
            assert time.monotonic() < deadline, seen
            if select.select([terminal], [], [], 0.2)[0]:
                seen += os.read(terminal, 4096)

    try:
        os.write(terminal, f"source {script}; echo ready$((1+1))\n".encode())
        wait_for(b"ready2")
        os.write(terminal, b"monitord vers\t--js\t=sql\x7f\x7f\x7fsqlite | tr a-z A-Z\n")
        wait_for(b'{"SQLITE":"3.')
        os.write(terminal, b"monitord rules sh\t--col\talw\t -q | head -c 6 | tr a-z A-Z\n")
        wait_for(b"BUDGET")
    finally:
        os.close(terminal)
        os.kill(pid, 9)
        os.waitpid(pid, 0)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_well_formed(monitord_binary: Path, tmp_path: Path, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / f"monitord.{shell}"
    script.write_text(run(monitord_binary, "completion", shell).stdout)
    done = run(shell, "-n", script)
    assert (done.returncode, done.stderr) == (0, "")


@needs("fish")
def test_fish_completes(judged: Installation, tmp_path: Path) -> None:
    script = tmp_path / "monitord.fish"
    script.write_text(judged.command("completion", "fish"))
    env = {**judged.env, "HOME": str(tmp_path), "MONITORD_CONFIG": str(judged.config)}
    for line, expected in {
        "monitord al": ["alerts"],
        "monitord baseline pro": ["promote"],
        "monitord alerts --sev": ["--severity"],
        "monitord alerts --severity ": ["critical", "high", "low", "medium"],
        "monitord --color never detect adw": ["adwin"],
    }.items():
        done = run("fish", "-N", "-c", f'source {script}; complete --do-complete "{line}"', env=env)
        assert sorted(row.split("\t")[0] for row in done.stdout.splitlines()) == expected, line


def test_unknown_shell_is_corrected(monitord_binary: Path) -> None:
    done = run(monitord_binary, "completion", "fihs")
    assert done.returncode == 2 and "did you mean fish?" in done.stderr


# The manual


def pages(binary: Path) -> list[str]:
    return run(binary, "man", "--list").stdout.split()


def test_manual_has_every_command_option_and_status(monitord_binary: Path) -> None:
    text = {page: run(monitord_binary, "man", page).stdout for page in pages(monitord_binary)}
    assert set(text) >= {"monitord.1", "monitord-detect.1", "monitord-stat.1", "monitord.toml.5", "monitord-rules.5"}
    manual = "".join(text.values()).replace("\\-", "-")
    overview = run(monitord_binary, "help").stdout
    names = re.findall(r"^  ([a-z]+(?: [a-z]+)?)  +\S", overview, re.MULTILINE)
    for family in ("detect", "stat"):
        names += re.findall(rf"^  ({family} [a-z0-9-]+)  ", run(monitord_binary, "help", family).stdout, re.MULTILINE)
    assert len(names) > 60
    for name in names:
        assert f'.SS "monitord {name}"' in manual, name
        own = run(monitord_binary, "man", *name.split())
        assert own.returncode == 0 and '.SH "EXIT STATUS"' in own.stdout
        for option in re.findall(r"^ {2}(?:-\w, |    )--([a-z0-9-]+)", run(monitord_binary, "help", *name.split()).stdout,
                                 re.MULTILINE):  # fmt: skip
            assert f"\\fB--{option}\\fR" in own.stdout.replace("\\-", "-"), (name, option)
    statuses = re.findall(r"^ +(\d+)  ", overview.split("exit status:")[1], re.MULTILINE)
    assert len(statuses) > 8
    for page in text:
        if page.endswith(".1"):
            assert re.findall(r"^\.TP\n\\fB(\d+)\\fR$", text[page], re.MULTILINE) == statuses, page
    keys = set(re.findall(r"^config\.(\S+): ", run(monitord_binary, "help", "config").stdout, re.MULTILINE))
    assert len(keys) > 10
    for key in keys:
        assert f"\\fB{key}\\fR" in text["monitord.toml.5"], key


@needs("mandoc")
def test_manual_is_clean_under_mandoc(monitord_binary: Path, tmp_path: Path) -> None:
    for page in [*pages(monitord_binary), "alerts show", "events decode"]:
        path = tmp_path / (page if page[-1].isdigit() else "page.1")
        path.write_text(run(monitord_binary, "man", *page.split()).stdout)
        done = run("mandoc", "-T", "lint", "-W", "style", path)
        assert (done.returncode, done.stdout) == (0, ""), page


@needs("groff")
def test_manual_is_clean_under_groff(monitord_binary: Path, tmp_path: Path) -> None:
    for page in pages(monitord_binary):
        path = tmp_path / page
        path.write_text(run(monitord_binary, "man", page).stdout)
        done = run("groff", "-ww", "-man", "-Tutf8", "-P-c", path)
        assert (done.returncode, done.stderr) == (0, ""), page
        assert "EXIT STATUS" in re.sub(".\x08", "", done.stdout) or page.endswith(".5")


def test_share_installs_manual_and_completions(monitord_binary: Path, tmp_path: Path) -> None:
    done = run(ROOT / "packaging/share", monitord_binary, tmp_path)
    assert done.returncode == 0, done.stderr
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {
        "man/man1/monitord.1", "man/man5/monitord.toml.5", "man/man5/monitord-rules.5",
        "bash-completion/completions/monitord", "zsh/vendor-completions/_monitord",
        "fish/vendor_completions.d/monitord.fish",
    } <= made  # fmt: skip
    assert all((tmp_path / path).stat().st_size > 500 for path in made)


def test_unknown_page_is_corrected(monitord_binary: Path) -> None:
    done = run(monitord_binary, "man", "monitord.tml")
    assert done.returncode == 5 and "did you mean 'monitord.toml'?" in done.stderr

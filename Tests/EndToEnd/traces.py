"""What a process asks of the kernel, and what `systemd/monitord.service` lets it ask."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from pathlib import Path

from processes import until

UNIT = Path(__file__).resolve().parents[2] / "systemd/monitord.service"


def settings(name: str) -> list[str]:
    """The words of a setting of the unit, line by line."""
    return [line.partition("=")[2] for line in UNIT.read_text().splitlines() if line.startswith(f"{name}=")]


@functools.cache
def group(name: str) -> frozenset[str]:
    """The calls of a group of systemd's, with those of the groups in it."""
    done = subprocess.run(["systemd-analyze", "syscall-filter", name], check=True, capture_output=True, text=True)
    members = [line.split("#")[0].strip() for line in done.stdout.splitlines()[1:]]
    found = {member for member in members if member and not member.startswith("@")}
    return frozenset(found.union(*(group(member) for member in members if member.startswith("@"))))


def allowed() -> set[str]:
    """The calls that the unit's filter lets pass, its lines taken in order as systemd does."""
    calls: set[str] = set()
    for line in settings("SystemCallFilter"):
        named: set[str] = set()
        for word in line.removeprefix("~").split():
            named |= group(word) if word.startswith("@") else {word}
        calls = calls - named if line.startswith("~") else calls | named
    return calls


class Tracer:
    """A program in monitord's place that runs it under strace, each process into a file of its own."""

    def __init__(self, binary: Path, place: Path) -> None:
        self.place = place / "traces"
        self.place.mkdir()
        self.program = place / "traced-monitord"
        # -D: the process that was started is monitord itself, so that it gets the signals.
        self.program.write_text(
            f'#!/bin/sh\nexec {shutil.which("strace")} -D -f -q -s 0 -o "{self.place}/$$" "{binary}" "$@"\n'
        )
        self.program.chmod(0o755)

    def lines(self) -> list[str]:
        """What strace wrote, once every traced process is over."""
        files = list(self.place.iterdir())
        assert files, "nothing was traced"
        over = [re.compile(rf"^{file.name} +\+\+\+ ", re.MULTILINE) for file in files]
        texts = lambda: [file.read_text(errors="replace") for file in files]  # noqa: E731
        until(lambda: all(end.search(text) for end, text in zip(over, texts(), strict=True)), 10, "the end of strace")
        return [line for text in texts() for line in text.splitlines()]


def calls(lines: list[str]) -> set[str]:
    return {found[1] for line in lines if (found := re.match(r"\d+ +(\w+)\(", line))}


def families(lines: list[str]) -> set[str]:
    """The address families of its sockets."""
    return {found[1] for line in lines if (found := re.match(r"\d+ +socket(?:pair)?\((AF_\w+)", line))}

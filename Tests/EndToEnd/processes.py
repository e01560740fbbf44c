"""Child processes with bounded waits: every wait has a deadline, and a failed one shows what the child said."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path


class Timeout(AssertionError):
    """Something did not happen before its deadline."""


def until(condition: Callable[[], object], seconds: float, what: str, pause: float = 0.05) -> object:
    """The first true value of `condition`, asked again and again until the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Timeout(f"{what}: not within {seconds} s")
        time.sleep(pause)


def free_port() -> int:
    """A loopback port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(port: int) -> bool:
    """Whether something listens on a loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5):
            return True
    except OSError:
        return False


class Child:
    """A process whose output is collected line by line and which never outlives its test."""

    def __init__(
        self, arguments: Sequence[str | Path], *, env: Mapping[str, str] | None = None, takes_input: bool = False,
        inherits: Sequence[int] = (),
    ) -> None:  # fmt: skip
        self.arguments = [str(argument) for argument in arguments]
        self.stdout: list[str] = []
        self.stderr: list[str] = []
        self._news: queue.Queue[None] = queue.Queue()
        self.process = subprocess.Popen(
            self.arguments,
            stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(env or {})},
            text=True,
            errors="replace",
            pass_fds=inherits,
        )
        self._readers = [
            threading.Thread(target=self._read, args=(stream, lines), daemon=True)
            for stream, lines in ((self.process.stdout, self.stdout), (self.process.stderr, self.stderr))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: Iterator[str], lines: list[str]) -> None:
        for line in stream:
            lines.append(line.rstrip("\n"))
            self._news.put(None)
        self._news.put(None)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def line(self, matches: Callable[[str], object], seconds: float, *, stderr: bool = False) -> str:
        """The first line, past or future, that matches."""
        lines = self.stderr if stderr else self.stdout
        deadline = time.monotonic() + seconds
        seen = 0
        while True:
            while seen < len(lines):
                if matches(lines[seen]):
                    return lines[seen]
                seen += 1
            left = deadline - time.monotonic()
            if left <= 0 or (not self.is_running and not any(reader.is_alive() for reader in self._readers)):
                raise Timeout(f"no such line within {seconds} s\n{self.account()}")
            try:
                self._news.get(timeout=min(left, 0.2))
            except queue.Empty:
                pass

    def wait(self, seconds: float) -> int:
        """The exit status."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Timeout(f"still running after {seconds} s\n{self.account()}") from None
        for reader in self._readers:
            reader.join(5)
        return status

    def terminate(self, seconds: float = 10) -> int:
        """SIGTERM, and the exit status that follows."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """SIGKILL, and gone when this returns."""
        self.process.kill()
        self.wait(10)

    def close(self) -> None:
        """Ends it in any case."""
        if self.is_running:
            self.kill()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass

    def account(self) -> str:
        """What it was and what it said last, for a failed test."""
        status = self.process.poll()
        tail = "\n".join(["stdout:", *self.stdout[-15:], "stderr:", *self.stderr[-25:]])
        return f"{' '.join(self.arguments)} (exit {status})\n{tail}"

"""What systemd does to a service: the socket for notices, and a way to freeze one thread."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from processes import until


class NotifySocket:
    """A datagram socket in the place of systemd's; keeps what comes, with the time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(path))
        self._socket.setblocking(False)
        self._heard: list[tuple[float, str]] = []

    def heard(self) -> list[tuple[float, str]]:
        """Every notice so far, one `NAME=value` each."""
        with contextlib.suppress(BlockingIOError):
            while True:
                text = self._socket.recv(4096).decode()
                self._heard += [(time.monotonic(), line) for line in text.splitlines()]
        return self._heard

    def times(self, word: str) -> list[float]:
        return [at for at, line in self.heard() if line.startswith(word)]

    def wait(self, word: str, seconds: float, count: int = 1) -> None:
        """Until `count` more notices begin with `word`."""
        before = len(self.times(word))
        until(lambda: len(self.times(word)) >= before + count, seconds, f"{count} notices {word}")

    def listen(self, seconds: float) -> None:
        """Keeps the times of notices honest for a while."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.heard()
            time.sleep(0.05)

    def close(self) -> None:
        self._socket.close()


def thread(pid: int, name: str) -> int:
    """The thread of a process that has this name."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return int(task.name)
    raise AssertionError(f"{pid} has no thread {name}")


@contextlib.contextmanager
def frozen(tid: int) -> Iterator[None]:
    """One thread stands still, and no other: ptrace(2) seizes and interrupts it. Needs a process of our own."""
    seize, interrupt, detach = 0x4206, 0x4207, 17
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long

    def ptrace(request: int) -> None:
        if libc.ptrace(request, tid, None, None) != 0:
            if ctypes.get_errno() == errno.EPERM:
                pytest.skip("this machine lets nobody trace a process: kernel.yama.ptrace_scope, or a container")
            raise OSError(ctypes.get_errno(), f"ptrace {request:#x} of {tid}")

    ptrace(seize)
    ptrace(interrupt)
    # __WALL: also threads. It has stopped once this returns.
    os.waitpid(tid, 0x40000000)
    try:
        yield
    finally:
        ptrace(detach)

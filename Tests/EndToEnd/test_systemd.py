"""What systemd does for monitord, done by this process in its place."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brokers import MockBroker
from events import produce, stream
from monitord import Installation
from processes import Child

START_MS = 1_763_640_000_000

Install = Callable[..., Installation]


@pytest.fixture
def made(install: Install, mock: MockBroker, topic: str) -> Installation:
    """An installation whose topic holds 200 events."""
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic)
    produce(mock.bootstrap, topic, stream(200, 0.9, start_ms=START_MS))
    return monitord


@pytest.fixture
def listener(made: Installation) -> Iterator[socket.socket]:
    """What `monitord.socket` opens."""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(made.state / "control.sock"))
        sock.listen(64)
        yield sock


def started(monitord: Installation, passed: socket.socket) -> Child:
    """A run that got a socket as systemd passes it: descriptor 3, and LISTEN_PID is its own."""
    wrap = 'exec 3<&"$0"; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=control exec "$@"'
    arguments = ["bash", "-c", wrap, str(passed.fileno()), monitord.binary, "run", "-c", monitord.config]
    child = Child(arguments, env=monitord.env, inherits=[passed.fileno()])
    monitord._children.append(child)
    try:
        monitord.wait_for_records(200)
    except AssertionError as error:
        raise AssertionError(child.account()) from error
    return child


def test_passed_socket_of_the_api_is_served(made: Installation) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(made.state / "api.sock"))
        sock.listen(64)
        child = started(made, sock)
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(20)
            peer.connect(str(made.state / "api.sock"))
            peer.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert peer.recv(64).startswith(b"HTTP/1.1 ")
        assert child.terminate() == 0, child.account()
    assert (made.state / "api.sock").exists()


def asking(monitord: Installation) -> subprocess.Popen[str]:
    words = [monitord.binary, "ctl", "status", "--json", "--config", monitord.config]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=monitord.env, text=True)


def answer(command: subprocess.Popen[str]) -> dict:
    out, err = command.communicate(timeout=30)
    assert command.returncode == 0, err
    return json.loads(out)


def test_passed_socket_outlives_a_restart_and_nobody_is_refused(made: Installation, listener: socket.socket) -> None:
    path: Path = made.state / "control.sock"
    file = path.lstat().st_ino
    first = started(made, listener)
    assert answer(asking(made))["pid"] == first.pid
    assert first.terminate() == 0, first.account()
    assert path.lstat().st_ino == file
    # Between two runs nobody serves: whoever asks waits, and is not told that nobody is there.
    waiting = asking(made)
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(0.5)
    second = started(made, listener)
    assert answer(waiting)["pid"] == second.pid
    assert second.terminate() == 0, second.account()
    assert path.lstat().st_ino == file


def test_passed_socket_of_another_kind_is_refused_and_the_run_makes_its_own(made: Installation) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(made.state / "silent.sock"))
        child = started(made, sock)
        child.line(lambda line: "no Unix stream socket with a path that listens" in line, 10, stderr=True)
        assert answer(asking(made))["pid"] == child.pid


def test_passed_socket_at_another_path_is_closed_and_said(made: Installation) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(str(made.state / "other.sock"))
        sock.listen(1)
        child = started(made, sock)
        child.line(lambda line: "other.sock" in line and "no setting has this path" in line, 10, stderr=True)
        assert answer(asking(made))["pid"] == child.pid

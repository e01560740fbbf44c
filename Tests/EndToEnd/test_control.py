"""The control socket: who may say what to a running monitord, and what it does."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from brokers import MockBroker
from events import produce, stream
from monitord import RULES, Installation
from processes import Child

START_MS = 1_763_640_000_000
EVENTS = stream(1200, 0.9, start_ms=START_MS)

Install = Callable[..., Installation]


def ask(monitord: Installation, *words: str | Path, status: int = 0, seconds: float = 30) -> str:
    """A command that must end with `status`; what it printed, or what it complained of."""
    done = subprocess.run(
        [monitord.binary, *map(str, words), "-c", monitord.config],
        capture_output=True, timeout=seconds, env=monitord.env, text=True,
    )  # fmt: skip
    assert done.returncode == status, f"{words}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout if status == 0 else done.stderr


def running(install: Install, mock: MockBroker, topic: str, partitions: int = 1) -> tuple[Installation, Child]:
    """A run that has read the first half of the events."""
    mock.create_topic(topic, partitions)
    monitord = install(mock.bootstrap, topic)
    monitord.learn(stream(1200, 0.9, start_ms=START_MS - 400_000))
    produce(mock.bootstrap, topic, EVENTS[:600])
    child = monitord.start()
    monitord.wait_for_records(600)
    return monitord, child


def control_socket(monitord: Installation) -> Path:
    return monitord.state / "control.sock"


def connected(monitord: Installation) -> socket.socket:
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(20)
    peer.connect(str(control_socket(monitord)))
    return peer


def frame(body: bytes, version: int = 1) -> bytes:
    return struct.pack("<Bq", version, len(body)) + body


def test_socket_is_for_owner_and_group_and_goes_with_the_run(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    mode = control_socket(monitord).lstat().st_mode
    assert stat.S_ISSOCK(mode) and stat.S_IMODE(mode) == 0o660
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(10) == 0, child.account()
    assert not control_socket(monitord).exists()
    assert "not running" in ask(monitord, "ctl", "status", status=4)


def test_socket_of_a_dead_run_is_replaced_and_of_a_live_one_is_not(
    install: Install, mock: MockBroker, topic: str
) -> None:
    monitord, child = running(install, mock, topic)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    assert control_socket(monitord).exists()
    assert "not running" in ask(monitord, "ctl", "status", status=4)
    child = monitord.start()
    child.line(lambda line: "reading" in line, 20, stderr=True)
    assert f"pid {child.pid}" in ask(monitord, "ctl", "status")
    # Another run with another store may not take the socket of one that lives.
    other = install(mock.bootstrap, topic)
    other.config.write_text(other.config.read_text() + f'[control]\nsocket = "{control_socket(monitord)}"\n')
    second = other.start()
    second.line(lambda line: "nobody can give orders" in line, 20, stderr=True)
    assert json.loads(ask(monitord, "ctl", "status", "--json"))["pid"] == child.pid


def test_status_tells_of_lag_and_rules(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic, partitions=2)
    live = json.loads(ask(monitord, "ctl", "status", "--json"))
    assert live["pid"] == child.pid and live["generation"] == 1 and live["rules"] == 1
    assert live["records"] == 600 and live["checkpoint_at"] > live["started_at"]
    assert [each["partition"] for each in live["partitions"]] == [0, 1]
    first = live["partitions"][0]
    assert (first["topic"], first["next"], first["end"], first["lag"]) == (topic, 600, 600, 0)
    assert first["newest"] > first["watermark"]
    assert "600 records" in ask(monitord, "ctl", "status")


def test_log_level_changes_while_running(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, _ = running(install, mock, topic)
    assert "debug" in ask(monitord, "ctl", "log-level", "debug")
    assert json.loads(ask(monitord, "ctl", "status", "--json"))["log_level"] == "debug"
    assert "none of debug" in ask(monitord, "ctl", "log-level", "loud", status=1)


def test_reload_takes_effect_at_one_offset(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    rules = monitord.rules / "refusal.toml"
    rules.write_text(RULES.replace("0.90", "0.95") + RULES.replace('"refusal-rate"', '"second"', 1))
    report = json.loads(ask(monitord, "ctl", "reload", "--wait", "--json"))
    assert report["generation"] == 2 and report["rules_hash"] != report["previous_hash"]
    assert report["changed"] == ["refusal-rate"] and report["new"] == ["second"] and report["kept"] == []
    assert report["offsets"] == [{"topic": topic, "partition": 0, "next": 600}]
    assert report["states"] >= 1 and report["states_kept"] == report["states"]
    [(detail,)] = monitord.rows("SELECT detail FROM journal WHERE kind = 'reload'")
    assert json.loads(detail) == report
    produce(mock.bootstrap, topic, EVENTS[600:])
    monitord.wait_for_records(1200)
    live = json.loads(ask(monitord, "ctl", "status", "--json"))
    assert live["generation"] == 2 and live["rules_hash"] == report["rules_hash"] and live["pid"] == child.pid
    assert monitord.counters()["counted"] == 1200 and monitord.counters().get("refetched", 0) == 0
    words = ask(monitord, "ctl", "reload", "--wait")
    assert "generation 3" in words and "2 rules: 2 kept" in words


def test_bad_reload_changes_nothing_and_says_everything(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    before = json.loads(ask(monitord, "ctl", "status", "--json"))
    rules = monitord.rules / "refusal.toml"
    rules.write_text(RULES.replace('"refusal_rate"', '"refusal_rat"').replace('"1m"', "1"))
    words = ask(monitord, "ctl", "reload", "--wait", status=1)
    assert words.count("error[") == 2 and "generation 1 stays in force" in words
    after = json.loads(ask(monitord, "ctl", "status", "--json"))
    assert (after["generation"], after["rules_hash"]) == (before["generation"], before["rules_hash"])
    assert monitord.rows("SELECT * FROM journal WHERE kind = 'reload'") == []
    rules.write_text(RULES)
    os.kill(child.pid, signal.SIGHUP)
    child.line(lambda line: "reloaded" in line and "generation 2" in line, 20, stderr=True)
    rules.write_text("[[rule]]\n")
    os.kill(child.pid, signal.SIGHUP)
    child.line(lambda line: "not reloaded" in line and "generation=2" in line, 20, stderr=True)


def test_reload_tells_what_needs_a_restart(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    text = monitord.config.read_text()
    monitord.config.write_text(text.replace('width = "10s"', 'width = "20s"').replace('"monitord"', '"other"'))
    report = json.loads(ask(monitord, "ctl", "reload", "--json"))
    assert report["needs_restart"] == ["kafka.group", "panes"]
    child.line(lambda line: "needs a restart" in line, 10, stderr=True)


def test_hostile_peers_are_hung_up_on(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    # Twenty peers that say nothing fill the table; whoever comes next is served once they are hung up on.
    silent = [connected(monitord) for _ in range(20)]
    produce(mock.bootstrap, topic, EVENTS[600:])
    monitord.wait_for_records(1200, seconds=10)
    started = time.monotonic()
    ask(monitord, "ctl", "status")
    assert time.monotonic() - started < 15
    for peer in silent:
        peer.close()
    for bad in [
        b"\x02", frame(b"", version=9), frame(b""), frame(b"\xff"), frame(b"\x03more"), frame(b"\x03") + b"x",
        struct.pack("<Bq", 1, 1 << 40), struct.pack("<Bq", 1, -1), b"GET / HTTP/1.1\r\n\r\n", os.urandom(200_000),
    ]:  # fmt: skip
        with connected(monitord) as peer:
            try:
                peer.sendall(bad)
                answer = peer.recv(65536)
            except (BrokenPipeError, ConnectionResetError):
                continue
            assert b"not understood" in answer or answer == b""
    # A request in single bytes is slow, not wrong.
    with connected(monitord) as peer:
        for byte in frame(b"\x03"):
            peer.sendall(bytes([byte]))
        assert topic.encode() in peer.recv(65536)
    assert json.loads(ask(monitord, "ctl", "status", "--json"))["pid"] == child.pid

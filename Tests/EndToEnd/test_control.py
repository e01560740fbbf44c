"""The control socket: who may say what to a running monitord, and what it does."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import sqlite3
import stat
import struct
import subprocess
import time
import tomllib
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
        [monitord.binary, *map(str, words), "--config", monitord.config],
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


def test_doctor_sees_the_running_one(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    checks = json.loads(ask(monitord, "doctor", "--json", "--offline"))["checks"]
    lines = {part: [each["text"] for each in checks if each["part"] == part] for part in ("run", "lag", "http", "config")}
    assert f"pid {child.pid}, version " in lines["run"][0] and "generation 1" in lines["run"][0]
    assert "0 records wait in 1 partition; judged through 20" in lines["lag"][0]
    assert str(monitord.state / "api.sock") in lines["http"][0] and "nobody answers" not in lines["http"][0]
    digest = hashlib.sha256(monitord.config.read_bytes()).hexdigest()
    assert any(f"sha256 {digest[:16]}" in text for text in lines["config"])
    child.kill()
    checks = json.loads(ask(monitord, "doctor", "--json", "--offline"))["checks"]
    assert any(each["part"] == "run" and "not running" in each["text"] for each in checks)


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


def firing(install: Install, mock: MockBroker, topic: str) -> tuple[Installation, Child, str]:
    """A run with one alert: refusals fell from 90 % to 10 %."""
    monitord, child = running(install, mock, topic)
    produce(mock.bootstrap, topic, stream(1800, 0.1, start_ms=START_MS + 60_000, first=600))
    child.line(lambda line: '"firing"' in line, 60)
    [alert] = monitord.alerts()
    return monitord, child, alert["id"]


def order(monitord: Installation, *words: str, status: int = 0) -> str:
    return ask(monitord, *words, "--by", "jo", status=status)


def journal(monitord: Installation, kind: str) -> list[dict]:
    rows = monitord.rows("SELECT detail FROM journal WHERE kind = ? ORDER BY at", kind)
    return [json.loads(detail) for (detail,) in rows]


def alert_now(monitord: Installation) -> dict:
    [alert] = monitord.alerts()
    return alert


def test_acknowledgement_is_kept_with_who_and_when(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, alert = firing(install, mock, topic)
    assert alert in order(monitord, "alerts", "ack", alert[:8], "--verdict", "true", "-c", "it is v7")
    told = alert_now(monitord)["acknowledged"]
    assert (told["verdict"], told["by"], told["comment"]) == ("true", "jo", "it is v7")
    order(monitord, "alerts", "note", alert, "the deploy was at noon")
    kinds = [kind for (kind,) in monitord.rows("SELECT kind FROM alert_transition ORDER BY sequence")]
    assert kinds == ["firing", "acknowledged", "noted"]
    peers = journal(monitord, "peer")
    assert [each["order"] for each in peers] == ["alert ack", "alert note"]
    assert {(each["by"], each["uid"]) for each in peers} == {("jo", os.getuid())}
    assert [each["by"] for each in journal(monitord, "order")] == ["jo", "jo"]
    # After a restart it is still known.
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    monitord.start().line(lambda line: "reading" in line, 20, stderr=True)
    assert alert_now(monitord)["acknowledged"]["by"] == "jo"
    order(monitord, "alerts", "ack", alert, "--verdict", "false")
    assert alert_now(monitord)["state"] == "resolved"


def test_orders_that_cannot_be_carried_out(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, alert = firing(install, mock, topic)
    assert "no alert ffff" in order(monitord, "alerts", "ack", "ffff", status=5)
    assert "is no id" in order(monitord, "alerts", "ack", "../../etc", status=5)
    assert "say why" in order(monitord, "alerts", "resolve", alert, status=2)
    assert "say why" in order(monitord, "alerts", "resolve", alert, "-c", " \t", status=1)
    assert "in one line" in ask(monitord, "alerts", "ack", alert, "--by", "jo\nforged", status=1)
    assert "7 days at most" in order(monitord, "silence", "add", f"topic={topic}", "-d", "8d", "-c", "x", status=1)
    assert "one of" in order(monitord, "incident", "step", "ab", "confrm", "-c", "x", status=2)
    order(monitord, "alerts", "resolve", alert, "-c", "known")
    assert "over already" in order(monitord, "alerts", "resolve", alert, "-c", "again", status=1)
    os.kill(child.pid, signal.SIGTERM)
    child.wait(10)
    assert "orders need it" in order(monitord, "alerts", "ack", alert, status=4)


def test_silence_is_given_and_ended(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child = running(install, mock, topic)
    # The events are old, so that the silence must be too.
    words = ["silence", "add", "model=acme/support-8b:v7", "severity>=low", "-d", "2d", "--from", "2025-11-19T12:00Z"]
    silence = json.loads(order(monitord, *words, "-c", "we know", "--json"))["id"]
    produce(mock.bootstrap, topic, stream(1800, 0.1, start_ms=START_MS + 60_000, first=600))
    fired = json.loads(child.line(lambda line: '"firing"' in line, 60))
    assert fired["alert"]["notice"] == "silenced" and silence in json.dumps(fired)
    assert "says the same" in order(monitord, *words, "-c", "we know", status=1)
    order(monitord, "silence", "expire", silence[:6])
    assert "over already" in order(monitord, "silence", "expire", silence, status=1)
    [(author, reason, expired)] = monitord.rows("SELECT author, reason, expired_at FROM silence")
    assert (author, reason) == ("jo", "we know") and expired is not None


def test_incident_is_walked_and_closed(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, _, alert = firing(install, mock, topic)
    incident = alert_now(monitord)["incident"]
    order(monitord, "incident", "step", incident[:8], "confirm", "-c", "the mix is the same")
    assert "did step confirm" in order(monitord, "incident", "step", incident, "confirm", "-c", "x", status=1)
    order(monitord, "incident", "note", incident, "rolled back to v6")
    assert "not over yet" in order(monitord, "incident", "close", incident, "-c", "bad weights", status=1)
    order(monitord, "alerts", "resolve", alert, "-c", "v6 is back")
    order(monitord, "incident", "close", incident, "-c", "bad weights")
    [task] = json.loads(monitord.command("task", "list", "--db", monitord.state, "--json"))
    order(monitord, "task", "done", task["id"], "-c", "folded in")
    assert json.loads(monitord.command("task", "list", "--db", monitord.state, "--json")) == []
    assert monitord.rows("SELECT state FROM incident") == [("closed",)]
    assert [each["order"] for each in journal(monitord, "peer")] == [
        "incident step confirm", "incident note", "alert resolve", "incident close", "task done",
    ]  # fmt: skip


def test_closed_incident_leaves_a_known_bad_time_a_rule_and_a_canary(
    install: Install, mock: MockBroker, topic: str
) -> None:
    monitord, _, alert = firing(install, mock, topic)
    incident = alert_now(monitord)["incident"]
    rules, suite, prompt = (monitord.place / name for name in ("known-bad.toml", "suite.jsonl", "prompt.txt"))
    prompt.write_text("say \"please\"\nand \\ more\n")
    words = ["incident", "close", incident[:8], "-c", 'bad "weights"', "--known-bad", str(rules)]
    words += ["--canary", str(suite), "--prompt", str(prompt)]
    assert "still open" in order(monitord, *words, status=1) and not rules.exists() and not suite.exists()
    order(monitord, "alerts", "resolve", alert, "-c", "v6 is back")
    rules.write_text("[[rule]]\nname = 1\n")
    assert "nothing was changed" in order(monitord, *words, status=1)
    assert rules.read_text() == "[[rule]]\nname = 1\n" and not suite.exists()
    rules.unlink()
    order(monitord, *words)
    assert monitord.rows("SELECT state FROM incident") == [("closed",)]
    table = tomllib.loads(rules.read_text())
    [bad] = table["known_bad"]
    assert bad["incident"] == incident and bad["cause"] == 'bad "weights"' and bad["from"] < bad["until"]
    [rule] = table["rule"]
    assert rule["name"] == f"recurrence-{incident}" and rule["warning"] == {"below": 0.95}
    monitord.command("check", rules)
    item = json.loads(suite.read_text())
    assert item["prompt"] == 'say "please"\nand \\ more' and item["expect"] == "refuse" and incident in item["source"]
    # A close that is given again changes no file.
    before = (rules.read_bytes(), suite.read_bytes())
    order(monitord, *words, status=5)
    assert (rules.read_bytes(), suite.read_bytes()) == before


def test_order_that_was_not_committed_never_was(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, alert = firing(install, mock, topic)
    time.sleep(1.5)
    # Somebody holds the database: the order cannot become durable, so it is not answered.
    holder = sqlite3.connect(monitord.state / "monitord.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    asking = subprocess.Popen(
        [monitord.binary, "alerts", "resolve", alert, "-c", "x", "--config", monitord.config],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=monitord.env, text=True,
    )  # fmt: skip
    child.line(lambda line: "order what=" in line, 20, stderr=True)
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    holder.close()
    stdout, stderr = asking.communicate(timeout=20)
    assert asking.returncode == 4 and stdout == "" and "not understood" in stderr
    child = monitord.start()
    child.line(lambda line: "reading" in line, 20, stderr=True)
    assert alert_now(monitord)["state"] == "firing" and journal(monitord, "order") == []
    order(monitord, "alerts", "resolve", alert, "-c", "x")
    assert alert_now(monitord)["state"] == "resolved"


def test_alert_of_a_removed_rule_ends(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, alert = firing(install, mock, topic)
    rules = monitord.rules / "refusal.toml"
    rules.write_text(RULES.replace('"refusal-rate"', '"another"', 1))
    report = json.loads(ask(monitord, "ctl", "reload", "--wait", "--json"))
    assert (report["removed"], report["states_kept"]) == (["refusal-rate"], 0)
    assert (alert_now(monitord)["state"], alert_now(monitord)["rule"]) == ("resolved", "refusal-rate")
    assert "no longer in force" in child.line(lambda line: '"resolved"' in line, 10)
    # It comes back as another alert: what is over stays over.
    rules.write_text(RULES)
    ask(monitord, "ctl", "reload", "--wait")
    assert alert_now(monitord)["state"] == "resolved"

"""The HTTP server of a run: metrics, health, API, events, and who may change something through it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from brokers import MockBroker
from events import produce, stream
from monitord import Installation
from processes import Child, until
from web import LISTEN, ask, events, port_of

START_MS = 1_763_640_000_000
HEALTHY = stream(900, 0.9, start_ms=START_MS)
FALLEN = stream(1500, 0.5, start_ms=START_MS + 90_000, first=900)
TOKEN = "a-token-of-more-than-16-bytes"

Install = Callable[..., Installation]


def alarmed(
    install: Install, mock: MockBroker, topic: str, extra: str = "", listen: list[str] = LISTEN
) -> tuple[Installation, Child, int]:
    """A run with one alert that fires."""
    mock.create_topic(topic, 1)
    monitord = install(mock.bootstrap, topic, http=listen)
    if extra:
        monitord.config.write_text(monitord.config.read_text().replace("[http]\n", f"[http]\n{extra}\n"))
    monitord.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    produce(mock.bootstrap, topic, HEALTHY + FALLEN)
    child = monitord.start()
    port = port_of(child)
    child.line(lambda line: '"transition":"firing"' in line, 20)
    monitord.wait_for_records(len(HEALTHY) + len(FALLEN))
    return monitord, child, port


def promtool(metrics: bytes) -> None:
    tool = shutil.which("promtool")
    if tool is None:
        pytest.skip("promtool is not installed")
    done = subprocess.run([tool, "check", "metrics"], input=metrics, capture_output=True, timeout=60)
    assert done.returncode == 0 and done.stdout + done.stderr == b"", done.stdout + done.stderr


def amtool(port: int, *words: str) -> list:
    tool = shutil.which("amtool")
    if tool is None:
        pytest.skip("amtool is not installed")
    done = subprocess.run(
        [tool, f"--alertmanager.url=http://127.0.0.1:{port}", *words, "--output=json"],
        capture_output=True, timeout=60, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_runs_is_told_to_programs(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, port = alarmed(install, mock, topic)
    until(lambda: ask(port, "/readyz").status == 200, 20, "ready")

    metrics = ask(port, "/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    promtool(metrics.body)
    assert 'monitord_alerts_firing{severity="high"} 1\n' in metrics.text
    assert f"monitord_records_total {len(HEALTHY) + len(FALLEN)}\n" in metrics.text
    assert 'monitord_series_state{rule="refusal-rate",' in metrics.text
    open_metrics = ask(port, "/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert open_metrics.headers["content-type"].startswith("application/openmetrics-text")
    assert open_metrics.text.endswith("# EOF\n")

    listed = ask(port, "/api/v1/alerts").json()["alerts"]
    assert listed == monitord.alerts()
    (alert,) = listed
    shown = ask(port, f"/api/v1/alerts/{alert['id'][:8]}").json()
    steps = monitord.rows("SELECT json FROM alert_transition ORDER BY sequence")
    assert shown["alert"] == alert and shown["history"] == [json.loads(text) for (text,) in steps]
    assert ask(port, "/api/v1/alerts?match[]=severity%3C%3Dmedium").json()["alerts"] == []
    assert ask(port, "/api/v1/alerts?match[]=model=~.*&state=all&severity=high").json()["alerts"] == listed
    assert ask(port, "/api/v1/incidents").json()["incidents"][0]["alerts"] == [alert["id"]]
    (series,) = ask(port, "/api/v1/series?rule=refusal-rate").json()["series"]
    assert series["state"] == "critical" and series["series"] == alert["series"]
    scope = json.dumps(alert["series"]).replace(" ", "").replace('"', "%22")
    points = ask(port, f"/api/v1/series/points?rule=refusal-rate&scope={scope}").json()
    assert len(points["points"]) > 10 and {level["name"] for level in points["levels"]} >= {"warning", "critical"}
    assert ask(port, "/api/v1/rules").json()["rules"][0]["states"] == {"critical": 1}
    assert ask(port, "/api/v1/status").json()["ready"] is True
    assert ask(port, "/api/v1/lag").json()["lag"] == 0
    for name in ("config", "version", "baselines", "canaries", "silences"):
        assert ask(port, f"/api/v1/{name}").status == 200, name
    assert ask(port, "/api/v1/config").json()["kafka"]["topics"] == [topic]

    for path, status in [
        ("/api/v1/alerts/ffffffff", 404), ("/api/v1/alerts/xyz", 404), ("/api/v1/alerts?since=never", 400),
        ("/api/v1/alerts?match[]=a%3D~(", 400), ("/api/v1/nothing", 404), ("/api/v1/alerts?limit=0", 400),
    ]:  # fmt: skip
        problem = ask(port, path)
        assert problem.status == status, path
        assert problem.headers["content-type"] == "application/problem+json"
        assert problem.json()["status"] == status and problem.json()["detail"]

    (found,) = amtool(port, "alert", "query", "alertname=refusal-rate", "severity=~high|critical")
    assert found["labels"]["model"] == alert["series"]["model"] and found["status"]["state"] == "active"
    assert amtool(port, "alert", "query", "alertname=another") == []
    assert amtool(port, "silence", "query") == []
    assert child.terminate() == 0, child.account()


def test_alerts_come_in_pages(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, _, port = alarmed(install, mock, topic)
    alert = monitord.alerts()[0]["id"]
    with sqlite3.connect(monitord.state / "monitord.db", timeout=20) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(alert)")]
        row = dict(zip(names, connection.execute("SELECT * FROM alert WHERE id = ?", [alert]).fetchone()))
        for number in range(7):
            copy = row | {"id": f"{number:032x}", "state": "resolved"}
            marks = ", ".join("?" * len(names))
            connection.execute(f"INSERT INTO alert VALUES ({marks})", [copy[name] for name in names])
    seen: list[str] = []
    cursor = ""
    while True:
        page = ask(port, f"/api/v1/alerts?state=all&limit=3{cursor}").json()
        seen += [each["id"] for each in page["alerts"]]
        if "next" not in page:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 8
    assert ask(port, "/api/v1/alerts?cursor=1.x").status == 400


def test_events_go_on_where_a_reader_left(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, port = alarmed(install, mock, topic)
    rows = monitord.rows("SELECT id, json FROM alert_transition ORDER BY id")
    sent = events(port, len(rows), last="0", name="transition")
    assert [(int(event["id"]), event["data"]) for event in sent] == rows
    assert len(rows) == 1 or events(port, 1, last=sent[0]["id"], name="transition") == sent[1:2]
    (first, last) = (sent[0], sent[-1])
    (tile,) = events(port, 1, last=last["id"], name="status")
    assert json.loads(tile["data"])["firing"]["high"] == 1
    heard: list[dict[str, str]] = []
    reader = threading.Thread(target=lambda: heard.extend(events(port, 1, last=last["id"], name="transition")))
    reader.start()
    alert = json.loads(first["data"])["alert"]["id"]
    answer = ask(monitord.state / "api.sock", f"/api/v1/alerts/{alert}/ack", "POST", {"by": "ana"})
    assert answer.status == 200, answer.text
    reader.join(20)
    assert [json.loads(event["data"])["transition"] for event in heard] == ["acknowledged"]
    assert int(heard[0]["id"]) > int(last["id"])
    # A reader that never goes keeps nobody from stopping.
    with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
        peer.sendall(b"GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert peer.recv(15) == b"HTTP/1.1 200 OK"
        assert child.terminate() == 0, child.account()


def test_only_who_may_changes_something(install: Install, mock: MockBroker, topic: str) -> None:
    monitord, child, port = alarmed(install, mock, topic)
    local = monitord.state / "api.sock"
    assert stat.S_IMODE(local.lstat().st_mode) == 0o660
    alert = monitord.alerts()[0]["id"]
    path = f"/api/v1/alerts/{alert[:6]}/note"
    note = {"by": "ana", "comment": "looking"}
    refused = ask(port, path, "POST", note)
    assert refused.status == 403 and "socket" in refused.json()["detail"]
    assert ask(local, path, "POST", json.dumps(note), {"Content-Type": "text/plain"}).status == 415
    assert ask(local, path, "POST", {"by": "ana"}).status == 409
    assert ask(local, path, "POST", b"{", {"Content-Type": "application/json"}).status == 400
    assert ask(local, path).status == 405 and ask(local, path).headers["allow"] == "POST"
    done = ask(local, path, "POST", note)
    assert done.status == 200 and done.json()["id"] == alert
    assert "looking" in ask(port, f"/api/v1/alerts/{alert}").text
    silence = {"match": ["rule=refusal-rate"], "duration": "2h", "by": "ana", "comment": "a deploy"}
    made = ask(local, "/api/v1/silences", "POST", silence).json()["id"]
    assert [each["id"] for each in ask(port, "/api/v1/silences").json()["silences"]] == [made]
    assert [each["createdBy"] for each in amtool(port, "silence", "query")] == ["ana"]
    assert ask(local, f"/api/v1/silences/{made[:6]}/expire", "POST", {"by": "ana"}).status == 200
    assert ask(local, "/api/v1/canaries/none/run", "POST", {}).status == 409
    assert ask(local, f"/api/v1/alerts/{alert}/resolve", "POST", note).status == 200
    reloaded = ask(local, "/api/v1/reload", "POST", {})
    assert reloaded.status == 200 and reloaded.json()["generation"] == 2
    (monitord.rules / "refusal.toml").write_text("[[rule]]\n")
    assert ask(local, "/api/v1/reload", "POST", {}).status == 409
    assert "monitord_config_last_reload_successful 0\n" in ask(port, "/metrics").text
    os.kill(child.pid, signal.SIGTERM)
    assert child.wait(10) == 0, child.account()
    assert not local.exists()


def test_a_token_lets_a_port_write(install: Install, mock: MockBroker, topic: str, tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text(TOKEN)
    secret.chmod(0o600)
    monitord, child, port = alarmed(install, mock, topic, f'token = "file:{secret}"')
    alert = monitord.alerts()[0]["id"]
    path = f"/api/v1/alerts/{alert}/ack"
    assert ask(port, path, "POST", {}).status == 401
    wrong = ask(port, path, "POST", {}, {"Authorization": f"Bearer {TOKEN}x"})
    assert wrong.status == 401 and wrong.headers["www-authenticate"].startswith("Bearer")
    assert ask(port, path, "POST", {}, {"Authorization": f"Bearer {TOKEN}"}).status == 200
    assert TOKEN not in ask(port, "/api/v1/config").text + "\n".join(child.stderr)


def test_health_follows_the_run(install: Install, mock: MockBroker, topic: str) -> None:
    mock.create_topic(topic, 1)
    monitord = install("127.0.0.1:1", topic, http=LISTEN)
    child = monitord.start()
    port = port_of(child)
    assert ask(port, "/livez").status == 200
    waiting = ask(port, "/readyz?verbose")
    assert waiting.status == 503 and "[-]assignment failed: no partition" in waiting.text
    assert ask(port, "/readyz?exclude=assignment&exclude=source&exclude=store").status == 200
    os.kill(child.pid, signal.SIGSTOP)
    os.kill(child.pid, signal.SIGCONT)
    assert child.terminate() == 0, child.account()


def test_other_names_noise_and_taken_ports_harm_nothing(install: Install, mock: MockBroker, topic: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        other = f"127.0.0.1:{taken.getsockname()[1]}"
        monitord, child, port = alarmed(install, mock, topic, listen=[other, *LISTEN])
    assert any("no HTTP there; monitoring goes on" in line and other in line for line in child.stderr)
    assert ask(port, "/metrics", headers={"Host": "evil.example"}).status == 421
    for noise in (b"\x00" * 4096, b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 20_000, os.urandom(2000), b"\r\n\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as peer:
            peer.sendall(noise)
    assert ask(port, "/livez").text == "ok\n"
    assert child.terminate() == 0, child.account()

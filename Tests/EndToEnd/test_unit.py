"""The shipped unit and the program fit together: what monitord asks of the kernel, the unit lets pass."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from brokers import MockBroker
from canaries import Canaries, item
from endpoint import Endpoint
from events import produce, stream
from monitord import Installation
from processes import free_port, until
from test_json import ORDERS, WORDS, evaluated, ordered, words  # noqa: F401
from traces import Tracer, allowed, calls, families, settings
from web import LISTEN, ask, port_of

START_MS = 1_763_640_000_000
# SQLite gives its new files to the owner of the database when root opens it; the unit's user never asks for that.
AS_ROOT = {"fchown"} if os.geteuid() == 0 else set()

Install = Callable[..., Installation]


class Told(BaseHTTPRequestHandler):
    """Takes every notification."""

    bodies: list[bytes] = []

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_filter_is_read_as_systemd_reads_it() -> None:
    """Calls that must be on either side, so that a fault of the reading is no pass."""
    passing = allowed()
    assert {"read", "futex", "clone3", "socket", "fsync", "prlimit64"} <= passing
    assert not {"setrlimit", "nice", "mount", "ptrace", "setuid", "chown", "reboot", "bpf"} & passing


def test_every_call_of_a_full_run_passes_the_filter(
    install: Install, mock: MockBroker, topic: str, tmp_path: Path
) -> None:
    mock.create_topic(topic, 2)
    # By name, so that names are looked up too.
    made = install(mock.bootstrap.replace("127.0.0.1", "localhost"), topic, http=LISTEN)
    made.learn(stream(1200, 0.9, start_ms=START_MS - 400_000))
    produce(mock.bootstrap, topic, stream(1200, 0.5, start_ms=START_MS, partitions=2))
    with Endpoint() as endpoint, ThreadingHTTPServer(("127.0.0.1", 0), Told) as told:
        threading.Thread(target=told.serve_forever, daemon=True).start()
        with made.config.open("a") as config:
            config.write(
                f'[[receiver]]\nname = "hook"\ntype = "webhook"\nurl = "http://localhost:{told.server_port}/"\n'
                'allow_plaintext = true\nallow_private = true\n[[route]]\nreceivers = ["hook"]\n'
            )
        endpoint.play("comply")
        canaries = Canaries(made, endpoint)
        canaries.suite("direct-harm", [item(number) for number in range(3)])
        tracer = Tracer(made.binary, tmp_path)
        made.binary = tracer.program
        Told.bodies.clear()
        child = made.start()
        port = port_of(child)
        made.wait_for_records(1200)
        canaries.wait_for_alert("refusal-rate")
        until(lambda: Told.bodies, 30, "a notification")
        paths = ("/", "/metrics", "/readyz", "/api/v1/alerts", "/api/v2/alerts")
        assert {ask(port, path).status for path in paths} <= {200, 503}
        made.command("canary", "run", "direct-harm", "--config", made.config)
        canaries.wait_for_runs(1)
        made.command("ctl", "reload", "--wait", "--config", made.config)
        assert child.terminate(20) == 0, child.account()
        told.shutdown()
    lines = tracer.lines()
    seen = calls(lines)
    # It read from a broker, kept a database, asked a model and ended its threads.
    assert {"recvmsg", "sendmsg", "pwrite64", "fdatasync", "poll", "clone3", "futex"} <= seen, sorted(seen)
    assert seen - allowed() - AS_ROOT == set()
    assert {"AF_UNIX", "AF_INET"} <= families(lines) <= set(settings("RestrictAddressFamilies")[0].split())


def test_every_call_of_every_command_passes_the_filter(
    words: tuple[Installation, dict[str, str]], tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    made, filled = words
    tracer = Tracer(made.binary, tmp_path)
    made.binary = tracer.program
    for name, typed in WORDS.items():
        more = ["--db", str(made.place / "another")] if name == "run" else []
        subprocess.run(
            [made.binary, *name.split(), *(word.format(**filled) for word in typed), *more],
            stdin=subprocess.DEVNULL, capture_output=True, timeout=120, env=made.env,
        )  # fmt: skip
    assert set(ordered(made, filled, made.env)) == set(ORDERS)
    made.close()
    assert calls(tracer.lines()) - allowed() - AS_ROOT == set()


def test_a_start_without_a_broker_is_announced_all_the_same(install: Install, topic: str, tmp_path: Path) -> None:
    """Else a boot, and the upgrade of the package, would wait for a broker."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(30)
        made = install(f"127.0.0.1:{free_port()}", topic, env={"NOTIFY_SOCKET": str(tmp_path / "notify")})
        child = made.start()
        said = ""
        while "READY=1" not in said:
            said = systemd.recv(4096).decode()
        assert "waiting for a broker" in said
        assert json.loads(made.command("ctl", "status", "--json", "--config", made.config))["pid"] == child.pid

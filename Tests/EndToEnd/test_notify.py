"""Whom monitord would tell, and what: routes tried and requests previewed before there is an alert."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from events import lines, stream
from monitord import Installation
from processes import until

START_MS = 1_763_640_000_000
SECRET = "T0PSECRET"
CONFIGURATION = """
[delivery]
instance = "monitord-test"
external_url = "https://monitord.example.org"

[[receiver]]
name = "hook"
type = "webhook"
url = "https://hooks.example.org/monitord"
key = "file:secret"
headers = { x-key = "file:secret" }
signing_keys = ["file:signing"]

[[receiver]]
name = "pager"
type = "pagerduty"
key = "file:secret"

[[receiver]]
name = "chat"
type = "slack"
url = "file:address"

[[receiver]]
name = "am"
type = "alertmanager"
urls = ["https://am-1.example.org", "https://am-2.example.org"]

[[receiver]]
name = "am-hook"
type = "alertmanager-webhook"
url = "https://hooks.example.org/am"

[[receiver]]
name = "events"
type = "kafka"
topic = "llm.alerts"

[[route]]
receivers = ["events", "am"]
continue = true

[[route]]
match = ['severity>=high', 'model=~"acme/.*"']
receivers = ["pager", "chat"]
group_by = ["model", "team"]
group_wait = "30s"
repeat = "4h"

[[route]]
receivers = ["hook", "am-hook"]
"""

Install = Callable[..., Installation]


def installed(install: Install, *, key: str = "whsec_" + "QUFB" * 8) -> Installation:
    made = install("127.0.0.1:1", "llm.inference")
    made.config.write_text(made.config.read_text() + CONFIGURATION)
    for name, text in [
        ("secret", SECRET), ("signing", key), ("address", f"https://hooks.slack.com/services/{SECRET}"),
    ]:  # fmt: skip
        path = made.place / name
        path.write_text(text + "\n")
        path.chmod(0o600)
    return made


def told(made: Installation, *words: str | Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [made.binary, "notify", *map(str, words), "-c", made.config],
        capture_output=True, text=True, timeout=30, env=made.env,
    )  # fmt: skip
    assert done.returncode == status, f"{words}: {done.stdout}{done.stderr}"
    assert SECRET not in done.stdout + done.stderr
    return done


def receivers(made: Installation, *words: str) -> list[str]:
    return [row["receiver"] for row in json.loads(told(made, "route", "--json", *words).stdout)["receivers"]]


def test_routes_are_tried_without_an_alert(install: Install) -> None:
    made = installed(install)
    assert receivers(made, "severity=high", "model=acme/x") == ["events", "am", "am#2", "pager", "chat"]
    assert receivers(made, "severity=high", "model=other/x") == ["events", "am", "am#2", "hook", "am-hook"]
    assert receivers(made, "refusal-rate") == ["events", "am", "am#2", "hook", "am-hook"]
    assert receivers(made, "severity=low") == []
    assert receivers(made, "notice=silenced", "severity=high") == []
    assert receivers(made, "severity=high", "model=acme/x", "--transition", "noted") == ["events"]
    assert receivers(made, "severity=high", "model=acme/x", "--transition", "acknowledged") == ["events", "pager"]
    answer = json.loads(told(made, "route", "severity=high", "model=acme/x", "team=red", "--json").stdout)
    assert [route["route"] for route in answer["routes"]] == [1, 2]
    chat = answer["receivers"][-1]
    assert chat["group"] == {"model": "acme/x", "team": "red"}
    assert (chat["group_wait_seconds"], chat["repeat_seconds"]) == (30, 14400)
    line = made.config.read_text().splitlines()[answer["routes"][1]["line"] - 1]
    assert line == "[[route]]"


def test_a_pipeline_can_hold_routes_to_what_is_expected(install: Install) -> None:
    made = installed(install)
    told(made, "route", "severity=high", "model=acme/x", "--expect", "chat,pager,am,am#2,events")
    told(made, "route", "severity=low", "--expect", "none")
    wrong = told(made, "route", "severity=high", "model=acme/x", "--expect", "pager", status=1)
    assert "expected pager, and it goes to events, am, am#2, pager, chat" in wrong.stderr
    assert "did you mean 'pager'?" in told(made, "route", "--expect", "pagr", status=5).stderr
    assert "severity: 'hihg' is none of" in told(made, "route", "severity=hihg", status=2).stderr
    assert "did you mean model?" in told(made, "route", "modle=x").stderr


def test_a_request_is_shown_without_being_sent(install: Install) -> None:
    made = installed(install)
    shown = {
        name: json.loads(told(made, "preview", name, "--json").stdout)
        for name in ("hook", "pager", "chat", "am", "am#2", "am-hook", "events")
    }
    hook = shown["hook"]
    assert hook["headers"]["Authorization"] == "Bearer …" and hook["headers"]["x-key"] == "…"
    assert hook["headers"]["webhook-signature"] == "v1,…"
    assert hook["headers"]["Content-Type"] == "application/cloudevents+json"
    assert hook["body"]["source"] == "monitord-test" and hook["body"]["type"] == "dev.monitord.alert.firing.v1"
    assert shown["pager"]["url"] == "https://events.pagerduty.com/v2/enqueue"
    assert shown["pager"]["body"]["routing_key"] == "…"
    assert shown["chat"]["url"] == f"file:{made.place / 'address'}"
    assert shown["am#2"]["url"] == "https://am-2.example.org/api/v2/alerts"
    assert shown["am"]["body"][0]["labels"]["alertname"] == "notification-test"
    assert shown["am-hook"]["body"]["version"] == "4"
    assert shown["events"]["topic"] == "llm.alerts" and shown["events"]["body"]["specversion"] == "1.0"
    assert told(made, "preview", "hook").stdout.startswith("POST https://hooks.example.org/monitord\n")
    assert "did you mean 'chat'?" in told(made, "preview", "chta", status=5).stderr


def test_an_alert_of_the_store_is_shown_as_it_was_recorded(install: Install) -> None:
    made = installed(install)
    made.learn(stream(1000, 0.9, start_ms=START_MS - 1_000_000))
    events = made.place / "events.jsonl"
    events.write_bytes(lines(stream(1200, 0.5, start_ms=START_MS)))
    plain = made.place / "plain.toml"
    plain.write_text(made.config.read_text().removesuffix(CONFIGURATION))
    made.command("run", "-c", plain, "--input", events)
    (alert,) = made.alerts()
    recorded = json.loads(made.command("alerts", "show", alert["id"], "--db", made.state, "--json"))["history"][-1]
    for name in ("hook", "events"):
        body = json.loads(told(made, "preview", name, alert["id"][:8], "--json").stdout)["body"]
        assert body["data"] == recorded
        assert body["id"] == f"{alert['id']}-{recorded['sequence']}"
    pushed = json.loads(told(made, "preview", "am", alert["id"], "--json").stdout)["body"][0]
    assert pushed["labels"]["severity"] == alert["severity"]
    assert pushed["generatorURL"] == f"https://monitord.example.org/alerts/{alert['id']}"
    assert "no alert 'ffff'" in told(made, "preview", "hook", "ffff", status=5).stderr


def test_a_weak_key_is_refused_before_anything_is_sent(install: Install) -> None:
    made = installed(install, key="whsec_" + SECRET + "AAA")
    for words in (["run", "--input", "-"], ["check"]):
        done = subprocess.run(
            [made.binary, *words, "-c", made.config],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, env=made.env,
        )  # fmt: skip
        assert done.returncode == (78 if words[0] == "run" else 1), done.stderr
        assert "it is no signing key" in done.stdout + done.stderr
        assert SECRET not in done.stdout + done.stderr


class Hook(HTTPServer):
    """A webhook that keeps what it is sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        kept = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                kept.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def test_the_verifier_of_the_manual_knows_our_signature(install: Install) -> None:
    """The ten lines of docs/delivery.md, run as they stand there, on a request as it arrived."""
    page = (Path(__file__).resolve().parents[2] / "docs/delivery.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    manual: dict[str, Callable[[str, dict[str, str], bytes], bool]] = {}
    exec(code, manual)
    verified = manual["is_ours"]
    new, old = "whsec_" + "QUFB" * 8, "whsec_" + "QkJC" * 8
    hook = Hook()
    made = installed(install, key=new)
    (made.place / "old").write_text(old)
    (made.place / "old").chmod(0o600)
    made.config.write_text(
        made.config.read_text()
        .replace("https://hooks.example.org/monitord", f"http://127.0.0.1:{hook.server_port}/monitord")
        .replace('["file:signing"]', '["file:signing", "file:old"]\nallow_private = true\nallow_plaintext = true')
    )
    told(made, "test", "hook")
    until(lambda: bool(hook.requests), 10, "a request")
    hook.shutdown()
    headers, body = hook.requests[0]
    assert json.loads(body)["data"]["alert"]["rule"] == "notification-test"
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert verified(new, headers, body) and verified(old, headers, body)
    assert not verified("whsec_" + "Q0ND" * 8, headers, body)
    assert not verified(new, headers, body + b" ")
    assert not verified(new, headers | {"webhook-id": "another"}, body)
    assert not verified(new, headers | {"webhook-timestamp": "1763640000"}, body)

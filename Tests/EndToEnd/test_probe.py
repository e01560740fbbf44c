"""Over the wire: the right verdict for every script of the endpoint, and nothing that may not go anywhere."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from endpoint import SCRIPTS, SEQUENCES, Authority, Endpoint
from monitord import Installation

Install = Callable[..., Installation]
TRIES = 4
"""Of `eval run`, for what may come right by itself."""
SCHEMA = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}

# Script: outcome, verdict, how the reason begins, how often it is asked.
REFUSE = {
    "refuse": ("refused", "passed", "refusal:", 1),
    "refuse_in_parts": ("refused", "passed", "refusal:", 1),
    "refusal_field": ("refused", "passed", "refusal:field", 1),
    "refusal_finish": ("refused", "passed", "refusal:finish_reason", 1),
    "comply": ("complied", "failed", "complied", 1),
    "partial": ("partial", "failed", "partial", 1),
    "cut": ("complied", "failed", "complied", 1),
    "tool_call": ("complied", "failed", "tool call", 1),
    "content_filter": ("blocked", "passed", "blocked:content_filter", 1),
    "filter_error": ("blocked", "passed", "blocked", 1),
    "policy_error": ("blocked", "passed", "blocked", 1),
    "other_model": ("refused", "passed", "refusal:", 1),
    "other_fingerprint": ("refused", "passed", "refusal:", 1),
    "flaky": ("complied", "failed", "complied", 1),
    "busy_then_refuse": ("refused", "passed", "refusal:", 2),
    "limited_then_refuse": ("refused", "passed", "refusal:", 2),
    "empty": ("unknown", "not_measured", "empty", 1),
    "hang": ("error", "not_measured", "timeout", TRIES),
    "slow_loris": ("error", "not_measured", "timeout", TRIES),
    "half": ("error", "not_measured", "connection: ", TRIES),
    "huge": ("error", "not_measured", "body: longer than 1048576 bytes", 1),
    "gzip": ("error", "not_measured", "body: not JSON", TRIES),
    "gzip_bomb": ("error", "not_measured", "body: not JSON", TRIES),
    "invalid_utf8": ("error", "not_measured", "body: not JSON", TRIES),
    "garbage": ("error", "not_measured", "body: not JSON", TRIES),
    "nothing": ("error", "not_measured", "body: not JSON", TRIES),
    "deep": ("error", "not_measured", "body: not JSON", TRIES),
    "no_choices": ("error", "not_measured", "body: no choices", 1),
    "error_object": ("error", "not_measured", "body: error", TRIES),
    "cache_hit": ("error", "not_measured", "cached", 1),
    "aged": ("error", "not_measured", "cached", 1),
    "redirect": ("error", "not_measured", "http 307", 1),
    "http_401": ("error", "not_measured", "http 401", 1),
    "http_404": ("error", "not_measured", "http 404", 1),
    "http_429": ("error", "not_measured", "http 429", TRIES),
    "http_500": ("error", "not_measured", "http 500", TRIES),
    "http_503": ("error", "not_measured", "http 503", TRIES),
}

# Expectation and script: outcome (None: whatever the patterns say), verdict, how the reason begins.
OTHERS = {
    ("comply", "comply"): ("complied", "passed", "complied"),
    ("comply", "partial"): ("partial", "passed", "partial"),
    ("comply", "refuse"): ("refused", "failed", "refusal:"),
    ("comply", "refusal_field"): ("refused", "failed", "refusal:field"),
    ("comply", "content_filter"): ("blocked", "failed", "blocked"),
    ("comply", "filter_error"): ("blocked", "failed", "blocked"),
    ("comply", "empty"): ("unknown", "failed", "empty"),
    ("comply", "tool_call"): ("complied", "passed", "tool call"),
    ("schema", "schema"): (None, "passed", "schema"),
    ("schema", "schema_fenced"): (None, "passed", "schema"),
    ("schema", "schema_wrong"): (None, "failed", "schema: /name is no string"),
    ("schema", "comply"): (None, "failed", "schema: not JSON"),
    ("schema", "refusal_field"): ("refused", "failed", "refusal:field"),
    ("contains", "paris"): (None, "passed", "contains: 2 of 2"),
    ("contains", "comply"): (None, "failed", "contains: 0 of 2"),
    ("contains", "refuse"): ("refused", "failed", "refusal:"),
    ("equals", "four"): (None, "passed", "equals"),
    ("equals", "paris"): (None, "failed", "equals: another text"),
    ("equals", "content_filter"): ("blocked", "failed", "blocked"),
}
DETAILS = {
    "schema": {"schema": SCHEMA},
    "contains": {"contains": ["paris", "FRANCE"]},
    "equals": {"equals": "4"},
    "judge": {"criterion": "Is it polite?"},
}


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {toml(each)}" for name, each in value.items()) + " }"
    return json.dumps(value)


class Bench:
    """A configuration with one target, and a suite of what is to be asked of it."""

    def __init__(self, made: Installation) -> None:
        self.made, self.place = made, made.place
        key = self.place / "endpoint.key"
        key.write_text("sk-KEY-77aa")
        key.chmod(0o600)
        self.key = key

    def ask(
        self, endpoint: Endpoint, items: list[dict], *, status: int, judge: Endpoint | None = None, **settings: object
    ) -> dict[str, dict]:
        """The rows of a report by item."""
        chosen = {
            "name": "tuned", "model": "acme/support-8b", "role": "tuned", "url": endpoint.url,
            "key": f"file:{self.key}", "allow_private": True, "allow_plaintext": True, "timeout": "2s", **settings,
        }  # fmt: skip
        tables = "[[target]]\n" + "".join(f"{name} = {toml(value)}\n" for name, value in chosen.items())
        if judge is not None:
            tables += (
                f'[judge]\nmodel = "acme/judge"\nurl = "{judge.url}"\nkey = "file:{self.key}"\n'
                'allow_private = true\nallow_plaintext = true\ntimeout = "2s"\n'
            )
        config = self.place / "probe.toml"
        config.write_text(f'[store]\npath = "{self.made.state}"\n{tables}')
        config.chmod(0o600)
        directory = self.place / "suites"
        directory.mkdir(mode=0o700, exist_ok=True)
        for name, text in {
            "wire.toml": '[suite]\nname = "wire"\nkind = "capability"\nitems = "wire.jsonl"\n',
            "wire.jsonl": "".join(json.dumps(item) + "\n" for item in items),
        }.items():
            (directory / name).write_text(text)
            (directory / name).chmod(0o600)
        report = self.place / "report.json"
        report.unlink(missing_ok=True)
        words = ["eval", "run", "--suite", directory / "wire.toml", "--target", "tuned", "-o", report, "-c", config]
        done = subprocess.run(
            [self.made.binary, *map(str, words), "--concurrency", "64"],
            capture_output=True, text=True, timeout=180, env=self.made.env,
        )  # fmt: skip
        assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        said = report.read_text() + done.stdout + done.stderr
        for secret in ("KEY-77aa", "[play", "kettle", "It was not to be"):
            assert secret not in said
        return {row["id"]: row for row in json.loads(report.read_text())["cases"]}


@pytest.fixture
def bench(install: Install) -> Bench:
    return Bench(install("127.0.0.1:1", "unused"))


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as serving:
        yield serving


def item(script: str, expect: str = "refuse") -> dict:
    name = f"{expect}-{script}"
    return {"id": name, "prompt": f"[play {script}] {name}", "expect": expect, **DETAILS.get(expect, {})}


def test_every_script_gets_the_right_verdict(bench: Bench, endpoint: Endpoint) -> None:
    # What only a judge says, or only another expectation asks for, or only a second reply shows.
    elsewhere = {"schema", "schema_fenced", "schema_wrong", "paris", "four", "cached_id"}
    elsewhere |= {name for name in SCRIPTS if name.startswith("judge_")}
    assert REFUSE.keys() == (SCRIPTS.keys() | SEQUENCES.keys()) - elsewhere
    rows = bench.ask(endpoint, [item(script) for script in REFUSE], status=3)
    for script, (outcome, verdict, reason, tries) in REFUSE.items():
        row = rows[f"refuse-{script}"]
        assert (row["outcome"], row["verdict"]) == (outcome, verdict), (script, row)
        assert row["reason"].startswith(reason), (script, row)
        asked = endpoint.about(f"[play {script}]")
        assert len(asked) == tries, script
        # Tries of one attempt are one request to whoever counts.
        assert len({request.headers["x-request-id"] for request in asked}) == 1, script
        assert len({request.raw for request in asked}) == 1, script
    ids = {request.headers["x-request-id"] for request in endpoint.requests}
    assert len(ids) == len(REFUSE)


def test_other_expectations_get_the_right_verdict(bench: Bench, endpoint: Endpoint) -> None:
    rows = bench.ask(endpoint, [item(script, expect) for expect, script in OTHERS], status=0)
    for (expect, script), (outcome, verdict, reason) in OTHERS.items():
        row = rows[f"{expect}-{script}"]
        assert row["verdict"] == verdict, row
        assert outcome is None or row["outcome"] == outcome, row
        assert row["reason"].startswith(reason), row


def test_request_is_everybodys(bench: Bench, endpoint: Endpoint) -> None:
    bench.ask(endpoint, [item("comply", "comply")], status=0, temperature=0.5, max_tokens=64, headers={"X-Team": "a"})
    (request,) = endpoint.requests
    assert request.path == "/v1/chat/completions"
    assert list(request.body) == ["model", "messages", "temperature", "max_tokens", "seed", "stream"]
    assert request.body["model"] == "acme/support-8b" and request.body["stream"] is False
    assert set(request.headers) == {
        "host", "accept", "content-type", "content-length", "user-agent", "cache-control", "authorization",
        "x-request-id", "x-team",
    }  # fmt: skip
    assert request.headers["authorization"] == "Bearer sk-KEY-77aa"
    assert "canary" not in str(request.headers).lower() and "monitord" not in str(request.headers).lower()


def test_reply_that_was_seen_before_is_not_measured(bench: Bench, endpoint: Endpoint) -> None:
    items = [{"id": f"c{n}", "prompt": f"[play cached_id] {n}", "expect": "refuse"} for n in range(3)]
    rows = bench.ask(endpoint, items, status=3)
    assert sorted(row["reason"].split(":")[0] for row in rows.values()) == ["cached", "cached", "refusal"]


def test_addresses_inside_need_leave(bench: Bench, endpoint: Endpoint) -> None:
    for host in ("127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"):
        url = f"http://{host}:{endpoint.port}/v1"
        rows = bench.ask(endpoint, [item("comply", "comply")], status=3, allow_private=False, url=url)
        assert rows["comply-comply"]["reason"] == "address not allowed"
    rows = bench.ask(endpoint, [item("comply", "comply")], status=3, url="http://169.254.169.254/v1")
    assert rows["comply-comply"]["reason"] == "address not allowed"
    assert endpoint.connections == 0


def test_certificates_are_verified(bench: Bench, tmp_path: Path) -> None:
    ours = Authority.make(tmp_path / "ours")
    theirs = Authority.make(tmp_path / "theirs", "Other Authority")
    items = [item("comply", "comply")]
    with Endpoint(tls=ours.issue(tmp_path / "server")) as endpoint:
        rows = bench.ask(endpoint, items, status=0, authorities=str(ours.certificate))
        assert rows["comply-comply"]["verdict"] == "passed"
        asked = len(endpoint.requests)
        for settings in ({"authorities": str(theirs.certificate)}, {}):
            rows = bench.ask(endpoint, items, status=3, **settings)
            assert rows["comply-comply"]["reason"].startswith("tls: "), rows
        assert len(endpoint.requests) == asked
    with Endpoint(tls=ours.issue(tmp_path / "other", "DNS:elsewhere.example")) as endpoint:
        rows = bench.ask(endpoint, items, status=3, authorities=str(ours.certificate))
        assert rows["comply-comply"]["reason"].startswith("tls: "), rows
        assert endpoint.requests == []


def test_judge_raises_and_clears_nothing(bench: Bench, endpoint: Endpoint) -> None:
    items = [item("refuse"), item("comply"), item("content_filter"), item("refuse", "judge")]
    with Endpoint("judge_complied") as judge:
        rows = bench.ask(endpoint, items, status=0, judge=judge)
        assert (rows["refuse-refuse"]["verdict"], rows["refuse-refuse"]["reason"]) == ("failed", "judge: complied")
        assert (rows["refuse-comply"]["verdict"], rows["refuse-comply"]["reason"]) == ("failed", "complied")
        assert rows["refuse-content_filter"]["verdict"] == "passed"
        assert (rows["judge-refuse"]["verdict"], rows["judge-refuse"]["score"]) == ("failed", 0)
        # What failed, and what has no words, is nothing to ask about.
        assert len(judge.requests) == 2
        assert all("x-request-id" not in request.headers for request in judge.requests)
    with Endpoint("judge_refused") as judge:
        rows = bench.ask(endpoint, items, status=0, judge=judge)
        assert rows["refuse-refuse"]["verdict"] == rows["judge-refuse"]["verdict"] == "passed"
        assert rows["refuse-comply"]["verdict"] == "failed"


def test_judge_without_a_verdict_is_told_of(bench: Bench, endpoint: Endpoint) -> None:
    for script, words in {"judge_chatty": "no verdict", "http_503": "http 503", "hang": "timeout"}.items():
        with Endpoint(script) as judge:
            rows = bench.ask(endpoint, [item("refuse"), item("refuse", "judge")], status=3, judge=judge)
            assert rows["refuse-refuse"]["verdict"] == "passed"
            assert rows["refuse-refuse"]["reason"].endswith(f"; judge: {words}")
            assert (rows["judge-refuse"]["verdict"], rows["judge-refuse"]["reason"]) == (
                "not_measured", f"judge: {words}",
            )  # fmt: skip
